"""What can be done with accounts where no page or command is looking."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from console.auth import Account, Role, accounts, throttle
from console.auth.store import transaction
from console.models.db import db

PASSWORD = "correct horse battery"


def test_an_address_taken_at_the_last_moment_is_a_sentence(app, monkeypatch):
    accounts.create("maria@example.org", Role.STAFF, PASSWORD)
    monkeypatch.setattr(accounts, "refuse_twins", lambda session, account: None)

    with pytest.raises(accounts.AccountError, match="already has an account"):
        accounts.create("Maria@example.org", Role.STAFF, PASSWORD)


def test_two_admins_cannot_remove_each_other_at_the_same_moment(own_database):
    for name in ("ada", "bob"):
        accounts.create(f"{name}@example.org", Role.ADMIN, PASSWORD)
    said = []

    def disable(name):
        with own_database.app.app_context():
            try:
                accounts.disable(f"{name}@example.org")
            except accounts.AccountError as error:
                said.append(str(error))

    at_once(disable, [("ada",), ("bob",)])

    admins = sa.select(sa.func.count()).where(Account.disabled_at.is_(None))
    assert db.session.scalar(admins) == 1
    assert len(said) == 1


def test_a_hundred_guesses_at_once_are_not_a_hundred_guesses(own_database):
    heard = []

    def guess():
        with own_database.app.app_context():
            number, wait = throttle.attempt("maria@example.org", "203.0.113.9")
            if not wait:
                heard.append(number)
                throttle.failed(number, None)

    for _round in range(10):
        at_once(guess, [()] * 10)

    assert len(heard) <= 2 * throttle.PAIR.free


def test_what_the_console_writes_stays_when_the_request_fails(app):
    def write_and_fail():
        with transaction() as session:
            session.execute(sa.insert(Account).values(email="x@y", role="staff", password_hash="-"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with transaction() as session:
        session.execute(sa.insert(Account).values(email="a@b", role="staff", password_hash="-"))
    db.session.rollback()

    assert [account.email for account in accounts.everyone()] == ["a@b"]


def at_once(function, arguments):
    threads = [threading.Thread(target=function, args=given) for given in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
