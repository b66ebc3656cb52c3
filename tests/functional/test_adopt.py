"""The console before a database that others made, with no model file at all."""

from __future__ import annotations

import re

import pytest

from tests import foreign, scratch
from tests.pages import csrf_token

SHOP = """
    CREATE SCHEMA sales;
    CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL UNIQUE,
                           status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')));
    COMMENT ON COLUMN customer.name IS 'As on its letters.';
    CREATE TABLE sales."order" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                                customer_id int NOT NULL REFERENCES customer, total numeric(38,18));
    CREATE VIEW rich AS SELECT * FROM customer;
    INSERT INTO customer (name) VALUES ('Acme'), ('Zeta');
    INSERT INTO sales."order" (customer_id, total) VALUES (1, 12.5);
"""


@pytest.fixture(scope="module")
def shop(server):
    with foreign.served(server, SHOP) as found:
        yield found


@pytest.fixture
def staff(shop):
    return shop.client("staff")


class TestPages:
    @pytest.mark.parametrize("place", ["", "customer/", "sales.order/", "rich/"])
    def test_every_relation_has_its_screen(self, staff, place):
        assert staff.get(f"/admin/{place}").status_code == 200

    def test_links_are_the_words_of_the_row_they_lead_to(self, staff):
        assert "Acme" in staff.get("/admin/sales.order/").text

    def test_a_comment_is_the_help_of_its_field(self, staff):
        assert "As on its letters." in staff.get("/admin/customer/new/").text

    def test_what_refers_to_a_row_stands_below_it(self, staff):
        page = staff.get("/admin/customer/details/?id=1").text

        assert re.search(r'href="/admin/sales\.order/', page)

    def test_tables_of_the_project_are_not_there(self, staff):
        assert staff.get("/admin/company/").status_code == 404


class TestRights:
    def test_staff_writes_and_the_database_fills_in_what_is_left_out(self, shop, staff):
        token = csrf_token(staff.get("/admin/customer/new/"))

        staff.post("/admin/customer/new/", data={"csrf_token": token, "name": "Newcomer"})

        query = "SELECT status FROM customer WHERE name = 'Newcomer'"
        assert shop.foreign.rows(query) == [("new",)]

    @pytest.mark.parametrize("role", ["operator", "auditor"])
    def test_others_read(self, shop, role):
        client = shop.client(role)

        assert client.get("/admin/customer/").status_code == 200
        assert client.get("/admin/customer/new/").status_code == 403

    def test_nobody_writes_to_a_view(self, staff):
        assert staff.get("/admin/rich/new/").status_code == 403


class TestState:
    def test_it_is_ready_once_the_schema_of_the_console_is_there(self, shop):
        assert shop.client("staff").get("/readyz").get_json()["status"] == "at_head"

    def test_revisions_of_the_project_do_not_apply(self, shop):
        page = shop.client("operator").get("/console/status/").text

        assert "no models, revisions or reference data of this project apply" in page
        assert "to be applied" not in page

    def test_two_applications_have_classes_of_their_own(self, server, shop):
        with foreign.served(server, "CREATE TABLE customer (id int PRIMARY KEY)") as other:
            assert other.client("staff").get("/admin/customer/").status_code == 200
            assert other.client("staff").get("/admin/sales.order/").status_code == 404


def flask(url, *arguments, models="reflect:*", **settings):
    return scratch.program("-m", "flask", *arguments, TAB_DB_URL=url, CONSOLE_MODELS=models)


@pytest.mark.slow
class TestCommands:
    @pytest.fixture
    def database(self, server):
        with foreign.database(server, SHOP) as found:
            yield found

    TABLES = (
        "SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n"
        " ON n.oid = relnamespace WHERE relkind = 'r' AND nspname !~ '^(pg_|information)'"
    )

    def test_install_says_what_it_adds_and_adds_nothing_else(self, database):
        before = set(database.rows(self.TABLES))

        first = flask(database.url, "console", "install")
        again = flask(database.url, "console", "install")

        assert first.returncode == again.returncode == 0, first.stderr + again.stderr
        assert "a schema called console" in first.stdout.splitlines()[0]
        assert again.stdout.startswith("Nothing to do")
        added = {name for (name,) in set(database.rows(self.TABLES)) - before}
        assert added == {
            "console.account", "console.session", "console.sign_in_failure",
            "console.alembic_version",
        }  # fmt: skip

    def test_prepare_makes_accounts_and_no_rows(self, database):
        done = flask(database.url, "console", "prepare")

        assert done.returncode == 0, done.stderr
        assert "staff@example.org" in done.stdout
        assert database.rows("SELECT count(*) FROM customer") == [(2,)]

    def test_a_schema_of_somebody_else_is_left_alone(self, database):
        database.run("CREATE SCHEMA console; CREATE TABLE console.account (id int)")

        done = flask(database.url, "console", "install")

        assert done.returncode == 1
        assert "tables of somebody else's" in done.stderr
        assert database.rows("SELECT count(*) FROM console.account") == [(0,)]

    @pytest.mark.parametrize(
        "command", [("db", "upgrade"), ("db", "migrate"), ("seed", "status"), ("demo", "load")]
    )
    def test_what_is_for_model_files_says_why_it_will_not(self, database, command):
        done = flask(database.url, *command)

        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "the tables are somebody else's" in done.stderr

    def test_check_knows_nothing_of_revisions(self, database):
        assert "flask console install" in flask(database.url, "console", "check").stdout

        flask(database.url, "console", "install")

        assert flask(database.url, "console", "check").returncode == 0

    def test_a_schema_that_is_not_there_is_said(self, database):
        done = flask(database.url, "console", "check", models="reflect:sale")

        assert done.returncode == 1
        assert "no schema called sale" in done.stderr
