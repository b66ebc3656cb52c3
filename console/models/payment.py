"""Payments: money that came in for an invoice, or went back."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, Money

if TYPE_CHECKING:
    from console.models.currency import Currency
    from console.models.invoice import Invoice


class PaymentMethod(enum.StrEnum):
    TRANSFER = "transfer"
    CARD = "card"
    INSTANT = "instant"
    CASH = "cash"


class Payment(Timestamps, db.Model):
    __tablename__ = "payment"
    __labels__ = labels("payment", "payments")
    __category__ = N_("Sales")
    __table_args__ = (
        one_of("method", PaymentMethod),
        sa.CheckConstraint("amount <> 0", name="amount_not_zero"),
        search_index("payment", "reference"),
        {"comment": N_("Money that came in for an invoice, or went back.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    invoice_id: Mapped[int] = mapped_column(
        sa.ForeignKey("invoice.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("What was paid."),
    )
    amount: Mapped[Money] = mapped_column(comment=N_("Negative when money went back."))
    currency_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("currency.code", ondelete="RESTRICT"),
        server_default="EUR",
        index=True,
        comment=N_("The currency of the amount."),
    )
    received_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(), index=True, comment=N_("When the bank booked it.")
    )
    method: Mapped[PaymentMethod] = mapped_column(
        server_default=PaymentMethod.TRANSFER, index=True, comment=N_("How the money came.")
    )
    reference: Mapped[str | None] = mapped_column(
        comment=N_("What the payer wrote; empty text when nothing."),
        info={"label": N_("Payment reference")},
    )
    bank_id: Mapped[uuid.UUID | None] = mapped_column(
        unique=True,
        comment=N_("The bank's own mark of the transfer; guards against booking one twice."),
        info={"label": N_("Bank's mark")},
    )
    details: Mapped[dict[str, Any] | None] = mapped_column(
        comment=N_("The bank's message as it came, as JSON.")
    )

    invoice: Mapped[Invoice] = relationship(back_populates="payments")
    currency: Mapped[Currency] = relationship(back_populates="payments")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_code}"
