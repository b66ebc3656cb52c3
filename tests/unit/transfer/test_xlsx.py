"""Workbooks, read back by a library that is not ours."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.utils.escape import unescape

from console.transfer.fields import Field
from console.transfer.xlsx import Workbook, column_name, sheet_name

TEXT = Field("t", "Text", None, sa.Text())
ABOUT = [("Table", "Rows"), ("Filter", "=none")]


def book(fields, *rows, title="Rows"):
    raw = io.BytesIO()
    made = Workbook(raw, fields, title, "About")
    for row in rows:
        made.add(row)
    made.finish(ABOUT)
    return raw


def read(fields, *rows):
    return openpyxl.load_workbook(book(fields, *rows))


def cells(kind, *texts):
    """What a column of type *kind* shows of *texts*."""
    sheet = read([Field("v", "Value", None, kind)], *([text] for text in texts)).worksheets[0]
    return [cell.value for (cell,) in sheet.iter_rows(min_row=2)]


def test_headings_stand_in_a_frozen_row_with_filters():
    sheet = read([TEXT, TEXT], ["a", "b"]).worksheets[0]

    assert [cell.value for cell in sheet[1]] == ["Text", "Text"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert sheet["A1"].font.b


def test_a_second_sheet_says_what_the_rows_are():
    sheet = read([TEXT]).worksheets[1]

    assert sheet.title == "About"
    assert [tuple(cell.value for cell in row) for row in sheet.rows] == ABOUT


@pytest.mark.parametrize(
    "text",
    ["a", "", " edged ", "two\nlines", "<b>&amp;\"'", "ąé𝄞", "a\rb", "\x01\x1f", "_x000D_", "\t"],
)
def test_texts_come_back_as_they_were(text):
    (found,) = cells(sa.Text(), text)

    # Excel reads _x000D_ as the character; openpyxl leaves that to its reader.
    assert unescape(found) == text


def test_null_is_an_empty_cell():
    assert cells(sa.Text(), None, "x") == [None, "x"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1"])
def test_formulas_are_texts_and_stay_so_when_edited(text):
    cell = read([TEXT], [text]).worksheets[0]["A2"]

    assert cell.value == text
    assert cell.data_type != "f"
    assert cell.quotePrefix


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    (found,) = cells(sa.Text(), "x" * 40_000)

    assert len(found) == 32_767
    assert found.endswith("… (40000)")


def test_numbers_are_numbers():
    assert cells(sa.Numeric(14, 2), "-1234.50", "0.00", None) == [-1234.5, 0, None]
    assert cells(sa.Double(), "1e+22", "0.1234567890123456") == [1e22, 0.1234567890123456]


def test_numbers_that_excel_would_round_stay_texts():
    assert cells(sa.Numeric(), "12345678901234567890", "NaN") == ["12345678901234567890", "NaN"]
    assert cells(sa.BigInteger(), "123456789012345") == [123456789012345]


def test_amounts_show_their_decimals():
    sheet = read([Field("a", "Amount", None, sa.Numeric(14, 2))], ["5.00"]).worksheets[0]

    assert sheet["A2"].number_format == "#,##0.00"


def test_days_and_moments_are_dates_and_what_excel_cannot_count_is_text():
    assert cells(sa.Date(), "46053", "0044-03-15 BC") == [
        dt.datetime(2026, 1, 31, tzinfo=None), "0044-03-15 BC",  # noqa: DTZ001 - a cell has no zone
    ]  # fmt: skip
    assert cells(sa.DateTime(), "46053.5", "infinity") == [
        dt.datetime(2026, 1, 31, 12, tzinfo=None), "infinity",  # noqa: DTZ001
    ]  # fmt: skip
    assert cells(sa.Time(), "0.5") == [dt.time(12)]


def test_booleans_are_booleans():
    assert cells(sa.Boolean(), "true", "false", None) == [True, False, None]


def test_a_workbook_that_broke_off_is_no_zip():
    raw = io.BytesIO()
    made = Workbook(raw, [TEXT], "Rows", "About")
    made.add(["a"])
    made.abandon()

    assert not zipfile.is_zipfile(raw)


@pytest.mark.parametrize(
    ("text", "name"), [("a/b: [c]", "a b   c"), ("x" * 40, "x" * 31), ("'", "-"), ("ąć", "ąć")]
)
def test_sheets_have_names_that_excel_takes(text, name):
    assert sheet_name(text) == name


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_letters(number, name):
    assert column_name(number) == name
