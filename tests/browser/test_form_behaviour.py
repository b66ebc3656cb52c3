"""What the script adds to forms: pickers, the question before leaving, sending once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from console.auth import Role

NEW = "/admin/company/new/"


@pytest.fixture(scope="module")
def site(shared_site):
    return shared_site


@pytest.fixture
def page(visit):
    return visit(Role.ADMIN, NEW)


@pytest.fixture
def country(page):
    """The picker of the company's country."""
    return page.get_by_role("combobox", name="Country")


def posted(page, name):
    """What the form would send for *name*."""
    return page.evaluate(
        "name => new FormData(document.querySelector('form[data-guard]')).get(name)", name
    )


class TestPicker:
    def test_words_are_typed_and_the_key_is_sent(self, page, country):
        country.fill("pola")

        page.get_by_role("option", name=re.compile("Poland")).click()

        expect(country).to_have_value("Poland")
        assert posted(page, "country") == "PL"

    def test_arrows_and_enter_choose_and_send_nothing(self, page, country):
        country.press("ArrowDown")
        expect(page.get_by_role("listbox")).to_be_visible()

        country.press("ArrowDown")
        country.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true] span").first.inner_text()
        expect(country).to_have_attribute("aria-activedescendant", re.compile(".+"))
        country.press("Enter")

        expect(country).to_have_value(chosen)
        expect(page).to_have_url(re.compile(f"{NEW}$"))

    def test_escape_closes_the_list_and_then_takes_back_what_was_typed(self, page, country):
        country.fill("pol")
        expect(page.get_by_role("listbox")).to_be_visible()

        country.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(country).to_have_value("pol")
        country.press("Escape")

        expect(country).to_have_value("")

    def test_a_key_typed_by_hand_is_recognised(self, page, country):
        country.fill("PL")
        expect(page.get_by_role("option", name=re.compile("Poland"))).to_be_visible()

        country.press("Tab")

        expect(country).to_have_value("Poland")
        assert posted(page, "country") == "PL"

    def test_words_that_name_no_row_are_not_sent(self, page, country):
        country.fill("Atlantis")
        expect(page.get_by_text("Nothing matches.")).to_be_visible()
        country.press("Tab")

        assert country.evaluate("field => field.validationMessage").startswith("Choose one")

    def test_what_is_typed_is_kept_when_the_server_is_away(self, page, country):
        page.route("**/ajax/lookup/**", lambda route: route.abort())
        country.fill("PL")
        expect(page.get_by_text("What you typed is kept.")).to_be_visible()

        country.press("Tab")

        assert posted(page, "country") == "PL"

    def test_the_cross_empties_it(self, page, country):
        country.fill("pola")
        page.get_by_role("option", name=re.compile("Poland")).click()

        page.locator(".field", has=country).get_by_role("button", name="Clear").click()

        assert posted(page, "country") == ""

    def test_a_missing_row_is_added_in_a_window_of_its_own(self, page):
        manager = page.get_by_role("combobox", name="Account manager")
        manager.click()
        with page.expect_popup() as opened:
            page.get_by_role("option", name="Create employee…").click()
        popup = opened.value

        popup.get_by_label("Number").fill("E9001")
        popup.get_by_label("First name").fill("Ada")
        popup.get_by_label("Last name").fill("Byron")
        popup.get_by_label("E-mail").fill("ada@example.org")
        popup.get_by_label("Department").select_option(index=1)
        popup.get_by_label("Job title").fill("Analyst")
        popup.get_by_label("Hired on").fill("2026-01-01")
        with popup.expect_event("close"):
            popup.get_by_role("button", name="Save").click()

        expect(manager).to_have_value(re.compile("Byron"))

    def test_an_open_list_keeps_nobody_out(self, page, country, barriers):
        country.click()
        expect(page.get_by_role("listbox")).to_be_visible()

        assert barriers(page) == []

    def test_without_scripts_the_field_takes_the_key(self, visit):
        page = visit(Role.ADMIN, NEW, java_script_enabled=False)

        expect(page.get_by_label("Country")).to_have_attribute("name", "country")


class TestLeaving:
    def leave(self, page):
        """Follow a link of the menu; returns the questions that were asked."""
        asked = []

        def answer(dialog):
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", answer)
        page.locator(".menu").get_by_role("link", name="Countries").click()
        expect(page).to_have_url(re.compile("/admin/country/"))
        return asked

    def test_with_changes_one_is_asked(self, page):
        page.locator("#name").press_sequentially("Acme")
        expect(page.get_by_text("Unsaved changes")).to_be_visible()

        assert self.leave(page) == ["beforeunload"]

    def test_without_changes_one_is_not(self, page):
        page.locator("#name").press_sequentially("A")
        page.locator("#name").press("Backspace")

        assert self.leave(page) == []


class TestSending:
    def test_control_and_enter_save_from_any_field(self, page):
        page.locator("#name").fill("Acme")
        page.get_by_label("City").fill("Gdynia")
        page.get_by_role("combobox", name="Country").fill("pola")
        page.get_by_role("option", name=re.compile("Poland")).click()

        page.get_by_label("Street").press("Control+Enter")

        expect(page.locator("tr.is-saved")).to_contain_text("Acme")

    def test_a_form_is_sent_once_however_often_one_clicks(self, page):
        sent = []
        page.route(f"**{NEW}*", lambda route: sent.append(route.request.method))
        page.locator("form[data-guard]").evaluate("form => (form.noValidate = true)")

        page.get_by_role("button", name="Save", exact=True).dblclick(no_wait_after=True)

        page.wait_for_timeout(300)
        assert sent == ["POST"]

    def test_the_first_field_with_an_error_has_the_focus_and_is_in_view(self, page):
        page.locator("#name").fill("Acme")
        page.get_by_label("Payment days").fill("soon")
        page.locator("form[data-guard]").evaluate("form => (form.noValidate = true)")

        page.get_by_role("button", name="Save", exact=True).click()

        expect(page.get_by_role("combobox", name="Country")).to_be_focused()
        expect(page.get_by_role("link", name="Payment days")).to_be_visible()
