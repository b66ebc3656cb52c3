"""Every table of the zoo, walked as a person would; a file of SQL is all a new one takes.

``pytest tests/zoo -k shapes_keys`` walks one file, ``-k keys.by_uuid`` one table. Those of one
column's type or default are walked in ``test_walk_types``, so that two processes share the way.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.zoo import load
from tests.zoo.walk import LOOK

SHAPES = load.tables(lambda theme: theme.startswith("shapes"))
NAMED = load.tables(lambda theme: True)


@pytest.mark.parametrize("path", SHAPES.values(), ids=SHAPES)
def test_table_can_be_worked_with(zoo, path):
    if path not in zoo.ground.relations:
        pytest.skip("this server was built without what the table needs")
    failures = zoo.walk(path).run()

    assert not failures, "\n".join(map(str, failures))


def test_tables_made_otherwise_can_be_worked_with_too(zoo):
    """Tables that no line of a file begins with: those made in loops, for one server version.

    Of those that are like each other but for their name two are walked, the others looked at.
    """
    rest = sorted(set(zoo.ground.relations) - {*NAMED.values()})
    alike: Counter[str] = Counter()

    failures = []
    for walk in map(zoo.walk, rest):
        shape = str(walk.attributes)
        alike[shape] += 1
        failures += walk.run() if alike[shape] <= 2 else walk.run(LOOK)

    assert not failures, "\n".join(map(str, failures))


def test_there_are_enough_tables(zoo):
    assert len(zoo.ground.relations) >= 150
