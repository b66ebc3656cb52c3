"""Adding, editing and deleting in a real browser, with scripts and without."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.dialects.postgresql import Range

from console.auth import Role
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from console.models.product import Product
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    ContactFactory,
    PaymentFactory,
    PriceFactory,
    ProductFactory,
    SalesOrderFactory,
    TagFactory,
    WarehouseFactory,
)

WARSAW = {"timezone": "Europe/Warsaw"}


def odd_rows():
    """Rows that browsers might spoil: line ends, blanks, seconds, an hour that comes twice."""
    company = CompanyFactory(
        name="  Acme  ",
        street="",
        email=None,
        notes="\n\nfirst\r\nsecond\n",
        other_names=["a,b", " c ", '"', "two  blanks"],
        attributes={"a": 1.50, "b": [None, {}]},
        credit_limit=Decimal("0.10"),
        is_newsletter_agreed=None,
    )
    twice = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)
    exact = dt.datetime(2026, 6, 1, 10, 0, 0, 123456, tzinfo=dt.UTC)
    return [
        company,
        SalesOrderFactory(company=company, ordered_at=twice, shipped_at=exact.replace(year=2027)),
        SalesOrderFactory(company=company, ordered_at=exact.replace(microsecond=0)),
        PriceFactory(valid=Range(dt.date(2026, 1, 1), None)),
        PriceFactory(valid=Range(None, None)),
        ProductFactory(
            lead_time=dt.timedelta(days=3, hours=4), tags=[TagFactory(), TagFactory()], colours=[]
        ),
        WarehouseFactory(opens_at=dt.time(8), closes_at=dt.time(16, 30, 15), latitude=0.1),
        PaymentFactory(details=None, reference=""),
        ContactFactory(company=company),
    ]


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("locale", ["en", "pl"])
def test_saving_what_nobody_touched_changes_nothing(visit, site, scripts, locale):
    rows = odd_rows()
    addresses = [
        f"/admin/{row.__tablename__}/edit/?id={sa.inspect(row).identity[0]}" for row in rows
    ]
    before = snapshot()
    options = {"java_script_enabled": scripts, "locale": "pl-PL" if locale == "pl" else "en-US"}
    page = visit(Role.STAFF, "/admin/", {**WARSAW, "locale": locale}, **options)
    for address in addresses:
        page.goto(address)
        page.locator("[name=_save]").click()
        page.wait_for_url("**saved=**")

    assert snapshot() == before


def snapshot():
    """Every row of the tables people write to, in PostgreSQL's own words."""
    db.session.rollback()
    tables = ("company", "sales_order", "price", "product", "warehouse", "payment", "contact")
    found = {
        table: db.session.scalars(sa.text(f"SELECT t::text FROM {table} t ORDER BY 1")).all()
        for table in (*tables, "product_tag")
    }
    db.session.rollback()
    return found


def test_a_missing_parent_is_made_on_the_way(visit, site):
    page = visit(Role.STAFF, "/admin/contact/new/")
    page.locator("#company").fill("Nowhere Ltd")
    with page.context.expect_page() as opened:
        page.get_by_role("option", name="Create company…").click()
    window = opened.value
    window.wait_for_load_state()
    assert window.locator("#name").input_value() == "Nowhere Ltd"
    window.locator("#country").fill("Pola")
    window.get_by_role("option", name="Poland").click()
    window.locator("#city").fill("Hel")
    window.get_by_role("button", name="Save", exact=True).click()

    # Asked from outside: the page's policy forbids to evaluate what is sent into it to wait there.
    expect(page.locator("[name=company]")).not_to_have_value("")
    assert page.locator("#company").input_value() == "Nowhere Ltd"
    page.get_by_label("First name").fill("Anna")
    page.get_by_label("Last name").fill("Lis")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**saved=**")

    db.session.rollback()
    contact = db.session.scalars(sa.select(Contact)).one()
    assert contact.company.name == "Nowhere Ltd"
    assert contact.email is None


def test_without_scripts_a_key_is_typed(visit, site):
    company = CompanyFactory(name="Acme")
    page = visit(Role.STAFF, "/admin/contact/new/", java_script_enabled=False)
    page.locator("[name=company]").fill(str(company.id))
    page.locator("[name=first_name]").fill("Anna")
    page.locator("[name=last_name]").fill("Lis")
    page.locator("[name=_save]").click()

    assert "Added contact Anna Lis." in page.locator("main").inner_text()


def test_without_scripts_a_value_is_typed_over_no_value(visit, site):
    company = CompanyFactory(street=None)
    page = visit(Role.STAFF, f"/admin/company/edit/?id={company.id}", java_script_enabled=False)
    page.locator("[name=street]").fill("Długa 1")
    page.locator("[name=_save]").click()

    db.session.rollback()
    assert db.session.scalar(sa.select(Company.street)) == "Długa 1"


def test_clearing_a_text_means_no_value(visit, site):
    company = CompanyFactory(street="Długa 1")
    page = visit(Role.STAFF, f"/admin/company/edit/?id={company.id}")
    page.get_by_label("Street").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**saved=**")

    db.session.rollback()
    assert db.session.scalar(sa.select(Company.street)) is None


def test_an_error_keeps_the_entries_and_takes_the_cursor(visit, site):
    page = visit(Role.STAFF, "/admin/company/new/")
    page.locator("#name").fill("Acme")
    page.locator("#city").fill("Hel")
    page.locator("#country").fill("Pola")
    page.get_by_role("option", name="Poland").click()
    page.locator("#payment_days").fill("many")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")

    assert page.evaluate("document.activeElement.name") == "payment_days"
    assert page.locator("#country").input_value() == "Poland"
    assert page.locator("[name=country]").input_value() == "PL"


def test_many_tags_are_picked(visit, site):
    tags = TagFactory.create_batch(15)
    product = ProductFactory(tags=tags[:1], category=CategoryFactory())
    page = visit(Role.STAFF, f"/admin/product/edit/?id={product.id}")
    page.get_by_role("combobox", name="Add to Tags").first.fill(tags[9].name)
    page.get_by_role("option", name=tags[9].name, exact=False).first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**saved=**")

    db.session.rollback()
    found = db.session.scalars(sa.select(Product)).one()
    assert {tag.name for tag in found.tags} == {tags[0].name, tags[9].name}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barriers(visit, site, barriers, theme):
    contact = ContactFactory()
    SalesOrderFactory(contact=contact, company=contact.company)
    key = contact.company_id
    page = visit(Role.STAFF, "/admin/", {"theme": theme})
    for address in ("new/", f"edit/?id={key}", f"details/?id={key}", f"delete/?id={key}"):
        page.goto(f"/admin/company/{address}")
        assert barriers(page) == [], address
    page.goto("/admin/company/new/?name=x")
    page.locator("[name=_save]").evaluate("button => button.form.noValidate = true")
    page.locator("[name=_save]").click()
    page.wait_for_selector(".error-summary")
    assert barriers(page) == []
