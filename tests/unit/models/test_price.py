"""Prices, two of which never hold at once."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.dialects.postgresql import Range

from tests.factories import PriceFactory, ProductFactory

YEAR = Range(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
NEXT_YEAR = Range(dt.date(2027, 1, 1), None)
SUMMER = Range(dt.date(2026, 6, 1), dt.date(2026, 9, 1))


def test_two_prices_cannot_hold_on_one_day(refused):
    product = ProductFactory()
    PriceFactory(product=product, valid=YEAR)

    with refused("ex_price_overlap"):
        PriceFactory(product=product, valid=SUMMER)


def test_the_next_price_starts_where_the_last_one_ends():
    product = ProductFactory()
    PriceFactory(product=product, valid=YEAR)

    assert PriceFactory(product=product, valid=NEXT_YEAR).id


def test_other_currencies_have_prices_of_their_own():
    product = ProductFactory()
    PriceFactory(product=product, valid=YEAR)

    assert PriceFactory(product=product, valid=YEAR, currency_code="PLN").id


def test_a_price_holds_on_some_day(refused):
    with refused("ck_price_valid_not_empty"):
        PriceFactory(valid=Range(dt.date(2026, 1, 1), dt.date(2026, 1, 1)))


def test_a_price_reads_as_money():
    assert str(PriceFactory()) == "10.00 EUR"
