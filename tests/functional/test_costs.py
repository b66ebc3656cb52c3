"""What pages cost: statements, bytes; and that what is kept of them is nobody else's."""

from __future__ import annotations

import pytest

from console.auth import Role
from console.models.company import CompanyStatus
from tests.client import client_of, sign_in
from tests.factories import CompanyFactory, ContactFactory, SalesOrderFactory
from tests.lists import link, pills
from tests.pages import column, csrf_token, form, soup, submit

FORM = "form.record-form"
LIST = "/admin/sales_order/"


@pytest.fixture
def orders():
    company = CompanyFactory(name="Bardima Film Production & Sons plc")
    return SalesOrderFactory.create_batch(52, company=company)


class TestStatements:
    def test_of_a_list_are_who_asks_the_rows_and_their_number(self, staff, orders, count_queries):
        staff.get(LIST)
        with count_queries() as statements:
            staff.get(LIST)

        # Without statistics the number is asked twice: of them, then of the rows.
        assert len(statements) <= 4

    def test_of_a_filtered_list_are_one_more(self, staff, orders, count_queries):
        url = f"{LIST}?status=draft&search=SO"
        staff.get(url)  # How large the table is, which short words depend on, is remembered.
        with count_queries() as statements:
            staff.get(url)

        assert len(statements) <= 4

    def test_of_a_list_of_one_company_do_not_ask_what_it_is_called(
        self, staff, orders, count_queries
    ):
        company = orders[0].company
        with count_queries() as statements:
            page = staff.get(f"{LIST}?company={company.id}")

        assert pills(page) == [f"Company is {company.name}"]
        assert not [one for one in statements if one.startswith("SELECT company.")]

    def test_of_a_form_do_not_grow_with_its_links(self, staff, count_queries):
        company = CompanyFactory()
        order = SalesOrderFactory(company=company, contact=ContactFactory(company=company))
        url = f"{LIST}edit/?id={order.id}"
        with count_queries() as statements:
            staff.get(url)

        # Who asks; the row with its exact texts and the words of all its links.
        assert len(statements) == 2

    def test_of_details_have_the_words_of_all_links_with_the_row(self, staff, count_queries):
        company = CompanyFactory()
        order = SalesOrderFactory(company=company, contact=ContactFactory(company=company))
        with count_queries() as statements:
            page = staff.get(f"{LIST}details/?id={order.id}")

        assert company.name in page.text
        assert not [one for one in statements if one.startswith("SELECT company.")]

    def test_of_a_save_are_those_of_its_form_and_one(self, staff, count_queries):
        order = SalesOrderFactory()
        page = staff.get(f"{LIST}edit/?id={order.id}")
        with count_queries() as statements:
            submit(staff, page, FORM, notes="Ring twice", follow_redirects=False)

        assert len(statements) <= 3


class TestWeight:
    @pytest.mark.parametrize("query", ["", "?status=draft", "?search=SO", "?sort=company"])
    def test_of_fifty_rows_is_bounded(self, staff, orders, query):
        page = staff.get(f"{LIST}{query}")

        assert len(column(page, "number")) == 50
        assert len(page.data) < 60_000

    def test_does_not_grow_with_the_depth(self, staff):
        SalesOrderFactory.create_batch(150, company=CompanyFactory())
        first = staff.get(f"{LIST}?status=draft&sort=company,-ordered_at")

        deep = staff.get(link(staff.get(link(first, "next")), "next"))

        assert "after=" in deep.request.full_path
        assert len(column(deep, "number")) == 50
        # The way back, the pager: said once, not in every row.
        assert len(deep.data) < len(first.data) + 2_000

    def test_of_what_a_script_swaps_is_without_the_frame(self, staff, orders):
        whole = staff.get(f"{LIST}?page=2")
        part = staff.get(f"{LIST}?page=2", headers={"Console-Part": "main"})

        assert soup(whole).select("nav.menu, header.topbar")
        assert not soup(part).select("nav.menu, header.topbar, script, link")
        assert soup(part).title == soup(whole).title
        assert len(part.data) < len(whole.data) - 8_000

    @pytest.mark.parametrize("headers", [{}, {"Console-Part": "main"}])
    def test_of_a_part_is_not_kept_for_who_wants_the_whole(self, staff, orders, headers):
        page = staff.get(LIST, headers=headers)

        assert "Console-Part" in page.vary
        assert page.headers["Cache-Control"] == "no-store"

    def test_of_a_refusal_is_that_of_a_page(self, staff):
        page = staff.get("/admin/nothing/", headers={"Console-Part": "main"})

        assert page.status_code == 404
        assert soup(page).select("nav.menu")


