"""Doing something with every row that matches, also with those on other pages."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from console.admin import matching, query, registry
from console.admin.actions import batch_action
from console.auth import Role
from console.models.db import db
from console.models.tag import Tag
from tests.factories import TagFactory
from tests.pages import csrf_token, fields_of, flashes, heading, soup, submit, text_of

LIST = "/admin/tag/"


class Paint:
    """Options with an action that says how many rows it was given."""

    page_size, page_size_options = 3, (3, 50)

    @batch_action("Paint red")
    def paint(self, tags):
        for tag in tags:
            tag.colour = "#ff0000"
        return f"Painted {len(tags)}."


@pytest.fixture
def staff(app, client, login, monkeypatch):
    monkeypatch.setitem(registry._options, Tag, Paint)
    registry.views(app)._made.pop(Tag, None)
    login(Role.STAFF)
    yield client
    registry.views(app)._made.pop(Tag, None)


@pytest.fixture
def tags(staff):
    return [
        TagFactory(name=f"{'old' if n % 2 else 'new'} {n}", colour="#777777") for n in range(10)
    ]


@pytest.fixture
def do(staff):
    """Chooses all that match on the list that *asked* describes, and posts an action."""

    def do(action, asked="", **changes):
        page = staff.get(f"{LIST}?{asked}")
        form = soup(page).select_one("form[data-batch]")
        data = {k: v for k, v in fields_of(form).items() if k in {"csrf_token", "state", "url"}}
        data |= {"everything": "1", "action": action} | changes
        return staff.post(f"{LIST}action/", data=data)

    return do


def colours():
    rows = db.session.execute(sa.select(Tag.name, Tag.colour).order_by(Tag.id))
    return {row.name: row.colour for row in rows}


def said(page):
    return text_of(soup(page).find("main"))


def test_is_asked_first_with_their_number(do, tags):
    page = do("paint", "search=old")

    assert "Do this with all of them?" in said(page)
    assert "5 tags" in said(page)
    assert set(colours().values()) == {"#777777"}


def test_is_done_with_all_of_them_and_no_others(staff, do, tags):
    page = submit(staff, do("paint", "search=old&page=2"), "main form.card")

    assert flashes(page) == ["Painted 5."]
    assert {name for name, colour in colours().items() if colour == "#ff0000"} == {
        tag.name for tag in tags if tag.name.startswith("old")
    }


@pytest.mark.parametrize("text", ["& odd 50%", '"odd 50%"', "x=y", "#odd", "<odd>", "odd+"])
def test_means_what_was_searched_for_whatever_its_signs(staff, do, tags, text):
    odd = [TagFactory(name=f"x=y & odd 50% #odd <odd> odd+ {n}") for n in range(4)]

    page = submit(staff, do("paint", urlencode({"search": text})), "main form.card")

    assert flashes(page) == ["Painted 4."]
    assert {name for name, colour in colours().items() if colour == "#ff0000"} == {
        tag.name for tag in odd
    }


def test_names_the_list_or_is_refused(staff, tags):
    token = csrf_token(staff.get(LIST))
    data = {"csrf_token": token, "action": "paint", "everything": "1"}

    assert staff.post(f"{LIST}action/", data=data).status_code == 400


def test_is_asked_anew_when_others_match_by_now(staff, do, tags):
    page = do("paint", "search=old")
    TagFactory(name="old 99", colour="#777777")

    again = submit(staff, page, "main form.card")

    assert "Other rows match by now" in said(again)
    assert "6 tags" in said(again)
    assert set(colours().values()) == {"#777777"}


def test_deletes_them_after_saying_what_goes(staff, do, tags):
    page = do("delete", "search=old")
    assert heading(page) == "Delete 5 tags?"

    page = submit(staff, page, "main form.card")

    assert flashes(page) == ["Deleted 5 tags."]
    assert [name for name in colours() if name.startswith("old")] == []


def test_deletes_nothing_when_others_match_by_now(staff, do, tags):
    page = do("delete", "search=old")
    tags[1].name = "new at last"
    TagFactory(name="old 99")

    answer = submit(staff, page, "main form.card")

    assert answer.status_code == 409
    assert "so nothing was deleted" in said(answer)
    assert len(colours()) == 11


def test_is_refused_beyond_what_can_be_done_at_once(do, tags, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 4)

    page = do("paint", state="search=old")

    assert page.status_code == 400
    assert "More than 4 rows match" in said(page)


@pytest.mark.parametrize("state", ["nonsense=1", "name__eq=%00", "page=x", "&".join(["a=1"] * 600)])
def test_is_refused_where_the_list_cannot_be_read(do, tags, state):
    page = do("paint", state=state)

    assert page.status_code == 400
    assert set(colours().values()) == {"#777777"}


def test_reaches_only_rows_that_may_be_seen(staff, do, tags, monkeypatch):
    monkeypatch.setattr(query, "row_rule", lambda account, model: Tag.name.like("old%"))

    submit(staff, do("paint"), "main form.card")

    assert {name[:3] for name, colour in colours().items() if colour == "#ff0000"} == {"old"}


def test_is_not_offered_where_one_page_shows_them_all(staff, tags):
    page = staff.get(f"{LIST}?per_page=50")

    assert not soup(page).select("input[name=everything]")


def test_is_not_offered_where_more_match_than_can_be_done_at_once(staff, tags, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 4)

    assert soup(staff.get(f"{LIST}?search=new 8")).select("form[data-batch]")
    assert not soup(staff.get(f"{LIST}?search=old")).select("input[name=everything]")


def test_needs_the_right(client, login, tags, do):
    login(Role.AUDITOR)
    token = csrf_token(client.get("/console/preferences"))

    data = {"csrf_token": token, "action": "paint", "everything": "1", "state": ""}

    assert client.post(f"{LIST}action/", data=data).status_code == 403
    assert set(colours().values()) == {"#777777"}
