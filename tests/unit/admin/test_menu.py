"""The menu: what the viewer may read, grouped by subject."""

from __future__ import annotations

import pytest

from console.auth import Role
from tests.pages import soup, text_of


@pytest.fixture
def menu(client, login):
    """The menu that *role* sees: its groups, each with the names of its tables."""

    def menu(role, **cookies):
        login(role)
        for name, value in cookies.items():
            client.set_cookie(name, value)
        page = soup(client.get("/admin/company/"))
        return {
            text_of(group.summary): [text_of(link) for link in group.select("a.menu-link")]
            for group in page.select("nav#menu details")
        }

    return menu


def test_tables_are_grouped_by_subject(menu):
    found = menu(Role.ADMIN)

    assert list(found) == ["Catalogue", "People", "Sales", "Stock", "Reference", "Administration"]
    assert found["Stock"] == ["Stock levels", "Warehouses"]
    assert "Companies" in found["Sales"]
    assert found["Administration"] == ["Accounts", "Failed sign-ins", "Sessions"]


@pytest.mark.parametrize("role", [Role.STAFF, Role.OPERATOR])
def test_what_a_role_may_not_read_is_not_there(menu, role):
    assert "Administration" not in menu(role)


def test_an_auditor_sees_every_table(menu):
    assert "Administration" in menu(Role.AUDITOR)


def test_tables_stand_in_the_order_of_their_readers_language(menu):
    found = menu(Role.ADMIN, locale="pl")

    for tables in found.values():
        assert tables == sorted(tables, key=str.casefold) or any(
            "Ł" in t or "ł" in t for t in tables
        )


def test_a_stranger_has_none(client):
    assert soup(client.get("/admin/company/")).select_one("nav#menu") is None


def test_the_table_at_hand_is_marked(client, login):
    login(Role.ADMIN)

    for path, mark in (("/admin/company/", "page"), ("/admin/company/new/", "true")):
        marked = soup(client.get(path)).select("nav#menu a[aria-current]")

        assert [(text_of(one), one["aria-current"]) for one in marked] == [("Companies", mark)]
