"""Tables of every shape that somebody else made, as people meet them on pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from console.admin import checks
from console.config import Config
from console.database import DatabaseURL
from console.models.db import db
from tests import foreign
from tests.databases import SECRET_KEY, app_of
from tests.pages import element, errors, flashes, headers, heading, soup, text_of
from tests.zoo.browser import form_of

ZOO = Path(__file__).parents[1] / "zoo"
# Rows of one key in several tables: what a walk through every table would make by itself.
INHERITED = """
CREATE TABLE kinds.dog (breed text, PRIMARY KEY (id)) INHERITS (kinds.animal);
INSERT INTO kinds.dog VALUES (2, 'Rex', 'boxer');
CREATE TABLE kinds.toy (
    id int PRIMARY KEY, animal_id int REFERENCES kinds.animal ON DELETE SET NULL,
    dog_id int REFERENCES kinds.dog
);
INSERT INTO kinds.toy VALUES (1, 1, 2);
CREATE TABLE kinds.ghost (id int PRIMARY KEY, name text);
CREATE TABLE kinds.ghost_child (PRIMARY KEY (id)) INHERITS (kinds.ghost);
INSERT INTO kinds.ghost VALUES (1, 'parent row');
INSERT INTO kinds.ghost_child VALUES (1, 'child row'), (7, 'child alone');
CREATE TABLE kinds.ghost_twin () INHERITS (kinds.ghost);
INSERT INTO kinds.ghost_twin VALUES (2, 'one twin'), (2, 'other twin');
CREATE TABLE kinds.sighting (id int PRIMARY KEY, ghost_id int REFERENCES kinds.ghost);
INSERT INTO kinds.sighting VALUES (1, 1);
"""
BROKEN = """
CREATE VIEW broken AS SELECT 1 / (id - 1) AS boom FROM kinds.animal;
CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS a WITH NO DATA;
"""


@pytest.fixture(scope="module")
def kinds(server):
    made = (ZOO / "shapes_kinds.sql").read_text() + INHERITED + BROKEN
    with foreign.served(server, made) as served:
        yield served


@pytest.fixture(scope="module")
def deletes(server):
    with foreign.served(server, (ZOO / "shapes_deletes.sql").read_text()) as served:
        yield served


@pytest.fixture
def visit(kinds) -> Callable[..., Any]:
    client = kinds.client("staff")
    return lambda path: client.get(f"/admin/{path}")


@pytest.fixture
def enter(kinds) -> Callable[..., Any]:
    """Types into a form and sends it; a redirect is followed."""
    client = kinds.client("staff")

    def enter(path: str, **typed: str) -> Any:
        form = form_of(client.get(f"/admin/{path}"), "record-form")
        for name, text in typed.items():
            form = form.typing(name, text)
        answer = form.post(client)
        return client.get(answer.location) if answer.status_code == 302 else answer

    return enter


def oid(served: foreign.Served, table: str) -> object:
    """What stands for *table* in the keys of rows that its parents show."""
    [(found,)] = served.foreign.rows(f"SELECT '{table}'::regclass::oid")
    return found


def delete(served: foreign.Served, path: str, *ids: str) -> tuple[Any, Any]:
    """The page that asks, and what comes of it."""
    client = served.client("staff")
    asked = client.get(f"/admin/{path}/delete/", query_string=MultiDict([("id", i) for i in ids]))
    form = soup(asked).select_one("main form[method=post]")
    assert form is not None
    data = MultiDict((str(i["name"]), str(i.get("value", ""))) for i in form.select("input[name]"))
    answer = client.post(str(form["action"]), data=data)
    return asked, client.get(answer.location) if answer.status_code == 302 else answer


def lines(page: Any) -> list[str]:
    return [text_of(tag) for tag in soup(page).select("main li, main .alert")]


class TestPartitions:
    def test_are_no_screens_of_their_own(self, visit):
        assert visit("kinds.sale/").status_code == 200
        assert visit("kinds.sale_2026/").status_code == 404

    def test_a_row_goes_to_the_one_it_belongs_to(self, enter, kinds):
        enter("kinds.sale/new/", id="500", day="2026-05-05")

        rows = kinds.foreign.rows("SELECT tableoid::regclass::text FROM kinds.sale WHERE id = 500")
        assert rows == [("kinds.sale_2026",)]

    def test_that_do_not_exist_are_said_at_the_column_that_decides(self, enter):
        page = enter("kinds.sale/new/", id="501", day="2031-05-05")

        assert errors(page) == ["The table is divided by Day, and no part of it takes this value."]

    def test_a_refusal_names_the_tables_own_columns(self, enter):
        page = enter("kinds.sale/new/", id="2", day="2025-12-03")

        assert errors(page) == ["Another sale has the same Id, Day already."]

    def test_what_refers_to_a_row_of_one_is_told(self, kinds):
        asked, refused = delete(kinds, "kinds.sale", "60,2026-01-30")

        assert "1 by hash still refers to this by Sale. 1" in lines(asked)
        assert refused.status_code == 409

    def test_by_a_trigger_of_the_old_kind_work_too(self, enter, kinds):
        enter("kinds.old_style/new/", day="2026-03-04", note="routed")

        query = "SELECT id > 0 FROM kinds.old_style_2026 WHERE note = 'routed'"
        assert kinds.foreign.rows(query) == [(True,)]


class TestInheritance:
    def test_a_childs_row_is_referred_to_as_the_childs(self, kinds):
        asked, _answer = delete(kinds, "kinds.animal", f"2,{oid(kinds, 'kinds.dog')}")

        assert "1 toy still refers to this by Dog. 1" in lines(asked)

    def test_of_rows_with_one_key_the_one_that_is_meant_is_changed(self, kinds, enter):
        place = f"1,{oid(kinds, 'kinds.ghost_child')}"

        own = enter("kinds.ghost/edit/?id=1", name="parent changed")
        childs = enter(f"kinds.ghost/edit/?id={place}", name="child changed")

        assert (own.status_code, childs.status_code) == (200, 200)
        query = "SELECT tableoid::regclass::text, name FROM kinds.ghost WHERE id = 1 ORDER BY 1"
        assert kinds.foreign.rows(query) == [
            ("kinds.ghost", "parent changed"),
            ("kinds.ghost_child", "child changed"),
        ]

    def test_of_rows_with_one_key_the_one_that_is_meant_is_deleted(self, kinds):
        kinds.foreign.run("INSERT INTO kinds.ghost VALUES (5, 'x')")
        kinds.foreign.run("INSERT INTO kinds.ghost_child VALUES (5, 'y')")

        _asked, answer = delete(kinds, "kinds.ghost", f"5,{oid(kinds, 'kinds.ghost_child')}")

        assert answer.status_code == 200
        assert kinds.foreign.rows("SELECT name FROM kinds.ghost WHERE id = 5") == [("x",)]

    def test_rows_with_one_key_are_listed_each_with_its_own_page(self, visit, kinds):
        listed = soup(visit("kinds.ghost/?search=1")).select("a.row-link")
        links = [str(link["href"]).removeprefix("/admin/") for link in listed]

        texts = [soup(visit(link)).get_text(" ") for link in links]
        assert [re.findall("(parent|child) (?:row|changed)", text)[:1] for text in texts] == [
            ["parent"],
            ["child"],
        ]

    def test_a_link_leads_to_the_row_of_the_table_itself(self, visit):
        page = visit("kinds.sighting/")

        cells = soup(page).select("tbody tr")
        (link,) = soup(page).select("tbody a[href*='kinds.ghost/details/']")
        assert len(cells) == 1
        assert str(link["href"]).partition("&")[0] == "/admin/kinds.ghost/details/?id=1"

    def test_only_rows_of_the_table_itself_can_be_referred_to(self, kinds):
        found = kinds.client("staff").get("/admin/kinds.sighting/ajax/lookup/?name=ghost").json

        assert "1" in [one["id"] for one in found["results"]]
        assert not [one for one in found["results"] if "," in one["id"]]

    def test_a_key_that_one_child_has_twice_loses_no_row(self, kinds, enter):
        place = f"2,{oid(kinds, 'kinds.ghost_twin')}"

        _asked, refused = delete(kinds, "kinds.ghost", place)
        page = enter(f"kinds.ghost/edit/?id={place}", name="changed")

        assert (refused.status_code, page.status_code) == (409, 422)
        names = kinds.foreign.rows("SELECT name FROM kinds.ghost WHERE id = 2 ORDER BY name")
        assert names == [("one twin",), ("other twin",)]


class TestViews:
    def test_are_read_only(self, visit, kinds):
        page = visit("kinds.updatable_view/")

        assert page.status_code == 200
        assert not soup(page).select("a[href*='/new/'], a[href*='/edit/']")
        assert kinds.client("staff").get("/admin/kinds.updatable_view/new/").status_code == 403

    def test_list_rows_that_look_the_same_each_as_often_as_it_is_there(self, visit):
        pages = [visit(f"kinds.same_rows/?page={number}") for number in (1, 2, 3)]

        assert [len(soup(page).select("tbody tr")) for page in pages] == [50, 50, 30]
        assert 'page=2"' in pages[0].text

    def test_lead_back_to_the_page_before(self, kinds):
        client = kinds.client("staff")
        page = client.get("/admin/kinds.same_rows/?page=2")

        previous = element(page, "a.page-link[rel=prev]")
        assert str(previous["href"]).endswith("?page=1")

    def test_a_row_without_some_values_has_its_page(self, visit):
        link = element(visit("kinds.constant_view/"), "a.row-link")

        page = visit(str(link["href"]).removeprefix("/admin/"))
        assert page.status_code == 200

    def test_that_fail_are_said_to(self, visit):
        page = visit("broken/")

        assert (page.status_code, heading(page)) == (503, "The database cannot show this")


class TestRefreshing:
    def press(self, client, path):
        page = client.get(f"/admin/{path}/refresh/")
        return form_of(page, "card").post(client)

    def test_fills_a_materialised_view_anew(self, kinds):
        kinds.foreign.run("INSERT INTO kinds.sale VALUES (700, '2026-09-09', 'south', 1)")
        client = kinds.client("staff")

        answer = self.press(client, "kinds.totals")

        assert flashes(client.get(answer.location)) == ["Refreshed totals."]
        assert kinds.foreign.rows("SELECT total FROM kinds.totals WHERE region = 'south'")

    def test_keeps_readers_where_rows_can_be_told_apart(self, kinds):
        answer = self.press(kinds.client("staff"), "kinds.keyed_totals")

        assert answer.status_code == 302

    def test_is_offered_on_the_list_to_those_who_may(self, kinds):
        button = ".page-actions form[action*=refresh]"

        page = kinds.client("staff").get("/admin/kinds.totals/")
        assert soup(page).select(button)
        page = kinds.client("auditor").get("/admin/kinds.totals/")
        assert not soup(page).select(button)

    def test_is_refused_to_others(self, kinds):
        assert kinds.client("auditor").get("/admin/kinds.totals/refresh/").status_code == 403

    def test_needs_a_token(self, kinds):
        answer = kinds.client("staff").post("/admin/kinds.totals/refresh/")

        assert answer.status_code == 400

    def test_that_fails_says_why(self, kinds):
        page = self.press(kinds.client("staff"), "kinds.failing")

        assert page.status_code == 409
        assert flashes(page) == ["Nothing was refreshed. division by zero"]

    def test_a_view_that_holds_nothing_yet_asks_for_it(self, kinds):
        client = kinds.client("staff")
        before = text_of(soup(client.get("/admin/unfilled/")).main)

        self.press(client, "unfilled")

        assert "This materialised view holds nothing yet." in before
        assert soup(client.get("/admin/unfilled/")).select("tbody tr")

    def test_is_nothing_for_tables(self, kinds):
        assert kinds.client("staff").get("/admin/kinds.sale/refresh/").status_code == 404


class TestSessions:
    def test_of_one_account_have_tokens_of_their_own(self, kinds):
        clients = [kinds.client("staff"), kinds.client("staff")]
        pages = [client.get("/admin/kinds.sale/new/") for client in clients]

        answers = [
            form_of(page, "record-form").post(client)
            for page, client in zip(pages, clients, strict=True)
        ]
        assert [answer.status_code for answer in answers] == [422, 422]


class TestTriggers:
    def test_that_alter_a_value_are_believed(self, enter, kinds):
        enter("kinds.shouted/edit/?id=1", word="quiet")

        assert kinds.foreign.rows("SELECT word, version FROM kinds.shouted") == [("QUIET", 2)]

    def test_that_refuse_are_heard_at_their_column(self, enter):
        page = enter("kinds.limited/edit/?id=1", note="forbidden")

        assert errors(page) == ["Nobody may write “forbidden” here"]

    def test_that_wait_for_the_end_are_heard_too(self, enter):
        assert (
            "The total may not exceed 100"
            in enter("kinds.checked_late/edit/?id=1", total="500").text
        )

    @pytest.mark.parametrize(
        ("path", "sentence"),
        [
            ("new/", "The database did not keep the new row"),
            ("edit/?id=1", "The database changed none or several rows for this one"),
        ],
    )
    def test_that_do_nothing_are_not_taken_for_success(self, enter, path, sentence):
        page = enter(f"kinds.swallowed/{path}", id="7", note="lost")

        assert page.status_code == 422
        assert sentence in page.text

    def test_that_give_another_key_are_told_of(self, enter, kinds):
        page = enter("kinds.renumbered/new/", id="5", note="five")

        assert "The database gave it a key of its own." in flashes(page)[0]
        assert kinds.foreign.rows("SELECT id FROM kinds.renumbered WHERE note = 'five'") == [(105,)]

    def test_that_fill_a_column_in_are_left_to_it(self, enter, kinds):
        page = enter("kinds.filled_in/new/", title="Third", day="2026-05-05")

        assert errors(page) == []
        rows = kinds.foreign.rows("SELECT id, words::text FROM kinds.filled_in WHERE id > 2")
        assert rows == [(3, "'third':1")]

    def test_are_asked_for_a_text_when_the_box_says_so(self, enter, kinds):
        enter("kinds.filled_in/new/", id="7", title="", day="2026-05-05")
        enter("kinds.filled_in/new/", id="8", _null="title", day="2026-05-05")

        query = "SELECT title FROM kinds.filled_in WHERE id IN (7, 8) ORDER BY id"
        assert kinds.foreign.rows(query) == [("",), ("untitled",)]

    def test_that_leave_a_column_empty_are_told_of_at_it(self, enter, visit):
        form = element(visit("kinds.filled_in/new/"), "form.record-form")
        assert [tag["name"] for tag in form.select("[required]")] == ["day"]

        page = enter("kinds.filled_in/new/", title="None")

        assert errors(page) == ["Fill this in."]

    def test_that_forbid_a_deletion_are_quoted(self, kinds):
        _asked, page = delete(kinds, "kinds.limited", "1", "2")

        assert "Nothing was deleted. The first row stays" in flashes(page)
        assert kinds.foreign.rows("SELECT count(*) FROM kinds.limited") == [(2,)]


class TestDeleting:
    @pytest.mark.parametrize(
        ("path", "key", "told"),
        [
            ("parent", "1", "2 cascades on will be deleted too. 1, 2"),
            ("parent", "3", "1 nulls: Parent will be emptied. 1"),
            ("parent", "6", "1 defaults: Parent will be reset. 1"),
            ("pairs", "1,2", "1 null both: Pairs will be emptied. 1"),
            ("tree", "1", "3 tree will be deleted too. 2, 3, 4"),
            ("ring_a", "1", "1 ring a will be deleted too. 1"),
            ("diamond_top", "1", "1 diamond bottom will be deleted too. 1"),
        ],
    )
    def test_tells_what_the_database_will_do_and_does_it(self, deletes, path, key, told):
        asked, page = delete(deletes, f"deletes.{path}", key)

        assert told in lines(asked)
        assert flashes(page)[0].startswith("Deleted ")

    @pytest.mark.parametrize(
        ("key", "reason"),
        [
            ("4", "1 null refused still refers to this by Parent. 1"),
            ("5", "Nothing was deleted. Null checked: This breaks the rule “has parent”."),
            ("7", "Nothing was deleted. Default missing still refer to this parent."),
            ("9", "1 restricts still refers to this by Parent. 1"),
            ("11", "1 no action deferred still refers to this by Parent. 1"),
        ],
    )
    def test_a_refusal_names_the_table_that_refers(self, deletes, key, reason):
        _asked, page = delete(deletes, "deletes.parent", key)

        assert page.status_code == 409
        assert reason in lines(page)
        assert deletes.foreign.rows(f"SELECT id FROM deletes.parent WHERE id = {key}")

    def test_only_the_columns_told_of_are_emptied(self, deletes):
        delete(deletes, "deletes.pairs", "1,1")

        rows = deletes.foreign.rows("SELECT tenant, pair_id FROM deletes.null_one_of_two")
        assert rows == [(1, None)]


ROLE = "console_test_limited"
LIMITED = """
DO $$ BEGIN CREATE ROLE console_test_limited LOGIN;
EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE closed (id int PRIMARY KEY, note text);
CREATE TABLE readable (id int PRIMARY KEY, note text);
INSERT INTO readable VALUES (1, 'x');
CREATE TABLE partly (id int PRIMARY KEY, open text, closed text);
INSERT INTO partly VALUES (1, 'x', 'y');
CREATE TABLE owned (id int PRIMARY KEY, owner text DEFAULT current_user);
INSERT INTO owned VALUES (1, 'console_test_limited'), (2, 'somebody');
ALTER TABLE owned ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON owned USING (owner = current_user);
CREATE TABLE hidden (id int PRIMARY KEY, owned_id int REFERENCES owned ON DELETE CASCADE);
INSERT INTO hidden VALUES (1, 1);
CREATE TABLE added_to (
    id int PRIMARY KEY, note text, kept text DEFAULT 'kept', closed_id int REFERENCES closed
);
INSERT INTO added_to VALUES (1, 'x', 'y');
CREATE TABLE changed_only (id int PRIMARY KEY, note text);
INSERT INTO changed_only VALUES (1, 'x');
CREATE TABLE removed_only (id int PRIMARY KEY, note text);
INSERT INTO removed_only VALUES (1, 'x'), (2, 'y');
CREATE TABLE partly_by_place (open text, closed text);
INSERT INTO partly_by_place VALUES ('x', 'y');
CREATE TABLE partly_parent (id int PRIMARY KEY, open text, closed text);
CREATE TABLE partly_child () INHERITS (partly_parent);
INSERT INTO partly_child VALUES (1, 'x', 'y');
CREATE SCHEMA sealed; CREATE TABLE sealed.inner (id int PRIMARY KEY);
GRANT SELECT ON sealed.inner TO console_test_limited;
GRANT SELECT, INSERT (id, note) ON added_to TO console_test_limited;
GRANT SELECT, UPDATE ON changed_only TO console_test_limited;
GRANT SELECT, DELETE ON removed_only TO console_test_limited;
GRANT SELECT (open) ON partly_by_place TO console_test_limited;
GRANT SELECT (id, open) ON partly_parent TO console_test_limited;
GRANT SELECT ON readable TO console_test_limited;
GRANT SELECT (id, open), UPDATE (open) ON partly TO console_test_limited;
GRANT SELECT, INSERT, UPDATE, DELETE ON owned TO console_test_limited;
"""


@pytest.fixture(scope="module")
def limited(server):
    with foreign.served(server, LIMITED) as served:
        served.foreign.run(
            f"GRANT USAGE ON SCHEMA console TO {ROLE};"
            f"GRANT ALL ON ALL TABLES IN SCHEMA console TO {ROLE};"
            f"GRANT ALL ON ALL SEQUENCES IN SCHEMA console TO {ROLE}"
        )
        url = urlsplit(served.foreign.url)
        host = url.netloc.rpartition("@")[2]
        as_role = url._replace(netloc=f"{ROLE}@{host}").geturl()
        config = Config(DatabaseURL.parse(as_role), SECRET_KEY, models="reflect:*")
        app = app_of(config)
        yield foreign.Served(app, served.foreign)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        served.foreign.run(f"DROP OWNED BY {ROLE}")


class TestRights:
    """The console signs in to the database as a role that may not do everything."""

    @pytest.fixture
    def client(self, limited):
        with limited.app.app_context():
            return limited.client("staff")

    @pytest.mark.parametrize("table", ["closed", "sealed.inner"])
    def test_a_table_that_may_not_be_read_has_no_screen(self, client, table):
        assert client.get(f"/admin/{table}/").status_code == 404
        assert f"/admin/{table}/" not in client.get("/admin/").text

    def test_a_link_to_a_table_that_may_not_be_read_is_its_value(self, client, limited):
        limited.foreign.run("INSERT INTO closed VALUES (7); UPDATE added_to SET closed_id = 7")

        page = client.get("/admin/added_to/details/?id=1")

        assert page.status_code == 200
        assert "7" in text_of(soup(page).main)

    @pytest.mark.parametrize("table", ["partly_by_place", "partly_parent"])
    def test_a_table_of_which_some_columns_may_be_read_is_listed(self, client, table):
        page = client.get(f"/admin/{table}/")

        assert page.status_code == 200
        assert "Open" in text_of(soup(page).main)
        link = element(page, "a.row-link")
        assert client.get(str(link["href"])).status_code == 200

    def test_who_may_add_is_offered_that_and_no_more(self, client, limited):
        listed = client.get("/admin/added_to/")
        form = form_of(client.get("/admin/added_to/new/"), "record-form")

        form.typing("id", "2").typing("note", "new").post(client)

        assert "kept" not in form.names
        assert limited.foreign.rows("SELECT note, kept FROM added_to WHERE id = 2") == [
            ("new", "kept")
        ]
        assert not soup(listed).select("a[href*='/edit/'], a[href*='/delete/']")
        assert client.get("/admin/added_to/edit/?id=1").status_code == 403

    def test_who_may_change_is_offered_that_and_no_more(self, client, limited):
        listed = client.get("/admin/changed_only/")
        form = form_of(client.get("/admin/changed_only/edit/?id=1"), "record-form")

        form.typing("note", "changed").post(client)

        assert limited.foreign.rows("SELECT note FROM changed_only") == [("changed",)]
        assert not soup(listed).select("a[href*='/new/'], a[href*='/delete/']")

    def test_who_may_delete_is_offered_that_and_no_more(self, limited):
        with limited.app.app_context():
            asked, answer = delete(limited, "removed_only", "1")

        assert (asked.status_code, answer.status_code) == (200, 200)
        assert limited.foreign.rows("SELECT id FROM removed_only") == [(2,)]

    def test_what_is_not_granted_is_named(self, client):
        said = text_of(soup(client.get("/admin/removed_only/new/")).main)

        assert "the privilege INSERT on public.removed_only" in said

    def test_columns_that_may_be_read_are_shown_and_edited(self, client, limited):
        form = form_of(client.get("/admin/partly/edit/?id=1"), "record-form")

        form.typing("open", "changed").post(client)

        assert "closed" not in form.names
        assert limited.foreign.rows("SELECT open, closed FROM partly") == [("changed", "y")]

    def test_the_check_tells_what_is_left_out(self, limited):
        with limited.app.app_context():
            found = [p.sentence for p in checks.run(limited.app) if p.id == "console.W003"]

        table = "table public.closed, which the console's role may not read (that takes SELECT"
        assert any(table in sentence for sentence in found)
        start = "Of the database, column public.partly.closed, which may not be read,"
        assert f"{start} is left out." in found
        assert not any("public.readable" in sentence for sentence in found)

    def test_what_may_not_be_written_has_no_form(self, client):
        assert client.get("/admin/readable/").status_code == 200
        assert client.get("/admin/readable/new/").status_code == 403

    def test_a_row_for_somebody_else_is_refused_in_a_sentence(self, client):
        form = form_of(client.get("/admin/owned/new/"), "record-form")

        page = form.typing("id", "3").typing("owner", "somebody").post(client)

        assert page.status_code == 422
        assert "The database does not let the console do this." in page.text

    def test_rows_of_others_are_not_there(self, client):
        assert len(soup(client.get("/admin/owned/")).select("tbody tr")) == 1
        assert client.get("/admin/owned/details/?id=2").status_code == 404

    def test_a_deletion_tells_of_tables_it_cannot_look_into(self, client):
        page = client.get("/admin/owned/delete/?id=1")

        assert "Hiddens may refer to this." in text_of(soup(page).main)


NAMES = """
CREATE TABLE public."other.twin" (id int PRIMARY KEY, name text);
INSERT INTO public."other.twin" VALUES (1, 'with a dot');
CREATE SCHEMA other;
CREATE TABLE other.twin (id int PRIMARY KEY, name text);
INSERT INTO other.twin VALUES (1, 'of a schema');
CREATE TABLE public."a/b" (id int PRIMARY KEY, parent int REFERENCES public."a/b");
INSERT INTO public."a/b" VALUES (1, NULL), (2, 1);
CREATE TABLE public."a.b" (id int PRIMARY KEY);
CREATE TABLE public.a (
    id int PRIMARY KEY, page text, page__null text, class text, url text, data text,
    column_data text, csrf_token text
);
INSERT INTO public.a VALUES (1, 'x', NULL, 'first', 'u', 'd', 'e', 't');
INSERT INTO public.a VALUES (2, NULL, 'y', 'second', NULL, NULL, NULL, NULL);
CREATE TABLE public.b (
    id int PRIMARY KEY, url int REFERENCES public.a, kind int REFERENCES public.a
);
CREATE TABLE public.lines (id text PRIMARY KEY, note text);
INSERT INTO public.lines VALUES
    (E'a\nb', 'one'), (E'a\r\nb', 'other'), (' ', 'blank'), ('', 'empty');
