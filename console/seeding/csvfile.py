"""Reading ``seeds/<table>.csv``: a header, then one row a line.

UTF-8, commas, quotes doubled inside quotes. As with PostgreSQL's COPY, nothing between two
commas is NULL and ``""`` is an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.seeding.rows import SeedError

FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|\Z)')


@dataclass(frozen=True)
class Line:
    """One row and where it begins, for messages."""

    number: int
    values: dict[str, str | None]


@dataclass(frozen=True)
class Sheet:
    """A whole file."""

    path: Path
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def error(self, line: int, problem: str) -> SeedError:
        return SeedError(f"seeds/{self.path.name}, line {line}: {problem}")


def read(path: Path) -> Sheet:
    """Read *path*, or raise ``SeedError`` with the line that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SeedError(f"seeds/{path.name} is not UTF-8 text.") from error
    records = list(_records(Sheet(path, (), ()), text))
    if not records:
        raise SeedError(f"seeds/{path.name} is empty: its first line names the columns.")
    (_, header), *rest = records
    sheet = Sheet(path, tuple(name or "" for name in header), ())
    for name in sheet.columns:
        if not name or sheet.columns.count(name) > 1:
            raise sheet.error(1, f"each column needs one name of its own, not {name!r}.")
    lines = []
    for number, values in rest:
        if len(values) != len(sheet.columns):
            raise sheet.error(
                number, f"{len(values)} values, but there are {len(sheet.columns)} columns."
            )
        lines.append(Line(number, dict(zip(sheet.columns, values, strict=True))))
    return Sheet(path, sheet.columns, tuple(lines))


def _records(sheet: Sheet, text: str) -> Iterator[tuple[int, list[str | None]]]:
    position, number = 0, 1
    while position < len(text):
        start, values = number, list[str | None]()
        end = ","
        while end == ",":
            if not (match := FIELD.match(text, position)):
                raise sheet.error(number, "a quote is missing or stands inside a value.")
            quoted, bare, end = match.groups()
            values.append(quoted.replace('""', '"') if quoted is not None else bare or None)
            number += match.group().count("\n")
            position = match.end()
        if values != [None]:
            yield start, values
