"""What people do with lists: look, search, filter, sort, turn pages, choose columns."""

from __future__ import annotations

import re
from itertools import chain
from urllib.parse import urljoin

import pytest

from console.auth import Role
from console.models.company import CompanyStatus
from console.models.db import db
from tests.factories import CompanyFactory, EmployeeFactory, OrderLineFactory, SalesOrderFactory
from tests.lists import link, pills, state
from tests.pages import column, fields_of, flashes, headers, heading, rows, soup, text_of

LIST = "/admin/company/"


def follow(client, page, words, selector="main a"):
    """Click the link called *words*."""
    found = [one for one in soup(page).select(selector) if text_of(one) == words]
    assert found, f"no link {words!r} on {heading(page)!r}"
    headers = {"Referer": page.request.url}
    return client.get(urljoin(page.request.path, str(found[0]["href"])), headers=headers)


def send(client, page, selector, **changes):
    """Send the form *selector*, which asks for a page, with *changes*."""
    form = soup(page).select_one(selector)
    given = {
        name: value for name, value in (fields_of(form) | changes).items() if value is not None
    }
    return client.get(str(form["action"]), query_string=given)


class TestLooking:
    def test_rows_come_by_name(self, staff):
        for name in ("Zeta", "Acme", "Lodz Works"):
            CompanyFactory(name=name)

        assert column(staff.get(LIST), "name") == ["Acme", "Lodz Works", "Zeta"]

    def test_newest_come_first_where_rows_have_no_name(self, staff):
        first, second = SalesOrderFactory(), SalesOrderFactory()
        first.created_at = second.created_at.replace(year=2020)
        db.session.commit()

        assert column(staff.get("/admin/sales_order/"), "number") == [second.number, first.number]

    def test_links_are_called_by_their_rows(self, staff):
        manager = EmployeeFactory(first_name="Ada", last_name="Sroka")
        CompanyFactory(name="Acme", account_manager=manager)
        page = staff.get(f"{LIST}?columns=name,account_manager,country")

        assert column(page, "account manager") == ["Ada Sroka"]
        assert column(page, "country") == ["Poland"]
        assert heading(follow(staff, page, "Ada Sroka")) == "Ada Sroka"

    def test_nothing_is_a_dash_and_an_empty_text_says_so(self, staff):
        CompanyFactory(name="Acme", street=None)
        CompanyFactory(name="Zeta", street="")

        page = staff.get(f"{LIST}?columns=name,street")

        assert column(page, "street") == ["—", "empty"]

    def test_amounts_carry_their_currency(self, staff):
        CompanyFactory(credit_limit="1284.50", currency_code="PLN")

        page = staff.get(f"{LIST}?columns=name,credit_limit")

        assert column(page, "credit limit") == ["1,284.50 PLN"]

    def test_a_row_opens_and_leads_back_to_where_one_was(self, staff):
        CompanyFactory(name="Acme")
        page = staff.get(f"{LIST}?search=acme&sort=-name")

        details = follow(staff, page, "Acme", "main a.row-link")

        assert heading(details) == "Acme"
        back = [str(one["href"]) for one in soup(details).select("main a[href]")]
        assert f"{LIST}?search=acme&sort=-name" in back

    def test_rows_with_keys_of_several_columns_open(self, staff):
        line = OrderLineFactory()
        page = staff.get("/admin/order_line/")

        details = staff.get(str(soup(page).select_one("a.row-link")["href"]))

        assert details.status_code == 200
        assert str(line) in heading(details)

    def test_an_empty_table_says_so_and_offers_the_first_row(self, staff):
        page = staff.get("/admin/tag/")

        assert "There are no tags yet." in soup(page).get_text()
        assert heading(follow(staff, page, "Add tag", ".empty-state a")) == "Add tag"

    def test_who_may_not_write_is_offered_nothing_to_write(self, client, login):
        CompanyFactory()
        login(Role.AUDITOR)

        page = soup(client.get(LIST))

        words = {text_of(one) for one in page.select("main a, main button")}
        assert not {"Add company", "Edit", "Delete"} & words
        assert not page.select("main input[name=rowid]")


class TestSearching:
    def test_finds_what_is_typed_and_says_what_it_looked_for(self, staff):
        CompanyFactory(name="Acme")
        CompanyFactory(name="Zeta")

        page = send(staff, staff.get(LIST), "form.search", search="acm")

        assert column(page, "name") == ["Acme"]
        assert state(page) == "1 company"
        assert pills(page) == ["contains “acm”"]

    def test_keeps_filters_and_order(self, staff):
        CompanyFactory(name="Acme A", status=CompanyStatus.CLOSED)
        CompanyFactory(name="Acme B")
        CompanyFactory(name="Acme C")

        page = send(staff, staff.get(f"{LIST}?status=active&sort=-name"), "form.search", search="a")

        assert column(page, "name") == ["Acme C", "Acme B"]

    def test_of_nothing_there_is_says_so_and_leads_out(self, staff):
        CompanyFactory(name="Acme")
        page = staff.get(f"{LIST}?search=nobody")

        assert "No companies match." in soup(page).get_text()
        assert column(follow(staff, page, "Clear all"), "name") == ["Acme"]

    @pytest.mark.parametrize("text", ["~~cut~~", "~~csrf~~ ~~here~~", "{{ 7*7 }}", "%(num)s", "%s"])
    def test_takes_any_text_for_a_text(self, staff, text):
        CompanyFactory(name=f"Acme {text}")

        page = staff.get(LIST, query_string={"search": text, "name__contains": text})

        assert page.status_code == 200
        assert column(page, "name") == [f"Acme {text}"]


