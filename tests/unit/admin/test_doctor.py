"""Which indexes lists lack: the database's catalogue knows, whatever the models declare."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import orm

from console.admin import doctor
from console.admin.view import ConsoleView
from console.models.db import db

TABLES = """
CREATE TABLE found_maker (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE found_thing (
  id integer PRIMARY KEY, title text NOT NULL, maker_code text REFERENCES found_maker,
  a integer, b integer, UNIQUE (b, a));
CREATE TABLE found_part (
  id integer PRIMARY KEY, b integer, a integer, FOREIGN KEY (b, a) REFERENCES found_thing (b, a));
"""


@pytest.fixture
def views(app):
    """Views of tables as they were found, without a model that anybody wrote."""
    db.session.execute(sa.text(TABLES))
    metadata, registry = sa.MetaData(), orm.registry()
    metadata.reflect(db.session.connection(), only=["found_maker", "found_thing", "found_part"])
    found = {}
    for name, table in metadata.tables.items():
        model = type(name.title(), (), {})
        registry.map_imperatively(model, table)
        found[name] = ConsoleView(model, db, endpoint=name)
        found[name].column_searchable_list = tuple(
            column.name for column in table.c if column.name in {"name", "title"}
        )
    yield list(found.values())
    registry.dispose()


def missing(views):
    return [(one.table, one.columns, one.trigram) for one in doctor.missing(views, connection())]


def connection():
    return db.session.connection()


def test_links_and_searches_of_tables_that_were_found_are_named(views):
    assert sorted(missing(views)) == [
        ("found_maker", ("name",), True),
        ("found_part", ("b", "a"), False),
        ("found_thing", ("maker_code",), False),
        ("found_thing", ("title",), True),
    ]


def test_each_is_an_operation_that_makes_it(views):
    for one in doctor.missing(views, connection()):
        if not one.trigram:
            columns = ", ".join(one.columns)
            db.session.execute(sa.text(f"CREATE INDEX {one.name} ON {one.table} ({columns})"))

    assert [trigram for _table, _columns, trigram in missing(views)] == [True, True]


@pytest.mark.parametrize(
    "index",
    [
        "(lower(maker_code))",
        "(maker_code) WHERE a > 0",
        "(a, maker_code)",
        "USING hash (maker_code)",
    ],
)
def test_an_index_that_serves_something_else_does_not_count(views, index):
    db.session.execute(sa.text(f"CREATE INDEX ON found_thing {index}"))

    assert ("found_thing", ("maker_code",), False) in missing(views)


def test_a_longer_index_counts_by_what_it_begins_with(views):
    db.session.execute(sa.text("CREATE INDEX ON found_thing (maker_code, id)"))

    assert ("found_thing", ("maker_code",), False) not in missing(views)


OTHERS = """
CREATE TABLE found_log (id integer, day date, name text, PRIMARY KEY (id, day))
  PARTITION BY RANGE (day);
CREATE TABLE found_log_1 PARTITION OF found_log DEFAULT;
CREATE VIEW found_view AS SELECT id, name FROM found_log;
CREATE MATERIALIZED VIEW found_copy AS SELECT id, name FROM found_log;
"""


@pytest.fixture
def others(app):
    """Views of what is no ordinary table."""
    db.session.execute(sa.text(OTHERS))
    metadata, registry = sa.MetaData(), orm.registry()
    found = []
    for name in ("found_log", "found_view", "found_copy"):
        columns = sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text)
        model = type(name.title(), (), {})
        registry.map_imperatively(model, sa.Table(name, metadata, *columns))
        found.append(ConsoleView(model, db, endpoint=name))
        found[-1].column_searchable_list = ("name",)
        found[-1].column_default_sort = "name"
    yield found
    registry.dispose()


def test_what_can_have_no_index_is_not_named(others):
    assert sorted(missing(others)) == [
        ("found_copy", ("name",), False),
        ("found_copy", ("name",), True),
        ("found_log", ("name",), False),
        ("found_log", ("name",), True),
    ]


def test_the_index_of_a_partitioned_table_can_be_made(others):
    (one,) = [
        one
        for one in doctor.missing(others, connection())
        if one.table == "found_log" and not one.trigram
    ]

    operations = Operations(MigrationContext.configure(connection()))
    exec(one.operation(), {"op": operations})

    assert ("found_log", ("name",), False) not in missing(others)
