"""VAT rates, of which one of a kind is in force on any day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from console.models.db import db
from console.models.vat_rate import VatKind, VatRate


def rate(valid_from, valid_to=None):
    # Japan levies no European VAT, so the seeds have nothing of it.
    row = VatRate(
        country_code="JP",
        kind=VatKind.STANDARD,
        valid_from=valid_from,
        valid_to=valid_to,
        rate=Decimal("10.00"),
    )
    db.session.add(row)
    db.session.commit()
    return row


def test_a_rate_ends_before_the_next_begins(refused):
    rate(dt.date(2020, 1, 1))

    with refused("ex_vat_rate_overlap"):
        rate(dt.date(2024, 1, 1))


def test_the_last_day_still_belongs_to_a_rate(refused):
    rate(dt.date(2020, 1, 1), dt.date(2023, 12, 31))

    with refused("ex_vat_rate_overlap"):
        rate(dt.date(2023, 12, 31))


def test_rates_follow_each_other():
    rate(dt.date(2020, 1, 1), dt.date(2023, 12, 31))

    assert str(rate(dt.date(2024, 1, 1))) == "JP standard 10%"


def test_a_rate_does_not_end_before_it_begins(refused):
    with refused("ck_vat_rate_valid_to_after_from"):
        rate(dt.date(2020, 1, 1), dt.date(2019, 12, 31))
