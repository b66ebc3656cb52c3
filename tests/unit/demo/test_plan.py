"""How much is made up, and the texts of days, moments and amounts."""

from __future__ import annotations

import datetime as dt

import pytest

from console.demo.companies import NAMES, name_of
from console.demo.plan import DAY, Plan, amount, day, moment

PLAN = Plan(orders=1000, seed=1, until=dt.date(2026, 6, 30))


def test_orders_fall_on_three_years():
    assert (day(PLAN.first_day), day(PLAN.last_day)) == ("2023-07-02", "2026-06-30")


@pytest.mark.parametrize("orders", [1, 20_000, 1_000_000])
def test_every_size_has_somebody_and_something_to_order(orders):
    plan = Plan(orders, 1, dt.date(2026, 6, 30))

    assert min(plan.companies, plan.products, plan.employees) >= 20


def test_parts_do_not_share_their_chance():
    assert PLAN.chance("orders").random() != PLAN.chance("lines").random()


def test_a_moment_is_written_as_postgresql_reads_it():
    seconds = dt.date(2026, 6, 30).toordinal() * DAY + 13 * 3600 + 5

    assert moment(seconds) == "2026-06-30 13:00:05+00"


@pytest.mark.parametrize(("cents", "text"), [(5, "0.05"), (123456, "1234.56"), (-250, "-2.50")])
def test_an_amount_has_two_decimals(cents, text):
    assert amount(cents) == text


def test_company_names_do_not_repeat():
    assert len({name_of(number) for number in range(NAMES + 1000)}) == NAMES + 1000
