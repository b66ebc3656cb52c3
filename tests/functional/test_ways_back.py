"""Rows lead to pages that lead back to where one was, though the rows do not say where that is."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.factories import CompanyFactory
from tests.lists import keys_of, link
from tests.pages import form as fields
from tests.pages import heading, soup, submit

LIST = "/admin/company/"
FORM = "form.record-form"


@pytest.fixture
def deep(staff):
    """The third page of a list that is filtered and sorted, as its own link leads there."""
    for number in range(65):
        CompanyFactory(name=f"Acme {number:02}", city="Łódź")
    page = staff.get(LIST, query_string={"city": "Łódź", "sort": "-name", "per_page": 20})
    return staff.get(link(staff.get(link(page, "next")), "next"))


def opened(client, page, kind="edit", came_from=None):
    """The page of *kind* of the first row, by the link in the list *page*."""
    url = str(soup(page).select_one(f"tbody a[href*='/{kind}/']")["href"])
    return client.get(url, headers={"Referer": came_from or page.request.url})


def way_back(page):
    """Where the page's first breadcrumb leads."""
    return str(soup(page).select_one(".page-heading a[href^='/admin/company/']")["href"])


class TestByTheBrowsersWord:
    @pytest.mark.parametrize("kind", ["details", "edit"])
    def test_a_row_leads_back_to_its_very_page(self, staff, deep, kind):
        again = staff.get(way_back(opened(staff, deep, kind)))

        assert "after=" in again.request.full_path
        assert keys_of(again) == keys_of(deep)

    def test_so_does_a_save(self, staff, deep):
        form = opened(staff, deep)

        saved = submit(staff, form, FORM, notes="Ring twice")

        assert keys_of(saved) == keys_of(deep)
        assert soup(saved).select_one("tr.is-saved .row-link")["href"].endswith(keys_of(deep)[0])

    def test_so_does_a_save_after_an_error(self, staff, deep):
        form = opened(staff, deep)
        wrong = submit(staff, form, FORM, name="")
        assert wrong.status_code == 422

        saved = submit(staff, wrong, FORM, name=f"{fields(form, FORM)['name']} Ltd")

        assert keys_of(saved) == keys_of(deep)

    def test_so_does_the_form_behind_the_details(self, staff, deep):
        details = opened(staff, deep, "details")

        form = staff.get(str(soup(details).select_one("a[data-shortcut=e]")["href"]))

        assert keys_of(staff.get(way_back(form))) == keys_of(deep)

    def test_what_a_list_showed_just_once_is_not_shown_again(self, staff, deep):
        once = f"{deep.request.url}&saved=7&ask=name&count=exact&facets=1"

        again = staff.get(way_back(opened(staff, deep, came_from=once)))

        assert not {"saved", "ask", "count", "facets"} & {*again.request.args}
        assert keys_of(again) == keys_of(deep)

    @pytest.mark.parametrize(
        "came_from",
        [
            "http://evil.example/admin/company/?sort=name",
            "http://localhost/admin/contact/?sort=name",
            "http://localhost/admin/company/new/?sort=name",
            "http://localhost/admin/company/?" + "x" * 5000,
            "http://[/admin/company/?sort=name",
            "?sort=name",
        ],
    )
    def test_no_other_page_is_led_back_to(self, staff, deep, came_from):
        assert way_back(opened(staff, deep, came_from=came_from)) == LIST


class TestByTheAddress:
    def test_it_says_more_than_the_browser(self, staff, deep):
        url = f"{LIST}edit/?{urlencode({'id': keys_of(deep)[0], 'url': '?sort=city'})}"

        page = staff.get(url, headers={"Referer": deep.request.url})

        assert heading(page).startswith("Edit Acme")
        assert way_back(page) == f"{LIST}?sort=city"

    def test_the_list_tells_scripts_once_what_to_add(self, staff, deep):
        tables = soup(deep).select("[data-back]")

        assert len(tables) == 1
        again = staff.get(f"{LIST}{tables[0]['data-back']}")
        assert keys_of(again) == keys_of(deep)
        assert "url=" not in str(tables[0].tbody)
