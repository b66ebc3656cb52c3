"""A page far into a list holds the rows it would hold, however its place is found."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.admin import counting, depth, ordering, paging, spread
from console.auth import Role
from console.models.db import db
from tests.lists import keys_of, link
from tests.pages import flashes
from tests.unit.admin.lists.specimens import Part, Thing, Visit

SORTS = {
    Thing: [
        *("id", "-id", "name", "-name", "amount", "-number", "ratio", "mood", "-is_open", "day"),
        *("-moment", "tags", "shelf", "-shelf", "parent", "-parent", "name,shelf", "-shelf,parent"),
    ],
    Part: ["thing", "-thing", "day", "-seat", "note"],
    Visit: ["thing_id", "part", "-part.note", "part.thing.name", "-part.thing.name,seat"],
}
CASES = [(model, sort) for model, sorts in SORTS.items() for sort in sorts]


@pytest.fixture(params=["walked", "counted", "sorted"])
def way(request, app, monkeypatch):
    """How the row of a number is looked for, from the second page on."""
    monkeypatch.setattr(paging, "SHALLOW", 0)
    monkeypatch.setattr(depth, "DEEP", 0)
    monkeypatch.setattr(depth, "LINKED_TIES", 3)
    if request.param != "walked":
        monkeypatch.setattr(depth.Part, "_is_served", lambda part: False)
    if request.param == "counted":
        monkeypatch.setattr(counting, "CHEAP", -1.0)
        monkeypatch.setattr(depth.Marks, "cost", 0.0)
    else:
        monkeypatch.setattr(depth.Marks, "cost", float("inf"))
        monkeypatch.setattr(depth, "_sorts", lambda plan: request.param == "sorted")
    app.extensions.pop(spread.STORE, None)
    if request.param == "counted":
        for model in (*SORTS, Thing.shelf.property.mapper.class_):
            db.session.execute(sa.text(f"ANALYZE {model.__tablename__}"))
    yield request.param
    app.extensions.pop(spread.STORE, None)


@pytest.fixture
def opened(client, login):
    """Opens a list."""
    login(Role.ADMIN)
    return lambda model, query: client.get(f"/admin/{model.__tablename__}/?{query}")


@pytest.mark.parametrize(("model", "sort"), CASES)
def test_it_holds_the_same_rows(opened, way, model, sort):
    narrow = "thing" if model is Part else "id"
    query = f"columns={narrow}&sort={sort}"
    everything = keys_of(opened(model, f"{query}&per_page=50"))

    pages = range(1, -(-len(everything) // 3) + 1)
    found = [keys_of(opened(model, f"{query}&per_page=3&page={number}")) for number in pages]

    assert [len(page) for page in found[:-1]] == [3] * (len(pages) - 1)
    assert [key for page in found for key in page] == everything


@pytest.mark.parametrize("query", ["name__contains=1", "number__ge=2&search=thing", "shelf=S1"])
@pytest.mark.parametrize("sort", ["shelf", "-name", "moment"])
def test_it_holds_the_same_rows_of_those_that_match(opened, way, monkeypatch, query, sort):
    monkeypatch.setattr(paging, "FEW", -1)
    everything = keys_of(opened(Thing, f"{query}&sort={sort}&per_page=50"))

    pages = range(1, -(-len(everything) // 3) + 1)
    found = [keys_of(opened(Thing, f"{query}&sort={sort}&per_page=3&page={n}")) for n in pages]

    assert [key for page in found for key in page] == everything


@pytest.mark.parametrize("sort", ["id", "-shelf", "amount"])
def test_beyond_the_end_is_the_first(opened, way, sort):
    page = opened(Thing, f"sort={sort}&page=5")

    assert keys_of(page) == keys_of(opened(Thing, f"sort={sort}"))
    assert flashes(page) == ["There is no such page; this is the first."]


@pytest.mark.parametrize("sort", ["shelf", "-amount"])
def test_the_ways_on_lead_to_the_pages_beside_it(opened, way, sort):
    everything = keys_of(opened(Thing, f"sort={sort}&per_page=50"))

    page = opened(Thing, f"sort={sort}&page=3")
    onward = opened(Thing, (link(page, "next") or "").partition("?")[2])
    back = opened(Thing, (link(page, "prev") or "").partition("?")[2])

    assert keys_of(onward) == everything[21:]
    assert keys_of(back) == everything[7:14]


@pytest.mark.parametrize(
    "sort", ["name,shelf", "mood,-shelf", "-day,parent", "number,shelf,parent"]
)
def test_rows_that_lack_a_link_are_sorted_by_it_all_the_same(opened, sort):
    everything = keys_of(opened(Thing, f"sort={sort}&per_page=50"))

    assert sorted(map(int, everything)) == list(range(1, 24))


class TestValuesAround:
    """What the statistics say is where to look, not what is there."""

    @pytest.fixture(autouse=True)
    def known(self, monkeypatch):
        values = [(number, 0.01) for number in range(100)]
        before = [number / 100 for number in range(100)]
        monkeypatch.setattr(spread, "_of", lambda column: (values, before))

    @pytest.mark.parametrize(
        ("share", "descending", "around"),
        [
            (0.5, False, [38, 48, 52, 62]),
            (0.25, True, [87, 77, 73, 63]),
            # Too near to an end for values on either side.
            (0.01, False, [3, 13]),
            (0.01, True, [97, 87]),
            (0.995, False, [87, 97]),
            (1.5, False, [99]),
        ],
    )
    def test_a_share_of_the_rows(self, share, descending, around):
        term = ordering.Term(Thing.number, Thing.__table__.c.number, descending, nullable=False)

        assert [value for value, _share in spread.around(term, share)] == around

    @pytest.mark.parametrize("name", ["tags", "number"])
    def test_are_none_where_nobody_knows(self, name, monkeypatch):
        monkeypatch.setattr(spread, "_of", lambda column: ((), ()))
        term = ordering.Term(getattr(Thing, name), Thing.__table__.c[name], False, nullable=False)

        assert spread.around(term, 0.5) == []


def test_statistics_tell_values_in_their_order_and_how_many_rows_have_each(app):
    db.session.execute(sa.text("ANALYZE specimen_thing"))
    app.extensions.pop(spread.STORE, None)

    known, before = spread._of(Thing.__table__.c.name)

    assert [value for value, _share in known] == ["thing 0", "thing 1", "thing 2"]
    assert sum(share for _value, share in known) == pytest.approx(1)
    assert before == pytest.approx([0, *(sum(s for _v, s in known[:n]) for n in (1, 2))])
    app.extensions.pop(spread.STORE, None)
