"""The total of an order when two people work on it at once."""

from __future__ import annotations

import threading
from contextlib import closing
from decimal import Decimal

import psycopg2
import pytest

from console.models.db import db
from tests.factories import ProductFactory, SalesOrderFactory

ADD = "INSERT INTO order_line (order_id, line_no, product_id, unit_price) VALUES (%s, %s, %s, 10)"


@pytest.fixture
def connect(own_database):
    return lambda: closing(psycopg2.connect(own_database.url))


def test_two_lines_added_at_once_both_count(connect):
    order, product = SalesOrderFactory().id, ProductFactory().id
    db.session.remove()

    with connect() as first, connect() as second:
        first.cursor().execute(ADD, (order, 1, product))
        waiting = threading.Thread(
            target=lambda: (second.cursor().execute(ADD, (order, 2, product)), second.commit())
        )
        waiting.start()
        # The second waits for the first, or is quicker than the commit: both must do.
        waiting.join(timeout=0.3)
        first.commit()
        waiting.join()

        with first.cursor() as cursor:
            cursor.execute("SELECT total FROM sales_order WHERE id = %s", [order])
            assert cursor.fetchone() == (Decimal("20.00"),)
