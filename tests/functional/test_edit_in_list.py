"""Editing values in their cells of a list: who may, what is asked, what is written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from wtforms.validators import ValidationError

from console.admin import checks, query, registry
from console.auth import Role
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from console.models.stock_level import StockLevel
from console.models.tag import Tag
from tests.factories import CompanyFactory, ContactFactory, StockLevelFactory, TagFactory
from tests.pages import csrf_token, fields_of, headers, soup

OURS = {"Console-Part": "cell", "Accept": "application/json"}
UPDATE = "ajax/update/"


@pytest.fixture
def stock():
    return StockLevelFactory(on_hand=12, reserved=2, shelf="A-01-01")


def ask_for_quantity(client, method, stock, token):
    """The field for the quantity of *stock* (GET), or the answer to another quantity (POST)."""
    key = {"list_form_pk": f"{stock.warehouse_code},{stock.product_id}"}
    return client.open(
        f"/admin/stock_level/{UPDATE}",
        method=method,
        query_string=key | {"name": "on_hand"},
        data={**key, "on_hand": "20", "csrf_token": token} if method == "POST" else None,
    )


@pytest.fixture
def edit(client):
    """``edit(row, on_hand="7")``: open the cell as the script does, then save what is entered.

    *meanwhile* is called between the two.
    """

    def edit(row, meanwhile=None, **entered):
        url = f"{registry.prefix_of(type(row))}/{UPDATE}"
        key = ",".join(str(part) for part in sa.inspect(row).identity)
        name = next(iter(entered))
        opened = client.get(url, query_string={"list_form_pk": key, "name": name}, headers=OURS)
        assert opened.status_code == 200
        data = fields_of(soup(opened).select_one("form")) | entered
        if meanwhile is not None:
            meanwhile()
        data = {name: value for name, value in data.items() if value is not None}
        return client.post(url, data=data, headers=OURS)

    return edit


def editor(answer):
    """The field as it comes back, with what was entered and the reasons."""
    return BeautifulSoup(answer.json["editor"], "lxml")


def said(answer):
    return [" ".join(one.text.split()) for one in editor(answer).select(".invalid-feedback")]


def pencils(page):
    return [link["href"] for link in soup(page).select("td > .cell-edit, th > .cell-edit")]


class TestList:
    def test_offers_the_columns_that_are_named(self, staff, stock):
        key = f"{stock.warehouse_code}%2C{stock.product_id}"

        assert pencils(staff.get("/admin/stock_level/")) == [
            f"edit/?id={key}#{name}" for name in ("on_hand", "shelf", "counted_at")
        ]

    def test_leads_to_the_field_where_there_are_no_scripts(self, staff, stock):
        (link, *_others) = pencils(staff.get("/admin/stock_level/"))
        address, _hash, anchor = link.partition("#")

        assert soup(staff.get(f"/admin/stock_level/{address}")).find(id=anchor).name == "input"

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_offers_readers_nothing(self, client, login, stock, role):
        login(role)
        page = client.get("/admin/stock_level/")

        assert pencils(page) == []
        assert "data-cells" not in page.text

    def test_offers_nothing_where_rows_are_not_edited(self, staff, options, stock):
        options(StockLevel, column_editable_list=("on_hand",), can_edit=False)

        assert pencils(staff.get("/admin/stock_level/")) == []

    def test_offers_the_first_column_and_links_beside_the_value(self, staff, options):
        options(
            Contact,
            column_list=("last_name", "company"),
            column_editable_list=("last_name", "company"),
        )
        ContactFactory()
        page = staff.get("/admin/contact/")

        assert len(pencils(page)) == 2
        assert soup(page).select_one("th .row-link + .cell-edit")
        assert soup(page).select_one("td > a[href^='/admin/company'] + .cell-edit")

    def test_costs_not_one_statement_more(self, staff, options, stock, count_queries):
        staff.get("/admin/stock_level/")
        with count_queries() as with_pencils:
            staff.get("/admin/stock_level/")
        options(StockLevel)
        staff.get("/admin/stock_level/")
        with count_queries() as without:
            staff.get("/admin/stock_level/")

        assert len(with_pencils) == len(without)

    def test_of_fifty_rows_with_three_pencils_each_stays_light(self, staff):
        for _number in range(50):
            StockLevelFactory()

        assert len(staff.get("/admin/stock_level/").data) < 60_000


class TestField:
    def test_is_that_of_the_form(self, staff, options):
        options(Company, column_editable_list=("status", "country", "is_newsletter_agreed"))
        company = CompanyFactory()
        url = f"/admin/company/{UPDATE}?list_form_pk={company.id}&name="

        assert soup(staff.get(f"{url}status")).select("select[name=status] option")
        assert soup(staff.get(f"{url}is_newsletter_agreed")).select("option[value=true]")
        assert soup(staff.get(f"{url}country")).select_one("[data-picker]")["data-url"]

    def test_holds_what_the_row_holds_now(self, staff, stock):
        key = f"{stock.warehouse_code},{stock.product_id}"
        page = staff.get(f"/admin/stock_level/{UPDATE}?list_form_pk={key}&name=on_hand")

        assert soup(page).select_one("input[name=on_hand]")["value"] == "12.000"

    @pytest.mark.parametrize("name", ["reserved", "available", "product", "nothing", ""])
    def test_is_there_only_for_columns_that_are_named(self, staff, stock, name):
        key = f"{stock.warehouse_code},{stock.product_id}"
        url = f"/admin/stock_level/{UPDATE}?list_form_pk={key}&name={name}"

        assert staff.get(url).status_code == 404

    def test_of_a_column_that_the_form_leaves_out(self, staff, options, edit):
        options(Tag, form_columns=("name",), column_editable_list=("colour",))
        tag = TagFactory(colour="#ff0000")

        assert edit(tag, colour="#00ff00").status_code == 200
        db.session.refresh(tag)
        assert tag.colour == "#00ff00"


class TestSaving:
    def test_writes_the_value_and_shows_the_row_as_it_is_now(self, staff, stock, edit):
        answer = edit(stock, on_hand="20")

        db.session.refresh(stock)
        assert stock.on_hand == Decimal(20)
        cells = [
            " ".join(one.text.split())
            for one in BeautifulSoup(answer.json["row"], "lxml").select("td")
        ]
        assert "20.000 Edit" in cells
        assert "18.000" in cells, "what the database computes of it is there, too"
        assert answer.json["message"].startswith("Saved stock level")

    def test_shows_the_columns_that_the_list_shows(self, staff, stock, client):
        key = f"{stock.warehouse_code},{stock.product_id}"
        token = csrf_token(staff.get("/admin/stock_level/"))
        data = {"list_form_pk": key, "on_hand": "20", "csrf_token": token}
        url = f"/admin/stock_level/{UPDATE}?columns=shelf,on_hand"
        answer = staff.post(url, data=data, headers=OURS)
        shown = BeautifulSoup(answer.json["row"], "lxml")

        listed = staff.get("/admin/stock_level/?columns=shelf,on_hand")
        assert len(shown.select("td, th")) == len(headers(listed)) + 2
        assert shown.select_one("th").text == "A-01-01 Edit"

    def test_writes_nothing_where_nothing_was_changed(self, staff, stock, edit, count_queries):
        with count_queries() as queries:
            answer = edit(stock, on_hand="12.000")

        assert answer.status_code == 200
        assert "Nothing was changed" in answer.json["message"]
        assert not any(one.startswith(("UPDATE", "INSERT")) for one in queries)

    def test_writes_no_other_column(self, staff, stock, count_queries):
        key = f"{stock.warehouse_code},{stock.product_id}"
        token = csrf_token(staff.get("/admin/stock_level/"))
        data = {"list_form_pk": key, "on_hand": "20", "reserved": "7", "csrf_token": token}
        staff.post(f"/admin/stock_level/{UPDATE}", data=data)

        db.session.refresh(stock)
        assert (stock.on_hand, stock.reserved) == (Decimal(20), Decimal(2))

    def test_asks_the_hooks_which_find_the_rest_of_the_row(self, staff, options, edit):
        class Options:
            column_editable_list = ("colour",)

            def on_model_change(self, form, model, is_created):
                model.name = f"{form.name.data} {form.colour.data} {is_created}"

        options(Tag, Options)
        tag = TagFactory(name="eco", colour="#ff0000")

        edit(tag, colour="#00ff00")

        db.session.refresh(tag)
        assert tag.name == "eco #00ff00 False"

    def test_a_field_of_a_developers_own_that_is_not_shown_stays(self, staff, options, edit):
        from wtforms import BooleanField, StringField

        options(
            Contact,
            column_editable_list=("last_name",),
            form_overrides={"is_main": BooleanField, "position": StringField},
        )
        contact = ContactFactory(is_main=True, position="Buyer")

        edit(contact, last_name="Byron")

        db.session.refresh(contact)
        assert (contact.last_name, contact.is_main, contact.position) == ("Byron", True, "Buyer")

    def test_of_an_empty_text_and_of_no_value(self, staff, options, edit):
        options(Company, column_editable_list=("street",))
        company = CompanyFactory(street="Long Street")

        edit(company, street="")
        db.session.refresh(company)
        assert company.street == ""

        edit(company, street="", _null="street")
        db.session.refresh(company)
        assert company.street is None

    def test_of_a_link(self, staff, options, edit):
        options(Contact, column_list=("last_name", "company"), column_editable_list=("company",))
        contact, other = ContactFactory(), CompanyFactory(name="Other")

        answer = edit(contact, company=str(other.id))

        db.session.refresh(contact)
        assert contact.company_id == other.id
        assert "Other" in answer.json["row"]

    def test_of_a_moment_is_in_the_readers_zone(self, staff, stock, edit):
        staff.set_cookie("timezone", "Europe/Warsaw")

        edit(stock, counted_at="2026-07-01T10:00")

        db.session.refresh(stock)
        assert stock.counted_at == dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)

    def test_leaves_no_row_to_show_once_it_is_out_of_sight(self, staff, options, edit):
        class Options:
            column_editable_list = ("name",)

            def get_query(self):
                return super().get_query().filter(Tag.name != "hidden")

        options(Tag, Options)

        assert edit(TagFactory(name="shown"), name="hidden").json["row"] == ""


class TestRefusals:
    def test_by_the_field_keep_what_was_entered(self, staff, stock, edit):
        answer = edit(stock, on_hand="many")

        assert answer.status_code == 422
        assert editor(answer).select_one("input[name=on_hand]")["value"] == "many"
        assert editor(answer).select_one("input[name=on_hand]")["aria-describedby"]
        assert len(said(answer)) == 1

    def test_by_a_constraint_stand_beside_the_field(self, staff, stock, edit):
        answer = edit(stock, on_hand="1")

        assert answer.status_code == 422
        assert said(answer) == ["Reserved: No more can be reserved than is on hand."]
        db.session.refresh(stock)
        assert stock.on_hand == Decimal(12)

    def test_by_a_hook(self, staff, options, edit):
        class Options:
            column_editable_list = ("name",)

            def on_model_change(self, form, model, is_created):
                raise ValidationError("Not on a Saturday.")

        options(Tag, Options)

        answer = edit(TagFactory(name="eco"), name="other")

        assert answer.status_code == 422
        assert said(answer) == ["Not on a Saturday."]

    def test_by_somebody_elses_change_which_is_shown(self, staff, stock, edit):
        def count():
            stock.on_hand = 15
            db.session.commit()

        answer = edit(stock, count, on_hand="20")

        assert answer.status_code == 409
        assert said(answer) == [
            "Someone else changed this to “15.000” meanwhile. Save again to write yours over it."
        ]
        db.session.refresh(stock)
        assert stock.on_hand == Decimal(15)

    def test_after_a_conflict_one_may_insist(self, staff, stock, edit):
        def count():
            stock.on_hand = 15
            db.session.commit()

        data = fields_of(editor(edit(stock, count, on_hand="20")).form)
        answer = staff.post(f"/admin/stock_level/{UPDATE}", data=data, headers=OURS)

        assert answer.status_code == 200
        db.session.refresh(stock)
        assert stock.on_hand == Decimal(20)

    def test_somebody_elses_change_of_another_column_stays(self, staff, stock, edit):
        def move():
            stock.shelf = "B-02-02"
            db.session.commit()

        assert edit(stock, move, on_hand="20").status_code == 200
        db.session.refresh(stock)
        assert (stock.on_hand, stock.shelf) == (Decimal(20), "B-02-02")

    def test_without_the_token_of_a_form(self, staff, stock):
        key = f"{stock.warehouse_code},{stock.product_id}"

        answer = staff.post(
            f"/admin/stock_level/{UPDATE}", data={"list_form_pk": key, "on_hand": "1"}
        )

        assert answer.status_code == 400

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_of_rows_that_are_not_theirs_to_see(self, staff, stock, monkeypatch, method):
        token = csrf_token(staff.get("/admin/stock_level/"))
        rule = StockLevel.warehouse_code != stock.warehouse_code
        monkeypatch.setattr(query, "row_rule", lambda account, model: rule)

        answer = ask_for_quantity(staff, method, stock, token)

        assert answer.status_code == 404
        assert db.session.scalar(sa.select(StockLevel.on_hand)) == Decimal(12)

    @pytest.mark.parametrize("key", ["", "x", "0,0", "\0", None])
    def test_of_rows_that_are_not_there(self, staff, stock, key):
        token = csrf_token(staff.get("/admin/stock_level/"))
        data = {"on_hand": "20", "csrf_token": token} | (
            {} if key is None else {"list_form_pk": key}
        )

        assert staff.post(f"/admin/stock_level/{UPDATE}", data=data).status_code == 404

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_of_those_who_only_read(self, client, login, stock, role, method):
        login(role)
        token = csrf_token(client.get("/console/preferences"))

        answer = ask_for_quantity(client, method, stock, token)

        assert answer.status_code == 403
        assert db.session.scalar(sa.select(StockLevel.on_hand)) == Decimal(12)

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.STAFF])
    def test_where_rows_are_not_edited_at_all(self, client, login, options, stock, role):
        options(StockLevel, column_editable_list=("on_hand",), can_edit=False)
        login(role)
        token = csrf_token(client.get("/console/preferences"))
        key = f"{stock.warehouse_code},{stock.product_id}"
        data = {"list_form_pk": key, "on_hand": "20", "csrf_token": token}

        assert client.post(f"/admin/stock_level/{UPDATE}", data=data).status_code == 403
        assert db.session.scalar(sa.select(StockLevel.on_hand)) == Decimal(12)

    def test_of_tables_that_are_not_edited_in_the_list(self, staff):
        token = csrf_token(staff.get("/console/preferences"))
        data = {"list_form_pk": TagFactory().id, "name": "x", "csrf_token": token}

        assert staff.post(f"/admin/tag/{UPDATE}", data=data).status_code == 404

    def test_of_a_column_that_the_form_shows_and_does_not_take(self, staff, options, stock):
        options(
            StockLevel,
            column_editable_list=("on_hand", "shelf"),
            form_widget_args={"on_hand": {"readonly": True}},
        )
        token = csrf_token(staff.get("/console/preferences"))
        key = f"{stock.warehouse_code},{stock.product_id}"
        data = {"list_form_pk": key, "on_hand": "20", "csrf_token": token}

        assert staff.post(f"/admin/stock_level/{UPDATE}", data=data).status_code == 404
        assert db.session.scalar(sa.select(StockLevel.on_hand)) == Decimal(12)


class TestScriptsWrittenForFlaskAdmin:
    """They send the key, the column and the token, and read words."""

    @pytest.fixture
    def post(self, staff, stock):
        token = csrf_token(staff.get("/admin/stock_level/"))
        key = f"{stock.warehouse_code},{stock.product_id}"

        def post(**data):
            headers = {"X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest"}
            data = {"list_form_pk": key, **data}
            return staff.post(f"/admin/stock_level/{UPDATE}", data=data, headers=headers)

        return post

    def test_are_answered_as_there(self, post, stock):
        assert post(on_hand="20").text == "Record was successfully saved."
        db.session.refresh(stock)
        assert stock.on_hand == Decimal(20)

    def test_read_why_not(self, post):
        answer = post(on_hand="1")

        assert answer.status_code == 422
        assert answer.text == (
            "Failed to update record. Reserved: No more can be reserved than is on hand."
        )
        assert answer.mimetype == "text/plain"


class TestChecks:
    @pytest.fixture
    def found(self, app, options):
        def found(model, **attributes):
            options(model, **attributes)
            view = registry.views(app)[model]
            return [p.id for check in checks.CHECKS for p in check(view) if p.id != "console.W001"]

        return found

    @pytest.mark.parametrize("name", ["available", "company.name"])
    def test_name_columns_that_nobody_edits_there(self, found, name):
        model = Contact if "." in name else StockLevel

        assert found(model, column_editable_list=(name,)) == ["console.E005"]

    def test_name_columns_that_are_not_there(self, found):
        assert found(Tag, column_editable_list=("nme",)) == ["console.E001"]

    def test_name_columns_that_are_read_only(self, found):
        given = {"name": {"readonly": True}}

        assert found(Tag, column_editable_list=("name",), form_widget_args=given) == [
            "console.E005"
        ]

    def test_warn_where_rows_are_not_edited(self, found):
        assert found(Tag, column_editable_list=("name",), can_edit=False) == ["console.W004"]

    def test_take_attributes_and_links(self, found):
        assert found(Contact, column_editable_list=(Contact.last_name, "company")) == []
