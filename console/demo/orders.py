"""Made-up orders with their lines, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from console.demo.catalogue import Catalogue
from console.demo.companies import Companies
from console.demo.copying import Row
from console.demo.plan import DAY, DAYS, Plan, amount, day, moment
from console.demo.words import NOTES

COLUMNS = (
    "id", "number", "company_id", "contact_id", "status", "channel", "ordered_at", "promised_on",
    "shipped_at", "currency_code", "total", "warehouse_code", "seller_id", "customer_reference",
    "public_id", "placed_from", "notes", "created_at", "updated_at",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "line_no", "product_id", "description", "quantity", "unit_price", "discount",
)  # fmt: skip

LINES = (1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 9)  # how many an order has
PIECES = (1, 1, 1, 2, 2, 3, 4, 5, 6, 10, 12, 20, 50)
WEEK = (1.15, 1.1, 1.05, 1.0, 0.95, 0.25, 0.15)  # Monday to Sunday
OPEN = ("WAW1", "WAW1", "WAW1", "POZ1", "GDN1", "LEJ1")
# Addresses that stand in documents and reach nobody (RFC 5737, RFC 3849).
NETWORKS = ("192.0.2.{}", "198.51.100.{}", "203.0.113.{}", "2001:db8::{:x}")


@dataclass(slots=True)
class Order:
    """An order as its lines, its invoice and its payments need it."""

    number: int
    company: int
    ordered: int  # seconds
    status: str
    shipped: int | None  # seconds
    currency: str
    net: int = 0  # hundredths
    vat: int = 0  # hundredths


class Orders:
    """Makes the orders of a plan, a batch at a time."""

    def __init__(
        self, plan: Plan, companies: Companies, catalogue: Catalogue, sellers: list[int]
    ) -> None:
        self.plan = plan
        self.sellers = sellers
        self.companies = companies
        self.catalogue = catalogue
        self.chance = plan.chance("orders")
        self.lines_chance = plan.chance("lines")
        self.now = (plan.last_day + 1) * DAY - 1
        self.in_year: dict[str, int] = {}

    def batches(self, size: int) -> Iterator[list[Order]]:
        """The orders, oldest first, *size* at a time."""
        batch: list[Order] = []
        number = 0
        for on_day, count in self._days():
            moments = sorted(int(self.chance.triangular(6, 23, 11) * 3600) for _ in range(count))
            for second in moments:
                number += 1
                batch.append(self._order(number, on_day, on_day * DAY + second))
                if len(batch) == size:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def _days(self) -> Iterator[tuple[int, int]]:
        """Each day and how many orders it has: fewer on Sundays, more every year."""
        first = self.plan.first_day
        weights = [WEEK[(first + i - 1) % 7] * (1 + i / DAYS) for i in range(DAYS)]
        whole, done, upto = sum(weights), 0, 0.0
        for i, weight in enumerate(weights):
            upto += weight
            due = round(self.plan.orders * upto / whole)
            yield first + i, due - done
            done = due

    def _order(self, number: int, on_day: int, ordered: int) -> Order:
        chance = self.chance
        company = self.companies.pick(chance, on_day)
        status = self._status(chance.random(), self.plan.last_day - on_day)
        shipped = None
        if status in {"shipped", "delivered"}:
            shipped = min(ordered + int((0.2 + 4 * chance.random()) * DAY), self.now)
        currency = self.companies.place_of(company).currency
        return Order(number, company, ordered, status, shipped, currency)

    @staticmethod
    def _status(roll: float, age: int) -> str:
        """How far an order of *age* days has come."""
        if roll < 0.05:
            return "cancelled"
        if age > 21:
            return "delivered" if roll < 0.985 else "shipped"
        if age > 5:
            return "delivered" if roll < 0.7 else ("shipped" if roll < 0.95 else "confirmed")
        return "shipped" if roll < 0.25 else ("confirmed" if roll < 0.75 else "draft")

    def lines(self, orders: list[Order]) -> Iterator[Row]:
        """The lines of *orders*; adds them up on the way, so take them before the rows."""
        chance = self.lines_chance.random
        catalogue, products = self.catalogue, self.plan.products
        year_ends = [self.plan.first_day + 365, self.plan.first_day + 730]
        for order in orders:
            year = sum(order.ordered // DAY >= end for end in year_ends)
            discount = self.companies.discount[order.company]
            for line in range(1, LINES[int(chance() * len(LINES))] + 1):
                product = 1 + int(products * chance() ** 2)
                price = catalogue.price(product, order.currency, year)
                pieces = PIECES[int(chance() * len(PIECES))]
                # Thousandths; what is not sold by the piece comes in halves.
                quantity = pieces * (1000 if catalogue.whole[product] else 500)
                net = (quantity * price * (100 - discount) + 50_000) // 100_000
                order.net += net
                order.vat += net * catalogue.vat[product]
                yield (
                    order.number,
                    line,
                    product,
                    "As agreed by phone" if chance() < 0.01 else None,
                    f"{quantity // 1000}.{quantity % 1000:03}",
                    amount(price),
                    discount,
                )
            at_home = order.currency == "PLN"
            order.vat = (order.vat + 50) // 100 if at_home else 0

    def rows(self, orders: list[Order]) -> Iterator[Row]:
        for order in orders:
            yield self._row(self.chance, order)

    def _row(self, chance: Random, order: Order) -> Row:
        roll, other = chance.random(), chance.random()
        on_day = order.ordered // DAY
        year = day(on_day)[:4]
        self.in_year[year] = self.in_year.get(year, 0) + 1
        channel = (
            "web"
            if roll < 0.6
            else ("email" if roll < 0.8 else ("phone" if roll < 0.96 else "fair"))
        )
        sent = order.status in {"shipped", "delivered"}
        return (
            order.number,
            f"SO-{year}-{self.in_year[year]:06}",
            order.company,
            self.companies.contact_of(chance, order.company) if other < 0.7 else None,
            order.status,
            channel,
            moment(order.ordered),
            day(on_day + 2 + int(other * 12)) if other < 0.85 else None,
            moment(order.shipped) if order.shipped else None,
            order.currency,
            amount(order.net),
            OPEN[int(other * len(OPEN))] if sent or roll < 0.5 else None,
            None if channel == "web" else self.sellers[int(chance.random() * len(self.sellers))],
            f"PO-{int(other * 99999):05}" if 0.1 < other < 0.6 else ("" if other < 0.1 else None),
            str(UUID(int=chance.getrandbits(128), version=4)),
            NETWORKS[int(other * 4)].format(1 + int(roll * 400) % 254)
            if channel == "web"
            else None,
            NOTES[int(other * 700) % len(NOTES)] if roll < 0.02 else None,
            moment(order.ordered),
            moment(order.shipped or order.ordered),
        )
