"""Which rows of which tables refer to a seeded table, asked of the database itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

FIND = sa.text("""
    SELECT space.nspname AS schema, child.relname AS name, fk.conrelid = fk.confrelid AS itself,
           array_agg(ours.attname::text ORDER BY pair.n) AS columns,
           array_agg(theirs.attname::text ORDER BY pair.n) AS targets
    FROM pg_constraint AS fk
    JOIN pg_class AS child ON child.oid = fk.conrelid
    JOIN pg_namespace AS space ON space.oid = child.relnamespace
    CROSS JOIN unnest(fk.conkey, fk.confkey) WITH ORDINALITY AS pair(ours, theirs, n)
    JOIN pg_attribute AS ours ON (ours.attrelid, ours.attnum) = (fk.conrelid, pair.ours)
    JOIN pg_attribute AS theirs ON (theirs.attrelid, theirs.attnum) = (fk.confrelid, pair.theirs)
    WHERE fk.contype = 'f' AND fk.confrelid = to_regclass(:table) AND fk.conparentid = 0
    GROUP BY fk.oid, child.relname, space.nspname
""")


@dataclass(frozen=True)
class Reference:
    """A foreign key of some table that points at the seeded one."""

    schema: str
    name: str
    itself: bool
    columns: tuple[str, ...]
    targets: tuple[str, ...]

    def exists(self, table: sa.TableClause) -> sa.Exists:
        """Whether some row refers to a row of *table*; its reference to itself is none.

        Cascading keys count as well: seeding neither deletes nor empties what people entered.
        """
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in self.columns]
        child = sa.table(self.name, *columns, schema=self.schema).alias("referring")
        for target in self.targets:
            if target not in table.c:
                table.append_column(sa.column(target))
        pairs = zip(self.columns, self.targets, strict=True)
        refers = sa.exists().where(*(child.c[own] == table.c[target] for own, target in pairs))
        if self.itself:
            place: sa.ColumnClause[Any] = sa.literal_column("referring.ctid")
            refers = refers.where(place != sa.literal_column(f"{table.name}.ctid"))
        return refers.select_from(child).correlate(table)


def find(connection: sa.Connection, table: str) -> list[Reference]:
    """The foreign keys that point at *table*, a name as SQL writes it."""
    found = connection.execute(FIND, {"table": table})
    return [
        Reference(row.schema, row.name, row.itself, tuple(row.columns), tuple(row.targets))
        for row in found
    ]
