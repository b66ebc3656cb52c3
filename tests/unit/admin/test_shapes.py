"""Conditions of one shape share a statement, and never each other's values."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.admin import shapes
from console.models.company import Company
from console.models.sales_order import SalesOrder


def by_name(name):
    return [Company.name == name]


def by_order(status):
    return [Company.orders.any(SalesOrder.status.in_([status]))]


def between(low, high):
    return [Company.id >= low, sa.tuple_(Company.name, Company.id) > (str(high), high)]


class TestKeys:
    def test_are_the_same_for_other_values(self):
        assert shapes.shape_of(by_name("a")).key == shapes.shape_of(by_name("b")).key

    def test_differ_for_other_columns_and_other_comparisons(self):
        keys = {
            shapes.shape_of(conditions).key
            for conditions in (
                [],
                by_name("a"),
                [Company.name != "a"],
                [Company.city == "a"],
                [Company.name == "a", Company.city == "a"],
                [Company.name.is_(None)],
            )
        }

        assert len(keys) == 6


class TestValues:
    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (by_name("a"), by_name("b"), ["b"]),
            (by_order("draft"), by_order("shipped"), [["shipped"]]),
            (between(1, 2), between(3, 4), [3, "4", 4]),
        ],
    )
    def test_come_in_the_order_of_the_names(self, first, second, expected):
        names = shapes.shape_of(first).values

        values = shapes.shape_of(second).values

        assert list(names) == list(values)
        assert list(values.values()) == expected

    def test_out_of_reach_keep_the_statement_from_being_shared(self):
        assert shapes.shape_of(by_order("draft")).named() is None

    @pytest.mark.parametrize("conditions", [by_name("a"), between(1, 2)])
    def test_are_asked_for_by_name_alone(self, conditions):
        shape = shapes.shape_of(conditions)

        statement = sa.select(Company.id).where(*shape.named())

        parameters = statement.compile().params
        assert set(parameters) == set(shape.values)
        assert set(parameters.values()) == {None}

    def test_that_are_not_given_are_an_error(self, app):
        statement = sa.select(Company.id).where(*shapes.shape_of(by_name("a")).named())

        with pytest.raises(sa.exc.InvalidRequestError, match="required"):
            statement.compile().construct_params({}, _check=True)
