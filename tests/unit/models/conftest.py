"""What tests of models share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg2
import pytest
import sqlalchemy as sa
from flask import Flask

from console.models.db import db


@pytest.fixture(autouse=True)
def _database(app: Flask) -> None:
    """Every test here is rolled back."""


@pytest.fixture
def refused() -> Callable[[str], AbstractContextManager[None]]:
    """``with refused("ck_…"):`` expects that constraint to refuse what the block writes."""

    @contextmanager
    def expect(constraint: str) -> Iterator[None]:
        with pytest.raises(sa.exc.IntegrityError) as caught:
            yield
        db.session.rollback()
        assert isinstance(caught.value.orig, psycopg2.Error)
        assert caught.value.orig.diag.constraint_name == constraint

    return expect