class TestWhatIsKept:
    def test_of_a_form_is_not_the_values_of_a_row(self, staff):
        plain = CompanyFactory(name="Acme", city="Hel", notes="One\nline", phone=None)
        odd = CompanyFactory(name="\"Zażółć\" <b>& 'co'", city="'", notes="<hr>", phone="~~value~~")
        first = form(staff.get(f"/admin/company/edit/?id={plain.id}"), FORM)
        second = form(staff.get(f"/admin/company/edit/?id={odd.id}"), FORM)
        again = form(staff.get(f"/admin/company/edit/?id={plain.id}"), FORM)

        assert (first["name"], first["city"]) == ("Acme", "Hel")
        assert (second["name"], second["city"], second["phone"]) == (odd.name, "'", "~~value~~")
        assert second["notes"].strip() == "<hr>"
        assert {**again, "_seen": ""} == {**first, "_seen": ""}

    def test_of_a_form_is_not_the_status_of_another_row(self, staff):
        for status in (CompanyStatus.ACTIVE, CompanyStatus.CLOSED, CompanyStatus.ACTIVE):
            company = CompanyFactory(status=status)
            page = staff.get(f"/admin/company/edit/?id={company.id}")
            assert form(page, FORM)["status"] == status.value

    @pytest.mark.parametrize("page", ["", "new/", "edit/?id={}", "details/?id={}", "delete/?id={}"])
    def test_is_not_the_token_of_another_session(self, app, orders, page):
        path = LIST + page.format(orders[0].id)
        one, two = client_of(app), client_of(app)
        sign_in(one, Role.STAFF)
        sign_in(two, Role.STAFF)

        first, second = one.get(path), two.get(path)

        assert csrf_token(first) != csrf_token(second)
        for answer in (first, second):
            tokens = {str(field["value"]) for field in soup(answer).select("[name=csrf_token]")}
            nonces = {str(tag["nonce"]) for tag in soup(answer).select("script[nonce]")}
            assert len(tokens) == len(nonces) == 1
            assert nonces.pop() in answer.headers["Content-Security-Policy"]

    def test_of_a_list_is_not_what_was_searched_before(self, staff, orders):
        staff.get(f"{LIST}?search=SO")

        page = staff.get(f"{LIST}?search=a%26b%3D%22c")

        assert soup(page).select_one("#search")["value"] == 'a&b="c'
        assert pills(page) == ['contains “a&b="c”']
        sort = soup(page).select_one("a.sort") or soup(page).select_one("a.clear-all")
        assert "SO" not in str(sort["href"])

    def test_of_a_list_is_not_its_place(self, staff, orders):
        first, second = staff.get(LIST), staff.get(f"{LIST}?page=2")

        assert len(column(first, "number")) == 50
        assert len(column(second, "number")) == 2
        assert soup(second).select_one("form[data-batch] [name=url]")["value"].endswith("?page=2")
        assert "Page 2" in soup(second).select_one(".pager-place").text

    def test_of_a_list_is_not_what_was_said_on_it(self, staff):
        order = SalesOrderFactory()
        page = staff.get(f"{LIST}edit/?id={order.id}")

        saved = submit(staff, page, FORM, notes="Ring twice")
        later = staff.get(LIST)

        assert f"Saved sales order {order.number}." in soup(saved).get_text()
        assert "Saved" not in soup(later).get_text()
