"""Cells that no spreadsheet runs, and lines that tell NULL from empty text."""

from __future__ import annotations

import csv
import datetime as dt
import enum
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.transfer.formats import dumped, line, neutral, plain, restored

FORMULAS = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("https://evil.example","click")',
    "-2+3+cmd|' /C calc'!A0",
]


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_become_text(text):
    assert neutral(text) == neutral(text, figures=True) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "1-1", "a=b", " =1", "'quoted'", "50 %", "ą"])
def test_other_texts_stay(text):
    assert neutral(text) == text


def test_telephone_numbers_stay_for_machines_and_not_for_excel():
    assert neutral("+48 22 123 45 67", figures=True) == "+48 22 123 45 67"
    assert neutral("+48 22 123 45 67") == "'+48 22 123 45 67"


@given(st.text(alphabet="'=+-@\t\r\n＝ 19.a"), st.booleans())
def test_what_was_neutralised_can_be_restored(text, figures):
    assert restored(neutral(text, figures=figures)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "true"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.datetime(2026, 1, 31, 9, 5, tzinfo=dt.UTC), "2026-01-31T09:05:00+00:00"),
        (Colour.RED, "red"),
        (b"\x00\xff", "\\x00ff"),
        ({"a": "ą"}, '{"a": "ą"}'),
        (["a", "b"], "a, b"),
        (["=1"], "'=1"),
        ("=1", "'=1"),
    ],
)
def test_values_that_python_made(value, text):
    assert plain(value) == text


def test_values_that_python_made_as_json():
    made = {"day": dt.date(2026, 1, 31), "raw": b"\x01", "set": {1}, "exact": Decimal("1.10")}

    assert dumped(made) == '{"day": "2026-01-31", "raw": "\\\\x01", "set": [1], "exact": "1.10"}'


def test_a_line_tells_null_from_empty_text():
    assert line([None, "", "a"], ",") == ',"",a\n'


@given(st.lists(st.text(alphabet='",;\t\r\n ab', min_size=1), min_size=1))
def test_lines_are_read_back_by_any_csv_reader(cells):
    for delimiter in ",;\t":
        text = line(list(cells), delimiter)

        assert list(csv.reader([text], delimiter=delimiter, strict=True)) == [cells]
