"""Workbooks written as they go: row by row into a ZIP stream, whatever their length.

ECMA-376 (Office Open XML), parts 1 and 2, as far as a table needs it. Texts stand in their cells
(``inlineStr``): a list of shared strings would have to be held until the end.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

import sqlalchemy as sa

from console.transfer import formats
from console.transfer.fields import Family, Field

LONGEST = 32_767  # characters that a cell takes
DIGITS = 15  # of a number; Excel makes zeros of the rest
BATCH = 64 * 1024  # characters collected before they are compressed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{TYPE}.worksheet+xml"/>'
    "</Types>"
)
ROOT = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
PARTS = (
    f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATION}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{RELATION}/styles" Target="styles.xml"/></Relationships>'
)

Cell = Callable[[Any], str]


class FullError(Exception):
    """There are more rows than the sheet takes."""


class Workbook:
    """A sheet of rows and a sheet that says what they are, written into *file*.

    *title* and *about_title* name the sheets; the first takes *most* rows.
    """

    def __init__(
        self,
        file: IO[bytes],
        fields: Sequence[Field],
        title: str,
        about_title: str,
        most: int | None = None,
    ) -> None:
        self.most = most or sys.maxsize
        self.archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self.styles = Styles()
        self.cells = [self._cell(field) for field in fields]
        self.rows = 1
        self._pending: list[str] = []
        self._size = 0
        # Before the rows, so that a slow statement does not hold back the first byte.
        self._part("[Content_Types].xml", CONTENT_TYPES)
        self._part("_rels/.rels", ROOT)
        self._part("xl/_rels/workbook.xml.rels", PARTS)
        self._part("xl/styles.xml", self.styles.xml())
        self._part("xl/workbook.xml", _workbook(sheet_name(title), sheet_name(about_title)))
        self._sheet = self.archive.open("xl/worksheets/sheet1.xml", "w")
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{_width(field)}" customWidth="1"/>'
            for n, field in enumerate(fields, 1)
        )
        head = "".join(string(field.label, style=Styles.HEAD) for field in fields)
        columns = f"<cols>{widths}</cols>" if widths else ""
        self._write(
            f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews>{columns}<sheetData><row>{head}</row>"
        )

    def add(self, values: Sequence[Any]) -> None:
        """One more row."""
        if self.rows > self.most:
            raise FullError
        made = [cell(value) for cell, value in zip(self.cells, values, strict=True)]
        self._write(f"<row>{''.join(made)}</row>")
        self.rows += 1

    def finish(self, about: Sequence[tuple[str, str]]) -> None:
        """End the rows, add the sheet *about* them and what makes it a workbook."""
        filtered = ""
        if self.cells:
            filtered = f'<autoFilter ref="A1:{column_name(len(self.cells))}{self.rows}"/>'
        self._write(f"</sheetData>{filtered}</worksheet>", flush=True)
        self._sheet.close()
        rows = "".join(
            f"<row>{string(name, style=Styles.HEAD)}{string(text)}</row>" for name, text in about
        )
        self._part(
            "xl/worksheets/sheet2.xml",
            f'{DECLARATION}<worksheet xmlns="{MAIN}"><cols>'
            '<col min="1" max="1" width="18" customWidth="1"/>'
            '<col min="2" max="2" width="80" customWidth="1"/></cols>'
            f"<sheetData>{rows}</sheetData></worksheet>",
        )
        self.archive.close()

    def abandon(self) -> None:
        """Leave the file as it is: without a directory it is no ZIP, and nobody mistakes it."""
        self.archive.fp = None

    def _cell(self, field: Field) -> Cell:
        match field.family:
            case Family.NUMBER | Family.MONEY:
                exact = not isinstance(field.kind, sa.Float)
                return number(self.styles.decimals(field.scale), exact=exact)
            case Family.DATE:
                return number(Styles.DATE)
            case Family.MOMENT | Family.ZONED:
                return number(Styles.MOMENT)
            case Family.TIME:
                return number(Styles.TIME)
            case Family.BOOLEAN:
                return boolean
            case Family.MADE:
                return made
        return string

    def _part(self, name: str, text: str) -> None:
        self.archive.writestr(name, text)

    def _write(self, text: str, *, flush: bool = False) -> None:
        self._pending.append(text)
        self._size += len(text)
        if flush or self._size > BATCH:
            self._sheet.write("".join(self._pending).encode())
            self._pending, self._size = [], 0


class Styles:
    """The few ways in which cells are set; columns add the number of their decimals."""

    HEAD, DATE, MOMENT, TIME, QUOTED = range(1, 6)

    def __init__(self) -> None:
        self.patterns = {"yyyy-mm-dd": 164, "yyyy-mm-dd hh:mm:ss": 165, "hh:mm:ss": 166}
        self.added: list[str] = []

    def decimals(self, scale: int) -> int:
        """The style of numbers with *scale* decimals."""
        if not scale:
            return 0
        pattern = f"#,##0.{'0' * min(scale, 10)}"
        if pattern not in self.added:
            self.added.append(pattern)
        return self.QUOTED + 1 + self.added.index(pattern)

    def xml(self) -> str:
        numbers = self.patterns | {pattern: 167 + n for n, pattern in enumerate(self.added)}
        listed = "".join(
            f'<numFmt numFmtId="{number}" formatCode="{escape(pattern)}"/>'
            for pattern, number in numbers.items()
        )
        dated = "".join(_style(number) for number in self.patterns.values())
        more = "".join(_style(numbers[pattern]) for pattern in self.added)
        head = '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
        # What begins like a formula stays text even when somebody edits the cell.
        quoted = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
        font = '<sz val="11"/><name val="Calibri"/>'
        return (
            f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
            f'<numFmts count="{len(numbers)}">{listed}</numFmts>'
            f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
            "</borders><cellStyleXfs count="
            '"1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{6 + len(self.added)}">{_style(0)}{head}{dated}{quoted}{more}'
            '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
            "</cellStyles></styleSheet>"
        )


def _style(number: int) -> str:
    applied = ' applyNumberFormat="1"' if number else ""
    return f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"{applied}/>'


def _workbook(*names: str) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return (
        f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATION}">'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def sheet_name(text: str) -> str:
    """*text* as Excel takes it for a sheet's name: 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31].strip("' ") or "-"


