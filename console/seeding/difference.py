"""How a CSV file differs from what the revisions have declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from console.seeding.csvfile import Line, Sheet, read
from console.seeding.history import Declared, Values
from console.seeding.rows import Row, Rows, words
from console.seeding.values import canonical


def difference(path: Path, table: sa.Table, before: Declared | None) -> Rows | None:
    """What a revision must declare so that the history says what *path* says; None if nothing.

    *table* is the model's: it gives types, the natural key and which rows come first.
    """
    sheet = read(path)
    key = before.key if before else natural_key(sheet, table)
    wanted = _rows(sheet, table, key)
    known = _canonical(before, table) if before else {}

    def row(values: Values) -> Row:
        return tuple(values.get(name) for name in sheet.columns)

    found = Rows(
        table=table.name,
        key=key,
        columns=sheet.columns,
        added=parents_first(
            [row(values) for k, values in wanted.items() if k not in known], sheet.columns, table
        ),
        changed=[
            (row(known[k]), row(values))
            for k, values in wanted.items()
            if k in known and row(known[k]) != row(values)
        ],
        removed=parents_first(
            [row(values) for k, values in known.items() if k not in wanted], sheet.columns, table
        )[::-1],
        schema=table.schema,
    )
    return found if found.added or found.changed or found.removed else None


def natural_key(sheet: Sheet, table: sa.Table) -> tuple[str, ...]:
    """The primary key if the file has its columns, else the first unique constraint it has."""
    keys = [tuple(column.name for column in table.primary_key)]
    keys += [
        tuple(column.name for column in constraint.columns)
        for constraint in sorted(table.constraints, key=lambda found: str(found.name))
        if isinstance(constraint, sa.UniqueConstraint)
    ]
    for key in keys:
        if key and set(key) <= set(sheet.columns):
            return key
    raise sheet.error(
        1, f"no key: rows are told apart by {' or by '.join(', '.join(key) for key in keys)}."
    )


def parents_first(rows: list[Row], columns: tuple[str, ...], table: sa.Table) -> list[Row]:
    """*rows* with each one after those of the same table that it refers to."""
    ordered = rows
    for key in table.foreign_keys:
        own = key.parent.name
        if key.column.table is not table or own not in columns or key.column.name not in columns:
            continue
        parent, name = columns.index(own), columns.index(key.column.name)
        by_name = {row[name]: row for row in ordered}
        done: dict[Any, Row] = {}
        for row in ordered:
            branch: list[Row] = []
            higher: Row | None = row
            while higher is not None and higher[name] not in done and higher not in branch:
                branch.append(higher)
                higher = by_name.get(higher[parent])
            done |= {part[name]: part for part in reversed(branch)}
        ordered = list(done.values())
    return ordered


def _rows(sheet: Sheet, table: sa.Table, key: tuple[str, ...]) -> dict[Row, Values]:
    for name in sheet.columns:
        if name not in table.c:
            raise sheet.error(1, f"the table {table.name} has no column {name}.")
    for column in table.c:
        if column.name not in sheet.columns and not _fills_itself(column, table):
            raise sheet.error(1, f"the column {column.name} is missing and has no default.")
    rows: dict[Row, Values] = {}
    lines: dict[Row, int] = {}
    for line in sheet.lines:
        values = {name: _value(sheet, line, table.c[name]) for name in sheet.columns}
        found = tuple(values[name] for name in key)
        if found in lines:
            raise sheet.error(line.number, f"{words(found)} stands in line {lines[found]} already.")
        lines[found] = line.number
        rows[found] = values
    return rows


def _fills_itself(column: sa.Column[Any], table: sa.Table) -> bool:
    """Whether the database finds a value; Python's defaults do not reach it from here."""
    return (
        bool(column.nullable)
        or column.server_default is not None
        or column is table.autoincrement_column
    )


def _value(sheet: Sheet, line: Line, column: sa.Column[Any]) -> Any:
    text = line.values[column.name]
    if text is None:
        if not column.nullable:
            hint = ' (an empty text is written "")' if isinstance(column.type, sa.String) else ""
            raise sheet.error(line.number, f"{column.name} is empty but must have a value{hint}.")
        return None
    if "\0" in text:
        raise sheet.error(line.number, f"{column.name} holds a NUL character.")
    try:
        return canonical(text, column)
    except (ValueError, ArithmeticError):
        kind = type(column.type).__name__.lower()
        raise sheet.error(line.number, f"{column.name} is {text!r}, which is no {kind}.") from None


def _canonical(before: Declared, table: sa.Table) -> dict[Row, Values]:
    """What was declared, written the way the file's values are, so that the two compare."""

    def values(row: Values) -> Values:
        return {
            name: canonical(value, table.c[name]) if name in table.c else value
            for name, value in row.items()
        }

    rows = (values(row) for row in before.rows.values())
    return {tuple(row[name] for name in before.key): row for row in rows}
