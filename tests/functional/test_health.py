"""What whoever watches the console is told, and the people in front of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console import health
from console.auth import Role
from console.migrate import DIRECTORY, own
from console.migrate.state import script
from console.models.db import db
from tests.pages import soup, text_of


@pytest.fixture(autouse=True)
def unknown(app):
    """No state of the database is remembered from another test, nor for the next one."""
    app.extensions.pop(health.STATE, None)
    yield
    app.extensions.pop(health.STATE, None)


def note(version, schema="public"):
    """Have the database say that it is at *version*."""
    db.session.execute(
        sa.text(f"UPDATE {schema}.alembic_version SET version_num = :version"), {"version": version}
    )
    db.session.commit()


def banner(page):
    return text_of(soup(page).select_one("main .banner"))


def test_the_process_lives_whatever_the_database_does(client, count_queries):
    with count_queries() as queries:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert queries == []


def test_it_is_ready_when_the_database_is_at_head(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json == {"status": "at_head", "message": "The database is up to date."}


def test_both_are_open_to_strangers_and_kept_by_nobody(client):
    for path in ("/healthz", "/readyz"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


class TestADatabaseThatDoesNotFit:
    @pytest.fixture(
        params=[
            ("public", script(DIRECTORY).get_base(), "behind", "run flask db upgrade"),
            ("public", "ffffffffffff", "ahead", "Start the version that has it"),
            ("console", "ffffffffffff", "ahead", "Start the version that has it"),
        ],
        ids=["behind", "ahead", "ahead with the console's own tables"],
    )
    def misfit(self, app, request):
        """How it does not fit, and the remedy."""
        schema, version, fit, remedy = request.param
        note(version, schema)
        return fit, remedy

    def test_is_not_ready_and_says_what_to_do(self, client, misfit):
        answer = client.get("/readyz")

        assert (answer.status_code, answer.json["status"]) == (503, misfit[0])
        assert misfit[1] in answer.json["message"]

    def test_is_named_at_the_top_of_every_page(self, client, login, misfit):
        login(Role.STAFF)

        for path in ("/admin/", "/admin/company/", "/console/password"):
            assert misfit[1] in banner(client.get(path))

    def test_is_forgotten_once_it_fits_again(self, client, login, misfit):
        login(Role.STAFF)
        before = banner(client.get("/admin/company/"))

        note(script(DIRECTORY).get_current_head(), "public")
        note(own.script().get_current_head(), "console")

        assert misfit[1] in before
        assert banner(client.get("/admin/company/")) == ""


def test_a_database_without_tables_says_so(client):
    db.session.execute(sa.text("DELETE FROM alembic_version"))
    db.session.execute(sa.text("DELETE FROM console.alembic_version"))
    db.session.commit()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json["status"]) == (503, "empty")
    assert "run flask db upgrade" in answer.json["message"]


def test_while_all_is_well_nobody_asks_again(client, login, count_queries):
    login(Role.STAFF)
    client.get("/admin/company/")

    with count_queries() as queries:
        client.get("/admin/company/")

    assert not [query for query in queries if "alembic_version" in query]
