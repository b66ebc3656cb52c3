"""Prices: what a product costs, on which list, in which currency, on which days."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, one_of
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, Money

if TYPE_CHECKING:
    from console.models.currency import Currency
    from console.models.product import Product


class PriceList(enum.StrEnum):
    RETAIL = "retail"
    WHOLESALE = "wholesale"
    EXPORT = "export"


class Price(Timestamps, db.Model):
    __tablename__ = "price"
    __labels__ = labels("price", "prices")
    __category__ = N_("Catalogue")
    __table_args__ = (
        one_of("price_list", PriceList),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        check("NOT isempty(valid)", "valid_not_empty", N_("There is no day between these two.")),
        pg.ExcludeConstraint(
            ("product_id", "="),
            ("price_list", "="),
            ("currency_code", "="),
            ("valid", "&&"),
            name="ex_price_overlap",
            info={
                "message": N_(
                    "Another price of this product, on this list and in this currency, holds on "
                    "some of these days."
                )
            },
            using="gist",
        ),
        {"comment": N_("What a product costs, on which list, in which currency, on which days.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("product.id", ondelete="CASCADE"),
        index=True,
        comment=N_("What is priced."),
    )
    price_list: Mapped[PriceList] = mapped_column(
        server_default=PriceList.RETAIL, index=True, comment=N_("For which kind of buyer.")
    )
    amount: Mapped[Money] = mapped_column(comment=N_("For one unit, without VAT."))
    currency_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("currency.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("The currency of the amount."),
    )
    valid: Mapped[pg.Range[dt.date]] = mapped_column(
        pg.DATERANGE,
        comment=N_("The days it holds, such as [2026-01-01,2026-07-01); open ends are allowed."),
    )

    product: Mapped[Product] = relationship(back_populates="prices")
    currency: Mapped[Currency] = relationship(back_populates="prices")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency_code}"
