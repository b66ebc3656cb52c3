"""What the page of one row shows."""

from __future__ import annotations

import pytest

from console.auth import Role
from tests.factories import (
    CategoryFactory,
    CompanyFactory,
    ContactFactory,
    EmployeeFactory,
    OrderLineFactory,
    ProductFactory,
    SalesOrderFactory,
    StockLevelFactory,
    TagFactory,
)
from tests.pages import element, heading, soup, text_of


def facts(page):
    found = soup(page)
    return {
        text_of(label): text_of(value)
        for label, value in zip(found.select("dl dt"), found.select("dl dd"), strict=True)
    }


def related(page):
    """What refers to the row, by its heading: count and first cells."""
    found = {}
    for section in soup(page).select("section.related"):
        title, counted = (
            str(section.select("h2")[0].contents[0]).strip(),
            text_of(section.select_one("span")),
        )
        found[title] = (counted, [text_of(th) for th in section.select("tbody th")])
    return found


class TestValues:
    def test_every_column_stands_there_in_full(self, staff):
        company = CompanyFactory(name="Acme", notes="x" * 3000, street=None, phone="")
        page = staff.get(f"/admin/company/details/?id={company.id}")

        shown = facts(page)
        assert heading(page) == "Acme"
        assert shown["Country"] == "Poland"
        assert (shown["Street"], shown["Phone"]) == ("—", "empty")
        assert len(shown["Notes"]) == 3000
        assert shown["Id"] == str(company.id)

    def test_its_key_can_be_copied(self, staff):
        level = StockLevelFactory()
        page = staff.get(
            f"/admin/stock_level/details/?id={level.warehouse_code},{level.product_id}"
        )

        key = element(page, "[data-copy]")
        assert text_of(key) == f"{level.warehouse_code},{level.product_id}"

    def test_links_lead_to_what_they_name(self, staff):
        order = SalesOrderFactory()
        page = staff.get(f"/admin/sales_order/details/?id={order.id}")

        link = element(page, f"a:-soup-contains('{order.company.name}')")
        assert link["href"] == f"/admin/company/details/?id={order.company_id}"

    def test_nothing_that_was_typed_becomes_markup(self, staff):
        company = CompanyFactory(name="<b>x</b>", notes="<script>x</script>", other_names=["<i>"])
        page = staff.get(f"/admin/company/details/?id={company.id}").text

        assert "<b>x</b>" not in page
        assert "<script>x" not in page
        assert "<i>" not in page


class TestRelated:
    def test_shows_the_first_rows_and_how_many_there_are(self, staff):
        company = CompanyFactory()
        ContactFactory.create_batch(7, company=company)
        found = related(staff.get(f"/admin/company/details/?id={company.id}"))

        counted, shown = found["Contacts"]
        assert counted == "7 contacts"
        assert len(shown) == 5
        assert found["Invoices"] == ("0 invoices", [])

    def test_leads_to_all_of_them(self, staff):
        company = CompanyFactory()
        ContactFactory.create_batch(7, company=company)
        ContactFactory()
        page = staff.get(f"/admin/company/details/?id={company.id}")

        link = element(page, "a:-soup-contains('7 contacts')")
        assert "7 contacts" in staff.get(str(link["href"])).text

    def test_leads_to_a_form_that_knows_the_parent(self, staff):
        company = CompanyFactory(name="Acme")
        page = staff.get(f"/admin/company/details/?id={company.id}")

        link = element(page, "a:-soup-contains('Add contact')")
        form = staff.get(str(link["href"]))
        assert element(form, "[name=company]")["value"] == str(company.id)

    def test_a_tree_shows_its_branches(self, staff):
        root = CategoryFactory(name="Root")
        CategoryFactory(name="Leaf", parent=root)
        found = related(staff.get(f"/admin/category/details/?id={root.id}"))

        assert found["Categories by Parent"] == ("1 category", ["Leaf"])

    def test_several_links_to_one_table_are_told_apart(self, staff):
        boss = EmployeeFactory()
        EmployeeFactory(manager=boss)
        found = related(staff.get(f"/admin/employee/details/?id={boss.id}"))

        assert found["Employees by Manager"][0] == "1 employee"

    def test_what_is_linked_through_a_table_between(self, staff):
        product = ProductFactory(tags=[TagFactory(name="green")])
        found = related(staff.get(f"/admin/product/details/?id={product.id}"))

        assert found["Tags"] == ("1 tag", ["green"])

    def test_a_child_with_a_composite_key_is_reached(self, staff):
        line = OrderLineFactory()
        page = staff.get(f"/admin/sales_order/details/?id={line.order_id}")

        link = element(page, "section.related tbody th a")
        assert staff.get(str(link["href"])).status_code == 200

    def test_only_tables_one_may_read(self, client, login):
        login(Role.STAFF)
        page = client.get("/admin/country/details/?id=PL")

        assert "Companies" in related(page)
        assert "Add company" in page.text
        assert "Add subdivision" not in page.text

    @pytest.mark.parametrize("children", [1, 6, 40])
    def test_costs_no_more_for_many(self, staff, count_queries, children):
        company = CompanyFactory()
        ContactFactory.create_batch(children, company=company)
        for order in SalesOrderFactory.create_batch(children, company=company):
            OrderLineFactory(order=order)

        with count_queries() as statements:
            staff.get(f"/admin/company/details/?id={company.id}")

        assert len(statements) <= 20


