"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest
from flask import Flask
from hypothesis import settings

from console.auth import Account, Role
from console.models import db, load
from tests import databases, queries
from tests.client import ConsoleClient, client_of, sign_in
from tests.databases import Server

# Programs start hundreds of times: their modules are compiled once, whatever the environment says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# How long an example takes says more about the machine than about the code.
settings.register_profile("console", deadline=None)
settings.load_profile("console")
# A test of one model needs those that it names.
load()


# The files that take longest, the slowest first: of two processes none begins one at the end.
SLOW = (
    "docs/test_tutorial.py",
    "zoo/test_walk.py",
    "zoo/test_walk_types.py",
    "contract/test_every_model.py",
    "functional/test_make_run.py",
    "dropin/test_flask_admin.py",
    "functional/test_models_import.py",
    "functional/test_database_url.py",
    "functional/test_flask_db.py",
    "contract/test_endpoints_by_role.py",
    "browser/test_records.py",
    "browser/test_look.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files; the others follow in their order."""
    ranks = {databases.ROOT / "tests" / name: rank for rank, name in enumerate(SLOW)}
    items.sort(key=lambda item: ranks.get(item.path, len(SLOW)))


def pytest_collection_finish() -> None:
    """Look at what was collected, a million objects, never again, and at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server on which databases may be made."""
    with databases.test_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """A database at head, with the seeds in it, to be cloned."""
    return databases.template(server)


@pytest.fixture(scope="session")
def app(server: Server, template: str) -> Iterator[Flask]:
    """The application, on a database that this process shares with nobody."""
    name = server.clone(template)
    app = databases.app_on(server.url_of(name))
    yield app
    with app.app_context():
        db.engine.dispose()
    server.drop(name)


@pytest.fixture(autouse=True)
def rollback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Undo whatever the test, or the code it calls, commits on the database of `app`."""
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    # Sizes of large tables are remembered for a minute; another test's are not this one's.
    app.extensions.pop("console.sizes", None)
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            transaction = connection.begin()
            # A connection does what an engine does here: it connects, begins and executes.
            engines = cast("dict[str | None, Any]", db.engines)
            engines[None] = connection
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield
            finally:
                db.session.remove()
                db.session.configure(join_transaction_mode="conditional_savepoint")
                engines[None] = engine
                transaction.rollback()


@pytest.fixture
def client(app: Flask) -> ConsoleClient:
    return client_of(app)


@pytest.fixture
def login(client: ConsoleClient) -> Callable[[Role], Account]:
    """Signs `client` in: ``login(Role.STAFF)`` returns the account."""
    return lambda role: sign_in(client, role)


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """``with count_queries() as queries:`` collects the statements of the block."""
    return queries.counted


@dataclass(frozen=True)
class OwnDatabase:
    """A database that nobody else uses and nothing rolls back, with an application on it."""

    app: Flask
    url: str

    def client(self, role: Role | None = None) -> ConsoleClient:
        """A client of its own, signed in where *role* is given."""
        client = client_of(self.app)
        if role is not None:
            sign_in(client, role)
        return client


@contextmanager
def own(server: Server, template: str) -> Iterator[OwnDatabase]:
    """A clone of *template* with an application on it, for as long as the block runs."""
    name = server.clone(template)
    app = databases.app_on(server.url_of(name))
    with app.app_context():
        try:
            yield OwnDatabase(app, server.url_of(name))
        finally:
            db.session.remove()
            db.engine.dispose()
            server.drop(name)


@pytest.fixture
def own_database(server: Server, template: str) -> Iterator[OwnDatabase]:
    """For what happens at COMMIT, in several connections, or in other processes."""
    with own(server, template) as database:
        yield database


@pytest.fixture
def apart(standing: OwnDatabase) -> Iterator[OwnDatabase]:
    """The database of `app` where a folder has one that stands, for what only separate connections
    see; it has to be left as it was.
    """
    with standing.app.app_context():
        yield standing
        db.session.remove()


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """The URL of a database without a single table."""
    name = server.clone()
    yield server.url_of(name)
    server.drop(name)
