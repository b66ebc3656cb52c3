"""Every table of the zoo that has one column of a type, a default or a rule, or very many."""

from __future__ import annotations

import pytest

from tests.zoo import load

TYPES = load.tables(lambda theme: not theme.startswith("shapes"))


@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_table_can_be_worked_with(zoo, path):
    failures = zoo.walk(path).run()

    assert not failures, "\n".join(map(str, failures))
