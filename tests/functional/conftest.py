"""Fixtures of the functional tests: quick hashes, staff, options for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from console import chrome
from console.admin import registry
from console.auth import Account, Role, accounts, passwords
from tests import people
from tests.client import ConsoleClient


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Argon2 as weak as it gets: it is slow on purpose, and tests hash hundreds of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture
def staff(client: ConsoleClient, login: Callable[[Role], Account]) -> ConsoleClient:
    """The client, signed in as staff."""
    login(Role.STAFF)
    return client


@pytest.fixture
def maria(app: Flask) -> Account:
    """An account of staff, for who signs in by hand."""
    return accounts.create(people.EMAIL, Role.STAFF, people.PASSWORD, "Maria")


@pytest.fixture
def options(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``options(Tag, column_list=…)`` lays options over the generated view for one test."""

    def lay(model: type, given: type | None = None, **attributes: Any) -> None:
        given = given or type("Options", (), attributes)
        monkeypatch.setitem(registry._options, model, given)
        monkeypatch.delitem(registry.views(app)._made, model, raising=False)
        # Pages are kept by the view's name, because options do not change while it serves.
        app.extensions[chrome.CACHE].clear()

    yield lay
    # The next test gets views, and pages, without them.
    app.extensions[chrome.CACHE].clear()
    for model in list(registry.views(app)._made):
        monkeypatch.delitem(registry.views(app)._made, model, raising=False)
