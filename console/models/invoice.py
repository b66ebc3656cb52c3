"""Invoices: what we asked a company to pay."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, LongText, Money

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.currency import Currency
    from console.models.payment import Payment
    from console.models.sales_order import SalesOrder


class InvoiceStatus(enum.StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    PAID = "paid"
    WRITTEN_OFF = "written_off"


class Invoice(Timestamps, db.Model):
    __tablename__ = "invoice"
    __labels__ = labels("invoice", "invoices")
    __category__ = N_("Sales")
    __table_args__ = (
        matches(
            "number",
            "FV/[0-9]{4}/[0-9]{2}/[0-9]{5,}",
            N_("Write FV, year, month and at least five digits, such as FV/2026/01/00042."),
        ),
        one_of("status", InvoiceStatus),
        check(
            "due_on >= issued_on",
            "due_after_issued",
            N_("It cannot be due before it is issued."),
        ),
        check(
            "status <> 'paid' OR paid_on IS NOT NULL",
            "paid_on_known",
            N_("Say when it was paid: it is marked as paid."),
        ),
        search_index("invoice", "number"),
        {"comment": N_("What we asked a company to pay.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    number: Mapped[Code] = mapped_column(
        unique=True, comment=N_("Year, month and a running number, such as FV/2026/01/00042.")
    )
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("Who has to pay."),
    )
    order_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("sales_order.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("What it is for; empty for fees and corrections."),
    )
    status: Mapped[InvoiceStatus] = mapped_column(
        server_default=InvoiceStatus.DRAFT, index=True, comment=N_("How far it has come.")
    )
    issued_on: Mapped[dt.date] = mapped_column(
        server_default=sa.func.current_date(), index=True, comment=N_("The date on the paper.")
    )
    due_on: Mapped[dt.date] = mapped_column(
        index=True, comment=N_("The last day to pay without interest.")
    )
    gross: Mapped[Money] = mapped_column(
        sa.Computed("net + vat", persisted=True),
        index=True,
        comment=N_("What is to be paid: net and VAT; computed by the database."),
    )
    currency_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("currency.code", ondelete="RESTRICT"),
        server_default="EUR",
        index=True,
        comment=N_("The currency of its amounts."),
    )
    net: Mapped[Money] = mapped_column(comment=N_("Without VAT; negative on a correction."))
    vat: Mapped[Money] = mapped_column(
        server_default="0", comment=N_("The tax on it."), info={"label": N_("VAT")}
    )
    paid_on: Mapped[dt.date | None] = mapped_column(
        comment=N_("The day the last of the money arrived.")
    )
    sent_to: Mapped[list[str] | None] = mapped_column(
        comment=N_("The e-mail addresses it went to; empty when it went by post.")
    )
    notes: Mapped[LongText | None] = mapped_column(comment=N_("Printed at the foot."))

    company: Mapped[Company] = relationship(back_populates="invoices")
    order: Mapped[SalesOrder | None] = relationship(back_populates="invoices")
    currency: Mapped[Currency] = relationship(back_populates="invoices")
    payments: Mapped[list[Payment]] = relationship(back_populates="invoice", passive_deletes="all")

    def __str__(self) -> str:
        return self.number
