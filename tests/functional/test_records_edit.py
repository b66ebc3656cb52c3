"""What people do when they change a row, alone and at the same time as others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.company import Company, CompanyStatus
from console.models.db import db
from console.models.product import Product
from console.models.sales_order import SalesOrder
from console.models.warehouse import Warehouse
from tests.factories import (
    CompanyFactory,
    ContactFactory,
    OrderLineFactory,
    ProductFactory,
    SalesOrderFactory,
    StockLevelFactory,
    TagFactory,
    WarehouseFactory,
)
from tests.pages import element, errors, flashes, form, heading, soup, submit, text_of

FORM = "form.record-form"


@pytest.fixture
def company():
    return CompanyFactory(name="Acme", street=None, attributes={"a": 1.5}, notes="one\r\ntwo")


@pytest.fixture
def url(company):
    return f"/admin/company/edit/?id={company.id}"


@pytest.fixture
def save(staff, url):
    """``save(name=…)`` opens the form, changes what is given and saves it."""

    def save(page=None, **changes):
        return submit(staff, page or staff.get(url), FORM, **changes)

    return save


def change(row, **values):
    """Somebody else changes *row* meanwhile."""
    model = type(row)
    db.session.execute(sa.update(model).where(model.id == row.id).values(**values))
    db.session.commit()


def fresh(row):
    db.session.expire_all()
    return row


class TestUntouched:
    def test_writes_nothing(self, staff, url, company, count_queries):
        page = staff.get(url)
        with count_queries() as statements:
            answer = submit(staff, page, FORM, follow_redirects=False)

        assert answer.status_code == 302
        assert not [s for s in statements if s.startswith(("UPDATE company", "INSERT", "DELETE"))]

    def test_says_so(self, save):
        assert flashes(save()) == ["Nothing was changed in Acme, so nothing was saved."]

    def test_needs_no_control_for_what_it_does_not_send(self, staff, url, company):
        token = form(staff.get(url), FORM)["csrf_token"]
        staff.post(url, data={"csrf_token": token, "city": "Gdańsk"})

        assert fresh(company).city == "Gdańsk"
        assert company.status is CompanyStatus.ACTIVE
        assert company.attributes == {"a": 1.5}


class TestChanged:
    def test_a_name_that_ends_with_a_full_stop_ends_the_sentence(self, save):
        assert flashes(save(name="Acme Inc.")) == ["Saved company Acme Inc."]

    def test_only_what_was_changed_is_sent(self, staff, url, count_queries):
        page = staff.get(url)
        with count_queries() as statements:
            submit(staff, page, FORM, follow_redirects=False, city="Gdańsk")

        (update,) = [s for s in statements if s.startswith("UPDATE company")]
        assert "city" in update
        assert "name" not in update

    def test_no_value_becomes_a_value_by_typing(self, save, company):
        save(street="Długa 1")

        assert fresh(company).street == "Długa 1"

    def test_a_value_becomes_no_value_by_the_box(self, save, company):
        change(company, street="Długa 1")
        save(_null="street")

        assert fresh(company).street is None

    def test_a_value_becomes_empty_text(self, save, company):
        change(company, street="Długa 1")
        save(street="")

        assert fresh(company).street == ""

    def test_line_ends_stay_of_the_kind_they_were(self, save, company):
        save(notes="one\r\ntwo\r\nthree")

        assert fresh(company).notes == "one\r\ntwo\r\nthree"

    def test_a_link_is_taken_away(self, save, company):
        assert fresh(company).country_code == "PL"
        save(subdivision="PL-12")
        assert fresh(company).subdivision_code == "PL-12"
        save(subdivision="")

        assert fresh(company).subdivision_code is None

    def test_one_zero_more_is_a_change_only_where_it_is_kept(self, save, company):
        change(company, credit_limit=Decimal("10.50"))
        page = save(credit_limit="10.5")

        assert "Nothing was changed" in flashes(page)[0]

    def test_tags_are_added_and_removed_by_difference(self, staff, count_queries):
        green, heavy, new = (TagFactory(name=name) for name in ("green", "heavy", "new"))
        product = ProductFactory(tags=[green, heavy])
        page = staff.get(f"/admin/product/edit/?id={product.id}")
        with count_queries() as statements:
            submit(staff, page, FORM, tags=[heavy.id, new.id], follow_redirects=False)

        db.session.expire_all()
        assert {tag.name for tag in product.tags} == {"heavy", "new"}
        assert len([s for s in statements if s.startswith("INSERT INTO product_tag")]) == 1
        assert len([s for s in statements if s.startswith("DELETE FROM product_tag")]) == 1

    def test_all_tags_are_removed(self, staff):
        product = ProductFactory(tags=[TagFactory()])
        page = staff.get(f"/admin/product/edit/?id={product.id}")
        submit(staff, page, FORM, tags=None)

        db.session.expire_all()
        assert product.tags == []

    def test_a_tag_is_added_by_its_key(self, staff):
        tags = TagFactory.create_batch(20)
        product = ProductFactory(tags=tags[:1])
        page = staff.get(f"/admin/product/edit/?id={product.id}")
        submit(staff, page, FORM, tags=[tags[0].id, tags[7].id, ""])

        db.session.expire_all()
        assert {tag.id for tag in product.tags} == {tags[0].id, tags[7].id}

    def test_a_natural_key_may_change(self, staff):
        WarehouseFactory(code="TST1")
        page = staff.get("/admin/warehouse/edit/?id=TST1")
        submit(staff, page, FORM, code="TST2")

        assert db.session.scalars(sa.select(Warehouse.code)).all() == ["TST2"]

    def test_a_natural_key_that_others_use_says_who_does(self, staff):
        level = StockLevelFactory()
        page = staff.get(f"/admin/warehouse/edit/?id={level.warehouse_code}")
        page = submit(staff, page, FORM, code="TST2")

        assert "Stock levels still refer to this warehouse." in " ".join(flashes(page))

    def test_what_the_database_keeps_is_shown_and_not_entered(self, staff):
        line = OrderLineFactory()
        page = staff.get(f"/admin/order_line/edit/?id={line.order_id},{line.line_no}")

        assert "total" not in form(page, FORM)
        assert "10.00" in text_of(element(page, "[data-group=system]"))

    def test_times_are_read_in_the_readers_zone(self, staff):
        order = SalesOrderFactory(ordered_at=dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC))
        staff.set_cookie("timezone", "Europe/Warsaw")
        page = staff.get(f"/admin/sales_order/edit/?id={order.id}")

        assert form(page, FORM)["ordered_at"] == "2026-06-01T12:00"
        submit(staff, page, FORM, ordered_at="2026-06-01T12:30")
        assert fresh(order).ordered_at == dt.datetime(2026, 6, 1, 10, 30, tzinfo=dt.UTC)

    def test_a_form_keeps_the_zone_it_was_shown_in(self, staff):
        order = SalesOrderFactory(ordered_at=dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC))
        staff.set_cookie("timezone", "Europe/Warsaw")
        page = staff.get(f"/admin/sales_order/edit/?id={order.id}")
        staff.set_cookie("timezone", "America/New_York")
        submit(staff, page, FORM, ordered_at="2026-06-01T13:00")

        assert fresh(order).ordered_at == dt.datetime(2026, 6, 1, 11, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("2026-03-29T02:30", "Clocks in Europe/Warsaw skip this hour that day."),
            ("2026-10-25T02:30", "Clocks in Europe/Warsaw show this hour twice that day."),
            ("2026-02-30T10:00", "Write this like 2026-11-23 09:30."),
            ("yesterday", "Write this like 2026-11-23 09:30."),
        ],
    )
    def test_times_that_no_clock_shows_once_are_a_sentence(self, staff, typed, sentence):
        order = SalesOrderFactory()
        staff.set_cookie("timezone", "Europe/Warsaw")
        page = staff.get(f"/admin/sales_order/edit/?id={order.id}")
        page = submit(staff, page, FORM, ordered_at=typed)

        assert sentence in errors(page)[0]
        control = element(page, "#ordered_at")
        # The browser's own control could not take the offset that the sentence asks for.
        assert (control["type"], control["value"]) == ("text", typed)

    def test_figures_are_read_in_the_readers_language(self, staff, url, company):
        staff.set_cookie("locale", "pl")
        page = staff.get(url)
        submit(staff, page, FORM, credit_limit="1 284,50", discount="13,75")

        assert fresh(company).credit_limit == Decimal("1284.50")
        assert company.discount == Decimal("13.75")


class TestMeanwhile:
    def test_other_fields_are_merged(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        page = save(page, street="Długa 1")

        assert (fresh(company).city, company.street) == ("Gdańsk", "Długa 1")
        assert "Someone else changed City meanwhile; that was kept." in flashes(page)[0]

    def test_the_same_field_is_a_conflict_with_both_values(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        page = save(page, city="Sopot", street="Długa 1")

        assert page.status_code == 409
        cells = [text_of(cell) for cell in soup(page).select("table.conflict tbody tr > *")]
        assert cells[:3] == ["City", "Sopot", "Gdańsk"]
        kept = form(page, FORM)
        assert (kept["city"], kept["street"]) == ("Sopot", "Długa 1")
        assert fresh(company).city == "Gdańsk"
        assert company.street is None

    def test_one_may_insist(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        save(save(page, city="Sopot", street="Długa 1"))

        assert (fresh(company).city, company.street) == ("Sopot", "Długa 1")

    def test_one_may_give_in(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        save(save(page, city="Sopot", street="Długa 1"), _theirs="city")

        assert (fresh(company).city, company.street) == ("Gdańsk", "Długa 1")

    def test_a_third_change_is_a_conflict_again(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        page = save(page, city="Sopot")
        change(company, city="Hel")

        assert save(page).status_code == 409

    def test_the_same_change_is_none(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        page = save(page, city="Gdańsk")

        assert page.status_code == 200
        assert fresh(company).city == "Gdańsk"

    def test_an_error_does_not_make_one_forget_what_was_seen(self, staff, url, save, company):
        page = staff.get(url)
        change(company, city="Gdańsk")
        page = save(page, credit_limit="x")
        assert page.status_code == 422
        page = save(page, credit_limit="1", city="Sopot")

        assert page.status_code == 409

    def test_a_row_that_is_gone_keeps_the_entries(self, staff, url, save, company):
        page = staff.get(url)
        db.session.delete(company)
        db.session.commit()
        page = save(page, city="Sopot", notes="mine")

        assert page.status_code == 410
        assert "This company is gone" in " ".join(flashes(page))
        kept = form(page, FORM)
        assert (kept["name"], kept["city"], kept["notes"]) == ("Acme", "Sopot", "mine")

    def test_a_row_that_is_gone_can_be_made_anew(self, staff, url, save, company):
        page = staff.get(url)
        db.session.delete(company)
        db.session.commit()
        submit(staff, save(page, city="Sopot"), FORM)

        again = db.session.scalars(sa.select(Company)).one()
        assert (again.name, again.city, again.notes) == ("Acme", "Sopot", "one\ntwo")

    def test_digests_of_another_row_are_worth_nothing(self, staff, url, company):
        other = CompanyFactory(name="Other", city="Acme")
        page = staff.get(url)
        seen = form(staff.get(f"/admin/company/edit/?id={other.id}"), FORM)["_seen"]
        page = submit(staff, page, FORM, _seen=seen, name="New")

        # Every field looks as if another had changed it; what is the same is no conflict.
        assert page.status_code == 409
        assert fresh(company).name == "Acme"

    @pytest.mark.parametrize("seen", ["", "x", "[]", '{"name": 3}', "[" * 5000, None])
    def test_nonsense_in_their_place_is_no_error(self, staff, url, company, seen):
        submit(staff, staff.get(url), FORM, _seen=seen, name="New")

        assert fresh(company).name == "New"


class TestCopy:
    def test_is_the_row_as_shown_with_the_entries(self, staff, url, save, company):
        page = save(name="Acme 2", _save_as_copy="1")

        one, two = db.session.scalars(sa.select(Company).order_by(Company.id))
        assert (one.name, two.name) == ("Acme", "Acme 2")
        assert (two.attributes, two.notes, two.status) == (one.attributes, one.notes, one.status)
        assert two.street is None
        assert heading(page) == "Edit Acme 2"

    def test_takes_the_tags_along(self, staff):
        product = ProductFactory(tags=[TagFactory(), TagFactory()])
        page = staff.get(f"/admin/product/edit/?id={product.id}")
        submit(staff, page, FORM, sku="COPY-1", barcode="", _save_as_copy="1")

        copy = db.session.scalars(sa.select(Product).filter_by(sku="COPY-1")).one()
        assert {t.id for t in copy.tags} == {t.id for t in product.tags}

    def test_of_a_unique_row_says_what_is_taken(self, staff):
        product = ProductFactory()
        page = staff.get(f"/admin/product/edit/?id={product.id}")
        page = submit(staff, page, FORM, _save_as_copy="1")

        assert errors(page) == ["Another product has this value already."]
        assert heading(page).startswith("Edit ")


class TestAddress:
    @pytest.mark.parametrize("key", ["0", "abc", "1,2", "9" * 30, "", "1%00", "-1", "1.5", "٣"])
    @pytest.mark.parametrize("page", ["edit", "details", "delete"])
    def test_a_key_of_no_row_is_not_found(self, staff, page, key):
        answer = staff.get(f"/admin/company/{page}/?id={key}")

        assert answer.status_code == 404
        assert "There is no such company" in answer.text

    def test_no_key_is_not_found(self, staff):
        assert staff.get("/admin/company/edit/").status_code == 404

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_readers_may_not(self, client, login, url, role):
        login(role)

        assert client.get(url).status_code == 403

    def test_an_amount_stands_with_its_currency(self, staff, url, company):
        change(company, credit_limit=1)
        page = staff.get(url)

        assert text_of(element(page, ".input-group:has(#credit_limit)")) == "EUR"


class TestParents:
    def test_their_form_carries_no_children(self, staff):
        contact = ContactFactory()
        page = staff.get(f"/admin/company/edit/?id={contact.company_id}")

        assert "contacts" not in form(page, FORM)
        assert contact.last_name not in page.text

    def test_saving_one_leaves_children_added_meanwhile_alone(self, staff, company, url, save):
        page = staff.get(url)
        contact = ContactFactory(company=company)
        save(page, city="Hel")

        assert fresh(contact).company_id == company.id


def test_a_trigger_speaks_for_itself(staff):
    line = OrderLineFactory()
    db.session.execute(
        sa.text(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'The books of 2025 are closed.' USING COLUMN = 'notes'; END $$"
        )
    )
    db.session.execute(
        sa.text(
            "CREATE TRIGGER refuse BEFORE UPDATE ON sales_order"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
    )
    db.session.commit()
    page = staff.get(f"/admin/sales_order/edit/?id={line.order_id}")
    page = submit(staff, page, FORM, notes="x")

    assert errors(page) == ["The books of 2025 are closed."]
    assert db.session.scalar(sa.select(SalesOrder.notes)) is None