class TestFiltering:
    @pytest.fixture
    def companies(self):
        CompanyFactory(name="Acme", city="Hel")
        CompanyFactory(name="Beta", city="Gdynia", status=CompanyStatus.ON_HOLD)
        CompanyFactory(name="Gamma", city="Hel", status=CompanyStatus.CLOSED, credit_limit=500)

    def test_works_by_links_and_one_small_form(self, staff, companies):
        page = follow(staff, staff.get(LIST), "Status", "[data-filter-menu] a")
        page = send(staff, page, "form.filter-form", **{"add:status": "on_hold"})

        assert column(page, "name") == ["Beta"]
        assert pills(page) == ["Status is On hold"]

    def test_can_be_negated(self, staff, companies):
        page = staff.get(f"{LIST}?ask=status")
        page = send(staff, page, "form.filter-form", **{"op:status": "ne", "add:status": "closed"})

        assert column(page, "name") == ["Acme", "Beta"]
        assert pills(page) == ["Status is not Closed"]

    def test_adds_up(self, staff, companies):
        page = staff.get(f"{LIST}?city=Hel&ask=status")

        page = send(staff, page, "form.filter-form", **{"add:status": "closed"})

        assert column(page, "name") == ["Gamma"]
        assert pills(page) == ["City is “Hel”", "Status is Closed"]

    def test_can_be_changed_in_place(self, staff, companies):
        page = follow(staff, staff.get(f"{LIST}?city=Hel"), "City is “Hel”", ".pill a")
        assert soup(page).select_one("[name='add:city']")["value"] == "Hel"

        page = send(staff, page, "form.filter-form", **{"add:city": "Gdynia"})

        assert pills(page) == ["City is “Gdynia”"]
        assert column(page, "name") == ["Beta"]

    def test_can_be_taken_back_one_by_one(self, staff, companies):
        page = staff.get(f"{LIST}?city=Hel&status=closed")

        cross = soup(page).select_one(".pill-x[aria-label='Remove: Status is Closed']")
        page = staff.get(str(cross["href"]))

        assert pills(page) == ["City is “Hel”"]
        assert column(page, "name") == ["Acme", "Gamma"]

    def test_by_a_missing_value_is_one_link(self, staff, companies):
        page = follow(staff, staff.get(f"{LIST}?ask=credit_limit"), "is set", ".filter-form a")

        assert column(page, "name") == ["Gamma"]

    def test_by_a_link_takes_its_key(self, staff, companies):
        page = send(
            staff, staff.get(f"{LIST}?ask=country"), "form.filter-form", **{"add:country": "PL"}
        )

        assert pills(page) == ["Country is Poland"]
        assert len(rows(page)) == 3

    def test_by_a_period_needs_no_date(self, staff, companies):
        page = send(
            staff,
            staff.get(f"{LIST}?ask=created_at"),
            "form.filter-form",
            created_at__period="today",
        )

        assert len(rows(page)) == 3

    def test_that_cannot_be_read_shows_nothing_and_keeps_the_others(self, staff, companies):
        page = staff.get(f"{LIST}?city=Hel&credit_limit__ge=much")

        assert "“much” is no number" in flashes(page)[0]
        assert rows(page) == []
        assert pills(page) == ["City is “Hel”"]

    def test_in_an_empty_form_filters_by_nothing(self, staff, companies):
        page = send(staff, staff.get(f"{LIST}?ask=city"), "form.filter-form")

        assert pills(page) == []
        assert len(rows(page)) == 3


class TestSorting:
    def test_is_a_click_on_the_header_and_another_turns_it_round(self, staff):
        for name, city in (("Acme", "Hel"), ("Beta", "Gdynia"), ("Gamma", "Łeba")):
            CompanyFactory(name=name, city=city)
        up = follow(staff, staff.get(LIST), "City", "th a.sort")
        down = follow(staff, up, "City", "th a.sort")

        assert column(up, "city") == ["Gdynia", "Hel", "Łeba"]
        assert column(down, "city") == ["Łeba", "Hel", "Gdynia"]

    def test_keeps_what_one_has_filtered_and_goes_to_the_first_page(self, staff):
        CompanyFactory.create_batch(25, city="Hel")
        page = staff.get(f"{LIST}?city=Hel&per_page=20&page=2")

        page = follow(staff, page, "Name", "th a.sort")

        assert pills(page) == ["City is “Hel”"]
        assert len(rows(page)) == 20


