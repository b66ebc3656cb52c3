"""Rows inside of another row's form (``inline_models``), as people fill them in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from console.admin import registry
from console.auth import Role
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from tests.factories import CompanyFactory, ContactFactory


@pytest.fixture
def company(site, monkeypatch):
    """A company with two contacts, which its form holds; the key of it."""

    class Options:
        form_columns = ("name", "city")
        inline_models = ((Contact, {"form_columns": ("first_name", "last_name", "email")}),)

    monkeypatch.setitem(registry._options, Company, Options)
    monkeypatch.delitem(registry.views(site.database.app)._made, Company, raising=False)
    with site.database.app.app_context():
        company = CompanyFactory(name="Acme")
        ContactFactory(company=company, first_name="Ann", last_name="One")
        ContactFactory(company=company, first_name="Bob", last_name="Two")
        db.session.commit()
        return company.id


@pytest.fixture
def contacts(site):
    def contacts():
        with site.database.app.app_context():
            return sorted(
                f"{one.first_name} {one.last_name}"
                for one in db.session.scalars(sa.select(Contact))
            )

    return contacts


@pytest.fixture
def page(visit, company):
    return visit(Role.STAFF, f"/admin/company/edit/?id={company}")


def row(page, words, nth=0):
    """The part of the form that holds the row called *words*."""
    return page.get_by_role("group", name=words, exact=True).nth(nth)


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def test_one_row_is_added_one_changed_and_one_deleted_at_once(page, contacts):
    row(page, "Ann One").get_by_label("First name").fill("Anna")
    row(page, "Bob Two").get_by_label("Delete this row when saving").check()
    page.get_by_role("button", name="One more row").click()
    added = row(page, "New row", 1)
    expect(added.get_by_label("First name")).to_be_focused()
    page.keyboard.type("Cid")
    page.keyboard.press("Tab")
    page.keyboard.type("Three")

    save(page)

    expect(page.locator("tr.is-saved")).to_contain_text("Acme")
    assert contacts() == ["Anna One", "Cid Three"]


def test_what_is_wrong_stands_beside_its_field_and_all_entries_stay(page, contacts):
    page.get_by_label("City").fill("Gdynia")
    row(page, "Ann One").get_by_label("First name").fill("Anna")
    row(page, "Bob Two").get_by_label("Delete this row when saving").check()
    page.get_by_role("button", name="One more row").click()
    row(page, "New row", 1).get_by_label("First name").fill("Cid")

    save(page)

    # The blank row before it is none, so the new one comes back as the first of its kind.
    wrong = row(page, "New row").get_by_label("Last name")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    described = wrong.get_attribute("aria-describedby").split()
    expect(page.locator(f"#{described[0]}")).to_contain_text("Fill this in.")
    expect(page.get_by_label("City")).to_have_value("Gdynia")
    expect(row(page, "New row").get_by_label("First name")).to_have_value("Cid")
    expect(page.locator("input[name$='-first_name'][value=Anna]")).to_have_count(1)
    expect(row(page, "Bob Two").get_by_label("Delete this row when saving")).to_be_checked()
    assert contacts() == ["Ann One", "Bob Two"]

    wrong.fill("Three")
    save(page)
    expect(page.locator("tr.is-saved")).to_contain_text("Acme")
    assert contacts() == ["Anna One", "Cid Three"]


def test_without_scripts_there_is_one_blank_row(visit, company, contacts):
    page = visit(Role.STAFF, f"/admin/company/edit/?id={company}", java_script_enabled=False)
    expect(page.get_by_role("button", name="One more row")).to_have_count(0)
    row(page, "New row").get_by_label("First name").fill("Cid")
    row(page, "New row").get_by_label("Last name").fill("Three")

    save(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Companies")
    assert contacts() == ["Ann One", "Bob Two", "Cid Three"]


def test_added_rows_keep_nobody_out(page, barriers):
    page.get_by_role("button", name="One more row").click()

    assert barriers(page) == []
