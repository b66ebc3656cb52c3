"""COPY's text format."""

from __future__ import annotations

import psycopg2
import pytest

from console.demo.copying import Stream, copy, encode


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        ("", ""),
        ("tab\tline\nback\\slash", r"tab\tline\nback\\slash"),
        (True, "t"),
        (False, "f"),
        (0, "0"),
        (-1.5, "-1.5"),
        ([], "{}"),
        (["a,b", 'c"d'], r'{"a,b","c\\"d"}'),
        ({"ł": 1}, '{"ł": 1}'),
    ],
)
def test_each_value_has_its_text(value, text):
    assert encode([value]) == f"{text}\n"


def test_values_are_parted_by_tabs():
    assert encode(["a", None, 3]) == "a\t\\N\t3\n"


def test_postgresql_reads_back_what_was_sent(server):
    sent = [
        (1, "tab\there", ["a", "b,c", 'd"e\\f'], {"line": "one\ntwo"}),
        (2, "\\N", [], {}),
        (3, None, None, None),
    ]

    with psycopg2.connect(server.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sample (id int, words text, list text[], data jsonb)")
        count = copy(cursor, "sample", ("id", "words", "list", "data"), Stream(sent))
        cursor.execute("SELECT * FROM sample ORDER BY id")
        received = cursor.fetchall()
    connection.close()

    assert (count, received) == (3, sent)


def test_rows_are_made_while_they_are_sent():
    made = []

    def rows():
        for number in range(10_000):
            made.append(number)
            yield (number,)

    Stream(rows()).read(8192)

    assert len(made) < 1000
