"""Made-up rows: ``flask demo load``."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import psycopg2
import pytest
import sqlalchemy as sa

from console.demo.load import TABLES
from console.models.db import db
from tests.databases import app_on

# Small, and with a fixed last day: as fast and as repeatable as it gets.
SMALL = ("--orders", "300", "--until", "2026-06-30")


@pytest.fixture
def flask(own_database):
    """``flask(…)`` runs a command as if typed."""

    def run(*arguments):
        return own_database.app.test_cli_runner().invoke(args=arguments)

    return run


def rows(table, order="1, 2"):
    return db.session.execute(sa.text(f"SELECT * FROM {table} ORDER BY {order}")).all()


def number(question):
    return db.session.scalar(sa.text(f"SELECT count(*) FROM {question}"))


class TestLoading:
    @pytest.fixture(autouse=True)
    def loaded(self, flask):
        result = flask("demo", "load", *SMALL)
        assert result.exit_code == 0, result.output
        return result

    def test_says_how_many_rows_came(self, loaded):
        assert "300  sales_order" in loaded.output

    def test_fills_every_table(self):
        assert [table for table in TABLES if number(table) == 0] == []

    def test_makes_as_many_orders_as_were_asked_for(self):
        assert number("sales_order") == 300

    def test_ends_on_the_day_that_was_asked_for(self):
        last = db.session.scalar(sa.text("SELECT max(ordered_at) FROM sales_order"))

        assert last.date() <= dt.date(2026, 6, 30)

    def test_leaves_some_values_empty_and_some_texts_blank(self):
        occurring = [
            "company WHERE tax_id IS NULL",
            "company WHERE street = ''",
            "sales_order WHERE customer_reference IS NULL",
            "sales_order WHERE customer_reference = ''",
            "product WHERE colours IS NULL",
            "category WHERE parent_id IS NULL",
        ]

        assert [question for question in occurring if number(question) == 0] == []

    def test_adds_orders_up_as_the_database_does(self):
        wrong = (
            "sales_order AS o WHERE total <> "
            "(SELECT coalesce(sum(total), 0) FROM order_line WHERE order_id = o.id)"
        )

        assert number(wrong) == 0

    def test_leaves_the_next_key_to_the_next_row(self):
        added = "INSERT INTO tag (name) VALUES ('another') RETURNING id"

        assert db.session.scalar(sa.text(added)) == number("tag")

    def test_keeps_the_schema_as_the_revisions_made_it(self, flask):
        assert flask("db", "check").exit_code == 0

    def test_leaves_statistics_for_the_planner(self):
        estimate = "SELECT reltuples FROM pg_class WHERE relname = 'sales_order'"

        assert db.session.scalar(sa.text(estimate)) == 300

    def test_is_refused_once_there_are_rows(self, flask):
        again = flask("demo", "load", *SMALL)

        assert again.exit_code == 1
        assert "already holds rows" in again.output
        assert number("sales_order") == 300


class TestIndexes:
    def test_come_back_as_they_were(self, flask):
        shape = "SELECT indexdef FROM pg_indexes ORDER BY indexdef"
        keys = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY conname"
        before = [db.session.execute(sa.text(text)).all() for text in (shape, keys)]
        db.session.rollback()

        flask("demo", "load", *SMALL)

        assert before == [db.session.execute(sa.text(text)).all() for text in (shape, keys)]


class TestTheSameSeed:
    @pytest.fixture
    def made(self, flask):
        """``made(…)`` loads and takes away again, and returns what there was."""

        def make(*arguments):
            result = flask("demo", "load", "--orders", "60", *arguments)
            assert result.exit_code == 0, result.output
            found = {table: rows(table) for table in TABLES}
            db.session.execute(sa.text(f"TRUNCATE {', '.join(TABLES)}"))
            db.session.commit()
            return found

        return make

    def test_makes_the_same_rows(self, made):
        assert made("--until", "2026-06-30") == made("--until", "2026-06-30")

    def test_and_another_makes_others(self, made):
        first = made("--until", "2026-06-30")

        assert made("--until", "2026-06-30", "--seed", "2")["company"] != first["company"]


class TestTrouble:
    def test_a_row_somebody_wrote_is_left_alone(self, flask):
        db.session.execute(sa.text("INSERT INTO tag (name) VALUES ('mine')"))
        db.session.commit()

        result = flask("demo", "load", *SMALL)

        assert result.exit_code == 1
        assert "tag already holds rows" in result.output
        assert number("company") == 0

    def test_reference_data_comes_first(self, flask):
        db.session.execute(sa.text("DELETE FROM currency WHERE code = 'SEK'"))
        db.session.commit()

        result = flask("demo", "load", *SMALL)

        assert result.exit_code == 1
        assert "currency lacks SEK" in result.output
        assert "flask db upgrade" in result.output

    def test_whoever_is_writing_is_not_disturbed(self, own_database):
        url = own_database.url
        impatient = app_on(f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D100ms")

        with closing(psycopg2.connect(url)) as other, other.cursor() as cursor:
            cursor.execute("INSERT INTO tag (name) VALUES ('unfinished')")
            with impatient.app_context():
                result = impatient.test_cli_runner().invoke(args=["demo", "load", *SMALL])

        assert result.exit_code == 1
        assert "Somebody is using the tables" in result.output

    @pytest.mark.parametrize("orders", ["0", "-5", "many"])
    def test_a_number_that_makes_no_sense_is_refused(self, flask, orders):
        assert flask("demo", "load", "--orders", orders).exit_code == 2
