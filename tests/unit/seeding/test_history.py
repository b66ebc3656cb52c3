"""Earlier declarations, followed one after another."""

from __future__ import annotations

import pytest

from console.seeding import Rows, SeedError
from console.seeding.history import Declared


def rows(**given) -> Rows:
    return Rows(table="unit", key=("code",), columns=("code", "name"), **given)


@pytest.fixture
def unit() -> Declared:
    unit = Declared("unit", ("code",))
    unit.play(rows(added=[("KGM", "kilogram"), ("GRM", "gram")]))
    return unit


def test_they_add_up(unit):
    unit.play(
        rows(
            changed=[(("KGM", "kilogram"), ("KGM", "kilo"))],
            removed=[("GRM", "gram")],
            added=[("TNE", "tonne")],
        )
    )

    assert [row["name"] for row in unit.rows.values()] == ["kilo", "tonne"]


def test_a_column_that_comes_later_is_added_to_the_row(unit):
    unit.play(
        Rows(
            table="unit",
            key=("code",),
            columns=("code", "symbol"),
            changed=[(("KGM", None), ("KGM", "kg"))],
        )
    )

    assert unit.rows["KGM",] == {"code": "KGM", "name": "kilogram", "symbol": "kg"}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"added": [("KGM", "kilogram")]}, "KGM is already declared"),
        ({"removed": [("MTR", "metre")]}, "MTR of unit is not what earlier revisions declared"),
        ({"changed": [(("KGM", "kilo"), ("KGM", "x"))]}, "KGM of unit is not what earlier"),
    ],
)
def test_a_revision_that_was_tampered_with_is_noticed(unit, given, problem):
    with pytest.raises(SeedError, match=problem):
        unit.play(rows(**given))


def test_the_key_of_a_table_stays(unit):
    with pytest.raises(SeedError, match="unit is keyed by name, but by code in earlier revisions"):
        unit.play(Rows(table="unit", key=("name",), columns=("code", "name")))
