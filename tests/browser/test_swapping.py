"""A list changes in place when it is sorted, filtered or turned, and rows lead back to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from console.auth import Role

COUNTRIES = "/admin/country/"
THIRD = re.compile(r"page=3&after=")


@pytest.fixture(scope="module")
def site(shared_site):
    return shared_site


def turn(page, label="Next"):
    """Follow a link of the pager, and wait until the list has changed."""
    before = page.locator(".pager-place").inner_text()
    page.locator(".pager").get_by_role("link", name=label).click()
    expect(page.locator(".pager-place")).not_to_have_text(before)


def names(page):
    return page.locator("tbody .row-link").all_inner_texts()


@pytest.fixture
def asked(visit):
    """A list whose window is marked, so that a new page is noticed; what it asks the server."""
    page = visit(Role.ADMIN, COUNTRIES)
    page.evaluate("window.same = true")
    requests = []

    def note(request):
        if "/static/" not in request.url:
            requests.append(request)

    page.on("request", note)
    return page, requests


def is_same(page):
    return page.evaluate("window.same === true")


class TestInPlace:
    def test_only_what_changes_is_sent(self, asked):
        page, requests = asked

        turn(page)

        (request,) = requests
        assert request.headers["console-part"] == "main"
        assert "<nav class=" not in request.response().text().partition("<main")[0]
        assert is_same(page)
        expect(page.locator("nav.menu a[aria-current]")).to_have_text("Countries")

    def test_the_address_the_title_and_the_frame_say_where_one_is(self, asked):
        page, _ = asked
        turn(page)

        page.get_by_role("link", name="Name", exact=True).click()
        page.wait_for_url("**sort=**")

        assert is_same(page)
        assert page.title() == "Countries · Console"
        here = page.evaluate("location.pathname + location.search")
        tools = page.locator(".topbar input[name=next]")
        assert {one.input_value() for one in tools.all()} == {here}

    def test_what_was_asked_for_is_read_out(self, asked):
        page, _ = asked
        page.locator("#search").fill("land")

        page.locator("#search").press("Enter")

        expect(page.locator(".pill")).to_have_count(1)
        expect(page.locator("[data-announce]")).to_contain_text("contains “land”")
        expect(page.locator("#search")).to_be_focused()
        assert is_same(page)

    def test_the_pager_keeps_the_focus(self, asked):
        page, _ = asked
        page.locator(".pager").get_by_role("link", name="Next").focus()

        page.keyboard.press("Enter")

        expect(page.locator(".pager-place")).to_contain_text("Page 2")
        assert page.evaluate("!!document.activeElement.closest('.pager')")

    def test_back_and_forward_go_through_what_was_seen(self, asked):
        page, _ = asked
        first = names(page)
        turn(page)
        second = names(page)

        page.go_back()
        expect(page.locator(".pager-place")).to_contain_text("Page 1")
        assert names(page) == first
        page.go_forward()
        expect(page.locator(".pager-place")).to_contain_text("Page 2")
        assert names(page) == second
        assert is_same(page)

    def test_skipping_to_the_content_asks_for_nothing(self, asked):
        page, requests = asked

        page.locator(".skip-link").focus()
        page.keyboard.press("Enter")

        page.wait_for_url("**#content")
        assert requests == []

    def test_coming_back_from_elsewhere_the_page_is_whole(self, asked):
        page, _ = asked
        turn(page)

        page.locator("tbody .row-link").first.click()
        expect(page.locator(".record-key")).to_be_visible()
        page.go_back()

        expect(page.locator(".pager-place")).to_contain_text("Page 2")
        expect(page.locator("nav.menu")).to_be_visible()


class TestWhereItCannotBe:
    def test_whose_session_has_ended_is_asked_to_sign_in(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.context.clear_cookies()

        page.locator(".pager").get_by_role("link", name="Next").click()

        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.locator("nav.menu")).to_have_count(0)

    @pytest.mark.parametrize("status", [403, 500, 503])
    def test_an_error_is_shown_as_a_page(self, visit, status):
        page = visit(Role.ADMIN, COUNTRIES)
        page.route("**/*page=2*", lambda route: route.fulfill(status=status, body="<h1>No</h1>"))

        page.locator(".pager").get_by_role("link", name="Next").click()

        expect(page.locator("h1")).to_have_text("No")
        assert "page=2" in page.url

    def test_without_scripts_it_is_a_page_like_any(self, visit):
        page = visit(Role.ADMIN, COUNTRIES, java_script_enabled=False)

        turn(page)

        expect(page.locator("nav.menu")).to_be_visible()


class TestTheWayBack:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_of_a_row_is_its_page_of_the_list(self, visit, scripts):
        page = visit(Role.ADMIN, COUNTRIES, java_script_enabled=scripts)
        turn(page)
        turn(page)
        seen = names(page)

        page.locator("tbody tr").nth(3).hover()
        page.locator("tbody tr").nth(3).get_by_role("link", name="Edit").click()
        page.locator(".record-form").get_by_role("button", name="Save", exact=True).click()

        page.wait_for_url(THIRD)
        assert names(page) == seen

    def test_is_known_where_the_browser_does_not_tell(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.route(
            "**/*",
            lambda route: route.continue_(
                headers={n: v for n, v in route.request.headers.items() if n != "referer"}
            ),
        )
        turn(page)
        turn(page)

        page.locator("tbody tr").nth(3).locator("td").nth(2).click()
        page.locator(".page-heading").get_by_role("link", name="Countries").click()

        page.wait_for_url(THIRD)

    def test_is_known_in_a_tab_of_its_own(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        turn(page)
        turn(page)

        with page.context.expect_page() as opened:
            page.locator("tbody .row-link").first.click(modifiers=["ControlOrMeta"])

        opened.value.locator(".page-heading").get_by_role("link", name="Countries").click()
        opened.value.wait_for_url(THIRD)
