"""The formats of files that go out, and what makes their cells safe in every spreadsheet."""

from __future__ import annotations

import datetime as dt
import enum
import json
import re
from dataclasses import dataclass
from typing import Any

# A spreadsheet takes a text that starts so for a formula: OWASP, "CSV Injection", with the
# full-width forms that East Asian input methods make of the same signs.
FORMULA = "=+-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{re.escape(FORMULA)}]")
# A telephone number or a plain figure: nothing in it can be computed.
_PLAIN = re.compile(r"[+-][0-9 .]*")

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True)
class Format:
    """A kind of file."""

    name: str
    label: str
    mimetype: str
    most_rows: int | None = None  # without the headings


FORMATS = {
    one.name: one
    for one in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present"),
        Format("tsv", "TSV", "text/tab-separated-values; charset=utf-8"),
        Format("jsonl", "JSON Lines", "application/x-ndjson"),
        Format(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            most_rows=1_048_575,
        ),
    )
}


@dataclass(frozen=True)
class Style:
    """For whom a file is made. The default is for machines: UTF-8, commas, ISO dates, UTC.

    For Excel texts follow the reader: *decimal* sign, *date* and *moment* patterns of PostgreSQL's
    ``to_char``, *zone*, and the words for *yes* and *no*.
    """

    excel: bool = False
    separator: str = ","
    decimal: str = "."
    date: str = "YYYY-MM-DD"
    moment: str = "YYYY-MM-DD HH24:MI:SS"
    zone: str = "UTC"
    yes: str = "true"
    no: str = "false"


MACHINES = Style()


def delimiter(chosen: Format, style: Style) -> str:
    """What stands between the cells of a line."""
    return "\t" if chosen.name == "tsv" else style.separator


def neutral(text: str, *, figures: bool = False) -> str:
    """*text* with a quote before it where a spreadsheet would run it.

    *figures* leaves texts like ``+48 22 123 45 67`` alone, which compute nothing.
    """
    if not _FORMULA.match(text) or (figures and _PLAIN.fullmatch(text)):
        return text
    return f"'{text}"


def restored(text: str) -> str:
    """The text that :func:`neutral` made *text* of, whichever way it was called."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def plain(value: Any) -> str | None:
    """A value that Python made as files for machines carry it."""
    if value is None:
        return None
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, str):
        return neutral(str(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, list | tuple | set | frozenset):
        return neutral(", ".join(map(str, value)))
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    return str(value) if isinstance(value, int | float) else neutral(str(value), figures=True)


def dumped(value: Any) -> str:
    """A value that Python made as JSON."""
    if isinstance(value, enum.Enum):
        value = value.value
    return json.dumps(value, ensure_ascii=False, default=_json_text)


def _json_text(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return list(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return f"\\x{bytes(value).hex()}" if isinstance(value, bytes | memoryview) else str(value)


_SPECIAL = re.compile('[",;\t\r\n]')


def line(cells: list[str | None], delimiter: str) -> str:
    """One line of CSV (RFC 4180): NULL is an empty field, empty text a quoted one."""
    return delimiter.join(map(_quoted, cells)) + "\n"


def _quoted(cell: str | None) -> str:
    if cell is None:
        return ""
    if cell and not _SPECIAL.search(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'
