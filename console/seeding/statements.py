"""The statements behind ``seed.apply``: whole sets at a time, sent as JSON.

PostgreSQL reads the JSON with the table's own row type, so that every value arrives in the type
its column has at that point of the history, whatever the models say by then.
"""

from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from console.seeding.references import Reference
from console.seeding.rows import Row, Rows


def target(rows: Rows) -> sa.TableClause:
    """The table, known by nothing but its name and its declared columns."""
    return sa.table(rows.table, *(sa.column(name) for name in rows.columns), schema=rows.schema)


def quoted(rows: Rows) -> str:
    """The table's name as SQL writes it."""
    prepare = pg.dialect().identifier_preparer  # type: ignore[no-untyped-call]
    name: str = prepare.format_table(target(rows))
    return name


def given(rows: Rows, some: Sequence[Row], name: str = "given") -> Any:
    """*some* of the rows as a set that statements can select from."""
    records = [dict(zip(rows.columns, row, strict=True)) for row in some]
    text = json.dumps(records, ensure_ascii=False, default=_plain)
    row_type: sa.ColumnClause[Any] = sa.literal_column(f"NULL::{quoted(rows)}")
    return sa.func.json_populate_recordset(
        row_type, sa.cast(sa.literal(text, sa.Text), pg.JSON)
    ).table_valued(*rows.columns, name=name)


def _plain(value: object) -> str:
    if isinstance(value, dt.date | dt.time | decimal.Decimal | uuid.UUID):
        return str(value)
    raise TypeError(f"{value!r} cannot be declared: write it as text")


def same_key(rows: Rows, one: Any, other: Any) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name] == other.c[name] for name in rows.key))


def same_row(rows: Rows, one: Any, other: Any) -> sa.ColumnElement[bool]:
    return sa.and_(*(one.c[name].is_not_distinct_from(other.c[name]) for name in rows.columns))


def insert(rows: Rows, some: Sequence[Row]) -> pg.Insert:
    """Add those of *some* that are missing; what another constraint forbids is left out."""
    table, new = target(rows), given(rows, some)
    missing = ~sa.exists().where(same_key(rows, table, new)).correlate(new)
    return (
        pg.insert(table)
        .from_select(rows.columns, sa.select(*new.c).where(missing))
        .on_conflict_do_nothing()
    )


def update(rows: Rows, some: Sequence[tuple[Row, Row]]) -> sa.Update:
    """Bring each value that is still as declared before to what is declared now."""
    table = target(rows)
    old = given(rows, [before for before, _after in some], "old")
    new = given(rows, [after for _before, after in some], "new")
    untouched = {name: table.c[name].is_not_distinct_from(old.c[name]) for name in rows.values}
    changes = (
        sa.and_(old.c[name].is_distinct_from(new.c[name]), untouched[name]) for name in rows.values
    )
    return (
        sa.update(table)
        .values(
            {
                name: sa.case((untouched[name], new.c[name]), else_=table.c[name])
                for name in rows.values
            }
        )
        .where(same_key(rows, table, old), same_key(rows, old, new), sa.or_(*changes))
    )


def delete(rows: Rows, some: Sequence[Row], references: Sequence[Reference]) -> sa.Delete:
    """Remove those of *some* that are still as declared and that nothing refers to."""
    table, old = target(rows), given(rows, some)
    free = [~reference.exists(table) for reference in references]
    return sa.delete(table).where(same_key(rows, table, old), same_row(rows, table, old), *free)


def astray(rows: Rows, some: Sequence[Row]) -> sa.Select[Any]:
    """Keys of those of *some* that are not in place; ``there`` says if the key is."""
    table, wanted = target(rows), given(rows, some)
    there = table.c[rows.key[0]].is_not(None)
    return (
        sa.select(*(wanted.c[name] for name in rows.key), there.label("there"))
        .select_from(wanted.outerjoin(table, same_key(rows, table, wanted)))
        .where(sa.or_(~there, ~same_row(rows, table, wanted)))
    )


def left(rows: Rows, some: Sequence[Row]) -> sa.Select[Any]:
    """Keys of those of *some* that are there; ``same`` says if still as declared."""
    table, old = target(rows), given(rows, some)
    return sa.select(
        *(old.c[name] for name in rows.key), same_row(rows, table, old).label("same")
    ).where(same_key(rows, table, old))


def unchanged(rows: Rows, some: Sequence[tuple[Row, Row]]) -> sa.Select[Any]:
    """Keys of those of *some* whose change did not arrive: people had changed the same value."""
    table = target(rows)
    old = given(rows, [before for before, _after in some], "old")
    new = given(rows, [after for _before, after in some], "new")
    there = table.c[rows.key[0]].is_not(None)
    refused = (
        sa.and_(
            old.c[name].is_distinct_from(new.c[name]), table.c[name].is_distinct_from(new.c[name])
        )
        for name in rows.values
    )
    return (
        sa.select(*(new.c[name] for name in rows.key), there.label("there"))
        .select_from(
            new.join(old, same_key(rows, old, new)).outerjoin(table, same_key(rows, table, new))
        )
        .where(sa.or_(~there, *refused))
    )
