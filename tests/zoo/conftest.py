"""The zoo: one database with every table there is a file for, and the console on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from console.auth import Role
from console.config import Config
from console.database import DatabaseURL
from console.migrate import own
from console.models.db import db
from tests import databases
from tests.client import client_of, sign_in
from tests.databases import Server
from tests.zoo import load
from tests.zoo.ground import Ground
from tests.zoo.walk import Walk


@dataclass(frozen=True)
class Zoo:
    """The application on the zoo's database, and a way to look behind it."""

    app: Flask
    ground: Ground
    walk: Callable[[str], Walk]


@pytest.fixture(scope="session")
def zoo(server: Server) -> Iterator[Zoo]:
    """The console on tables that it has only read about in the catalogue."""
    name = server.clone()
    url = server.url_of(name)
    load.load(url)
    install(url)
    app = reflecting(url)
    client, ground = client_of(app), Ground(url)
    with app.app_context():
        # Staff see no banner on the state of the database, which costs more than most pages.
        sign_in(client, Role.STAFF)
    asked: set[tuple[str, str]] = set()
    yield Zoo(app, ground, lambda path: Walk(app, client, ground, ground.relations[path], asked))
    ground.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    server.drop(name)


def install(url: str) -> None:
    """Add the schema ``console``, which is all that the console adds."""
    database = DatabaseURL.parse(url)
    engine = sa.create_engine(database.sqlalchemy_url, creator=database.connector())
    with engine.begin() as connection:
        own.upgrade(connection)
    engine.dispose()


def reflecting(url: str) -> Flask:
    config = Config(
        database=DatabaseURL.parse(url), secret_key=databases.SECRET_KEY, models="reflect:*"
    )
    return databases.app_of(config)
