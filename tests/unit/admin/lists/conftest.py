"""An application that also has the specimens, and requests to ask it without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask_login import login_user

from console.admin import registry
from console.admin.registry import EXTENSION, Views
from console.auth import Role
from console.models.db import db
from tests import databases
from tests.client import account_of
from tests.conftest import OwnDatabase
from tests.databases import Server
from tests.unit.admin.lists import specimens

Visit = Callable[..., AbstractContextManager[None]]


@contextmanager
def with_specimens(server: Server, template: str) -> Iterator[OwnDatabase]:
    """A database with the specimens, and an application on it that knows them."""
    name = server.clone(template)
    app = databases.app_on(server.url_of(name))
    with app.app_context():
        known = registry.views(app)
        app.extensions[EXTENSION] = Views([*known, *specimens.MODELS], known.admin)
        with db.engine.begin() as connection:
            specimens.make(connection)
    yield OwnDatabase(app, server.url_of(name))
    with app.app_context():
        db.engine.dispose()
    server.drop(name)


@pytest.fixture(scope="session")
def standing(server: Server, template: str) -> Iterator[OwnDatabase]:
    """A database with the specimens."""
    with with_specimens(server, template) as database:
        yield database


@pytest.fixture(scope="session")
def app(standing: OwnDatabase) -> Flask:
    return standing.app


@pytest.fixture
def visit(app: Flask) -> Visit:
    """``with visit("sort=name", timezone="Europe/Warsaw"):`` is a request of an admin's."""

    @contextmanager
    def visit(query: str | dict[str, str] = "", role: Role = Role.ADMIN, **cookies: str):
        query = query if isinstance(query, str) else urlencode(query)
        account = account_of(role)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        # A context of its own: language and zone are kept in it for the length of a request.
        with app.app_context(), app.test_request_context(f"/?{query}", headers=headers):
            login_user(account)
            yield

    return visit
