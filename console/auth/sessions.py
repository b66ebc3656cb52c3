"""Who is signed in where: rows on the server, found by the hash of a browser's random token."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.auth.models import Account, Session
from console.auth.store import look, transaction
from console.direct import Direct

IDLE = dt.timedelta(hours=2)
ABSOLUTE = dt.timedelta(hours=12)
# How exact "last seen" is: a page costs a write at most this often.
STEP = dt.timedelta(minutes=1)
# Ended sessions are kept this long, to recognise a browser that comes back with a form to send.
KEPT = dt.timedelta(days=1)


def start(
    account_id: int,
    *,
    user_agent: str | None = None,
    address: str | None = None,
    replaces: str | None = None,
) -> str:
    """Sign *account_id* in and return the token its browser is to keep.

    *replaces* is the token the browser had before; it ends here.
    """
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        gone = sa.func.now() - KEPT
        old = Session.expires_at < gone
        if replaces is not None:
            old = sa.or_(old, Session.token_hash == digest(replaces))
        session.execute(sa.delete(Session).where(old))
        session.execute(
            sa.insert(Session).values(
                token_hash=digest(token),
                account_id=account_id,
                expires_at=sa.func.now() + ABSOLUTE,
                user_agent=_clean(user_agent),
                address=_clean(address),
            )
        )
        session.execute(
            sa.update(Account).where(Account.id == account_id).values(signed_in_at=sa.func.now())
        )
    return token


def account_of(token: str) -> Account | None:
    """The account that is signed in with *token*, if it still is and still may."""
    found = look(_signed_in(), {"token_hash": digest(token)})
    if not found:
        return None
    *values, key, stale = found[0]
    if stale:
        with transaction() as session:
            _touch(session, key)
    return _as_loaded(values)


@functools.cache
def _signed_in() -> Direct:
    # Every request asks.
    return Direct(
        sa.select(*_columns(), Session.id, Session.last_seen_at < sa.func.now() - STEP)
        .join_from(Session, Account)
        .where(
            Session.token_hash == sa.bindparam("token_hash"),
            Session.expires_at > sa.func.now(),
            Session.last_seen_at > sa.func.now() - IDLE,
            Account.disabled_at.is_(None),
        )
    )


@functools.cache
def _columns() -> tuple[Any, ...]:
    """What a page may know of an account: all but the hash of its password."""
    return tuple(c for c in Account.__table__.c if c is not Account.__table__.c.password_hash)


@functools.cache
def _names() -> tuple[str, ...]:
    return tuple(column.key for column in _columns())


def _as_loaded(values: Sequence[Any]) -> Account:
    """The account with these *values*, as if a session had loaded it and been closed since."""
    account: Account = orm.class_mapper(Account).class_manager.new_instance()
    account.__dict__.update(zip(_names(), values, strict=True))
    orm.make_transient_to_detached(account)
    return account


def owner_of(token: str) -> int | None:
    """Whose *token* was, even if it has expired since; ``None`` after a sign-out."""
    with transaction() as session:
        return session.scalar(
            sa.select(Session.account_id).where(Session.token_hash == digest(token))
        )


def end(token: str) -> None:
    """Sign the browser with *token* out; the token is worth nothing afterwards."""
    with transaction() as session:
        session.execute(sa.delete(Session).where(Session.token_hash == digest(token)))


def end_all(session: orm.Session, account_id: int) -> None:
    """Sign *account_id* out everywhere, within the caller's transaction."""
    session.execute(sa.delete(Session).where(Session.account_id == account_id))


def digest(token: str) -> str:
    """What the database knows of *token*."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _touch(session: orm.Session, key: int) -> None:
    # Several requests of one page see the same stale time; only the first of them writes.
    session.execute(
        sa.update(Session)
        .where(Session.id == key, Session.last_seen_at < sa.func.now() - STEP)
        .values(last_seen_at=sa.func.now())
    )


def _clean(text: str | None) -> str | None:
    return text.replace("\0", "")[:300] if text else None
