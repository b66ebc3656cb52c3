"""A time-out for what is read beside a page's rows: it is left out rather than waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from console.errors import TOO_LONG, sqlstate
from console.models.db import db


class SpentError(Exception):
    """What was to be read took longer than it may."""


@contextmanager
def spending() -> Iterator[None]:
    """Raise `SpentError` where the database ends a statement of the block for its time-out."""
    try:
        yield
    except DBAPIError as error:
        if sqlstate(error) != TOO_LONG:
            raise
        raise SpentError from None


@contextmanager
def within(milliseconds: int, **settings: str) -> Iterator[None]:
    """Let the block read for so long, each statement of it; `SpentError` where it takes longer.

    The rest of the transaction has its own time-out back, and *settings* are undone as well.
    """
    wanted = {"statement_timeout": f"{milliseconds}ms"} | settings
    nested = db.session.begin_nested()
    try:
        with spending():
            settings_of = (sa.func.set_config(n, v, True) for n, v in wanted.items())
            db.session.execute(sa.select(*settings_of))
            yield
    finally:
        # Nothing was written; released instead, the savepoint would leave its settings behind.
        if nested.is_active:
            nested.rollback()
