"""What people are told when something goes wrong: a sentence, never SQL, never a value."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.db import db
from tests.factories import TagFactory
from tests.pages import heading, soup, text_of

LIST = "/admin/tag/"
SCRIPT = {"Accept": "application/json"}
# What PostgreSQL would say; no page may.
SECRET = "4111-1111 of SELECT"


@pytest.fixture
def staff(client, login):
    login(Role.STAFF)
    assert client.get(LIST).status_code == 200
    return client


@pytest.fixture
def broken(staff):
    """Puts a view in the place of the table of tags, which fails as PostgreSQL may fail."""
    TagFactory()

    def broken(code):
        db.session.execute(
            sa.text(
                f"CREATE FUNCTION fail() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                f" RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{code}'; END $$"
            )
        )
        db.session.execute(sa.text("ALTER TABLE tag RENAME TO real_tag"))
        db.session.execute(sa.text("CREATE VIEW tag AS SELECT * FROM real_tag WHERE fail()"))
        db.session.commit()
        return staff

    return broken


def message(page):
    return text_of(soup(page).select_one(".error-message"))


@pytest.mark.parametrize(
    ("code", "status", "title"),
    [
        ("57014", 503, "This took too long"),
        ("55P03", 503, "Someone else is working on these rows"),
        ("40001", 503, "Someone else is working on these rows"),
        ("40P01", 503, "Someone else is working on these rows"),
        ("25006", 403, "This is not open to you"),
        ("42P01", 503, "The database and the console do not fit together"),
        ("42703", 503, "The database and the console do not fit together"),
        ("3F000", 503, "The database and the console do not fit together"),
        ("22003", 400, "That request cannot be read"),
        ("22P02", 400, "That request cannot be read"),
        ("53300", 503, "The database does not answer"),
        ("57P01", 503, "The database does not answer"),
        ("08006", 503, "The database does not answer"),
        ("42501", 403, "This is not open to you"),
        ("XX000", 500, "Something went wrong on our side"),
        ("P0001", 503, "The database cannot show this"),
        ("22012", 503, "The database cannot show this"),
        ("55000", 503, "The database cannot show this"),
        ("08001", 503, "The database cannot show this"),
        ("HV00N", 503, "The database cannot show this"),
    ],
)
def test_a_failing_database_is_a_sentence(broken, code, status, title):
    page = broken(code).get(LIST)

    assert page.status_code == status
    assert heading(page) == title
    assert message(page).endswith(".")
    for text in (SECRET, "SELECT", "fail()", "psycopg2", "Traceback", code):
        assert text not in page.text


@pytest.mark.parametrize("path", ["", "details/?id={}", "edit/?id={}", "delete/?id={}", "count/"])
def test_every_page_of_a_table_fails_in_the_same_words(broken, path):
    key = TagFactory().id

    page = broken("57014").get(f"{LIST}{path.format(key)}")

    assert page.status_code == 503
    assert SECRET not in page.text


def test_a_page_that_failed_leaves_the_next_one_alone(broken):
    client = broken("22003")

    assert client.get(LIST).status_code == 400
    assert client.get("/admin/country/").status_code == 200


def test_a_query_that_takes_too_long_is_stopped(broken):
    client = broken("P0001")
    for statement in (
        "CREATE OR REPLACE VIEW tag AS SELECT r.* FROM real_tag r, pg_sleep(2)",
        "SET LOCAL statement_timeout = '400ms'",
    ):
        db.session.execute(sa.text(statement))
    db.session.commit()

    page = client.get(LIST)

    assert page.status_code == 503
    assert "Narrow it with a filter" in message(page)


def test_a_table_that_is_gone_says_what_an_operator_has_to_do(staff):
    db.session.execute(sa.text("ALTER TABLE tag RENAME TO elsewhere"))
    db.session.commit()

    page = staff.get(LIST)

    assert page.status_code == 503
    assert "“flask db upgrade”" in message(page)


def test_a_column_that_is_gone_does_so_too(staff):
    db.session.execute(sa.text("ALTER TABLE tag DROP COLUMN colour"))
    db.session.commit()

    assert "“flask db upgrade”" in message(staff.get(LIST))


class TestScripts:
    """Who asks for JSON gets JSON: the same words, and the request's number."""

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            (f"{LIST}details/?id=0", 404),
            ("/admin/nothing/", 404),
            (f"{LIST}ajax/lookup/?name=nothing", 404),
            ("/admin/country/new/", 403),
            (f"{LIST}action/", 405),
        ],
    )
    def test_are_answered_in_kind(self, staff, path, status):
        answer = staff.get(path, headers=SCRIPT)

        assert answer.status_code == status
        assert set(answer.json) == {"error", "message", "request_id"}
        assert answer.json["request_id"] == answer.headers["X-Request-ID"]

    def test_learn_of_a_failing_database(self, broken):
        answer = broken("08006").get(LIST, headers=SCRIPT)

        assert answer.status_code == 503
        assert answer.json["error"] == "The database does not answer"
        assert int(answer.headers["Retry-After"]) > 0

    def test_who_take_anything_get_a_page(self, staff):
        assert staff.get("/admin/nothing/", headers={"Accept": "*/*"}).mimetype == "text/html"


class TestThePage:
    @pytest.mark.parametrize(
        ("path", "status", "title"),
        [
            ("/admin/nothing/", 404, "There is nothing here"),
            ("/nothing", 404, "There is nothing here"),
            (f"{LIST}nothing/", 404, "There is nothing here"),
            (f"{LIST}details/?id=99", 404, "There is nothing here"),
            (f"{LIST}details/", 404, "There is nothing here"),
            (f"{LIST}export/exe/", 404, "There is nothing here"),
            ("/admin/country/new/", 403, "This is not open to you"),
            ("/admin/console.account/", 403, "This is not open to you"),
            (f"{LIST}action/", 405, "This address does not take that"),
        ],
    )
    def test_says_what_happened_and_what_to_do(self, staff, path, status, title):
        page = staff.get(path)

        assert (page.status_code, heading(page)) == (status, title)
        assert len(message(page)) > 20
        assert soup(page).select_one(".error-page a.btn")["href"] == "/admin/"

    def test_has_a_number_to_ask_about(self, staff):
        page = staff.get("/admin/nothing/")

        assert text_of(soup(page).select_one(".error-id code")) == page.headers["X-Request-ID"]

    def test_keeps_the_menu(self, staff):
        assert soup(staff.get("/admin/nothing/")).select_one("nav#menu a[href='/admin/company/']")

    def test_speaks_the_readers_language(self, staff):
        staff.set_cookie("locale", "pl")

        page = staff.get("/admin/nothing/")

        assert soup(page).html["lang"] == "pl"
        assert heading(page) != "There is nothing here"

    def test_of_a_stranger_leads_to_the_sign_in(self, client):
        page = client.get("/nothing")

        assert page.status_code == 404
        assert soup(page).select_one(".error-page a.btn")["href"] == "/console/sign-in"

    def test_does_not_repeat_what_was_asked(self, staff):
        page = staff.get("/admin/<script>alert(1)</script>/")

        assert page.status_code == 404
        assert "<script>alert(1)" not in page.text

    def test_refuses_more_than_anybody_types(self, staff):
        sent = {"name": "x" * (17 * 1024 * 1024)}
        page = staff.post(f"{LIST}new/", data=sent, content_type="multipart/form-data")

        assert page.status_code == 413
        assert heading(page) == "That is too much at once"
