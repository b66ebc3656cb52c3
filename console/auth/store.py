"""Short transactions of the console's own, apart from the request's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

import sqlalchemy as sa
from sqlalchemy import orm

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


@contextlib.contextmanager
def reading() -> Iterator[sa.Connection]:
    """A connection for a look of one statement, which needs no transaction around it."""
    bind: sa.Engine | sa.Connection = db.engine
    token = ours.set(True)
    try:
        if isinstance(bind, sa.Connection):  # set in the place of the engine, as tests do
            yield bind
            return
        with bind.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")
    finally:
        ours.reset(token)
