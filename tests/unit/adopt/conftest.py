"""Models of databases that a test writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from console import adopt
from tests import foreign
from tests.databases import Server


@pytest.fixture
def adopted(server: Server) -> Iterator[Callable[..., dict[str, type]]]:
    """``adopted("CREATE TABLE …")``: the models of that database, by their place in URLs."""
    made = []

    def models(statements: str, *schemas: str) -> dict[str, type]:
        context = foreign.database(server, statements)
        made.append(context)
        with context.__enter__().engine.connect() as connection:
            found = adopt.models_of(connection, schemas or None)
        return {model.__table__.info["path"]: model for model in found}

    yield models
    for context in made:
        context.__exit__(None, None, None)
