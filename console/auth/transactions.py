"""What the database is told when a signed-in person's transaction begins.

The database, not the page, refuses what an auditor may not do: each of an auditor's transactions
is READ ONLY from its first statement, also after a commit and on connections taken by hand.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask, has_request_context
from sqlalchemy import event, orm

from console import wire
from console.auth.current import current_account
from console.auth.models import Account, Role
from console.auth.store import ours
from console.models.db import db


def init_app(app: Flask) -> None:
    """Watch every transaction of *app*'s engine."""
    with app.app_context():
        event.listen(db.engine, "begin", _begin)


def prepare(connection: sa.Connection, account: Account | None) -> None:
    """Tell the transaction on *connection* who acts, and make an auditor's read-only.

    ``db.session`` does so by itself; call this on a connection of your own that writes, so that
    triggers see the actor.
    """
    if (first := told(account)) is not None:
        wire.first(connection, *first)


def told(account: Account | None) -> tuple[str, tuple[str]] | None:
    """The statement that `prepare` runs, and its values; ``None`` where nobody acts."""
    if account is None:
        return None
    return TELL if account.role in WRITERS else TELL_AND_LOCK, (account.email,)


TELL = "SELECT set_config('console.actor', %s, true)"
TELL_AND_LOCK = f"{TELL}, set_config('transaction_read_only', 'on', true)"
# Closed by default here too: a role nobody has thought of cannot write.
WRITERS = frozenset({Role.ADMIN, Role.STAFF, Role.OPERATOR})


@event.listens_for(db.session, "after_begin")
def _after_begin(
    session: orm.Session, transaction: orm.SessionTransaction, connection: sa.Connection
) -> None:
    if has_request_context():
        prepare(connection, current_account())


def _begin(connection: sa.Connection) -> Any:
    # Every connection of the engine comes past here, whoever opened it and for what.
    if ours.get() or not has_request_context():
        return
    account = current_account()
    if account is not None and account.role not in WRITERS:
        connection.execution_options(postgresql_readonly=True)
