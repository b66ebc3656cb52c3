"""Words are looked for in the columns a model is known by, each of them somewhere."""

from __future__ import annotations

from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from console.admin import counting, listing, liststate, registry, search, searchindexes
from console.auth import Role
from console.models.company import Company
from console.models.db import db
from tests.factories import CompanyFactory
from tests.lists import keys_of, pills
from tests.pages import column, flashes, soup
from tests.unit.admin.lists.specimens import Part, Thing

LIST = "/admin/specimen_thing/"


@pytest.fixture
def found(client, login):
    """The keys of the things that a search finds."""
    login(Role.ADMIN)
    return lambda text: keys_of(client.get(f"{LIST}?per_page=50&search={quote(text)}"))


@pytest.fixture
def things(app):
    """Three things that only their names tell apart."""
    names = {101: "Red chair 100%", 102: "Blue chair 50_%", 103: "red table O'Hara \\ co"}
    db.session.add_all([Thing(id=key, name=name, code="X") for key, name in names.items()])
    db.session.commit()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("chair", ["101", "102"]),
        ("CHAIR", ["101", "102"]),
        ("hair", ["101", "102"]),
        ("red chair", ["101"]),
        ("chair red", ["101"]),
        ('"red chair"', ["101"]),
        ('"chair red"', []),
        ('"red chair" 100', ["101"]),
        ('red "chair', []),  # a quote that is never closed is a character like any other
        ("%", ["101", "102"]),
        ("_", ["102"]),
        ("50_%", ["102"]),
        ("\\", ["103"]),
        ("o'hara", ["103"]),
        ("'; DROP TABLE x --", []),
        ("chair none-such", []),
        ("101", ["101"]),
        ("102 chair", ["102"]),
        ("99999999999999999999", []),
    ],
)
def test_every_word_has_to_occur(things, found, text, keys):
    assert sorted(found(text)) == keys


def test_the_words_may_stand_in_different_columns(things, found):
    assert found("x table") == ["103"]


def test_words_of_related_rows_are_found_too(found):
    shelf = [
        str(k)
        for k in db.session.scalars(
            sa.text(
                "SELECT t.id FROM specimen_thing t JOIN specimen_shelf s ON s.code = shelf_code "
                "WHERE s.name ILIKE '%łódź%' ORDER BY t.id"
            )
        )
    ]

    assert sorted(found("łódź"), key=int) == shelf


def test_a_row_with_many_matching_children_comes_once(found):
    for number in range(5):
        part = Part(thing_id=1, day=sa.func.current_date() + number, seat="z", note="needle")
        db.session.add(part)
    db.session.commit()

    assert found("needle") == ["1"]


def test_only_blanks_search_for_nothing(client, login):
    login(Role.ADMIN)

    page = client.get(f"{LIST}?search=+%00+%09")

    assert len(keys_of(page)) == 7
    assert pills(page) == []


def test_the_search_stays_in_its_field_and_can_be_removed(client, login):
    login(Role.ADMIN)

    page = client.get(f"{LIST}?search={quote('  <b> thing ')}&mood=glad")

    assert soup(page).select_one("input[type=search]#search")["value"] == "<b> thing"
    assert pills(page)[0] == "contains “<b> thing”"
    assert soup(page).select_one(".list-state .pill-x")["href"] == f"{LIST}?mood=glad"


def test_the_field_says_where_it_looks(client, login):
    login(Role.ADMIN)

    field = soup(client.get(LIST)).select_one("input#search")

    assert field["placeholder"] == "Search Name, Code, Shelf name, Parts note"


def test_a_long_search_is_cut_and_says_so(client, login):
    login(Role.ADMIN)

    assert flashes(client.get(f"{LIST}?search={'x' * 300}")) == [
        "The search was cut to its first 200 characters."
    ]
    assert flashes(client.get(f"{LIST}?search={'+'.join('abcdefghij')}")) == [
        "Only the first 8 words were searched for."
    ]


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_few_and_storable_words(app, text):
    with app.test_request_context():
        words, _notice = search.words_of(text)

    assert len(words) <= search.MOST_WORDS
    assert sum(map(len, words)) <= search.LONGEST
    assert all(word and "\0" not in word for word in words)


