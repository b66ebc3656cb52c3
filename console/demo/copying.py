"""Rows into a table by COPY, made while they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class
from psycopg2.sql import SQL, Identifier

Value = str | int | float | bool | list[str] | dict[str, Any] | None
Row = Sequence[Value]

# What COPY's text format gives a meaning of its own.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Send *rows*, values in the order of *columns*, to *table*; holds few of them at a time."""
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    cursor.copy_expert(statement, _Reader(map(encode, rows)))


def encode(row: Row) -> str:
    """One line of COPY's text format."""
    return "\t".join([_text(value) for value in row]) + "\n"


def _text(value: Value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES) if not value.isalnum() else value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return array(value).translate(ESCAPES)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return str(value)


def array(items: Iterable[str]) -> str:
    """An array literal of texts."""
    quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


class _Reader:
    """Lines as the file that psycopg2 wants to read from."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines

    def read(self, _size: int = -1) -> bytes:
        # More than asked for is allowed, and a block of lines costs one call instead of hundreds.
        return "".join(islice(self.lines, 500)).encode()

    readline = read  # COPY never asks for one; psycopg2's types want it
