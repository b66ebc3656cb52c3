"""The frame and the components, as people see and use them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from console.auth import Role

COUNTRIES = "/admin/country/"
PATTERNS = "/console/patterns"
PHONE = {"viewport": {"width": 390, "height": 844}}
THEMES = ["light", "dark"]


@pytest.fixture(scope="module")
def site(shared_site):
    return shared_site


def errors_of(page):
    """What the browser complains about on *page* from now on: broken scripts, refused styles."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.extend([said.text] if said.type == "error" else []))
    return found


class TestEveryComponent:
    @pytest.mark.parametrize("theme", THEMES)
    def test_none_keeps_anybody_out(self, visit, barriers, theme):
        page = visit(Role.ADMIN, PATTERNS, color_scheme=theme)

        assert barriers(page) == []

    def test_the_policy_of_the_page_refuses_nothing_of_it(self, visit):
        page = visit(Role.ADMIN)
        errors = errors_of(page)

        page.goto(PATTERNS)
        page.wait_for_load_state("networkidle")

        assert errors == []

    @pytest.mark.parametrize("width", [320, 390, 680, 1360])
    def test_the_page_itself_never_scrolls_sideways(self, visit, width):
        page = visit(Role.ADMIN, PATTERNS, viewport={"width": width, "height": 850})

        assert page.evaluate("document.documentElement.scrollWidth") <= width


