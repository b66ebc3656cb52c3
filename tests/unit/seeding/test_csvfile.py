"""Files are read as COPY reads them, and what cannot be read is named with its line."""

from __future__ import annotations

import pytest

from console.seeding import SeedError
from console.seeding.csvfile import read


@pytest.fixture
def sheet(tmp_path):
    def make(text: str | bytes):
        path = tmp_path / "unit.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path)

    return make


def test_nothing_is_null_and_two_quotes_are_an_empty_text(sheet):
    (line,) = sheet('a,b,c\n,"",x\n').lines

    assert line.values == {"a": None, "b": "", "c": "x"}


def test_quotes_protect_commas_quotes_and_line_breaks(sheet):
    found = sheet('a,b\n"1,5","say ""x"""\n"two\nlines",y\nz,z')

    assert [list(line.values.values()) for line in found.lines] == [
        ["1,5", 'say "x"'],
        ["two\nlines", "y"],
        ["z", "z"],
    ]
    assert [line.number for line in found.lines] == [2, 3, 5]


def test_files_of_spreadsheets_are_read_too(sheet):
    assert sheet(b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n").columns == ("a", "b")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", r"seeds/unit\.csv is empty"),
        ("a,a\n", r"line 1: each column needs one name of its own, not 'a'"),
        ("a,\n", r"line 1: each column needs one name of its own, not ''"),
        ("a,b\n1,2\n3\n", r"line 3: 1 values, but there are 2 columns"),
        ('a,b\n1,"2\n', r"line 2: a quote is missing"),
        ('a,b\n1,x"y"\n', r"line 2: a quote is missing or stands inside"),
        (b"a\n\xff\n", "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(sheet, text, problem):
    with pytest.raises(SeedError, match=problem):
        sheet(text)
