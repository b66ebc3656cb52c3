"""What people do with sales orders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from console.auth import Role
from console.models.db import db
from console.models.sales_order import OrderStatus
from tests.factories import OrderLineFactory, SalesOrderFactory
from tests.pages import column, csrf_token, flashes

LIST = "/admin/sales_order/"


def order_of(day, **values):
    return SalesOrderFactory(ordered_at=dt.datetime(2026, 1, day, 12, tzinfo=dt.UTC), **values)


class TestBrowsing:
    def test_the_newest_order_comes_first(self, client, login):
        order_of(1, number="SO-2026-000009")
        order_of(2, number="SO-2026-000001")
        login(Role.STAFF)

        assert column(client.get(LIST), "number") == ["SO-2026-000001", "SO-2026-000009"]

    def test_the_list_shows_what_an_order_comes_to(self, client, login):
        OrderLineFactory(order=order_of(1), quantity=2, unit_price=Decimal("642.25"))
        login(Role.STAFF)

        assert column(client.get(LIST), "total") == ["1,284.50 EUR"]

    def test_a_few_letters_of_the_number_find_it(self, client, login):
        order_of(1, number="SO-2026-004711")
        order_of(2, number="SO-2026-000815")
        login(Role.STAFF)

        assert column(client.get(f"{LIST}?search=4711"), "number") == ["SO-2026-004711"]


class TestShipping:
    @pytest.fixture
    def ship(self, client):
        """``ship(…)`` chooses orders in the list and marks them as shipped."""

        def ship(*orders):
            form = {
                "csrf_token": csrf_token(client.get(LIST)),
                "action": "mark_as_shipped",
                "rowid": [order.id for order in orders],
                "_confirmed": "1",
            }
            response = client.post(f"{LIST}action/", data=form, follow_redirects=True)
            for order in orders:
                db.session.refresh(order)
            return response

        return ship

    def test_a_confirmed_order_is_marked_with_the_time(self, login, ship):
        order = order_of(1, status=OrderStatus.CONFIRMED)
        login(Role.STAFF)

        response = ship(order)

        assert order.status is OrderStatus.SHIPPED
        assert order.shipped_at > order.ordered_at
        assert "Marked 1 order as shipped." in flashes(response)

    def test_one_that_is_not_confirmed_holds_back_all(self, login, ship):
        orders = [order_of(1, status=OrderStatus.CONFIRMED), order_of(2, number="SO-2026-777777")]
        login(Role.STAFF)

        response = ship(*orders)

        assert [order.status for order in orders] == [OrderStatus.CONFIRMED, OrderStatus.DRAFT]
        assert "SO-2026-777777 is not (Draft)" in response.text

    def test_it_asks_first(self, client, login):
        order = order_of(1, status=OrderStatus.CONFIRMED)
        login(Role.STAFF)
        token = csrf_token(client.get(LIST))

        form = {"csrf_token": token, "action": "mark_as_shipped", "rowid": order.id}
        response = client.post(f"{LIST}action/", data=form)

        assert "Mark the selected orders as shipped, as of now?" in response.text
        db.session.refresh(order)
        assert order.status is OrderStatus.CONFIRMED

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
    def test_readers_are_not_offered_it(self, client, login, role):
        order_of(1, status=OrderStatus.CONFIRMED)
        login(role)

        assert "Mark as shipped" not in client.get(LIST).text
