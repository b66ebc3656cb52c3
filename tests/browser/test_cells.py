"""Editing values in their cells of a list: by keyboard and by mouse, with scripts and without."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from console.admin import registry
from console.auth import Role
from console.models.contact import Contact
from console.models.db import db
from console.models.stock_level import StockLevel
from tests.factories import CompanyFactory, ContactFactory, StockLevelFactory, WarehouseFactory

LIST = "/admin/stock_level/"


@pytest.fixture
def stock(site):
    """Two shelves, of which the first has goods set aside."""
    with site.database.app.app_context():
        warehouse = WarehouseFactory(name="Harbour")
        StockLevelFactory(warehouse=warehouse, on_hand=12, reserved=2, shelf="A-01-01")
        StockLevelFactory(warehouse=warehouse, on_hand=30, reserved=0, shelf="A-01-02")
        db.session.commit()


@pytest.fixture
def page(visit, stock):
    return visit(Role.STAFF, LIST)


@pytest.fixture
def on_hand(site):
    def on_hand():
        with site.database.app.app_context():
            found = sa.select(StockLevel.on_hand).order_by(StockLevel.product_id)
            return list(db.session.scalars(found))

    return on_hand


def pencil(page, row, column):
    return page.locator("tbody tr").nth(row).get_by_label(f"Edit: {column}")


def test_the_keyboard_alone_edits_saves_and_goes_on(page, on_hand):
    first = pencil(page, 0, "On hand")
    first.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("dialog").get_by_label("On hand")
    expect(field).to_be_focused()
    expect(field).to_have_value("12.000")

    page.keyboard.type("20")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(first).to_be_focused()
    expect(page.locator("tr.is-saved")).to_contain_text("18.000")
    expect(page.locator("[data-announce]")).to_contain_text("Saved stock level")
    assert on_hand() == [Decimal(20), Decimal(30)]
    page.keyboard.press("ArrowDown")
    expect(pencil(page, 1, "On hand")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(pencil(page, 1, "Shelf")).to_be_focused()


def test_a_refusal_stands_beside_the_field_and_keeps_what_was_typed(page, on_hand):
    pencil(page, 0, "On hand").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("dialog").get_by_label("On hand")
    expect(field).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Enter")

    expect(page.get_by_text("No more can be reserved than is on hand.")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("1")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert on_hand() == [Decimal(12), Decimal(30)]

    page.keyboard.type("15")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert on_hand() == [Decimal(15), Decimal(30)]


def test_escape_leaves_everything_as_it_was(page, on_hand):
    pencil(page, 0, "On hand").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("On hand")).to_be_focused()
    page.keyboard.type("99")

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(pencil(page, 0, "On hand")).to_be_focused()
    assert on_hand() == [Decimal(12), Decimal(30)]


def test_tab_stays_with_the_field_and_its_buttons(page):
    pencil(page, 0, "Shelf").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Shelf")).to_be_focused()

    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)


def test_the_mouse_edits_and_a_press_beside_keeps_what_was_typed(page, on_hand):
    pencil(page, 1, "On hand").click()
    field = page.get_by_role("dialog").get_by_label("On hand")
    field.fill("31")
    page.mouse.click(5, 5)
    expect(field).to_have_value("31")

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert on_hand() == [Decimal(12), Decimal(31)]
    expect(page).to_have_url(re.compile(f"{LIST}$"))


def test_what_is_typed_is_kept_when_the_server_is_away(page, on_hand):
    pencil(page, 0, "On hand").click()
    field = page.get_by_role("dialog").get_by_label("On hand")
    page.route("**/ajax/update/**", lambda route: route.abort())
    field.fill("20")
    field.press("Enter")

    expect(page.get_by_text("nothing was saved. What you entered is kept")).to_be_visible()
    expect(field).to_have_value("20")
    page.unroute("**/ajax/update/**")
    field.press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert on_hand() == [Decimal(20), Decimal(30)]


def test_ticks_stay_where_they_are(page):
    page.locator("tbody tr").nth(0).get_by_role("checkbox").check()
    pencil(page, 0, "On hand").click()
    page.get_by_role("dialog").get_by_label("On hand").fill("20")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("tbody tr").nth(0).get_by_role("checkbox")).to_be_checked()
    expect(page.locator("[data-batch-count]")).to_have_text("1 selected")


def test_a_row_that_is_gone_is_said_so_and_nothing_is_lost(page, site):
    pencil(page, 0, "On hand").click()
    field = page.get_by_role("dialog").get_by_label("On hand")
    field.fill("20")
    with site.database.app.app_context():
        db.session.execute(sa.delete(StockLevel))
        db.session.commit()

    field.press("Enter")

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("There is no such")
    expect(field).to_have_value("20")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_field_keeps_nobody_out(visit, stock, barriers, theme):
    page = visit(Role.STAFF, LIST, {"theme": theme})
    pencil(page, 0, "On hand").focus()
    assert barriers(page) == []

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("On hand")).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No more can be reserved than is on hand.")).to_be_visible()

    assert barriers(page) == []


def test_without_scripts_the_pencil_leads_to_the_field(visit, stock):
    page = visit(Role.STAFF, LIST, java_script_enabled=False)

    page.locator("tbody tr").nth(0).locator("td", has_text="A-01-01").get_by_role("link").click()

    expect(page).to_have_url(re.compile("/edit/.*#shelf$"))
    expect(page.locator("#shelf:target")).to_have_value("A-01-01")


def test_readers_see_no_pencil(visit, stock):
    page = visit(Role.AUDITOR, LIST)

    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".cell-edit")).to_have_count(0)


class TestLinks:
    @pytest.fixture
    def page(self, site, visit, monkeypatch):
        """Contacts whose company is chosen in the list, from two letters on."""
        refs = {
            "company": {
                "fields": ["name"],
                "placeholder": "Two letters of a name",
                "minimum_input_length": 2,
            }
        }
        given = {"column_list": ("last_name", "company"), "form_ajax_refs": refs}
        options = type("Options", (), given | {"column_editable_list": ("company",)})
        monkeypatch.setitem(registry._options, Contact, options)
        monkeypatch.delitem(registry.views(site.database.app)._made, Contact, raising=False)
        with site.database.app.app_context():
            ContactFactory(company=CompanyFactory(name="Acme"))
            CompanyFactory(name="Zeta Tools")
            db.session.commit()
        return visit(Role.STAFF, "/admin/contact/")

    def test_are_chosen_in_the_cell_by_keyboard(self, page):
        pencil(page, 0, "Company").focus()
        page.keyboard.press("Enter")
        field = page.get_by_role("dialog").get_by_role("combobox", name="Company")
        expect(field).to_be_focused()
        expect(field).to_have_value("Acme")
        expect(field).to_have_attribute("placeholder", "Two letters of a name")

        page.keyboard.type("zet")
        option = page.get_by_role("option", name=re.compile("Zeta Tools"))
        expect(option).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(field).to_have_value("Zeta Tools")
        page.keyboard.press("Enter")

        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("link", name="Zeta Tools")).to_be_visible()
        expect(pencil(page, 0, "Company")).to_be_focused()

    def test_are_looked_for_once_enough_is_typed(self, page):
        asked = []
        page.on("request", lambda one: asked.append(one.url) if "lookup" in one.url else None)
        pencil(page, 0, "Company").click()
        field = page.get_by_role("dialog").get_by_role("combobox", name="Company")
        field.fill("z")
        page.wait_for_timeout(400)
        assert asked == []

        field.fill("ze")
        expect(page.get_by_role("option", name=re.compile("Zeta Tools"))).to_be_visible()
        assert len(asked) == 1

    def test_escape_closes_the_choices_first(self, page):
        pencil(page, 0, "Company").click()
        field = page.get_by_role("dialog").get_by_role("combobox", name="Company")
        field.fill("ze")
        expect(page.get_by_role("listbox")).to_be_visible()

        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(page.get_by_role("dialog")).to_be_visible()
