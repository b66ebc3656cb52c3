"""A database with hundreds of tables that hang together: a page takes those that it shows."""

from __future__ import annotations

import pytest

from console.admin import registry
from console.adopt import base
from tests import foreign
from tests.pages import soup, text_of

TABLES = 60
CHAINED = "".join(
    f"CREATE TABLE link{i:02} (id int PRIMARY KEY, name text NOT NULL,"
    f" up int {f'REFERENCES link{i - 1:02}' if i else ''});"
    f"INSERT INTO link{i:02} VALUES (1, 'row', {1 if i else 'NULL'});"
    for i in range(TABLES)
)
REFERRING = (
    "CREATE TABLE person (id int PRIMARY KEY, name text); INSERT INTO person VALUES (1, 'Ann');"
)
REFERRING += "".join(
    f"CREATE TABLE paper{i:02} (id int PRIMARY KEY, title text,"
    " written_by int REFERENCES person, read_by int REFERENCES person);"
    f"INSERT INTO paper{i:02} VALUES (1, 'text', 1, 1);"
    for i in range(TABLES)
)


@pytest.fixture
def served(server):
    with foreign.served(server, CHAINED + REFERRING) as found:
        yield found


def mapped(served):
    """How many of the database's classes are mapped by now."""
    models = registry.all_models(served.app)
    adopted = [one for one in models if isinstance(one, base.Drafts)]
    return sum("__mapper__" in vars(one) for one in adopted)


@pytest.mark.parametrize("page", ["", "new/", "details/?id=1", "edit/?id=1"])
def test_a_page_maps_its_neighbours_and_not_all_that_hangs_on_them(served, page):
    response = served.client("staff").get(f"/admin/link{TABLES - 1}/{page}")

    assert response.status_code == 200
    assert mapped(served) <= 4


def test_a_row_that_all_tables_refer_to_maps_those_that_are_shown(served):
    page = served.client("staff").get("/admin/person/details/?id=1")

    assert page.status_code == 200
    assert mapped(served) <= 14
    assert "Paper59 by Read by" in text_of(soup(page).main)


def test_what_is_only_named_can_be_looked_at_all_the_same(served):
    page = served.client("staff").get("/admin/person/details/?id=1&section=paper59.read_by_row")

    assert page.status_code == 200
    assert soup(page).select("a[href^='/admin/paper59/details/']")


def test_tables_far_along_a_chain_are_served_one_after_the_other(served):
    client = served.client("staff")

    pages = [client.get(f"/admin/link{i:02}/?sort=up") for i in range(TABLES)]

    assert {page.status_code for page in pages} == {200}
