"""The live schema changes while the console runs: a sentence, and the next page fits again."""

from __future__ import annotations

import pytest

from console.admin.registry import ADOPTED
from console.adopt import adoption
from tests import foreign
from tests.pages import csrf_token

MADE = """
    CREATE TABLE thing (id serial PRIMARY KEY, name text NOT NULL, size int);
    CREATE TABLE other (id serial PRIMARY KEY, thing_id int REFERENCES thing);
    INSERT INTO thing (name, size) VALUES ('First', 1);
"""
TOLD = "The tables of the database have changed"


@pytest.fixture
def live(server):
    with foreign.served(server, MADE) as found:
        yield found


class TestWhatIsGone:
    @pytest.mark.parametrize(
        "change",
        [
            "ALTER TABLE thing DROP COLUMN size",
            "ALTER TABLE thing RENAME COLUMN size TO weight",
            "ALTER TABLE thing DROP COLUMN size, ADD COLUMN height numeric NOT NULL DEFAULT 0",
        ],
    )
    def test_a_column_costs_one_page_that_says_so(self, live, change):
        client = live.client("staff")
        assert client.get("/admin/thing/").status_code == 200

        live.foreign.run(change)

        told = client.get("/admin/thing/")
        assert (told.status_code, TOLD in told.text) == (503, True)
        assert client.get("/admin/thing/").status_code == 200

    def test_the_new_name_is_shown_afterwards(self, live):
        client = live.client("staff")
        live.foreign.run("ALTER TABLE thing RENAME COLUMN size TO weight")

        client.get("/admin/thing/")

        assert "Weight" in client.get("/admin/thing/").text

    def test_a_table_is_not_there_any_more(self, live):
        client = live.client("staff")
        live.foreign.run("DROP TABLE other")

        assert client.get("/admin/other/").status_code == 503
        assert client.get("/admin/other/").status_code == 404
        assert client.get("/admin/thing/").status_code == 200
        assert "other/" not in client.get("/admin/").text

    def test_what_was_entered_is_not_saved_into_another_shape(self, live):
        client = live.client("staff")
        token = csrf_token(client.get("/admin/thing/new/"))
        live.foreign.run("ALTER TABLE thing RENAME COLUMN size TO weight")

        data = {"csrf_token": token, "name": "Second", "size": "2"}
        told = client.post("/admin/thing/new/", data=data)

        assert (told.status_code, TOLD in told.text) == (503, True)
        assert live.foreign.rows("SELECT name FROM thing") == [("First",)]

    def test_a_column_that_became_required_is_asked_for(self, live):
        client = live.client("staff")
        token = csrf_token(client.get("/admin/thing/new/"))
        live.foreign.run(
            "ALTER TABLE thing ADD COLUMN colour text NOT NULL DEFAULT 'red';"
            "ALTER TABLE thing ALTER COLUMN colour DROP DEFAULT"
        )

        told = client.post("/admin/thing/new/", data={"csrf_token": token, "name": "Second"})

        assert told.status_code == 503
        assert 'name="colour"' in client.get("/admin/thing/new/").text


class TestWhatIsNew:
    def test_is_found_after_a_while(self, live, monkeypatch):
        client = live.client("staff")
        live.foreign.run("CREATE TABLE newcomer (id int PRIMARY KEY)")
        monkeypatch.setattr(adoption, "POLL", 0.0)

        assert "newcomer" in client.get("/admin/").text
        assert client.get("/admin/newcomer/").status_code == 200


class TestWhatIsAsItWas:
    def test_a_view_that_fails_by_itself_is_no_change(self, live):
        live.foreign.run("""
            CREATE FUNCTION broken() RETURNS int LANGUAGE plpgsql AS
              'BEGIN RETURN (SELECT nothing FROM nowhere); END';
            CREATE VIEW failing AS SELECT broken() AS a;
        """)
        client = live.client("staff")
        client.get("/admin/thing/")
        before = live.app.extensions[ADOPTED]
        before.is_outdated(live.app)
        version = before.version

        answers = {client.get("/admin/failing/").status_code for _ in range(2)}

        assert answers <= {500, 503}
        assert live.app.extensions[ADOPTED].version == version

    def test_views_are_kept_while_nothing_changes(self, live, monkeypatch):
        monkeypatch.setattr(adoption, "POLL", 0.0)
        client = live.client("staff")
        client.get("/admin/thing/")
        views = live.app.extensions["console.views"]

        live.foreign.run("INSERT INTO thing (name) VALUES ('Second'); ANALYZE")
        client.get("/admin/thing/")

        assert live.app.extensions["console.views"] is views
