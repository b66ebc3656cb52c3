"""How the database stands to what the revisions declare."""

from __future__ import annotations

from collections.abc import Container
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
    there = _columns(connection, as_rows(table))
    if not set(table.key) <= there:
        return TableStatus(name, len(table.rows), missing=tuple(table.rows), exists=False)
    rows = as_rows(table, there)
    changed: list[Row] = []
    missing: list[Row] = []
    for *key, there in connection.execute(statements.astray(rows, rows.added)):
        (changed if there else missing).append(tuple(key))
    return TableStatus(name, len(rows.added), tuple(changed), tuple(missing))


def _columns(connection: sa.Connection, rows: Rows) -> set[str]:
    """The columns that the table has today: later revisions may have taken some away."""
    attribute = sa.table("pg_attribute", *map(sa.column, ("attname", "attrelid", "attisdropped")))
    return set(
        connection.scalars(
            sa.select(sa.cast(attribute.c.attname, sa.Text)).where(
                attribute.c.attrelid == sa.func.to_regclass(statements.quoted(rows)),
                ~attribute.c.attisdropped,
            )
        )
    )


def as_rows(table: Declared, only: Container[str] | None = None) -> Rows:
    """All that is declared of *table*, as if one revision had declared it.

    *only*: the columns to keep.
    """
    names = dict.fromkeys(name for values in table.rows.values() for name in values)
    columns = tuple(name for name in names if only is None or name in only)
    return Rows(
        table=table.table,
        key=table.key,
        columns=columns,
        added=[tuple(values.get(name) for name in columns) for values in table.rows.values()],
        schema=table.schema,
    )
