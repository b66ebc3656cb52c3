"""Orders, and the total that the database keeps."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from console.models.db import db
from console.models.order_line import OrderLine
from console.models.sales_order import SalesOrder
from tests.factories import OrderLineFactory, SalesOrderFactory


def total(order):
    statement = sa.select(SalesOrder.total).where(SalesOrder.id == order.id)
    return db.session.scalar(statement)


class TestTheTotal:
    @pytest.fixture
    def order(self):
        order = SalesOrderFactory()
        OrderLineFactory(order=order, quantity=2, unit_price=Decimal("10.00"))
        OrderLineFactory(order=order, quantity=1, unit_price=Decimal("5.50"))
        return order

    def test_is_nought_without_lines(self):
        assert total(SalesOrderFactory()) == 0

    def test_adds_up_the_lines(self, order):
        assert total(order) == Decimal("25.50")

    def test_follows_a_changed_line(self, order):
        order.lines[0].quantity = 3
        db.session.commit()

        assert total(order) == Decimal("35.50")

    def test_follows_a_deleted_line(self, order):
        db.session.delete(order.lines[0])
        db.session.commit()

        assert total(order) == Decimal("5.50")

    def test_follows_a_line_to_another_order(self, order):
        other = SalesOrderFactory()

        db.session.execute(
            sa.update(OrderLine)
            .where(OrderLine.order_id == order.id, OrderLine.line_no == 1)
            .values(order_id=other.id)
        )

        assert (total(order), total(other)) == (Decimal("5.50"), Decimal("20.00"))

    def test_is_never_beyond_what_the_lines_say(self, order):
        db.session.execute(
            sa.insert(OrderLine).values(
                order_id=order.id,
                line_no=3,
                product_id=order.lines[0].product_id,
                quantity=Decimal("0.333"),
                unit_price=Decimal("9.99"),
                discount=Decimal("12.5"),
            )
        )

        assert total(order) == Decimal("28.41")


class TestDeleting:
    def test_takes_the_lines_along(self):
        line = OrderLineFactory()

        db.session.delete(line.order)
        db.session.commit()

        assert db.session.scalar(sa.select(sa.func.count()).select_from(OrderLine)) == 0

    def test_does_not_load_them_first(self, count_queries):
        order = OrderLineFactory().order
        db.session.refresh(order)

        with count_queries() as queries:
            db.session.delete(order)
            db.session.commit()

        assert [q.split()[0] for q in queries if "order_line" in q] == []


def test_a_shipped_order_says_when(refused):
    order = SalesOrderFactory()

    with refused("ck_sales_order_shipped_at_known"):
        order.status = "shipped"
        db.session.commit()


def test_every_order_has_a_link_of_its_own():
    assert SalesOrderFactory().public_id != SalesOrderFactory().public_id