CREATE TABLE public.of_lines (id int PRIMARY KEY, line text REFERENCES public.lines);
INSERT INTO public.of_lines VALUES (1, E'a\nb'), (2, ' '), (3, '');
"""


@pytest.fixture(scope="module")
def odd(server):
    with foreign.served(server, NAMES) as served:
        yield served


class TestNames:
    def test_two_tables_of_one_address_have_two(self, odd):
        client = odd.client("staff")

        assert "of a schema" in client.get("/admin/other.twin/").text
        assert "with a dot" in client.get("/admin/public.other.twin/").text

    @pytest.mark.parametrize("path", ["a%2Fb", "a.b", "a%2Eb", "public.a.b"])
    def test_signs_in_names_are_encoded(self, odd, path):
        assert odd.client("staff").get(f"/admin/{path}/").status_code == 200

    def test_a_slash_is_kept_on_the_way_to_a_rows_page(self, odd):
        client = odd.client("staff")
        link = element(client.get("/admin/a%2Fb/"), "a.row-link")

        assert client.get(str(link["href"])).status_code == 200

    def test_a_row_may_refer_to_itself(self, odd):
        client = odd.client("staff")
        page = client.get("/admin/a%2Fb/edit/?id=2")
        picker = element(page, "form.record-form input[name*=parent]")

        answer = form_of(page, "record-form").typing(str(picker["name"]), "2").post(client)

        assert answer.status_code == 302
        assert odd.foreign.rows('SELECT parent FROM "a/b" WHERE id = 2') == [(2,)]

    def test_filters_go_by_the_tables_own_names(self, odd):
        page = odd.client("staff").get("/admin/a/?class=second")

        assert not soup(page).select(".alert-warning")
        assert len(soup(page).select("tbody tr")) == 1

    def test_parameters_of_the_console_fill_in_no_column(self, odd):
        page = odd.client("staff").get("/admin/a/new/?url=/admin/a/&id=7")

        assert not any(
            text in {"/admin/a/", "7"} for _n, text in form_of(page, "record-form").pairs
        )

    def test_a_childs_form_knows_its_parent_whatever_the_link_is_called(self, odd):
        client = odd.client("staff")
        links = soup(client.get("/admin/a/details/?id=1")).select("a.related-add")

        forms = [form_of(client.get(str(link["href"])), "record-form") for link in links]
        assert len(forms) == 2
        assert all("1" in [text for _name, text in form.pairs] for form in forms)


LINKS = """
CREATE TABLE outline (
    book int, number int, parent int, title text, PRIMARY KEY (book, number),
    FOREIGN KEY (book, parent) REFERENCES outline
);
INSERT INTO outline VALUES (1, 1, NULL, 'Part'), (1, 2, 1, 'Chapter');
CREATE TABLE tenant (id int PRIMARY KEY);
INSERT INTO tenant VALUES (1), (2);
CREATE TABLE account (tenant int REFERENCES tenant, id int, PRIMARY KEY (tenant, id));
INSERT INTO account VALUES (1, 5), (2, 5);
CREATE TABLE booking (
    id int PRIMARY KEY, tenant int NOT NULL, from_id int NOT NULL, to_id int,
    FOREIGN KEY (tenant, from_id) REFERENCES account,
    FOREIGN KEY (tenant, to_id) REFERENCES account,
    FOREIGN KEY (tenant) REFERENCES tenant
);
INSERT INTO booking VALUES (1, 1, 5, NULL);
CREATE TABLE note (
    id int PRIMARY KEY, tenant_id int, account_id int,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
INSERT INTO note VALUES (1, 7, NULL), (2, 1, 5);
CREATE TABLE all_or_none (
    id int PRIMARY KEY, tenant_id int, account_id int,
    FOREIGN KEY (tenant_id, account_id) REFERENCES account MATCH FULL
);
CREATE TABLE place (id int PRIMARY KEY, code text UNIQUE);
INSERT INTO place VALUES (1, NULL), (2, 'x');
CREATE TABLE sign (id int PRIMARY KEY, code text REFERENCES place (code));
INSERT INTO sign VALUES (1, NULL), (2, 'x');
"""


@pytest.fixture(scope="module")
def linked(server):
    with foreign.served(server, LINKS) as served:
        yield served


class TestLinksOfSeveralColumns:
    def test_leave_those_to_be_entered_that_stand_without_them(self, linked):
        client = linked.client("staff")
        form = form_of(client.get("/admin/outline/new/"), "record-form")

        answer = form.typing("book", "2").typing("number", "1").post(client)

        assert answer.status_code == 302
        rows = linked.foreign.rows("SELECT number, parent FROM outline WHERE book = 2")
        assert rows == [(1, None)]

    def test_share_a_column_that_is_a_link_itself(self, linked):
        client = linked.client("staff")
        before = linked.foreign.rows("SELECT xmin, booking FROM booking")
        form = form_of(client.get("/admin/booking/edit/?id=1"), "record-form")

        form.post(client)

        assert linked.foreign.rows("SELECT xmin, booking FROM booking") == before
        assert len([name for name in form.names if not name.startswith(("_", "csrf"))]) == 4

    @pytest.fixture
    def note(self, linked):
        """Enters something into the form of a note; the page that answers."""
        client = linked.client("staff")

        def note(path, **typed):
            form = form_of(client.get(f"/admin/note/{path}"), "record-form")
            for name, text in typed.items():
                form = form.typing(name, text)
            return form.post(client)

        return note

    @pytest.fixture
    def notes(self, linked):
        query = "SELECT tenant_id, account_id FROM note WHERE id = {}"
        return lambda number: linked.foreign.rows(query.format(number))

    def test_may_be_filled_in_by_halves(self, note, notes):
        assert note("new/", id="10", tenant_id="8").status_code == 302
        assert note("edit/?id=1", tenant_id="", account_id="9").status_code == 302

        assert (notes(10), notes(1)) == ([(8, None)], [(None, 9)])

    def test_are_picked_whole_beside_columns_left_blank(self, note, notes):
        assert note("new/", id="11", account="2,5").status_code == 302

        assert notes(11) == [(2, 5)]

    def test_are_taken_away_with_both_their_columns(self, note, notes):
        note("new/", id="12", account="2,5")

        assert note("edit/?id=12", account="").status_code == 302
        assert notes(12) == [(None, None)]

    def test_that_do_not_go_with_what_is_typed_beside_are_refused(self, note, notes):
        page = note("new/", id="13", account="2,5", tenant_id="1", account_id="5")

        assert errors(page) == ["This does not go with “Account”: change one of the two."]
        assert notes(13) == []

    def test_that_share_a_column_have_to_agree_on_it(self, linked):
        client = linked.client("staff")
        form = form_of(client.get("/admin/booking/new/"), "record-form")
        names = sorted(name for name in form.names if name.startswith("account"))
        form = form.typing("id", "9").typing("tenant_row", "1")

        page = form.typing(names[0], "1,5").typing(names[1], "2,5").post(client)

        assert len(errors(page)) == 1
        assert "This does not go with" in errors(page)[0]
        assert linked.foreign.rows("SELECT FROM booking WHERE id = 9") == []

    def test_are_one_control_where_they_are_filled_in_whole_or_not_at_all(self, linked):
        client = linked.client("staff")

        form = form_of(client.get("/admin/all_or_none/new/"), "record-form")

        assert not {"tenant_id", "account_id"} & form.names

    def test_have_labels_that_tell_them_from_their_columns(self, linked):
        page = linked.client("staff").get("/admin/note/")

        assert headers(page) == ["Account", "Tenant", "Account id"]

    def test_to_what_is_missing_are_nobodys(self, linked):
        client = linked.client("staff")

        assert not soup(client.get("/admin/place/details/?id=1")).select("section.related")
        assert soup(client.get("/admin/place/details/?id=2")).select("section.related tbody tr")


class TestKeysInForms:
    def test_the_ends_of_lines_of_a_key_are_told_apart(self, odd):
        client = odd.client("staff")
        boxes = soup(client.get("/admin/lines/")).select("input[name=rowid]")
        keys = [str(box["value"]) for box in boxes]

        # As a browser sends them, whatever they are.
        sent = [key.replace("\r\n", "\n").replace("\n", "\r\n") for key in keys]
        notes = {
            text_of(soup(client.get("/admin/lines/details/", query_string={"id": key})).main)
            for key in sent
        }

        assert len(notes) == len(keys) == 4

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_link_to_a_blank_key_survives_an_untouched_save(self, odd, number):
        client = odd.client("staff")
        before = odd.foreign.rows(f"SELECT xmin, line FROM of_lines WHERE id = {number}")

        form_of(client.get(f"/admin/of_lines/edit/?id={number}"), "record-form").post(client)

        assert odd.foreign.rows(f"SELECT xmin, line FROM of_lines WHERE id = {number}") == before


class TestNaturalKeys:
    def entered(self, deletes, key, code):
        client = deletes.client("staff")
        form = form_of(client.get(f"/admin/deletes.natural_key/edit/?id={key}"), "record-form")
        return form.typing("code", code).post(client)

    def test_take_along_what_refers_to_them(self, deletes):
        answer = self.entered(deletes, "b", "b,2.x")

        assert answer.location.endswith("?saved=b.%2C2..x")
        assert deletes.foreign.rows("SELECT code FROM deletes.natural_follows") == [("b,2.x",)]

    def test_are_kept_where_something_stands_in_the_way(self, deletes):
        page = self.entered(deletes, "c", "c2")

        assert page.status_code == 422
        assert "Natural refuses still refer to this natural key." in page.text
