"""What people do when they add a row."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.category import Category
from console.models.company import Company, CompanyKind, CompanyStatus
from console.models.contact import Contact
from console.models.db import db
from console.models.price import Price
from console.models.product import Product
from console.models.stock_level import StockLevel
from console.models.tag import Tag
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    ContactFactory,
    ProductFactory,
    TagFactory,
    WarehouseFactory,
)
from tests.pages import element, errors, flashes, form, heading, soup, submit, text_of

NEW = "/admin/company/new/"
COMPANY = {"name": "Acme", "country": "PL", "city": "Kraków"}


@pytest.fixture
def add(client, login):
    """``add("/admin/tag/new/", name=…)`` opens the form, fills it in and saves it."""
    login(Role.STAFF)

    def add(url, **typed):
        options = {k: typed.pop(k) for k in ("follow_redirects",) if k in typed}
        return submit(client, client.get(url), "form.record-form", **options, **typed)

    return add


def only(model):
    return db.session.scalars(sa.select(model)).one()


class TestBlank:
    def test_leaves_columns_to_the_database(self, add):
        add(NEW, **COMPANY)

        company = only(Company)
        assert (company.kind, company.status) == (CompanyKind.CUSTOMER, CompanyStatus.PROSPECT)
        assert (company.currency_code, company.payment_days) == ("EUR", 14)
        assert (company.discount, company.other_names) == (Decimal("0.00"), [])

    def test_means_no_value_where_there_is_no_default(self, add):
        add(NEW, **COMPANY)

        company = only(Company)
        assert company.tax_id is None
        assert company.street is None
        assert company.is_newsletter_agreed is None
        assert company.attributes is None

    def test_says_what_the_default_is(self, client, login):
        login(Role.STAFF)

        page = client.get(NEW)

        assert "Default: Prospect" in text_of(element(page, "#status"))
        assert "Left blank: 14." in text_of(element(page, "#payment_days-help"))

    def test_is_refused_where_a_value_is_needed(self, add):
        page = add(NEW, name="", city="Kraków", country="")

        assert page.status_code == 422
        assert errors(page) == ["Fill this in.", "Fill this in."]
        assert form(page, "form.record-form")["city"] == "Kraków"

    def test_empty_text_is_a_value_of_its_own(self, add):
        add(NEW, **COMPANY, street="", _null=[])

        assert only(Company).street == ""

    def test_asks_for_no_key_that_the_database_gives(self, client, login):
        login(Role.STAFF)

        assert "id" not in form(client.get(NEW), "form.record-form")


class TestTyped:
    def test_arrives_as_typed(self, add):
        manager = None
        add(
            NEW,
            **COMPANY,
            kind="supplier",
            credit_limit="1,284.50",
            discount="2.5",
            is_newsletter_agreed="false",
            other_names="Acme Ltd\nACME, Inc.",
            attributes='{"b": 1.10, "a": [null]}',
            notes="one\r\ntwo",
            street="  ",
            account_manager=manager or "",
        )

        company = only(Company)
        assert company.kind is CompanyKind.SUPPLIER
        assert (company.credit_limit, company.discount) == (Decimal("1284.50"), Decimal("2.50"))
        assert company.is_newsletter_agreed is False
        assert company.other_names == ["Acme Ltd", "ACME, Inc."]
        assert company.notes == "one\ntwo"
        assert company.street == "  "
        text = db.session.scalar(sa.select(sa.cast(Company.attributes, sa.Text)))
        assert text == '{"a": [null], "b": 1.10}'

    def test_days_become_a_range_with_its_last_day(self, add):
        product = ProductFactory()
        add(
            "/admin/price/new/",
            product=product.id,
            amount="12.00",
            currency="EUR",
            valid=["2026-01-01", "2026-06-30"],
        )

        valid = only(Price).valid
        assert (valid.lower, valid.upper) == (dt.date(2026, 1, 1), dt.date(2026, 7, 1))

    def test_a_composite_key_is_made_of_pickers(self, add):
        warehouse, product = WarehouseFactory(), ProductFactory()
        add("/admin/stock_level/new/", warehouse=warehouse.code, product=product.id, on_hand="3")

        assert only(StockLevel).on_hand == Decimal("3.000")

    def test_a_tree_hangs_where_it_is_told(self, add):
        root = CategoryFactory(name="Root")
        add("/admin/category/new/", name="Leaf", slug="leaf", parent=root.id)

        leaf = db.session.scalars(sa.select(Category).filter_by(slug="leaf")).one()
        assert leaf.parent_id == root.id

    def test_tags_are_ticked(self, add):
        tags = [TagFactory(name=name) for name in ("green", "heavy", "new")]
        category = CategoryFactory()
        add(
            "/admin/product/new/",
            sku="A-1",
            name="Box",
            category=category.id,
            unit="H87",
            tags=[tags[0].id, tags[2].id],
        )

        assert {tag.name for tag in only(Product).tags} == {"green", "new"}


NONSENSE = [
    ("credit_limit", "12,34,5", "This is not a number. Write it like 1284.5."),
    ("credit_limit", "NaN1", "This is not a number. Write it like 1284.5."),
    ("credit_limit", "1.005", "At most 2 digits after the decimal sign are kept here."),
    (
        "credit_limit",
        "1" + "0" * 12,
        "This has to lie between -999,999,999,999.99 and 999,999,999,999.99.",
    ),
    ("payment_days", "1.5", "This has to be a whole number, without decimals."),
    ("payment_days", "40000", "This has to lie between -32,768 and 32,767."),
    ("payment_days", "9" * 5000, "This has to lie between -32,768 and 32,767."),
    ("country", "Atlantis", "There is no country with the key “Atlantis”."),
    ("account_manager", "77", "There is no employee with the key “77”."),
    ("account_manager", "x", "There is no employee with the key “x”."),
    ("account_manager", "1,2", "There is no employee with the key “1,2”."),
    ("status", "gone", "“gone” is not one of the choices."),
    ("is_newsletter_agreed", "perhaps", "“perhaps” is not one of the choices."),
    ("attributes", '{"a": ,}', "This is not JSON: line 1, character 7 cannot be read."),
    ("attributes", "NaN", "JSON has no NaN."),
    ("attributes", '"\\u0000"', "PostgreSQL cannot take this as jsonb"),
    ("name", "a\0b", "This holds a NUL character, which the database cannot keep."),
    ("payment_days", "400", "This has to lie between 0 and 365."),
    ("credit_limit", "-1", "This has to be 0 or more."),
    ("website", "acme.example", "Write the whole address, beginning with http:// or https://."),
    ("name", "   ", "Fill this in."),
]


class TestNonsense:
    @pytest.mark.parametrize(("name", "typed", "sentence"), NONSENSE)
    def test_is_a_sentence_at_its_field(self, add, name, typed, sentence):
        page = add(NEW, **COMPANY | {name: typed})

        assert page.status_code == 422
        field = element(page, f".field:has(#{name})")
        assert sentence in text_of(field.select_one(".field-error"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == 0

    def test_keeps_what_was_entered(self, add):
        page = add(NEW, **COMPANY, payment_days="x", notes="long\nnote", kind="both")

        kept = form(page, "form.record-form")
        assert (kept["payment_days"], kept["notes"], kept["kind"]) == ("x", "long\nnote", "both")
        assert kept["country"] == "PL"

    def test_is_told_above_with_a_link_to_the_field(self, add):
        page = add(NEW, **COMPANY, payment_days="x")

        link = element(page, ".error-summary a")
        assert (text_of(link), link["href"]) == ("Payment days", "#payment_days")
        assert element(page, "#payment_days").has_attr("autofocus")

    def test_a_twin_is_told_at_its_field(self, add):
        CompanyFactory(tax_id="PL123")
        page = add(NEW, **COMPANY, tax_id="PL123")

        assert errors(page) == ["Another company has this value already."]

    def test_what_overlaps_is_told_at_the_range(self, add):
        product = ProductFactory()
        price = {"product": product.id, "amount": "1", "currency": "EUR"}
        add("/admin/price/new/", **price, valid=["2026-01-01", "2026-06-30"])
        page = add("/admin/price/new/", **price, valid=["2026-06-30", ""])

        assert "holds on some of these days" in errors(page)[0]
        kept = [tag["value"] for tag in soup(page).select("[name=valid]")]
        assert kept == ["2026-06-30", ""]

    def test_a_rule_over_several_columns_is_told(self, add):
        page = add(
            "/admin/employee/new/",
            number="E0001",
            first_name="Jan",
            last_name="Wrona",
            email="jan@example.org",
            department="sales",
            job_title="Clerk",
            hired_on="2026-02-01",
            left_on="2026-01-01",
        )

        assert page.status_code == 422
        assert errors(page) == ["The last day of work cannot be before the first."]

    def test_the_last_day_cannot_lie_before_the_first(self, add):
        product = ProductFactory()
        page = add(
            "/admin/price/new/",
            product=product.id,
            amount="1",
            currency="EUR",
            valid=["2026-02-01", "2026-01-01"],
        )

        assert errors(page) == ["The last day lies before the first."]


class TestWayOn:
    def test_leads_back_to_the_list_one_came_from(self, client, login):
        login(Role.STAFF)
        page = client.get(f"{NEW}?url=/admin/company/%3Fstatus%3Dactive%26sort%3Dname")
        answer = submit(client, page, "form.record-form", follow_redirects=False, **COMPANY)

        key = only(Company).id
        assert answer.location == f"/admin/company/?status=active&sort=name&saved={key}"

    @pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "/\\evil"])
    def test_leads_nowhere_else(self, client, login, url):
        login(Role.STAFF)
        page = client.get(NEW, query_string={"url": url})
        answer = submit(client, page, "form.record-form", follow_redirects=False, **COMPANY)

        assert answer.location.startswith("/admin/company/?saved=")

    def test_highlights_the_new_row(self, add):
        page = add(NEW, **COMPANY)

        assert text_of(element(page, "tr.is-saved th")) == "Acme"
        assert flashes(page) == ["Added company Acme."]

    def test_goes_on_editing(self, add):
        page = add(NEW, **COMPANY, _continue_editing="1")

        assert heading(page) == "Edit Acme"

    def test_goes_on_adding(self, add):
        page = add(NEW, **COMPANY, _add_another="1")

        assert heading(page) == "Add company"
        assert form(page, "form.record-form")["name"] == ""

    def test_takes_values_from_the_address(self, client, login):
        company = CompanyFactory(name="Acme")
        login(Role.STAFF)
        page = client.get(f"/admin/contact/new/?company={company.id}&first_name=Anna&id=9&x=1")

        assert form(page, "form.record-form")["company"] == str(company.id)
        assert form(page, "form.record-form")["first_name"] == "Anna"
        assert "Acme" in text_of(element(page, ".picker-words"))

    def test_a_window_for_a_missing_parent_hands_it_back(self, client, add):
        page = add("/admin/company/new/?popup=1&field=company", **COMPANY)

        assert form(client.get(f"{NEW}?popup=1&words=Ac"), "form.record-form")["name"] == "Ac"
        done = element(page, "[data-popup-done]")
        key = str(only(Company).id)
        assert (done["data-id"], done["data-text"], done["data-field"]) == (key, "Acme", "company")

    def test_offers_to_make_a_missing_parent_to_those_who_may(self, client, login):
        login(Role.STAFF)
        page = client.get("/admin/contact/new/")

        company = element(page, ".picker:has([name=company])")
        language = element(page, ".picker:has([name=language])")
        assert str(company["data-create-url"]).startswith("/admin/company/new/?popup=1")
        assert not language.has_attr("data-create-url")


class TestMay:
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_not_everybody(self, client, login, role, method):
        token = form_token(client, login)
        login(role)
        answer = getattr(client, method)(NEW, data={"csrf_token": token, **COMPANY})

        assert answer.status_code == 403
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == 0

    def test_not_without_a_token(self, client, login):
        login(Role.STAFF)

        assert client.post(NEW, data=COMPANY).status_code == 400
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Company)) == 0

    def test_not_what_is_not_on_the_form(self, client, add):
        add(NEW, **COMPANY, id="99", created_at="2001-01-01", total="5")

        company = only(Company)
        assert company.id != 99
        assert company.created_at.year > 2001


def form_token(client, login):
    login(Role.STAFF)
    return form(client.get(NEW), "form.record-form")["csrf_token"]


def test_a_form_never_holds_a_whole_table(client, login):
    CompanyFactory.create_batch(30)
    TagFactory.create_batch(40)
    login(Role.STAFF)

    page = client.get("/admin/product/new/")

    assert len(soup(page).select("option")) < 20
    assert len(soup(page).select("input[type=checkbox][name=tags]")) == 0
    assert "Company 0" not in page.text


@pytest.mark.parametrize("rows", [1, 30])
def test_a_form_costs_the_same_for_any_number_of_rows(client, login, count_queries, rows):
    company = CompanyFactory()
    ContactFactory.create_batch(rows, company=company)
    login(Role.STAFF)

    with count_queries() as statements:
        client.get(f"/admin/company/edit/?id={company.id}")

    assert len(statements) <= 7
    assert not any("contact" in one for one in statements)


def test_json_null_and_no_value_are_two_things(add):
    add(NEW, **COMPANY, attributes="null")

    text = db.session.scalar(sa.select(sa.cast(Company.attributes, sa.Text)))
    assert text == "null"
    assert json.loads(text) is None


def test_a_contact_of_a_company_that_has_a_main_one(add):
    company = CompanyFactory()
    ContactFactory(company=company, is_main=True)
    page = add(
        "/admin/contact/new/",
        company=company.id,
        first_name="Anna",
        last_name="Lis",
        is_main="true",
    )

    assert page.status_code == 422
    assert "has a main contact already" in errors(page)[0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1


def test_a_tag_is_added_with_two_fields(add):
    add("/admin/tag/new/", name="green", colour="#2fb344")

    assert only(Tag).colour == "#2fb344"
