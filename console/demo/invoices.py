"""Made-up invoices for the orders that were sent, and the payments for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from console.demo.companies import Companies, name_of
from console.demo.copying import Row
from console.demo.orders import Order
from console.demo.plan import DAY, Plan, amount, day, moment

COLUMNS = (
    "id", "number", "company_id", "order_id", "status", "issued_on", "due_on", "paid_on",
    "currency_code", "net", "vat", "sent_to", "notes", "created_at", "updated_at",
)  # fmt: skip
PAYMENT_COLUMNS = (
    "id", "invoice_id", "method", "amount", "currency_code", "received_at", "reference", "bank_id",
    "details", "created_at", "updated_at",
)  # fmt: skip

METHODS = ["transfer"] * 12 + ["instant"] * 4 + ["card"] * 3 + ["cash"]


@dataclass(slots=True)
class Invoice:
    """An invoice as its payments need it."""

    number: int
    order: Order
    label: str
    issued: int  # day
    due: int  # day
    net: int  # hundredths
    vat: int  # hundredths
    status: str
    paid: int | None = None  # day


class Invoices:
    """Makes invoices and payments for one batch of orders after another."""

    def __init__(self, plan: Plan, companies: Companies) -> None:
        self.plan = plan
        self.companies = companies
        self.chance = plan.chance("invoices")
        self.payments_chance = plan.chance("payments")
        self.in_month: dict[str, int] = {}
        self.count = 0
        self.payment_count = 0

    def of(self, orders: list[Order]) -> list[Invoice]:
        """An invoice for each order that was sent, and now and then a correction after it."""
        invoices = []
        for order in orders:
            if order.shipped is None or not order.net:
                continue
            issued = order.shipped // DAY
            invoices.append(self._invoice(order, issued, order.net, order.vat))
            if self.chance.random() < 0.01:
                later = min(issued + 10, self.plan.last_day)
                invoices.append(self._invoice(order, later, -order.net // 5, -order.vat // 5))
        return invoices

    def _invoice(self, order: Order, issued: int, net: int, vat: int) -> Invoice:
        self.count += 1
        month = day(issued)[:7].replace("-", "/")
        self.in_month[month] = self.in_month.get(month, 0) + 1
        label = f"FV/{month}/{self.in_month[month]:05}"
        due = issued + self.companies.days_to_pay[order.company]
        invoice = Invoice(self.count, order, label, issued, due, net, vat, "issued")
        self._settle(invoice)
        return invoice

    def _settle(self, invoice: Invoice) -> None:
        """Most are paid about when they are due, some late, a few never."""
        roll = self.chance.random()
        paid = invoice.due + int((roll - 0.6) * 30)
        if roll < 0.01:
            invoice.status = "written_off"
        elif invoice.issued == self.plan.last_day and roll > 0.5:
            invoice.status = "draft"
        elif roll < 0.97 and max(paid, invoice.issued) <= self.plan.last_day:
            invoice.status, invoice.paid = "paid", max(paid, invoice.issued)

    def rows(self, invoices: list[Invoice]) -> Iterator[Row]:
        for invoice in invoices:
            yield self._row(self.chance, invoice)

    def _row(self, chance: Random, invoice: Invoice) -> Row:
        order = invoice.order
        roll = chance.random()
        is_fee = roll > 0.998 and invoice.net > 0
        added = invoice.issued * DAY + 16 * 3600 + invoice.number % 3600
        changed = invoice.paid * DAY + 12 * 3600 if invoice.paid else added
        return (
            invoice.number,
            invoice.label,
            order.company,
            None if is_fee else order.number,
            invoice.status,
            day(invoice.issued),
            day(invoice.due),
            day(invoice.paid) if invoice.paid else None,
            order.currency,
            amount(invoice.net),
            amount(invoice.vat),
            [f"office@{name_of(order.company)[1]}.example"] if roll < 0.9 else None,
            "Correction of a wrong quantity." if invoice.net < 0 else ("" if roll < 0.05 else None),
            moment(added),
            moment(max(added, changed)),
        )

    def payments(self, invoices: list[Invoice]) -> Iterator[Row]:
        """One payment for most paid invoices, two for some, a part for a few that are open."""
        chance = self.payments_chance
        for invoice in invoices:
            gross = invoice.net + invoice.vat
            roll = chance.random()
            if invoice.paid is not None and roll < 0.06:
                half = gross // 2
                yield from self._payment(chance, invoice, half, invoice.paid)
                yield from self._payment(chance, invoice, gross - half, invoice.paid)
            elif invoice.paid is not None:
                yield from self._payment(chance, invoice, gross, invoice.paid)
            elif invoice.status == "issued" and roll < 0.05:
                yield from self._payment(chance, invoice, gross // 3, invoice.issued)

    def _payment(self, chance: Random, invoice: Invoice, cents: int, on_day: int) -> Iterator[Row]:
        if not cents:
            return
        self.payment_count += 1
        roll = chance.random()
        method = METHODS[int(roll * len(METHODS))]
        by_bank = method in {"transfer", "instant"}
        received = moment(on_day * DAY + 6 * 3600 + int(roll * 12 * 3600))
        yield (
            self.payment_count,
            invoice.number,
            method,
            amount(cents),
            invoice.order.currency,
            received,
            invoice.label if roll < 0.7 else ("" if roll < 0.8 else None),
            str(UUID(int=chance.getrandbits(128), version=4)) if by_bank else None,
            {"title": invoice.label, "booked": received[:10], "charges": "SHA"}
            if by_bank and roll < 0.3
            else None,
            received,
            received,
        )
