"""What people are told before they delete, and what then happens."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.category import Category
from console.models.company import Company
from console.models.contact import Contact
from console.models.db import db
from console.models.employee import Employee
from console.models.order_line import OrderLine
from console.models.product import Product
from console.models.sales_order import SalesOrder
from console.models.tag import Tag
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    ContactFactory,
    EmployeeFactory,
    InvoiceFactory,
    OrderLineFactory,
    ProductFactory,
    SalesOrderFactory,
    StockLevelFactory,
    TagFactory,
)
from tests.pages import csrf_token, flashes, heading, soup, submit, text_of

FORM = "main form[method=post]"


def url(*rows):
    query = "&".join(f"id={row.id}" for row in rows)
    return f"/admin/{rows[0].__tablename__}/delete/?{query}"


def lines(page):
    """What the page says would happen, from the top."""
    return [
        text_of(li.find(class_="delete-line")) for li in soup(page).select(".delete-tree li[class]")
    ]


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


class TestAsking:
    def test_says_what_would_go_too(self, staff):
        order = OrderLineFactory().order
        page = staff.get(url(order))

        assert heading(page) == f"Delete sales order {order.number}?"
        assert lines(page) == ["1 order line will be deleted too."]

    def test_follows_what_goes_to_what_belongs_to_that(self, staff):
        contact = ContactFactory()
        SalesOrderFactory.create_batch(3, contact=contact)
        page = staff.get(url(contact.company))

        assert lines(page) == [
            "1 contact will be deleted too.",
            "3 sales orders: Contact will be emptied.",
        ]

    def test_says_what_stands_in_the_way_and_offers_no_button(self, staff):
        invoice = InvoiceFactory()
        page = staff.get(url(invoice.company))

        assert lines(page) == ["1 invoice still refers to this by Company."]
        assert invoice.number in page.text
        assert not soup(page).select(f"{FORM} button[type=submit]")

    def test_knows_tables_that_no_model_does(self, staff):
        tag = TagFactory()
        db.session.execute(
            sa.text("CREATE TABLE tag_note (tag integer REFERENCES tag ON DELETE CASCADE)")
        )
        db.session.execute(sa.text("INSERT INTO tag_note VALUES (:id)"), {"id": tag.id})
        db.session.commit()

        assert lines(staff.get(url(tag))) == ["1 tag note will be deleted too."]

    def test_counts_links_through_a_table_between(self, staff):
        product = ProductFactory(tags=[TagFactory(), TagFactory()])

        assert lines(staff.get(url(product))) == ["2 product tags will be deleted too."]

    def test_a_chain_in_one_table_comes_to_an_end(self, staff):
        one = EmployeeFactory()
        two = EmployeeFactory(manager=one)
        one.manager = two
        db.session.commit()

        assert lines(staff.get(url(one))) == ["1 employee: Manager will be emptied."]

    def test_what_goes_along_is_not_in_the_way(self, staff):
        root = CategoryFactory()
        leaf = CategoryFactory(parent=root)

        assert lines(staff.get(url(root))) == ["1 category still refers to this by Parent."]
        assert lines(staff.get(url(root, leaf))) == []

    def test_several_rows_are_counted(self, staff):
        tags = TagFactory.create_batch(3)
        page = staff.get(url(*tags))

        assert heading(page) == "Delete 3 tags?"
        assert text_of(soup(page).select_one(f"{FORM} button")) == "Delete 3 tags"

    def test_asking_changes_nothing(self, staff, count_queries):
        order = OrderLineFactory().order
        with count_queries() as statements:
            staff.get(url(order))

        assert not [s for s in statements if s.startswith(("DELETE", "UPDATE", "INSERT"))]
        assert count(SalesOrder) == 1

    @pytest.mark.parametrize("children", [1, 50])
    def test_costs_the_same_for_any_number(self, staff, count_queries, children):
        company = CompanyFactory()
        ContactFactory.create_batch(children, company=company)
        with count_queries() as statements:
            staff.get(url(company))

        assert len(statements) <= 13

    def test_rows_that_are_gone_are_told(self, staff):
        tag, other = TagFactory.create_batch(2)
        address = url(tag, other)
        db.session.delete(other)
        db.session.commit()

        assert "1 of the chosen rows is gone already." in flashes(staff.get(address))


class TestDeleting:
    def test_takes_the_row_and_says_so(self, staff):
        tag = TagFactory(name="green")
        page = submit(staff, staff.get(url(tag)), FORM)

        assert flashes(page) == ["Deleted tag green."]
        assert count(Tag) == 0

    def test_leads_back_to_the_list(self, staff):
        tag = TagFactory()
        page = staff.get(url(tag) + "&url=/admin/tag/%3Fsort%3Dname")
        answer = submit(staff, page, FORM, follow_redirects=False)

        assert answer.location == "/admin/tag/?sort=name"

    def test_lets_the_database_cascade_and_empty(self, staff):
        contact = ContactFactory()
        SalesOrderFactory(contact=contact)
        submit(staff, staff.get(url(contact.company)), FORM)

        assert (count(Contact), count(Company)) == (0, 1)
        assert db.session.scalar(sa.select(SalesOrder.contact_id)) is None

    def test_composite_keys_and_trees_go(self, staff):
        line = OrderLineFactory()
        page = staff.get(f"/admin/order_line/delete/?id={line.order_id},{line.line_no}")
        submit(staff, page, FORM)
        root = CategoryFactory()
        leaf = CategoryFactory(parent=root)
        before = count(Category)
        submit(staff, staff.get(url(root, leaf)), FORM)

        assert (count(OrderLine), count(Category)) == (0, before - 2)

    def test_is_refused_with_the_table_that_refers(self, staff):
        tag = TagFactory()
        page = staff.get(url(tag))
        db.session.execute(sa.text("CREATE TABLE tag_note (tag integer REFERENCES tag)"))
        db.session.execute(sa.text("INSERT INTO tag_note VALUES (:id)"), {"id": tag.id})
        db.session.commit()
        page = submit(staff, page, FORM)

        assert page.status_code == 409
        assert lines(page) == ["1 tag note still refers to this by tag."]
        assert count(Tag) == 1

    def test_shows_again_when_more_would_go_than_was_told(self, staff):
        order = OrderLineFactory().order
        page = staff.get(url(order))
        OrderLineFactory(order=order, line_no=2)
        page = submit(staff, page, FORM)

        assert page.status_code == 409
        assert "nothing was deleted. Look again." in flashes(page)[0]
        assert lines(page) == ["2 order lines will be deleted too."]
        submit(staff, page, FORM)
        assert count(SalesOrder) == 0

    def test_without_the_page_only_what_nothing_belongs_to_goes(self, staff):
        order = OrderLineFactory().order
        tag = TagFactory()
        token = csrf_token(staff.get("/admin/tag/new/"))
        refused = staff.post(
            "/admin/sales_order/delete/", data={"csrf_token": token, "id": order.id}
        )
        done = staff.post("/admin/tag/delete/", data={"csrf_token": token, "id": tag.id})

        assert (refused.status_code, done.status_code) == (409, 302)
        assert (count(SalesOrder), count(Tag)) == (1, 0)

    def test_is_all_or_nothing(self, staff):
        free, held = CompanyFactory(), InvoiceFactory().company
        page = staff.get(url(free))
        page = submit(staff, page, FORM, id=[free.id, held.id])

        assert page.status_code == 409
        assert count(Company) == 2

    def test_a_trigger_may_refuse(self, staff):
        tag = TagFactory()
        db.session.execute(
            sa.text(
                "CREATE FUNCTION pg_temp.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'Tags are kept for ten years.'; END $$"
            )
        )
        db.session.execute(
            sa.text(
                "CREATE TRIGGER keep BEFORE DELETE ON tag"
                " FOR EACH ROW EXECUTE FUNCTION pg_temp.keep()"
            )
        )
        db.session.commit()
        page = submit(staff, staff.get(url(tag)), FORM)

        assert "Nothing was deleted. Tags are kept for ten years." in flashes(page)
        assert count(Tag) == 1

    def test_a_trigger_that_keeps_a_row_silently_is_noticed(self, staff):
        tags = TagFactory.create_batch(2)
        db.session.execute(
            sa.text(
                "CREATE FUNCTION pg_temp.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF OLD.id = {tags[0].id} THEN RETURN NULL; END IF; RETURN OLD; END $$"
            )
        )
        db.session.execute(
            sa.text(
                "CREATE TRIGGER keep BEFORE DELETE ON tag"
                " FOR EACH ROW EXECUTE FUNCTION pg_temp.keep()"
            )
        )
        db.session.commit()
        page = submit(staff, staff.get(url(*tags)), FORM)

        assert "The database kept some of these rows" in flashes(page)[0]
        assert count(Tag) == 2


class TestMay:
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_not_everybody(self, client, login, role):
        tag = TagFactory()
        login(Role.OPERATOR)
        token = csrf_token(client.get("/admin/unit/new/"))
        login(role)

        assert client.get(url(tag)).status_code == 403
        answer = client.post(url(tag), data={"csrf_token": token, "id": tag.id})
        assert answer.status_code == 403
        assert count(Tag) == 1

    def test_not_without_a_token(self, staff):
        tag = TagFactory()

        assert staff.post(url(tag), data={"id": tag.id}).status_code == 400
        assert count(Tag) == 1

    @pytest.mark.parametrize("ids", ["", "id=", "id=x", "id=0", "id=1%00", "id=1,2"])
    def test_not_what_is_not_there(self, staff, ids):
        assert staff.get(f"/admin/tag/delete/?{ids}").status_code == 404


def test_stock_goes_with_its_product_and_keeps_its_warehouse(staff):
    level = StockLevelFactory()
    page = staff.get(url(level.product))

    assert lines(page) == ["1 stock level will be deleted too."]
    submit(staff, page, FORM)
    assert (count(Product), count(Employee)) == (0, 0)