def column_name(number: int) -> str:
    """The letters of the *number*-th column: A, Z, AA."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _width(field: Field) -> int:
    usual = {Family.MOMENT: 19, Family.ZONED: 19, Family.DATE: 11, Family.UUID: 37}
    if field.family in usual:
        return usual[field.family]
    wide = 28 if field.family in {Family.TEXT, Family.JSON, Family.ARRAY, Family.OTHER} else 14
    return min(60, max(wide, len(field.label) + 2))


# --- cells ------------------------------------------------------------------------------------

_MARKUP = re.compile("[&<>\x00-\x1f\ufffe\uffff]")
# XML cannot hold most control characters. Excel's way around is _xHHHH_ (ISO/IEC 29500-1,
# 22.9.2.19, ST_Xstring); a text that looks so by itself needs its first sign written that way.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NO_DIGIT = re.compile("[^0-9]")
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


def string(value: str | None, *, style: int = 0) -> str:
    """A cell with a text."""
    if value is None:
        return "<c/>"
    if len(value) > LONGEST:
        mark = f"… ({len(value)})"
        value = value[: LONGEST - len(mark)] + mark
    if value[:1] in formats.FORMULA and value:
        style = style or Styles.QUOTED
    if _MARKUP.search(value) or "_x" in value:
        value = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        value = escape(value)
    marked = f' s="{style}"' if style else ""
    space = ' xml:space="preserve"' if value != value.strip() else ""
    return f'<c t="inlineStr"{marked}><is><t{space}>{value}</t></is></c>'


def number(style: int, *, exact: bool = False) -> Cell:
    """A function from the text of a number to its cell; *exact* where every digit counts."""
    opening = f'<c s="{style}"><v>' if style else "<c><v>"

    def cell(value: str | None) -> str:
        if value is None:
            return "<c/>"
        # More than Excel can count with stays a text, digit by digit.
        if exact and len(value) > DIGITS and len(_NO_DIGIT.sub("", value).strip("0")) > DIGITS:
            return string(value)
        return f"{opening}{value}</v></c>" if _FIGURE.fullmatch(value) else string(value)

    return cell


def boolean(value: str | None) -> str:
    """A cell with a truth value."""
    return "<c/>" if value is None else f'<c t="b"><v>{int(value == "true")}</v></c>'


def made(value: Any) -> str:
    """A cell with a value that Python made."""
    if isinstance(value, bool):
        return boolean("true" if value else "false")
    return plain(str(value)) if isinstance(value, int | float) else string(value)


plain = number(0)
