"""Declarations are written as Python that says the same when it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.seeding import Rows
from console.seeding.writing import counts, declaration, declarations, literal, summary

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
CURRENCY = Rows(
    table="currency",
    key=("code",),
    columns=("code", "name", "minor_units"),
    added=[("EUR", "Euro", 2), ("JPY", 'the "yen"', 0)],
    changed=[(("USD", "Dollar", 2), ("USD", "US dollar", None))],
    removed=[("DEM", "Mark", 2)],
)


@given(VALUES)
def test_a_literal_is_the_value_it_stands_for(value):
    assert eval(literal(value)) == value


@pytest.mark.parametrize("value", ["zł", "it's", 'a "b"', "\\n", "", ("x",)])
def test_texts_stand_in_double_quotes(value):
    assert literal(value).lstrip("(")[0] == '"'
    assert eval(literal(value)) == value


def test_a_declaration_is_the_rows_it_was_made_from():
    names: dict[str, object] = {"Rows": Rows}
    exec(declaration(CURRENCY), names)

    assert names["CURRENCY"] == CURRENCY


def test_a_row_is_a_line():
    assert '        ("EUR", "Euro", 2),' in declaration(CURRENCY).splitlines()


def test_only_long_rows_silence_the_linter():
    long = Rows(table="t", key=("a",), columns=("a",), added=[("x" * 120,)])

    assert "noqa" in declarations([long])
    assert "noqa" not in declarations([CURRENCY])


def test_numbers_say_what_a_revision_does():
    assert counts(CURRENCY) == "+2 ~1 -1"
    assert summary([CURRENCY]) == "seed: currency (+2 ~1 -1)"