class TestPages:
    @pytest.fixture
    def company(self):
        company = CompanyFactory()
        for number in range(47):
            ContactFactory(company=company, first_name="Contact", last_name=f"{number:02}")
        return company

    @pytest.fixture
    def pages(self, staff, company):
        """The pages of the contacts on the company's own page, as "Next" leads through them."""

        def walk():
            page = staff.get(f"/admin/company/details/?id={company.id}")
            url = str(element(page, "section.related a:-soup-contains('More')")["href"])
            while url:
                page = staff.get(url)
                yield page
                following = soup(page).select_one("section.related a[rel=next]")
                url = str(following["href"]) if following and following.text == "Next" else ""

        return list(walk())

    def test_lead_through_all_rows_of_a_table(self, pages):
        shown = [name for page in pages for name in related(page)["Contacts"][1]]

        assert len(pages) == 3
        assert sorted(shown) == [f"{number:02}" for number in range(47)]

    def test_keep_the_rest_of_the_page(self, pages):
        assert {related(page)["Contacts"][0] for page in pages} == {"47 contacts"}
        assert all("Invoices" in related(page) for page in pages)

    def test_lead_back(self, staff, pages):
        link = element(pages[-1], "section.related a[rel=prev]")

        assert related(staff.get(str(link["href"]))) == related(pages[-2])

    @pytest.mark.parametrize("odd", ["section=nothing", "section=contact.company&page=-1"])
    def test_that_are_not_there_are_the_first(self, staff, company, odd):
        page = staff.get(f"/admin/company/details/?id={company.id}&{odd}")

        assert related(page)["Contacts"][1][0] == "00"

    def test_beyond_the_last_hold_nothing(self, staff, company):
        address = f"/admin/company/details/?id={company.id}&section=contact.company&page=999"

        assert related(staff.get(address))["Contacts"] == ("47 contacts", [])

    def test_tables_beyond_the_first_few_are_named(self, staff, company, monkeypatch):
        monkeypatch.setattr("console.admin.related.MOST", 1)
        page = staff.get(f"/admin/company/details/?id={company.id}")

        link = element(page, ".related-others a:-soup-contains('Invoices')")
        assert list(related(page)) == ["Contacts"]
        assert list(related(staff.get(str(link["href"])))) == ["Invoices"]


class TestMay:
    def test_readers_see_no_buttons(self, client, login):
        company = CompanyFactory()
        login(Role.AUDITOR)
        page = client.get(f"/admin/company/details/?id={company.id}")

        assert page.status_code == 200
        words = text_of(soup(page).main)
        assert not [w for w in ("Edit", "Delete", "Add contact") if w in words]

    def test_strangers_see_nothing(self, client):
        company = CompanyFactory(name="Acme")

        assert "Acme" not in client.get(f"/admin/company/details/?id={company.id}").text

    @pytest.mark.parametrize("name", ["x", "name", "id", "password_hash"])
    def test_no_address_fetches_what_is_no_file(self, staff, name):
        company = CompanyFactory()

        page = staff.get(f"/admin/company/details/?id={company.id}&file={name}")
        assert page.status_code == 404
