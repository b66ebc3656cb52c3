"""Short transactions of the console's own, apart from the request's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.direct import Direct, is_free
from console.models.db import db

# Set while a transaction of ours runs: it is never anybody's request, so never read-only.
ours: ContextVar[bool] = ContextVar("console_auth_store", default=False)


@contextlib.contextmanager
def transaction() -> Iterator[orm.Session]:
    """A session that commits when the block ends, or rolls back when it raises.

    ``db.session`` belongs to the page: its transaction may still be rolled back, and for an
    auditor it is read-only, while a sign-out or a wrong guess has to stay.
    """
    token = ours.set(True)
    try:
        with (
            orm.Session(
                bind=db.engine,
                join_transaction_mode="create_savepoint",
                expire_on_commit=False,
            ) as session,
            session.begin(),
        ):
            yield session
    finally:
        ours.reset(token)


def look(direct: Direct, values: Mapping[str, Any]) -> list[Any]:
    """The rows of a statement that has nothing to do with the page's transaction."""
    bind: sa.Engine | sa.Connection = db.engine
    token = ours.set(True)
    try:
        if isinstance(bind, sa.Connection):  # set in the place of the engine, as tests do
            return direct.rows_on(bind, values)
        if is_free(bind):
            return direct.own_rows(bind, values)
        with bind.connect() as connection:
            options = {"isolation_level": "AUTOCOMMIT"}
            return direct.rows_on(connection.execution_options(**options), values)
    finally:
        ours.reset(token)
