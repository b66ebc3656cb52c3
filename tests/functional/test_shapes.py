"""Tables of every shape that somebody else made, as people meet them on pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests import foreign
from tests.pages import element, errors, flashes, heading, soup, text_of
from tests.zoo.browser import form_of

ZOO = Path(__file__).parents[1] / "zoo"
BROKEN = """
CREATE VIEW broken AS SELECT 1 / (id - 1) AS boom FROM kinds.animal;
CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS a WITH NO DATA;
"""


@pytest.fixture(scope="module")
def kinds(server):
    made = (ZOO / "shapes_kinds.sql").read_text() + BROKEN
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
        asked, _answer = delete(kinds, "kinds.animal", "2")

        assert "1 toy still refers to this by Dog. 1" in lines(asked)

    def test_a_key_that_is_not_unique_loses_no_other_row(self, kinds, enter):
        _asked, refused = delete(kinds, "kinds.ghost", "1")
        page = enter("kinds.ghost/edit/?id=1", name="changed")

        assert refused.status_code == 409
        assert page.status_code == 422
        names = kinds.foreign.rows("SELECT name FROM kinds.ghost WHERE id = 1 ORDER BY name")
        assert names == [("child row",), ("parent row",)]


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
        assert "page=" not in str(previous["href"])

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
