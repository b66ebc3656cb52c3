"""The home page: what there is, how much of it, what is new, and what to do next."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from console.admin import home
from console.auth import Role
from console.models.company import Company
from console.models.db import db
from tests.factories import CompanyFactory
from tests.pages import heading, soup, text_of


@pytest.fixture
def opened(client, login):
    """The home page as *role* sees it."""

    def opened(role, **cookies):
        login(role)
        for name, value in cookies.items():
            client.set_cookie(name, value)
        response = client.get("/admin/")
        assert heading(response) in {"Home", "Strona główna"}
        return soup(response)

    return opened


def tables(page):
    """The tables on the home page with what it says about their rows."""
    rows = page.select("table.home-table tbody tr")
    return {text_of(row.th): text_of(row.td) for row in rows}


def steps(page):
    return [text_of(link) for link in page.select(".next-steps a")]


def test_every_table_stands_there_with_its_size(opened):
    CompanyFactory.create_batch(3)

    found = tables(opened(Role.ADMIN))

    assert len(found) == 22
    assert all(any(letter.isdigit() for letter in text) for text in found.values())


def test_sizes_from_statistics_are_labelled_as_estimates(opened):
    db.session.execute(sa.text("ANALYZE country"))

    assert tables(opened(Role.ADMIN))["Countries"] == "≈ 249"


def test_what_may_not_be_read_is_not_there(opened):
    assert "Accounts" not in tables(opened(Role.STAFF))
    assert "Accounts" in tables(opened(Role.AUDITOR))


@pytest.mark.parametrize("role", Role)
def test_what_to_do_next_is_what_the_role_may_do(opened, role):
    found = steps(opened(role))

    assert any(step.startswith("Add ") for step in found) == (role is not Role.AUDITOR)
    assert ("See migrations and seeds" in found) == (role is not Role.STAFF)
    assert not any("country" in step for step in found) or role is not Role.STAFF


def test_the_page_asks_the_same_few_statements_however_many_tables(client, login, count_queries):
    login(Role.ADMIN)
    client.get("/admin/")

    with count_queries() as queries:
        client.get("/admin/")

    # Who asks, sizes by statistics and by counting, and two for each of the charts.
    assert len(queries) <= 4 + 2 * home.CHARTS


class TestTheChart:
    def test_counts_what_came_each_day_by_the_readers_clock(self, app):
        now = dt.datetime.now(dt.UTC)
        CompanyFactory(created_at=now - dt.timedelta(days=40))
        CompanyFactory(created_at=now - dt.timedelta(days=2))
        CompanyFactory(created_at=now - dt.timedelta(days=2))
        CompanyFactory(created_at=now)

        with app.test_request_context():
            days = home.added_per_day(Company)

        assert len(days) == home.DAYS
        assert list(days) == sorted(days)
        assert sum(days.values()) == 3
        assert days[(now - dt.timedelta(days=2)).date()] == 2

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
    def test_misses_no_row_wherever_its_reader_is(self, app, zone):
        CompanyFactory.create_batch(2)

        with app.test_request_context(headers={"Cookie": f"timezone={zone}"}):
            assert sum(home.added_per_day(Company).values()) == 2

    def test_is_shown_with_its_figures_as_a_table(self, opened):
        CompanyFactory.create_batch(2)

        chart = opened(Role.STAFF).select_one("figure.chart")

        assert "2 companies added in the last 30 days" in text_of(chart)
        assert len(chart.select("tbody tr")) == home.DAYS
        assert chart.select_one("svg[aria-label]")

    def test_is_left_out_where_nothing_came(self, opened):
        db.session.execute(sa.text("UPDATE company SET created_at = '2001-01-01'"))
        db.session.commit()

        assert "Companies" not in [
            text_of(one.a) for one in opened(Role.STAFF).select("figcaption")
        ]

    def test_leads_to_the_rows_it_counts(self, client, opened):
        CompanyFactory.create_batch(2)
        href = str(opened(Role.STAFF).select_one("figure.chart figcaption a")["href"])

        assert "2 companies" in client.get(href).text
