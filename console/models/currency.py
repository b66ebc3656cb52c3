"""Currencies, as ISO 4217 lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Reference
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.invoice import Invoice
    from console.models.payment import Payment
    from console.models.price import Price
    from console.models.sales_order import SalesOrder


class Currency(Reference, db.Model):
    __tablename__ = "currency"
    __labels__ = labels("currency", "currencies")
    __category__ = N_("Reference")
    __table_args__ = (
        matches("code", "[A-Z]{3}", N_("Write three capital letters, such as PLN.")),
        matches("numeric", "[0-9]{3}", N_("Write three digits, such as 985.")),
        not_blank("name"),
        not_blank("name_pl"),
        sa.CheckConstraint("minor_units BETWEEN 0 AND 4", name="minor_units_range"),
        search_index("currency", "name"),
        search_index("currency", "name_pl"),
        {"comment": N_("Currencies in use, from ISO 4217.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True, comment=N_("The three letters of ISO 4217, such as PLN.")
    )
    numeric: Mapped[Code] = mapped_column(
        unique=True,
        comment=N_("The three digits of ISO 4217, leading zeros kept."),
        info={"label": N_("Numeric code")},
    )
    name: Mapped[str] = mapped_column(comment=N_("The name in English."))
    name_pl: Mapped[str] = mapped_column(
        comment=N_("The name in Polish."), info={"label": N_("Polish name")}
    )
    minor_units: Mapped[int | None] = mapped_column(
        sa.SmallInteger,
        comment=N_("How many decimals amounts have; none for metals and units of account."),
    )

    companies: Mapped[list[Company]] = relationship(
        back_populates="currency", passive_deletes="all"
    )
    prices: Mapped[list[Price]] = relationship(back_populates="currency", passive_deletes="all")
    orders: Mapped[list[SalesOrder]] = relationship(
        back_populates="currency", passive_deletes="all"
    )
    invoices: Mapped[list[Invoice]] = relationship(back_populates="currency", passive_deletes="all")
    payments: Mapped[list[Payment]] = relationship(back_populates="currency", passive_deletes="all")

    def __str__(self) -> str:
        return self.code