class TestPages:
    @pytest.fixture
    def many(self):
        CompanyFactory.create_batch(45)

    def test_are_turned_by_links(self, staff, many):
        first = staff.get(f"{LIST}?per_page=20")
        second = staff.get(link(first, "next"))
        third = staff.get(link(second, "next"))

        names = [column(page, "name") for page in (first, second, third)]
        assert [len(page) for page in names] == [20, 20, 5]
        assert sorted(chain(*names)) == list(chain(*names))
        assert link(third, "next") is None
        assert column(staff.get(link(third, "prev")), "name") == names[1]
        assert column(staff.get(link(third, "first")), "name") == names[0]
        assert column(staff.get(link(first, "last")), "name")[-5:] == names[2]

    def test_say_where_one_is(self, staff, many):
        page = staff.get(f"{LIST}?per_page=20&page=3")

        pager = text_of(soup(page).select_one("nav.pager"))
        assert "41–45" in pager
        assert "Page 3 of 3" in pager
        assert state(page) == "45 companies"

    def test_can_be_longer(self, staff, many):
        page = follow(staff, staff.get(f"{LIST}?per_page=20"), "100", ".pager-sizes a")

        assert len(rows(page)) == 45

    def test_of_a_filtered_list_stay_filtered(self, staff, many):
        page = staff.get(link(staff.get(f"{LIST}?per_page=20&city=Kraków&sort=-name"), "next"))

        assert pills(page) == ["City is “Kraków”"]
        assert len(rows(page)) == 20


class TestColumns:
    def test_are_chosen_by_ticks(self, staff):
        CompanyFactory(name="Acme", city="Hel")

        page = send(staff, staff.get(LIST), "form[data-columns]", columns=["city", "name"])

        assert headers(page) == ["City", "Name"]
        assert rows(page) == [["Hel", "Acme"]]

    def test_stay_chosen_while_one_searches(self, staff):
        CompanyFactory(name="Acme")
        page = staff.get(f"{LIST}?columns=city")

        assert headers(send(staff, page, "form.search", search="acme")) == ["City"]

    def test_can_be_put_back(self, staff):
        CompanyFactory()

        page = follow(staff, staff.get(f"{LIST}?columns=city"), "Reset")

        assert headers(page) == headers(staff.get(LIST)) != ["City"]


class TestValues:
    """How values are spread, beside the list."""

    def test_are_counted_with_a_link_to_each(self, staff):
        CompanyFactory.create_batch(2)
        CompanyFactory(status=CompanyStatus.CLOSED)

        page = staff.get(f"{LIST}facets/")
        closed = follow(staff, page, "Closed 1", "section[aria-label=Status] a")

        assert text_of(soup(page).select_one("section[aria-label=Status]")) == (
            "Status Active 2 Closed 1"
        )
        assert pills(closed) == ["Status is Closed"]
        assert len(rows(closed)) == 1

    def test_follow_the_filters_on_other_columns(self, staff):
        CompanyFactory(city="Hel")
        CompanyFactory(city="Łeba", status=CompanyStatus.CLOSED)

        page = staff.get(f"{LIST}facets/?city=Hel&status=closed")

        assert text_of(soup(page).select_one("section[aria-label=Status]")) == "Status Active 1"
        # Of a filtered column one sees what else there is; the others are narrowed by both.
        assert "No rows" in text_of(soup(page).select_one("section[aria-label=Kind]"))

    def test_of_every_column_are_counted_in_one_pass(self, staff, count_queries):
        CompanyFactory(status=CompanyStatus.CLOSED, currency_code="PLN")
        CompanyFactory.create_batch(2, currency_code="EUR")
        url = f"{LIST}facets/?id__ge=1"
        staff.get(url)

        with count_queries() as statements:
            page = staff.get(url)

        counting = [one for one in statements if "GROUPING" in one.upper()]
        assert len(counting) == 1
        found = [text_of(one) for one in soup(page).select("section")]
        assert len(found) >= 3
        assert [sum(map(int, re.findall(r"\d+", one))) for one in found] == [3] * len(found)

    def test_are_there_without_scripts(self, staff):
        CompanyFactory()

        page = follow(staff, staff.get(LIST), "Show how values are spread")

        assert "Active 1" in text_of(soup(page).select_one("details.facets"))


class TestCounting:
    def test_on_demand_is_a_sentence(self, staff):
        CompanyFactory.create_batch(3)

        assert staff.get(f"{LIST}count/").text == "3 companies"
        assert staff.get(f"{LIST}count/?name=none").text == "0 companies"

    def test_takes_no_name_but_a_plain_one(self, staff):
        for tag in ("x'; --", "A", "x" * 33, "%00"):
            assert staff.get(f"{LIST}count/?tag={tag}").status_code == 400
            assert staff.get(f"{LIST}count/?cancel={tag}").status_code == 400

    def test_can_be_called_off(self, staff):
        assert staff.get(f"{LIST}count/?cancel=abc").status_code == 204
