"""Declarations that contradict themselves are refused when they are read."""

from __future__ import annotations

import pytest

from console.seeding import Rows, SeedError


def rows(**given) -> Rows:
    return Rows(table="unit", key=("code",), columns=("code", "name"), **given)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"added": [("KGM",)]}, "does not have 2 values"),
        ({"added": [("KGM", "a"), ("KGM", "b")]}, "unit: KGM is declared twice."),
        ({"added": [("KGM", "a")], "removed": [("KGM", "a")]}, "declared twice"),
        ({"changed": [(("KGM", "a"), ("GRM", "a"))]}, "KGM cannot change its key"),
    ],
)
def test_contradictions_are_named(given, problem):
    with pytest.raises(SeedError, match=problem):
        rows(**given)


def test_a_key_has_to_be_among_the_columns():
    with pytest.raises(SeedError, match="the key column id is not among the columns"):
        Rows(table="unit", key=("id",), columns=("code",))


def test_the_inverse_swaps_and_turns_the_order_round():
    one = rows(added=[("A", "a"), ("B", "b")], changed=[(("C", "old"), ("C", "new"))])

    back = one.inverse()

    assert back.removed == [("B", "b"), ("A", "a")]
    assert back.changed == [(("C", "new"), ("C", "old"))]
    assert back.inverse() == one
