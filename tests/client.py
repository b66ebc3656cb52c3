"""A browser without a screen."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from console.auth import Account, Role, passwords, sessions
from console.models.db import db

PASSWORD = "correct horse battery staple"


class ConsoleClient(FlaskClient):
    """Sends each request in a context of its own, and reads the answer to its end.

    Whoever wants to read it bit by bit says ``buffered=False``, and closes it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)
        # Flask reuses an active context, and with it g and db.session; a request that shares
        # those with the test proves less than it seems.
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        for one in (*answer.history, answer):
            # A large upload is a file, which nobody closes; the warning would hit another test.
            one.request.environ["wsgi.input"].close()
        return answer


def client_of(app: Flask) -> ConsoleClient:
    app.test_client_class = ConsoleClient
    client = app.test_client()
    assert isinstance(client, ConsoleClient)
    return client


def sign_in(client: FlaskClient, role: Role) -> Account:
    """Sign *client* in as the account of *role*, which is made if need be."""
    account = account_of(role)
    token = sessions.start(account.id)
    with client.session_transaction() as session:
        session["_user_id"] = token
    return account


def account_of(role: Role) -> Account:
    """The account ``<role>@example.org``; its password is `PASSWORD`."""
    email = f"{role}@example.org"
    # Not db.session: what the test has there is its own affair.
    with orm.Session(
        db.engine, join_transaction_mode="create_savepoint", expire_on_commit=False
    ) as session:
        account = session.scalar(sa.select(Account).filter_by(email=email))
        if account is None:
            account = Account(email=email, role=role, password_hash=password_hash())
            session.add(account)
            session.commit()
    return account


@functools.cache
def password_hash() -> str:
    return passwords.hashed(PASSWORD)
