"""Every table of the zoo, walked as a person would; a file of SQL is all a new one takes.

``pytest tests/zoo -k shapes_keys`` walks one file, ``-k type_uuid`` one table.
"""

from __future__ import annotations

import pytest

from tests.zoo import load

NAMED = {table: path.stem for path in load.files() for table in load.tables_in(path)}


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{NAMED[path]}-{path}") for path in NAMED])
def test_table_can_be_worked_with(zoo, path):
    failures = zoo.walk(path.removeprefix("public.")).run()

    assert not failures, "\n".join(map(str, failures))


def test_tables_made_otherwise_can_be_worked_with_too(zoo):
    """Tables that no line of a file begins with: those made in loops, for one server version."""
    rest = set(zoo.ground.relations) - {path.removeprefix("public.") for path in NAMED}

    failures = [failure for path in sorted(rest) for failure in zoo.walk(path).run()]

    assert not failures, "\n".join(map(str, failures))


def test_there_are_enough_tables(zoo):
    assert len(zoo.ground.relations) >= 150
