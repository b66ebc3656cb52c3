"""Counting has a budget: exact while it is cheap, else the planner's estimate, labelled so."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import counting
from console.auth import Role
from console.models.db import db
from tests.lists import state
from tests.pages import soup
from tests.unit.admin.lists.conftest import with_specimens
from tests.unit.admin.lists.specimens import Thing


def test_a_few_rows_are_counted(app):
    found = counting.count(sa.select(Thing).where(Thing.mood == "glad"))

    assert found == counting.Count(7, exact=True)


def test_order_and_page_are_no_part_of_the_question(app):
    statement = sa.select(Thing).order_by(Thing.name).limit(3).offset(2)

    assert counting.count(statement) == counting.Count(23, exact=True)


class TestATableThatNobodyHasAnalysed:
    """What the planner says of it is a guess."""

    def test_is_counted_even_where_that_is_dear(self, app, monkeypatch):
        monkeypatch.setattr(counting, "CHEAP", 0)

        found = counting.count(sa.select(Thing).where(Thing.mood == "glad"))

        assert found == counting.Count(7, exact=True)

    def test_is_not_waited_for(self, app, monkeypatch):
        monkeypatch.setattr(counting, "CHEAP", 0)
        monkeypatch.setattr(counting, "SPARE", 50)
        slow = sa.select(Thing).where(sa.func.pg_sleep(0.02).is_not(None))

        found = counting.count(slow)

        assert not found.exact
        assert db.session.scalar(sa.text("SHOW statement_timeout")) == "30s"


def test_a_count_that_takes_too_long_is_given_up_and_nothing_else(app, monkeypatch):
    monkeypatch.setattr(counting, "PATIENCE", 50)
    slow = sa.select(Thing).where(sa.func.pg_sleep(0.2).is_not(None))

    assert counting.exact(slow, "tag") is None
    assert db.session.scalar(sa.text("SHOW statement_timeout")) == "30s"
    assert db.session.scalar(sa.text("SELECT 1")) == 1


@pytest.fixture
def things(client, login):
    login(Role.ADMIN)
    return lambda query="": client.get(f"/admin/specimen_thing/?{query}")


class TestOnThePage:
    def test_a_short_list_is_counted_by_its_rows(self, things, count_queries):
        with count_queries() as queries:
            page = things("id__le=5")

        assert state(page) == "5 things"
        assert not [query for query in queries if query.startswith("SELECT count")]

    def test_lists_that_differ_in_a_value_have_each_their_number(self, things, count_queries):
        for highest in (20, 21, 20):
            with count_queries() as queries:
                page = things(f"id__le={highest}&per_page=20&sort=id")

            assert not [query for query in queries if query.startswith("SELECT count")]
            assert state(page) == f"{highest} things"

    def test_pages_after_a_place_are_counted_for_themselves(self, things):
        link = soup(things("id__le=21&per_page=20&sort=id")).select_one('a[rel="next"]')["href"]

        assert state(things(link.partition("?")[2])) == "21 things"

    def test_one_row_is_one_row(self, things):
        assert state(things("id__eq=5")) == "1 thing"

    def test_a_number_that_nobody_knows_is_no_number(self, things):
        db.session.execute(
            sa.text(
                "INSERT INTO specimen_thing (id, name, code) SELECT i, 'many', 'M'"
                " FROM generate_series(1000, 12999) AS i"
            )
        )

        assert state(things()) == "more than 10,000 things"


class TestAPartitionedTable:
    """Its own statistics say nothing of its rows; those of its partitions do."""

    @pytest.fixture
    def log(self, app):
        db.session.execute(
            sa.text(
                "CREATE TABLE log (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
                "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (500);"
                "CREATE TABLE log_2 PARTITION OF log DEFAULT PARTITION BY RANGE (id);"
                "CREATE TABLE log_2_1 PARTITION OF log_2 DEFAULT;"
                "INSERT INTO log SELECT generate_series(1, 700);"
            )
        )
        registry = orm.registry()
        model = type("Log", (), {})
        table = sa.Table("log", registry.metadata, sa.Column("id", sa.Integer, primary_key=True))
        registry.map_imperatively(model, table)
        yield model
        registry.dispose()

    def test_that_nobody_has_analysed_is_counted(self, log):
        assert counting.table_sizes([log])[log] == counting.Count(700, exact=True)

    def test_has_the_rows_of_all_its_partitions(self, log):
        db.session.execute(sa.text("ANALYZE log_1; ANALYZE log_2_1"))

        assert counting.table_sizes([log])[log] == counting.Count(700, exact=False)


@pytest.fixture(scope="module")
def crowd(server, template):
    """More things than are ever counted, and statistics that know.

    On a database of their own: what ANALYZE finds stays, also when its transaction does not.
    """
    with with_specimens(server, template) as database:
        with database.app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO specimen_thing (id, name, code) SELECT i, 'many', 'M' || mod(i, 3)"
                " FROM generate_series(1000, 12999) AS i"
            )
            connection.exec_driver_sql("ANALYZE specimen_thing")
        yield database


class TestManyRows:
    @pytest.fixture(autouse=True)
    def inside(self, crowd):
        with crowd.app.app_context():
            yield
            db.session.remove()

    def test_are_estimated(self):
        found = counting.count(sa.select(Thing).where(Thing.name == "many"))

        assert not found.exact
        assert 11_000 < found.number < 13_000

    def test_are_never_said_to_be_less_than_was_counted(self):
        # The planner expects one row of a question it knows nothing about.
        strange = sa.select(Thing).where(sa.func.length(Thing.name) + 0 == 4)

        assert counting.count(strange).number > counting.CAP

    def test_are_counted_on_demand(self):
        statement = sa.select(Thing).where(Thing.name == "many")

        assert counting.exact(statement, "tag") == 12_000

    def test_are_said_with_two_figures_and_about(self, crowd):
        page = crowd.client(Role.ADMIN).get("/admin/specimen_thing/?name=many")

        assert state(page) == "about 12,000 things"

    def test_have_no_number_of_pages_in_the_pager(self, crowd):
        page = crowd.client(Role.ADMIN).get("/admin/specimen_thing/?name=many")

        pager = soup(page).select_one("nav.pager").get_text(" ")
        assert "Page 1" in pager
        assert " of " not in pager

    def test_are_not_counted_where_that_is_dear(self, count_queries):
        long = sa.func.generate_series(1, 10_000_000).alias("long")
        dear = sa.select(Thing).where(
            sa.select(sa.func.count()).select_from(long).scalar_subquery() > 0
        )

        with count_queries() as queries:
            found = counting.count(dear)

        assert not found.exact
        assert not [query for query in queries if query.startswith("SELECT count")]
