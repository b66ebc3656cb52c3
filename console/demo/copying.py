"""Rows into a table by COPY."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - it is a class
from psycopg2.sql import SQL, Identifier

Value = str | int | float | bool | list[str] | dict[str, Any] | None
Row = Sequence[Value]

# Stand for a tab between values and for NULL until everything else is escaped: one pass over a
# line is much cheaper than one over each value. No text made up here holds either.
TAB, NULL = "\x1f", "\x1e"


def copy(cursor: Cursor, table: str, columns: Sequence[str], lines: Lines) -> int:
    """Send *lines*, values in the order of *columns*, to *table*; returns how many there were."""
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    cursor.copy_expert(statement, lines)
    return cursor.rowcount


def packed(rows: Iterable[Row]) -> Lines:
    """*rows* in COPY's text format, all of them made now."""
    return io.BytesIO("".join(map(encode, rows)).encode())


def encode(row: Row) -> str:
    """One line of COPY's text format."""
    line = TAB.join([value if value.__class__ is str else _text(value) for value in row])
    line = line.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return line.replace(TAB, "\t").replace(NULL, "\\N") + "\n"


def _text(value: Value) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return array(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def array(items: Iterable[str]) -> str:
    """An array literal of texts."""
    quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


class Stream:
    """Rows in COPY's text format, made while they are read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.lines = map(encode, rows)

    def read(self, _size: int = -1) -> bytes:
        # More than asked for is allowed, and a block of lines costs one call instead of hundreds.
        return "".join(islice(self.lines, 500)).encode()

    readline = read  # COPY never asks for one; psycopg2's types want it


Lines = Stream | io.BytesIO
