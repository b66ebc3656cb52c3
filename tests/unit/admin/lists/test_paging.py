"""Pages are found by a row's place; a place that does not fit is no reason to fail."""

from __future__ import annotations

import base64
import json

import pytest
import sqlalchemy as sa

from console.admin import depth, paging
from console.auth import Role
from console.models.db import db
from tests.lists import keys_of, link
from tests.pages import flashes, soup, text_of
from tests.unit.admin.lists.specimens import ROWS, Thing

LIST = "/admin/specimen_thing/"
PARTS = "/admin/specimen_part/"


@pytest.fixture
def things(client, login):
    """Opens the list of things."""
    login(Role.ADMIN)
    return lambda query="": client.get(f"{LIST}?{query}")


def place(*values):
    """A place in the order as URLs carry it."""
    text = json.dumps(values) if len(values) != 1 else values[0]
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def pager(page):
    return text_of(soup(page).select_one("nav.pager"))


class TestNumbers:
    def test_name_the_pages_from_one(self, things):
        everything = keys_of(things("per_page=50"))

        pages = [keys_of(things(f"page={number}")) for number in range(1, 5)]

        assert pages == [everything[:7], everything[7:14], everything[14:21], everything[21:]]

    def test_beyond_the_end_lead_to_the_first_page_and_say_so(self, things):
        page = things("page=5")

        assert keys_of(page) == keys_of(things())
        assert flashes(page) == ["There is no such page; this is the first."]

    def test_and_range_are_shown(self, things):
        assert "8–14" in pager(things("page=2"))
        assert "Page 2 of 4" in pager(things("page=2"))
        assert "22–23" in pager(things("page=4"))

    @pytest.mark.parametrize("sort", ["name", "shelf", "-amount"])
    def test_reach_into_the_rows_without_a_value(self, things, sort):
        everything = keys_of(things(f"per_page=50&sort={sort}"))

        found = [keys_of(things(f"page={number}&sort={sort}")) for number in range(1, 5)]

        assert [key for page in found for key in page] == everything


class TestTheLastPage:
    def test_ends_with_the_last_row(self, things):
        page = things("page=last")

        assert keys_of(page) == keys_of(things("per_page=50"))[-7:]
        assert link(page, "next") is None
        assert "17–23" in pager(page)

    def test_of_few_rows_is_the_first(self, things):
        page = things("page=last&per_page=50")

        assert len(keys_of(page)) == ROWS
        assert link(page, "prev") is None

    def test_of_nothing_is_empty(self, things):
        page = things("page=last&name=nobody")

        assert page.status_code == 200
        assert keys_of(page) == []


class TestPlaces:
    def test_stay_where_they_are_when_rows_come_before_them(self, things):
        second = link(things("sort=id"), "next") or ""
        before = keys_of(things(second.partition("?")[2]))
        db.session.add(Thing(id=-1, name="new"))
        db.session.commit()

        assert keys_of(things(second.partition("?")[2])) == before

    def test_outlive_their_row(self, things):
        second = link(things("sort=id&per_page=3"), "next") or ""
        db.session.execute(sa.text("DELETE FROM specimen_visit"))
        db.session.execute(sa.text("DELETE FROM specimen_part"))
        db.session.execute(sa.text("UPDATE specimen_thing SET parent_id = NULL"))
        db.session.execute(sa.text("DELETE FROM specimen_thing WHERE id = 3"))
        db.session.commit()

        assert keys_of(things(second.partition("?")[2])) == ["4", "5", "6"]

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "!!!",
            "é",
            "A" * 9000,
            place("{}"),
            place("1"),
            place("[[]]"),
            place("[1]"),
            place("["),
            place("[" * 5000),
            place('["1","2","3"]'),
            place('["abc"]'),
            place('["99999999999999999999"]'),
            place('["NaN"]'),
        ],
    )
    def test_that_do_not_fit_are_set_aside_with_a_notice(self, things, text):
        for name in ("after", "before"):
            page = things(f"sort=id&page=2&{name}={text}")

            assert page.status_code == 200
            assert keys_of(page) == ["8", "9", "10", "11", "12", "13", "14"]
            assert "does not fit" in flashes(page)[0]

    @pytest.mark.parametrize("sort", ["name", "ratio", "day", "moment", "tags", "shelf", "amount"])
    @pytest.mark.parametrize(
        "text", ["\0", "\ud800", "'", "%s", "infinity", "NaN", "-1e999", "{", "x" * 900, "24:00:00"]
    )
    def test_with_anything_in_them_are_answered(self, things, sort, text):
        for name in ("after", "before"):
            page = things(f"sort={sort}&page=2&{name}={place(text, '1')}")

            assert page.status_code in {200, 400}
            assert "Something went wrong" not in page.text

    @pytest.mark.parametrize("values", [(None,), (None, None), (None, "1"), ("1", None)])
    def test_with_gaps_are_answered(self, things, values):
        for sort in ("id", "name", "shelf"):
            text = place(json.dumps(values))
            assert things(f"sort={sort}&page=2&after={text}").status_code == 200
            assert things(f"sort={sort}&page=2&before={text}").status_code == 200

    def test_behind_the_last_row_do_not_claim_that_there_are_none(self, things):
        text = place('["99"]')
        page = things(f"sort=id&page=2&after={text}")

        assert keys_of(page) == [str(number) for number in range(1, 8)]
        assert flashes(page) == ["There is no such page; this is the first."]

    def test_before_the_first_row_are_the_first_page(self, things):
        text = place('["-5"]')

        assert keys_of(things(f"sort=id&page=2&before={text}")) == list("1234567")


class TestDeepNumbers:
    """Pages so far in that the place of their first row is looked for alone."""

    @pytest.fixture(autouse=True)
    def everything_is_deep(self, monkeypatch):
        monkeypatch.setattr(paging, "SHALLOW", 0)
        monkeypatch.setattr(depth, "DEEP", 0)

    @pytest.mark.parametrize("ties", [1, 3, 100])
    @pytest.mark.parametrize("sort", ["seat", "-seat", "day", "thing", "-day,seat"])
    def test_hold_the_same_rows_as_one_long_page(self, client, login, monkeypatch, sort, ties):
        monkeypatch.setattr(depth, "TIES", ties)
        login(Role.ADMIN)
        everything = keys_of(client.get(f"{PARTS}?per_page=50&sort={sort}"))

        pages = [keys_of(client.get(f"{PARTS}?page={n}&sort={sort}")) for n in range(1, 5)]

        assert pages == [everything[:7], everything[7:14], everything[14:21], everything[21:]]

    def test_beyond_the_end_lead_to_the_first_page(self, things):
        assert keys_of(things("page=5&sort=id")) == keys_of(things("sort=id"))
