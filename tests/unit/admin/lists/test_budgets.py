"""What takes too long is stopped and said in a sentence; the rest of the page stands."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from console.admin import facets, query
from console.auth import Role
from console.models.db import db
from tests.client import client_of, sign_in
from tests.pages import heading, soup, text_of
from tests.unit.admin.lists.specimens import ROWS, Thing

LIST = "/admin/specimen_thing/"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'console count %'"


@pytest.fixture
def slow(monkeypatch):
    """Each look at a row takes a twentieth of a second: a row rule that somebody wrote."""

    def rule(_account, model):
        return sa.func.pg_sleep(0.05).is_not(None) if model is Thing else None

    monkeypatch.setattr(query, "row_rule", rule)


@pytest.fixture
def admin(client, login):
    login(Role.ADMIN)
    return client


def said(page):
    return text_of(soup(page).find("main"))


class TestAListThatTakesTooLong:
    @pytest.fixture
    def impatient(self, admin, slow):
        db.session.execute(sa.text("SET LOCAL statement_timeout = '100ms'"))
        db.session.commit()
        return admin

    def test_is_a_sentence_with_what_to_narrow(self, impatient):
        page = impatient.get(f"{LIST}?search=thing&sort=code")

        assert page.status_code == 503
        assert heading(page) == "This took too long"
        assert "while it looked for things" in said(page)
        assert "Search for a longer word" in said(page)
        assert "Take the list's own order" in said(page)
        assert "Narrow it with a filter on" in said(page)
        assert "Name" in said(page)

    def test_names_no_filter_that_is_there_already(self, impatient):
        page = impatient.get(f"{LIST}?name__ne=x")

        assert page.status_code == 503
        assert "Name" not in said(page)

    @pytest.mark.parametrize("path", ["count/", "facets/", "ajax/lookup/?name=parent"])
    def test_has_parts_that_are_refused_as_politely(self, impatient, path):
        assert impatient.get(f"{LIST}{path}").status_code in {200, 503}


class TestFacets:
    def test_that_take_too_long_are_left_out(self, admin, slow, monkeypatch):
        monkeypatch.setattr(facets, "PATIENCE", 100)

        page = admin.get(f"{LIST}facets/?name__set=1")

        assert page.status_code == 200
        assert "Too many rows to count" in page.text

    def test_leave_the_transaction_its_own_time_out(self, admin):
        before = db.session.scalar(sa.text("SHOW statement_timeout"))

        admin.get(f"{LIST}facets/")

        assert db.session.scalar(sa.text("SHOW statement_timeout")) == before


class TestTheExactCount:
    def test_that_is_cancelled_ends_in_the_database(self, apart, slow, monkeypatch):
        client, other = client_of(apart.app), client_of(apart.app)
        sign_in(client, Role.ADMIN)
        sign_in(other, Role.ADMIN)
        answer = counted(client)

        assert other.get(f"{LIST}count/?cancel=abc").status_code == 204

        assert answer().status_code == 503
        assert "was stopped" in answer().text
        assert not running()

    def test_of_somebody_else_is_not_cancelled(self, apart, slow):
        client, other = client_of(apart.app), client_of(apart.app)
        sign_in(client, Role.ADMIN)
        sign_in(other, Role.OPERATOR)
        answer = counted(client)

        other.get(f"{LIST}count/?cancel=abc")

        assert answer().text == f"{ROWS} things"


def counted(client):
    """Have *client* count in a thread of its own, and return what waits for the answer."""
    answers = []
    counting = threading.Thread(target=lambda: answers.append(client.get(f"{LIST}count/?tag=abc")))
    counting.start()
    while counting.is_alive() and not running():
        time.sleep(0.01)

    def answer():
        counting.join()
        return answers[0]

    return answer


def running():
    with db.engine.connect() as connection:
        return bool(connection.scalar(sa.text(RUNNING)))
