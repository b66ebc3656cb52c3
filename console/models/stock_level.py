"""Stock levels: how much of a product lies in a warehouse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.types import Code, Quantity

if TYPE_CHECKING:
    from console.models.product import Product
    from console.models.warehouse import Warehouse


class StockLevel(db.Model):
    __tablename__ = "stock_level"
    __labels__ = labels("stock level", "stock levels")
    __category__ = N_("Stock")
    __table_args__ = (
        matches(
            "shelf", "[A-Z]-[0-9]{2}-[0-9]{2}", N_("Write aisle, rack and shelf, such as B-07-12.")
        ),
        sa.CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        check(
            "reserved BETWEEN 0 AND on_hand",
            "reserved_range",
            N_("No more can be reserved than is on hand."),
        ),
        search_index("stock_level", "shelf"),
        {"comment": N_("How much of a product lies in a warehouse.")},
    )

    warehouse_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("warehouse.code", ondelete="RESTRICT"),
        primary_key=True,
        comment=N_("Where it lies."),
    )
    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("product.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        comment=N_("What lies there."),
    )
    on_hand: Mapped[Quantity] = mapped_column(
        server_default="0", comment=N_("What one would count on the shelf.")
    )
    reserved: Mapped[Quantity] = mapped_column(
        server_default="0", comment=N_("What confirmed orders have set aside.")
    )
    available: Mapped[Decimal] = mapped_column(
        sa.Numeric(14, 3),
        sa.Computed("on_hand - reserved", persisted=True),
        index=True,
        comment=N_("What can still be sold: on hand less reserved."),
    )
    shelf: Mapped[Code | None] = mapped_column(
        comment=N_("Aisle, rack and shelf, such as B-07-12.")
    )
    counted_at: Mapped[dt.datetime | None] = mapped_column(
        index=True, comment=N_("When somebody last counted it.")
    )

    warehouse: Mapped[Warehouse] = relationship(back_populates="stock_levels")
    product: Mapped[Product] = relationship(back_populates="stock_levels")

    def __str__(self) -> str:
        return f"{self.warehouse_code} {self.product_id}"
