"""Columns and the console's own words share the query of a URL without being mistaken."""

from __future__ import annotations

import pytest

from console.admin import filters, parameters


def test_operators_are_those_that_filters_have():
    known = {o.name for o in vars(filters).values() if isinstance(o, filters.Operator)}

    assert known == parameters.OPERATORS


@pytest.mark.parametrize("name", ["page", "url", "a__null", "a__b__ge"])
def test_a_name_that_means_something_else_carries_its_operator(name):
    assert parameters.parameter_of(name) == f"{name}__eq"
    assert parameters.asked(f"{name}__eq", {name, "a"}) == (name, "eq")


@pytest.mark.parametrize("name", ["status", "a__b", "__null", "null"])
def test_any_other_name_stands_for_itself(name):
    assert parameters.parameter_of(name) == name
    assert parameters.asked(name, {name}) == (name, "eq")


def test_an_operator_of_a_column_goes_before_a_column_called_so():
    assert parameters.asked("a__null", {"a", "a__null"}) == ("a", "null")
    assert parameters.asked("a__null", {"a__null"}) == ("a__null", "eq")


def test_what_nobody_knows_is_handed_back_as_it_was_meant():
    assert parameters.asked("nothing", {"a"}) == ("nothing", "eq")
    assert parameters.asked("nothing__ge", {"a"}) == ("nothing", "ge")


@pytest.mark.parametrize(("name", "called"), [("url", "url__eq"), ("company", "company")])
def test_a_form_is_prefilled_beside_its_own_words(name, called):
    assert parameters.prefill_of(name) == called
