"""Pages that are kept with gaps: they read as if they were drawn anew, whatever fills them."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask import template_rendered

from console import chrome
from console.admin.listpage import ListPage
from tests.factories import TagFactory

NASTY = ['"><script>alert(1)</script>', "a&b=c", "100 %+1", "żółć's ~~x~~", "{{ 7 * 7 }}"]
LIST = "/admin/tag/"


@pytest.fixture
def read(staff):
    """Reads the lines of the list with a query, but for what every answer has anew."""
    TagFactory(name="x")

    def read(query: list[tuple[str, str]]) -> list[str]:
        page = staff.get(f"{LIST}?{urlencode(query)}")
        assert page.status_code == 200
        return re.sub(r'nonce="[^"]+"', "", re.sub(r"\n\s+", "\n", page.text)).splitlines()

    return read


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The lists that were drawn since."""
    made: list[str] = []
    frame = ListPage._frame

    def _frame(page: ListPage, **marks: str) -> str:
        made.append(page.state.query())
        return frame(page, **marks)

    monkeypatch.setattr(ListPage, "_frame", _frame)
    return made


def lacking(text: str) -> list[tuple[str, str]]:
    return [("name__lacks", text), ("sort", "-name")]


@pytest.mark.parametrize("text", NASTY)
class TestAList:
    def test_reads_as_if_drawn_anew(self, read, monkeypatch, text):
        read(lacking("a"))
        kept = read(lacking(text))
        monkeypatch.setattr(ListPage, "_is_keepable", lambda page: False)

        assert kept == read(lacking(text))

    def test_of_several_filters_reads_as_if_drawn_anew(self, read, monkeypatch, text):
        query = [("name__ne", text), ("name__ne", "b"), ("name__lacks", text), ("search", "x")]
        read([("name__ne", "c"), ("name__ne", "d"), ("name__lacks", "e"), ("search", "x")])
        kept = read(query)
        monkeypatch.setattr(ListPage, "_is_keepable", lambda page: False)

        assert kept == read(query)

    def test_is_not_drawn_again_for_another_value(self, read, drawn, text):
        read(lacking("a"))
        drawn.clear()

        read(lacking(text))

        assert drawn == []


class TestAListInAnotherOrder:
    def test_reads_as_if_drawn_anew(self, read, monkeypatch, drawn):
        read([("sort", "name")])
        drawn.clear()
        kept = [read([("sort", sort)]) for sort in ("-name", "colour", "-id,name")]
        assert drawn == []
        monkeypatch.setattr(ListPage, "_is_keepable", lambda page: False)

        assert kept == [read([("sort", sort)]) for sort in ("-name", "colour", "-id,name")]

    def test_says_which_column_it_is(self, read):
        read([("sort", "name")])

        page = read([("sort", "-colour,name")])

        heads = [line for line in page if "aria-sort" in line]
        assert [re.findall(r'aria-sort="(\w+)"', line) for line in heads] == [
            ["ascending"],
            ["descending"],
        ]


class TestAListOfAnotherFilter:
    def test_is_not_drawn_again(self, read, drawn):
        read([("name__lacks", "a")])
        drawn.clear()

        page = read([("id__ge", "0")])

        assert drawn == []
        assert "name__lacks" not in "".join(page)

    def test_is_drawn_for_another_number_of_values(self, read, drawn):
        read([("name__ne", "a")])
        drawn.clear()

        read([("name__ne", "a"), ("name__ne", "b")])

        assert len(drawn) == 1


def test_the_menu_is_drawn_once_for_all_tables(app, staff):
    app.extensions[chrome.CACHE].clear()
    drawn: list[str] = []

    def note(_app, template, **_more):
        drawn.append(template.name)

    with template_rendered.connected_to(note, app):
        for table in ("tag", "company", "product"):
            assert staff.get(f"/admin/{table}/").status_code == 200

    assert drawn.count("_layout_menu.html") == 1
