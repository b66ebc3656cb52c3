"""Databases that others made, for the console to be put before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import sqlalchemy as sa
from flask import Flask

from console.config import Config
from console.database import DatabaseURL
from console.migrate import own
from console.models.db import db
from tests.client import ConsoleClient, client_of, sign_in
from tests.databases import SECRET_KEY, Server, app_of


class Foreign:
    """A database of its own with what *statements* make in it; changes are kept."""

    def __init__(self, url: str) -> None:
        self.url = url
        database = DatabaseURL.parse(url)
        self.engine = sa.create_engine(
            database.sqlalchemy_url, creator=database.connector(), poolclass=sa.NullPool
        )

    def run(self, statements: str) -> None:
        """Execute *statements*, as somebody else's program would."""
        connection = psycopg2.connect(self.url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statements)
        finally:
            connection.close()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What *query* returns to somebody else's program."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]


@contextmanager
def database(server: Server, statements: str) -> Iterator[Foreign]:
    """A database with what *statements* make, for as long as the block runs."""
    name = server.clone()
    found = Foreign(server.url_of(name))
    try:
        found.run(statements)
        yield found
    finally:
        server.drop(name)


def app_on(found: Foreign, models: str = "reflect:*") -> Flask:
    """The console before *found*, with its own schema in place."""
    with found.engine.begin() as connection:
        own.upgrade(connection)
    settings = Config(DatabaseURL.parse(found.url), SECRET_KEY, models=models)
    return app_of(settings)


@contextmanager
def served(server: Server, statements: str, models: str = "reflect:*") -> Iterator[Served]:
    """The console before a database of its own, as long as the block runs."""
    with database(server, statements) as found:
        app = app_on(found, models)
        with app.app_context():
            try:
                yield Served(app, found)
            finally:
                db.session.remove()
                db.engine.dispose()


class Served:
    """An application and the foreign database behind it."""

    def __init__(self, app: Flask, foreign: Foreign) -> None:
        self.app = app
        self.foreign = foreign

    def client(self, role: str) -> ConsoleClient:
        """A client of its own, signed in as *role*."""
        from console.auth import Role

        client = client_of(self.app)
        # Several databases may be served at once; the account belongs into this one.
        with self.app.app_context():
            sign_in(client, Role(role))
        return client
