"""Whatever a list is sorted by, and however its rows tie, walking it shows each row once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.admin import ties
from console.auth import Role
from console.models.db import db
from tests.lists import keys_of, link
from tests.unit.admin.lists.specimens import ROWS, Part, Short, Thing, Visit

PLAIN = ["name", "code", "amount", "number", "ratio", "mood", "is_open", "day", "moment", "tags"]
# One column is enough to look at the order.
NARROW = "/admin/specimen_thing/?columns=id"
OTHERS = {
    Thing: ["shelf", "parent", *PLAIN],
    Part: ["thing", "day", "seat", "note"],
    Visit: ["thing_id", "seat", "part", "part.note", "part.thing.name"],
}


@pytest.fixture
def client_of_all(client, login):
    login(Role.ADMIN)
    return client


@pytest.fixture(params=[False, True], ids=["as one", "by value"])
def tied(request, app, monkeypatch):
    """Whether the statistics say that many rows share each value."""
    number = ties.MANY if request.param else 0
    monkeypatch.setattr(ties, "_rows_a_value", lambda column, table: number)
    monkeypatch.setattr(ties, "AT_ONCE", 2)
    app.extensions.pop(ties.STORE, None)
    yield request.param
    app.extensions.pop(ties.STORE, None)


def walked(client, url, rel):
    """The pages one comes past, and the URL of the last."""
    pages, here = [], url
    while url:
        page, here = client.get(url), url
        assert page.status_code == 200, url
        pages.append(keys_of(page))
        url = link(page, rel)
        assert len(pages) <= ROWS, "this goes round in circles"
    return pages, here


def orders(names):
    terms = st.tuples(st.sampled_from(names), st.booleans())
    return st.lists(terms, min_size=1, max_size=4, unique_by=lambda term: term[0])


def sort_of(terms):
    return ",".join(f"{'-' * down}{name}" for name, down in terms)


variety = settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@variety
@given(terms=orders(PLAIN))
def test_rows_come_in_the_order_that_was_asked_for(client_of_all, tied, terms):
    asked = [f"{name} {'DESC' if down else 'ASC'} NULLS LAST" for name, down in terms]
    key = "id DESC" if terms[0][1] else "id"
    statement = f"SELECT id FROM specimen_thing ORDER BY {', '.join([*asked, key])}"
    expected = [str(key) for key in db.session.scalars(sa.text(statement))]

    pages, last = walked(client_of_all, f"{NARROW}&sort={sort_of(terms)}", "next")
    back, _first = walked(client_of_all, last, "prev")

    assert [key for page in pages for key in page] == expected
    assert back == pages[::-1]


@variety
@given(data=st.data())
def test_each_row_comes_once_also_by_links_and_long_keys(client_of_all, tied, data):
    model = data.draw(st.sampled_from(list(OTHERS)))
    terms = data.draw(orders(OTHERS[model]))
    narrow = "thing" if model is Part else "id"
    url = f"/admin/{model.__tablename__}/?columns={narrow}&sort={sort_of(terms)}"
    everything = keys_of(client_of_all.get(f"{url}&per_page=50"))

    pages, last = walked(client_of_all, url, "next")
    back, _first = walked(client_of_all, last, "prev")
    end = keys_of(client_of_all.get(f"{url}&page=last"))

    assert len(set(everything)) == len(everything) == ROWS
    assert [key for page in pages for key in page] == everything
    assert back == pages[::-1]
    assert end == everything[-Short.page_size :]


@pytest.mark.parametrize("sort", ["-mood", "name", "code,-name", "shelf"])
def test_a_page_by_its_number_is_the_page_one_walks_to(client_of_all, tied, sort, monkeypatch):
    monkeypatch.setattr("console.admin.paging.SHALLOW", 3)
    monkeypatch.setattr("console.admin.depth.DEEP", 5)
    monkeypatch.setattr("console.admin.depth.TIES", 2)
    url = f"{NARROW}&sort={sort}&per_page=3"

    pages, _last = walked(client_of_all, url, "next")
    found = [keys_of(client_of_all.get(f"{url}&page={n}")) for n in range(1, len(pages) + 1)]

    assert found == pages
    assert keys_of(client_of_all.get(f"{url}&page={len(pages) + 1}")) == pages[0]


@pytest.mark.parametrize("is_met", [True, False])
@pytest.mark.parametrize("namesakes", [0, 1, 100])
@pytest.mark.parametrize("sort", ["shelf", "-shelf", "shelf,-name", "-parent"])
def test_rows_of_one_linked_row_come_by_what_refers_to_it(
    client_of_all, tied, monkeypatch, sort, namesakes, is_met
):
    # Two shelves have the same name.
    monkeypatch.setattr(ties, "NAMESAKES", namesakes)
    monkeypatch.setattr(ties, "is_met", lambda *_asked: is_met)
    everything = keys_of(client_of_all.get(f"{NARROW}&sort={sort}&per_page=50"))

    pages, last = walked(client_of_all, f"{NARROW}&sort={sort}&per_page=3", "next")
    back, _first = walked(client_of_all, last, "prev")

    assert len(set(everything)) == ROWS
    assert [key for page in pages for key in page] == everything
    assert back == pages[::-1]


@pytest.mark.parametrize("tied", [True], indirect=True)
def test_linked_rows_are_walked_and_each_is_asked_for_by_its_key(
    client_of_all, tied, count_queries
):
    with count_queries() as queries:
        client_of_all.get(f"{NARROW}&sort=shelf&per_page=3")

    values = [one for one in queries if "FROM specimen_shelf" in one and "EXISTS" in one]
    rows = [one for one in queries if "specimen_thing.shelf_code IN" in one]
    assert len(values) == len(rows) == 1


@pytest.mark.parametrize("tied", [True], indirect=True)
@pytest.mark.parametrize("is_met", [True, False])
def test_rows_of_many_linked_rows_of_one_value_are_met_or_sorted(
    client_of_all, tied, monkeypatch, count_queries, is_met
):
    monkeypatch.setattr(ties, "NAMESAKES", 0)
    monkeypatch.setattr(ties, "is_met", lambda *_asked: is_met)

    with count_queries() as queries:
        client_of_all.get(f"{NARROW}&sort=shelf&per_page=3")

    (rows,) = [one for one in queries if "specimen_thing.id AS" in one]
    assert "JOIN specimen_shelf" in rows
    assert "specimen_shelf_1.name = " in rows
    # What no index is built on is sorted.
    assert ("coalesce(" in rows) is not is_met


@pytest.mark.parametrize(
    ("referring", "everything", "is_met"), [(100, 10_000, False), (2_000, 10_000, True)]
)
def test_rows_are_met_where_that_reads_far_fewer_than_sorting_them(
    monkeypatch, referring, everything, is_met
):
    monkeypatch.setattr(ties.counting, "rough", lambda _model: everything)
    monkeypatch.setattr(ties.counting, "explain", lambda _asked: {"Plan Rows": referring})
    state = SimpleNamespace(per_page=50, view=SimpleNamespace(model=None))
    segment = SimpleNamespace(joins=[SimpleNamespace(model=None)])

    assert ties.is_met(state, segment, None) is is_met


@pytest.mark.parametrize("sort", ["mood", "-code", "is_open,-day"])
def test_values_of_few_rows_take_no_statement_each(client_of_all, tied, sort, count_queries):
    url = f"{NARROW}&sort={sort}&per_page=50"
    client_of_all.get(url)

    with count_queries() as queries:
        client_of_all.get(url)

    # Of each of two segments: a value and its rows at a time, then the rest.
    most = 2 * (2 * ties.AT_ONCE + 1)
    assert len([one for one in queries if "ORDER BY" in one]) <= most
