"""Rows for any table, made by the database from the table's own columns.

Factories make a row somebody could have typed. These make many, also for tables that have no
factory yet, and their texts try to break out of the page.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

# Shown unescaped, it would be an element with a handler and a style of its own.
NASTY = '<b onclick="x()" style="color:red" id="content">&amp;\'"</b>'

# Expressions over ``i``, the number of the row, by type: the first that fits counts.
VALUES: tuple[tuple[type[Any], str], ...] = (
    (sa.Boolean, "i % 7 = 0"),
    (sa.SmallInteger, "i % 30000"),
    (sa.Integer, "i"),
    (sa.Float, "(i % 89) + 0.25"),
    (sa.Numeric, "(i % 97) + 0.5"),
    (sa.Interval, "i * interval '1 hour'"),
    (sa.DateTime, "timestamptz '2026-03-01 00:30+00' + i * interval '7 hours'"),
    (sa.Date, "date '2026-03-01' + i::int"),
    (sa.Time, "time '08:00' + i * interval '1 minute'"),
    (sa.Uuid, "gen_random_uuid()"),
    (sa.JSON, "jsonb_build_object('key', {nasty}, 'number', i)"),
    (sa.ARRAY, "ARRAY[{nasty}, i::text]"),
    (pg.DATERANGE, "daterange(date '2026-03-01' + i::int, date '2026-03-02' + i::int)"),
    (pg.TSTZRANGE, "tstzrange(now() + i * interval '1 day', NULL)"),
    (sa.LargeBinary, "int4send(i::int)"),
    (pg.INET, "inet '10.0.0.0' + i"),
    (pg.CIDR, "set_masklen(inet '10.0.0.0' + 256 * i, 24)::cidr"),
    (sa.String, "i || ' ' || {nasty}"),
)


def fill(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """Add rows to *table*, and to tables it refers to, until it has *number* of them.

    Checks and triggers are for what comes later, not for these rows: nobody can guess a regular
    expression.
    """
    if count(connection, table) >= number:
        return
    for parent in {key.column.table for key in table.foreign_keys} - {table}:
        fill(connection, parent, min(number, 15))
    checks = _checks(connection, table)
    _run(connection, table, "DISABLE TRIGGER USER")
    for name, _definition in checks:
        _run(connection, table, f"DROP CONSTRAINT {name}")
    for start in range(0, 20 * number, number):
        there = count(connection, table)
        if there >= number:
            break
        # The first rows of a tree are its roots; the others hang from them.
        missing = number - there if there else -(-number // 3)
        _send(connection, _insert(connection, table, start, missing))
    for name, definition in checks:
        _run(connection, table, f"ADD CONSTRAINT {name} {definition} NOT VALID")
    _run(connection, table, "ENABLE TRIGGER USER")
    assert count(connection, table) >= number, f"tests/rows.py cannot make {table.name}"


def empty(connection: sa.Connection, table: sa.Table) -> None:
    """Take every row out of *table*, and out of the tables that refer to it."""
    connection.execute(sa.text(f"TRUNCATE {_name(connection, table)} CASCADE"))


def count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _insert(connection: sa.Connection, table: sa.Table, start: int, number: int) -> str:
    """The INSERT of the rows *start* and following; those that would be twins are left out."""
    values = {c.name: _value(c) for c in table.columns if not _left_out(c)}
    joins, stride = [], 1
    for place, constraint in enumerate(_references(table)):
        target = constraint.referred_table
        size = count(connection, target)
        if not size and target is table:
            for column in constraint.columns:
                values[column.name] = "NULL"
            continue
        wanted = f"(i / {stride}) % {size}"
        if all(column.primary_key for column in constraint.columns):
            stride *= size
        remote = ", ".join(f'"{e.column.name}"' for e in constraint.elements)
        joins.append(
            f"JOIN (SELECT {remote}, row_number() OVER (ORDER BY {remote}) - 1 AS n "
            f"FROM {_name(connection, target)}) AS r{place} ON r{place}.n = {wanted}"
        )
        for element in constraint.elements:
            values[element.parent.name] = f'r{place}."{element.column.name}"'
    names = ", ".join(f'"{name}"' for name in values)
    return (
        f"INSERT INTO {_name(connection, table)} ({names}) SELECT {', '.join(values.values())} "
        f"FROM generate_series({start + 1}, {start + number}) AS i {' '.join(joins)} "
        "ON CONFLICT DO NOTHING"
    )


def _references(table: sa.Table) -> list[sa.ForeignKeyConstraint]:
    found = [c for c in table.constraints if isinstance(c, sa.ForeignKeyConstraint)]
    return sorted(found, key=lambda c: [column.name for column in c.columns])


def _left_out(column: sa.Column[Any]) -> bool:
    """Whether the database fills *column* by itself."""
    serial = column.table.autoincrement_column is column
    return serial or column.identity is not None or column.computed is not None


def _value(column: sa.Column[Any]) -> str:
    if isinstance(column.type, sa.Enum):
        choices = ", ".join(f"'{text}'" for text in column.type.enums)
        return f"(ARRAY[{choices}])[1 + i % {len(column.type.enums)}]"
    kinds = [column.type, getattr(column.type, "impl_instance", None)]
    for known, expression in VALUES:
        if any(isinstance(kind, known) for kind in kinds):
            value = expression.format(nasty="'" + NASTY.replace("'", "''") + "'")
            # Every fifth row lacks whatever may be missing.
            return f"CASE WHEN i % 5 <> 0 THEN {value} END" if column.nullable else value
    assert column.nullable, f"tests/rows.py has to learn to make {column.type!r}"
    return "NULL"


def _checks(connection: sa.Connection, table: sa.Table) -> list[tuple[str, str]]:
    """Name and definition of each CHECK of *table*."""
    rows = connection.execute(
        sa.text(
            "SELECT quote_ident(conname), regexp_replace(pg_get_constraintdef(oid), ' NOT VALID$',"
            " '') FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype = 'c'"
        ),
        {"table": _name(connection, table)},
    )
    return [(name, definition) for name, definition in rows]


def _run(connection: sa.Connection, table: sa.Table, change: str) -> None:
    _send(connection, f"ALTER TABLE {_name(connection, table)} {change}")


def _send(connection: sa.Connection, statement: str) -> None:
    # Without parameters the driver still reads a % as the beginning of one.
    connection.exec_driver_sql(statement.replace("%", "%%"))


def _name(connection: sa.Connection, table: sa.Table) -> str:
    return connection.dialect.identifier_preparer.format_table(table)
