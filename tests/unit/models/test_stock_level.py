"""Stock levels and the column that the database computes."""

from __future__ import annotations

from decimal import Decimal

from console.models.db import db
from console.models.stock_level import StockLevel
from tests.factories import StockLevelFactory


def test_what_is_reserved_is_not_available():
    level = StockLevelFactory(on_hand=Decimal(10), reserved=Decimal("2.5"))

    assert level.available == Decimal("7.5")


def test_more_cannot_be_reserved_than_there_is(refused):
    with refused("ck_stock_level_reserved_range"):
        StockLevelFactory(on_hand=Decimal(1), reserved=Decimal(2))


def test_a_level_is_found_by_both_parts_of_its_key():
    level = StockLevelFactory()

    found = db.session.get(StockLevel, (level.warehouse_code, level.product_id))

    assert found is level


def test_a_product_takes_its_levels_along():
    level = StockLevelFactory()
    key = (level.warehouse_code, level.product_id)

    db.session.delete(level.product)
    db.session.commit()

    assert db.session.get(StockLevel, key) is None
