"""``COPY (SELECT …) TO STDOUT`` for statements of SQLAlchemy: the fastest way out of PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import sqlalchemy as sa
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names its class so

from console.transfer.snapshot import Snapshot

Row = list[str | None]


class Writable(Protocol):
    def write(self, data: Any, /) -> Any: ...


def csv_options(delimiter: str) -> str:
    """CSV as RFC 4180 has it; NULL is an empty field, empty text a quoted one."""
    return f"FORMAT csv, DELIMITER E'\\x{ord(delimiter):02x}', ENCODING 'UTF8'"


# A line that PostgreSQL has made comes out as it is: neither sign can be in it.
VERBATIM = "FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02', ENCODING 'UTF8'"
TEXT = "FORMAT text, ENCODING 'UTF8'"


def copy(snapshot: Snapshot, statement: sa.Select[Any], options: str, file: Writable) -> int:
    """Write what *statement* finds into *file*, in bytes; ``write`` is called for each row.

    Returns the number of rows.
    """
    with _copying(snapshot.driver, options, file):
        result: sa.CursorResult[Any] = snapshot.connection.execute(statement)
        return result.rowcount


def rows(snapshot: Snapshot, statement: sa.Select[Any], sink: Callable[[Row], object]) -> int:
    """Call *sink* with the texts of each row that *statement* finds, ``None`` for NULL."""
    return copy(snapshot, statement, TEXT, _Lines(sink))


@contextmanager
def _copying(driver: Any, options: str, file: Writable) -> Iterator[None]:
    """Within the block the statements of a connection are copied into *file*."""

    class Copying(Cursor):
        # COPY takes no parameters. The driver writes them into the statement in any case.
        def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's word
            found = self.mogrify(query, vars)
            self.copy_expert(b"COPY (" + found + f") TO STDOUT WITH ({options})".encode(), file)

    driver.cursor_factory = Copying
    try:
        yield
    finally:
        driver.cursor_factory = None


class _Lines:
    """Reads COPY's text format: cells between tabs, backslashes before what would be mistaken."""

    def __init__(self, sink: Callable[[Row], object]) -> None:
        self.sink = sink

    def write(self, data: bytes) -> None:
        cells = data[:-1].decode().split("\t")
        if b"\\" in data:
            self.sink([_cell(cell) for cell in cells])
        else:
            self.sink(cells)  # type: ignore[arg-type]


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def _cell(cell: str) -> str | None:
    if "\\" not in cell:
        return cell
    if cell == "\\N":
        return None
    first, *rest = cell.split("\\")
    found, rest_of = [first], iter(rest)
    for part in rest_of:
        if part:
            found.append(_ESCAPES.get(part[0], part[0]) + part[1:])
        else:
            # Two backslashes stand for one; what follows them is text.
            found.append("\\" + next(rest_of, ""))
    return "".join(found)
