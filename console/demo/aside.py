"""Indexes and foreign keys, put aside while many rows come in and put back as they were.

Building an index once is several times faster than growing it row by row, and one query checks a
foreign key faster than a million. All of it belongs to the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class

# Keys and unique constraints stay: they guard the rows. So do references to other tables, which
# could only be dropped by locking those tables as well, and whatever has a comment to lose.
FIND = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
              conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY (%(tables)s::regclass[])
    AND confrelid = ANY (%(tables)s::regclass[])
    AND obj_description(oid, 'pg_constraint') IS NULL
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = ANY (%(tables)s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
    AND obj_description(indexrelid, 'pg_class') IS NULL
"""


def put_aside(cursor: Cursor, tables: Sequence[str]) -> list[str]:
    """Drop what slows rows down; returns the statements that put it back, in their order."""
    cursor.execute(FIND, {"tables": list(tables)})
    found = cursor.fetchall()
    for drop, _ in found:
        cursor.execute(drop)
    return [restore for _, restore in reversed(found)]
