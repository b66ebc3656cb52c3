"""Order lines: one product of an order, with its quantity and price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.types import Money, Percent, Quantity

if TYPE_CHECKING:
    from console.models.product import Product
    from console.models.sales_order import SalesOrder


class OrderLine(db.Model):
    __tablename__ = "order_line"
    __labels__ = labels("order line", "order lines")
    __category__ = N_("Sales")
    __table_args__ = (
        sa.CheckConstraint("line_no > 0", name="line_no_positive"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
        sa.CheckConstraint("discount BETWEEN 0 AND 100", name="discount_range"),
        search_index("order_line", "description"),
        {"comment": N_("One product of an order, with its quantity and price.")},
    )

    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sales_order.id", ondelete="CASCADE"),
        primary_key=True,
        comment=N_("The order it belongs to."),
    )
    line_no: Mapped[int] = mapped_column(
        sa.SmallInteger,
        primary_key=True,
        comment=N_("Its place on the order, from 1."),
        info={"label": N_("Line")},
    )
    product_id: Mapped[int] = mapped_column(
        sa.ForeignKey("product.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("What was ordered."),
    )
    description: Mapped[str | None] = mapped_column(
        comment=N_("Printed instead of the product's name.")
    )
    quantity: Mapped[Quantity] = mapped_column(
        server_default="1", comment=N_("In the product's unit.")
    )
    unit_price: Mapped[Money] = mapped_column(
        comment=N_("For one unit, without VAT, in the order's currency.")
    )
    discount: Mapped[Percent] = mapped_column(
        server_default="0", comment=N_("Taken off the price, in per cent.")
    )
    total: Mapped[Money] = mapped_column(
        sa.Computed("round(quantity * unit_price * (1 - discount / 100), 2)", persisted=True),
        comment=N_("Quantity times price less discount; computed by the database."),
    )

    order: Mapped[SalesOrder] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship(back_populates="order_lines")

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line_no}"
