"""Walking a list shows each row exactly once, in one order, whichever way one walks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.db import db
from tests.lists import keys_of, link
from tests.pages import column, flashes, soup, text_of
from tests.unit.admin.lists.specimens import ROWS, Part, Shelf, Short, Thing, Visit, Zoo
from tests.unit.admin.zoo import COLUMNS

# SQLAlchemy 2.1 warns of its own MONEY type; goes when that says which operators it has.
pytestmark = pytest.mark.filterwarnings("ignore:Type object .*MONEY.* does not refer")

SIZE = Short.page_size


@pytest.fixture
def open_list(client, login):
    """Opens a list; it has to answer without a complaint."""
    login(Role.ADMIN)

    def open_list(url):
        page = client.get(url)
        assert page.status_code == 200, (url, flashes(page))
        assert "alert" not in page.text, (url, flashes(page))
        return page

    return open_list


@pytest.fixture
def walk(open_list):
    """Follows a list's links to their end: the pages one comes past, and the last one's URL."""

    def walk(url, rel):
        pages, here = [], url
        while url:
            page, here = open_list(url), url
            pages.append(keys_of(page))
            url = link(page, rel)
            assert len(pages) <= ROWS, "this goes round in circles"
        return pages, here

    return walk


def home(model):
    return f"/admin/{model.__tablename__}/"


UNSORTABLE = {"bytes", "json", "jsonb", "path", "point", "boxes"}
SORTS = [
    # Of the many types each is tried in one direction, turn by turn.
    *((Zoo, f"{'-' * (n % 2)}{name}") for n, name in enumerate(COLUMNS) if name not in UNSORTABLE),
    *(
        (model, f"{sign}{name}")
        for model, names in {
            Shelf: "code name",
            Thing: "id name code amount number ratio mood is_open moment tags shelf parent",
            Part: "thing day seat note",
            Visit: "id thing_id seat part part.note part.thing.name",
        }.items()
        for name in names.split()
        for sign in ("", "-")
    ),
]


@pytest.mark.parametrize(("model", "sort"), SORTS, ids=lambda one: getattr(one, "__name__", one))
def test_every_row_comes_once_whichever_way_one_walks(open_list, walk, model, sort):
    url = f"{home(model)}?sort={sort}&columns={narrow(model)}"
    everything = keys_of(open_list(f"{url}&per_page=50"))

    forward, last = walk(url, "next")
    backward, _first = walk(last, "prev")
    end = keys_of(open_list(f"{url}&page=last"))

    assert len(set(everything)) == len(everything) == number_of(model)
    assert [key for page in forward for key in page] == everything
    assert [len(page) for page in forward[:-1]] == [SIZE] * (len(forward) - 1)
    assert backward == forward[::-1]
    assert end == everything[-SIZE:]


def narrow(model):
    """One column is enough to look at the order."""
    return "thing" if model is Part else sa.inspect(model).primary_key[0].name


def number_of(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.parametrize(("sign", "by"), [("", "ASC"), ("-", "DESC")])
@pytest.mark.parametrize("name", ["name", "amount", "number", "ratio", "mood", "is_open", "day"])
def test_what_is_missing_comes_last_and_twins_by_key(open_list, name, sign, by):
    statement = f"SELECT id FROM specimen_thing ORDER BY {name} {by} NULLS LAST, id {by}"
    expected = [str(key) for key in db.session.scalars(sa.text(statement))]

    assert keys_of(open_list(f"{home(Thing)}?sort={sign}{name}&per_page=50")) == expected


def test_several_columns_are_sorted_by_in_turn(open_list, walk):
    statement = "SELECT id FROM specimen_thing ORDER BY code DESC, number NULLS LAST, id DESC"
    expected = [str(key) for key in db.session.scalars(sa.text(statement))]

    pages, _last = walk(f"{home(Thing)}?sort=-code,number", "next")

    assert [key for page in pages for key in page] == expected


def test_links_are_sorted_by_the_words_one_sees(open_list):
    page = open_list(f"{home(Thing)}?sort=shelf&columns=shelf&per_page=50")

    words = column(page, "shelf")
    shown = [word for word in words if word != "—"]

    assert shown == sorted(shown, key=["lower", "upper", "Łódź"].index)
    assert set(words[len(shown) :]) == {"—"}


def test_sorting_twice_by_one_column_is_sorting_once(open_list):
    once, twice = (open_list(f"{home(Thing)}?sort={sort}") for sort in ("-code", "-code,code"))

    assert keys_of(once) == keys_of(twice)


def test_a_column_without_an_order_is_not_sorted_by(client, login):
    login(Role.ADMIN)

    for name in UNSORTABLE:
        page = client.get(f"{home(Zoo)}?sort={name}")

        assert page.status_code == 200, name
        assert "cannot be sorted" in flashes(page)[0]


def test_the_header_says_how_the_list_is_sorted(open_list):
    page = soup(open_list(f"{home(Thing)}?sort=-code"))

    assert [text_of(one) for one in page.select("th[aria-sort=descending]")] == ["Code"]
    assert len(page.select("th[aria-sort]")) == 1
