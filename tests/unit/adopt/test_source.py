"""Source is laid out as ruff lays it out."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.adopt import source
from console.adopt.importing import module_name
from console.adopt.source import call, listed, statement


def test_what_fits_stays_on_its_line():
    made = call("mapped_column", "sa.Text", comment='"A name."')

    assert statement("name = ", made) == ['    name = mapped_column(sa.Text, comment="A name.")']


def test_arguments_that_fit_share_the_line_below():
    made = call("call", *(f"argument_{i}" for i in range(7)))

    lines = statement("a_rather_long_name = ", made)

    assert len(lines) == 3
    assert not lines[1].endswith(",")


def test_collections_have_a_line_for_each():
    lines = statement("__table_args__ = ", listed([f'"{"x" * 40}"', f'"{"y" * 41}"'], "()"))

    assert [line.strip()[:2] for line in lines] == ["__", '"x', '"y', ")"]
    assert lines[2].endswith(",")


def test_a_tuple_of_one_keeps_its_comma():
    assert str(listed(["1"], "()")) == "(1,)"


@given(st.text())
def test_any_text_is_read_back(value):
    assert ast.literal_eval(source.text(value)) == value


@pytest.mark.parametrize(
    ("name", "module"),
    [("SalesOrder", "sales_order"), ("ABTest", "ab_test"), ("Class", "class_"), ("Jt2", "jt2")],
)
def test_modules_are_called_like_classes(name, module):
    assert module_name(name) == module