class TestALargeTableWithoutTrigrams:
    """What an ordinary index can tell is found, and the page says that it is no more than that."""

    @pytest.fixture
    def large(self, app, things, monkeypatch):
        monkeypatch.setattr(searchindexes, "LARGE", 0)
        app.extensions.pop(searchindexes.STORE, None)
        yield
        app.extensions.pop(searchindexes.STORE, None)

    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("Red", ["101", "103"]),
            ("red", ["101", "103"]),
            ("RED", ["101", "103"]),
            ("red chair", ["101"]),
            ("chair", []),
            ("Blue chair 50_", ["102"]),
            ("Blue chair 50%", []),
            ("101", ["101"]),
            ("\\", []),
        ],
    )
    def test_is_searched_by_beginnings(self, found, large, text, keys):
        everything = [key for key in found(text) if int(key) > 100]

        assert sorted(everything) == keys

    def test_says_so(self, client, login, large):
        login(Role.ADMIN)
        page = soup(client.get(f"{LIST}?search=red"))

        assert "No trigram index serves this search" in page.select_one(".list-hint").get_text()

    def test_is_read_by_its_index(self, visit, large):
        with visit():
            state = liststate.read(registry.views()[Thing], MultiDict({"search": "red chair"}))
            # However few rows there are, as if there were many.
            db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
            plan = str(counting.explain(listing.narrowed(state)))

        assert "ix_specimen_thing_name" in plan
        assert "Seq Scan" not in plan

    def test_is_asked_about_its_indexes_once(self, found, large, count_queries):
        found("red")

        with count_queries() as queries:
            found("blue")

        assert not [one for one in queries if "pg_opclass" in one]

    def test_compares_whole_values_where_the_collation_is_a_language_s(self, found, large):
        for statement in (
            "CREATE COLLATION tongue (provider = libc, locale = 'C.utf8')",
            "ALTER TABLE specimen_thing ALTER name TYPE text COLLATE tongue",
        ):
            db.session.execute(sa.text(statement))
        db.session.commit()

        assert found("Red chair 100%") == ["101"]
        assert found("Red chair") == []


class TestShortWordsInALargeTable:
    """No trigram holds one or two letters, but for those that a word begins with."""

    @pytest.fixture
    def found(self, client, login, monkeypatch):
        monkeypatch.setattr(searchindexes, "LARGE", 0)
        client.application.extensions.pop(searchindexes.SIZES, None)
        login(Role.ADMIN)
        for name in ("Zebra", "Blue zoo", "Anglo-Zulu", "Ooze"):
            CompanyFactory(name=name)
        yield lambda text: client.get(f"/admin/company/?search={text}")
        client.application.extensions.pop(searchindexes.SIZES, None)

    def test_are_found_where_words_begin(self, found):
        assert column(found("z"), "name") == ["Anglo-Zulu", "Blue zoo", "Zebra"]
        assert column(found("zo"), "name") == ["Blue zoo"]

    def test_are_said_to_be_no_more(self, found):
        hint = soup(found("z")).select_one(".list-hint")

        assert "looked for where words begin" in hint.get_text()

    def test_of_three_letters_are_found_anywhere(self, found):
        page = found("ooz")

        assert column(page, "name") == ["Ooze"]
        assert not soup(page).select(".list-hint")

    def test_are_read_by_the_trigram_index(self, found, visit):
        with visit():
            state = liststate.read(registry.views()[Company], MultiDict({"search": "zo"}))
            db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
            plan = str(counting.explain(listing.narrowed(state)))

        assert "ix_company_name_trgm" in plan
        assert "Seq Scan" not in plan
