"""An application whose every table holds rows, whatever tables there are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from console.admin import all_models
from console.models.db import db
from tests import databases, rows
from tests.conftest import OwnDatabase
from tests.databases import Server

ROWS = 12


@pytest.fixture(scope="session")
def standing(server: Server, template: str) -> Iterator[OwnDatabase]:
    """A database of this process with at least `ROWS` rows in every table."""
    name = server.clone(template)
    app = databases.app_on(server.url_of(name))
    with app.app_context():
        metadatas: set[sa.MetaData] = {
            sa.inspect(model).local_table.metadata for model in all_models()
        }
        tables = [table for metadata in metadatas for table in metadata.sorted_tables]
        with db.engine.begin() as connection:
            for table in tables:
                rows.fill(connection, table, ROWS)
            connection.execute(sa.text("ANALYZE"))
    yield OwnDatabase(app, server.url_of(name))
    with app.app_context():
        db.engine.dispose()
    server.drop(name)


@pytest.fixture(scope="session")
def app(standing: OwnDatabase) -> Flask:
    """The application on that database; what a test commits is undone."""
    return standing.app