class TestLists:
    def test_twenty_rows_are_in_view(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)

        assert self.rows_in_view(page) >= 20

    def test_and_more_of_them_compact(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.get_by_label("Look").click()
        page.get_by_role("button", name="Compact").click()

        assert self.rows_in_view(page) >= 24

    def test_header_and_first_column_stay(self, visit):
        page = visit(Role.ADMIN, COUNTRIES, viewport={"width": 700, "height": 850})
        scroll = page.locator(".grid-scroll")

        scroll.evaluate("box => box.scrollTo(400, 400)")

        box = scroll.bounding_box()
        assert page.locator("thead th").nth(1).bounding_box()["y"] == pytest.approx(box["y"], abs=2)
        first = page.locator("tbody tr").nth(20).locator("th")
        assert first.bounding_box()["x"] < box["x"] + 60

    def test_the_whole_row_opens_the_record(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        row = page.locator("tbody tr").nth(2)
        name = row.locator(".row-link").inner_text()

        row.locator("td").nth(2).click()

        expect(page).to_have_url(re.compile("/details/"))
        expect(page.locator("main")).to_contain_text(name)

    def test_a_range_of_rows_is_chosen_with_shift(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        boxes = page.get_by_label("Select this row")

        boxes.nth(1).check()
        boxes.nth(4).click(modifiers=["Shift"])

        expect(page.locator("[data-batch-count]")).to_have_text("4 selected")
        assert page.get_by_label(re.compile("Select all")).evaluate("box => box.indeterminate")

    @staticmethod
    def rows_in_view(page):
        return page.evaluate("""() => {
            const box = document.querySelector(".grid-scroll").getBoundingClientRect();
            const seen = (row) => row.getBoundingClientRect().bottom <= box.bottom + 1;
            return [...document.querySelectorAll(".grid-scroll tbody tr")].filter(seen).length;
        }""")


class TestPreferences:
    def test_the_theme_changes_at_once_and_stays(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.get_by_label("Look").click()

        page.get_by_role("button", name="Dark").click()

        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    @pytest.mark.parametrize("theme", THEMES)
    def test_the_system_decides_until_then(self, visit, theme):
        page = visit(Role.ADMIN, COUNTRIES, color_scheme=theme)

        ink = page.evaluate("getComputedStyle(document.querySelector('main')).color")
        lightness = float(re.findall(r"[\d.]+", ink)[0])
        assert (lightness > 0.6) == (theme == "dark")

    def test_without_scripts_a_form_does_it(self, visit):
        page = visit(Role.ADMIN, f"{COUNTRIES}?sort=name", java_script_enabled=False)
        page.get_by_label("Look").click()

        page.get_by_role("button", name="Dark").click()

        expect(page).to_have_url(re.compile(r"/admin/country/\?sort=name$"))
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    def test_the_language_changes_with_the_page_one_is_on(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.locator("summary", has_text="Language").click()

        page.get_by_role("button", name="Polski").click()

        expect(page).to_have_url(re.compile(f"{COUNTRIES}$"))
        expect(page.locator("html")).to_have_attribute("lang", "pl")

    def test_times_are_those_of_the_device(self, visit):
        page = visit(Role.ADMIN, timezone_id="Asia/Tokyo")

        page.reload()

        page.get_by_label("Look").click()
        expect(page.get_by_text("Times are shown as in Asia/Tokyo")).to_be_visible()


class TestMenu:
    def test_a_table_is_found_by_part_of_its_name(self, visit):
        page = visit(Role.ADMIN)

        page.get_by_label("Find a table").fill("curr")

        expect(page.locator(".menu-link:visible")).to_have_text(["Currencies"])
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/admin/currency/"))

    def test_what_is_folded_away_stays_so(self, visit):
        page = visit(Role.ADMIN)

        page.locator("summary", has_text="Reference").click()
        # Asked from outside: the page's policy forbids to evaluate what is sent into it. And by
        # its value: a cookie that names no group is there once a page is.
        for _attempt in range(100):
            kept = {one["name"]: one["value"] for one in page.context.cookies()}
            if "reference" in kept.get("menu", ""):
                break
            page.wait_for_timeout(50)

        page.reload()
        expect(page.locator(".menu").get_by_role("link", name="Countries")).to_be_hidden()

    @pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
    def test_on_a_phone_it_is_a_drawer(self, visit, script):
        page = visit(Role.ADMIN, java_script_enabled=script, **PHONE)
        link = page.locator("#menu").get_by_role("link", name="Countries")
        expect(link).to_be_hidden()

        page.get_by_role("button", name="Menu", exact=True).click()

        link.click()
        expect(page).to_have_url(re.compile(COUNTRIES))

    def test_a_menu_of_the_top_bar_closes_with_escape(self, visit):
        page = visit(Role.ADMIN)
        page.get_by_label("Look").click()

        page.keyboard.press("Escape")

        expect(page.get_by_role("button", name="Dark")).to_be_hidden()
        expect(page.locator("summary[aria-label=Look]")).to_be_focused()


class TestKeys:
    def test_rows_are_walked_chosen_and_opened(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        second = page.locator("tbody tr").nth(1)

        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(second.locator(".row-link")).to_be_focused()
        page.keyboard.press("x")
        expect(second.get_by_role("checkbox")).to_be_checked()
        page.keyboard.press("Enter")

        expect(page).to_have_url(re.compile("/details/"))

    def test_slash_goes_to_the_search_and_escape_out_of_it(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        search = page.locator("#search")

        page.keyboard.press("/")
        expect(search).to_be_focused()
        page.keyboard.type("jc?")
        expect(search).to_have_value("jc?")
        page.keyboard.press("Escape")

        expect(search).not_to_be_focused()

    def test_a_question_mark_lists_them(self, visit, barriers):
        page = visit(Role.ADMIN, COUNTRIES)

        page.keyboard.press("?")

        expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Add country")
        assert barriers(page) == []

    def test_single_keys_can_be_switched_off(self, visit):
        page = visit(Role.ADMIN, COUNTRIES)
        page.keyboard.press("?")
        page.get_by_label("Single keys work").uncheck()
        page.keyboard.press("Escape")

        page.keyboard.press("c")

        expect(page).to_have_url(re.compile(f"{COUNTRIES}$"))


class TestPaper:
    def test_a_printed_list_is_the_data_alone(self, visit):
        page = visit(Role.AUDITOR, COUNTRIES)

        page.emulate_media(media="print")

        expect(page.locator(".data-grid")).to_be_visible()
        for thing in (".menu", ".topbar", ".list-bar", ".pagination"):
            expect(page.locator(thing).first).to_be_hidden()
