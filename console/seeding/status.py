"""How the database stands to what the revisions declare."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from console.seeding import statements
from console.seeding.history import Declared
from console.seeding.rows import Row, Rows


@dataclass(frozen=True)
class TableStatus:
    """One seeded table: rows by what became of them; keys of those that are not in place."""

    table: str
    declared: int
    changed: tuple[Row, ...] = ()
    missing: tuple[Row, ...] = ()
    exists: bool = True

    @property
    def in_place(self) -> int:
        return self.declared - len(self.changed) - len(self.missing)


def status(connection: sa.Connection, declared: dict[str, Declared]) -> list[TableStatus]:
    """Compare each declared table with the database: one statement a table."""
    return [_table(connection, name, table) for name, table in declared.items() if table.rows]


def _table(connection: sa.Connection, name: str, table: Declared) -> TableStatus:
    rows = as_rows(table)
    here = sa.select(sa.func.to_regclass(statements.quoted(rows)))
    if connection.execute(here).scalar() is None:
        return TableStatus(name, len(rows.added), missing=tuple(table.rows), exists=False)
    changed: list[Row] = []
    missing: list[Row] = []
    for *key, there in connection.execute(statements.astray(rows, rows.added)):
        (changed if there else missing).append(tuple(key))
    return TableStatus(name, len(rows.added), tuple(changed), tuple(missing))


def as_rows(table: Declared) -> Rows:
    """All that is declared of *table*, as if one revision had declared it."""
    columns = tuple(dict.fromkeys(name for values in table.rows.values() for name in values))
    return Rows(
        table=table.table,
        key=table.key,
        columns=columns,
        added=[tuple(values.get(name) for name in columns) for values in table.rows.values()],
        schema=table.schema,
    )
