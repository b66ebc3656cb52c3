"""Sales orders: what a company asked us to deliver."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, LongText, Money

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.contact import Contact
    from console.models.currency import Currency
    from console.models.employee import Employee
    from console.models.invoice import Invoice
    from console.models.order_line import OrderLine
    from console.models.warehouse import Warehouse


class OrderStatus(enum.StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class OrderChannel(enum.StrEnum):
    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    FAIR = "fair"


class SalesOrder(Timestamps, db.Model):
    __tablename__ = "sales_order"
    __labels__ = labels("sales order", "sales orders")
    __category__ = N_("Sales")
    __table_args__ = (
        matches(
            "number",
            "SO-[0-9]{4}-[0-9]{6,}",
            N_("Write SO, the year and at least six digits, such as SO-2026-000123."),
        ),
        one_of("status", OrderStatus),
        one_of("channel", OrderChannel),
        check(
            "status NOT IN ('shipped', 'delivered') OR shipped_at IS NOT NULL",
            "shipped_at_known",
            N_("Say when it left the warehouse: it is marked as shipped."),
        ),
        check(
            "shipped_at >= ordered_at",
            "shipped_after_ordered",
            N_("It cannot leave before it was ordered."),
        ),
        search_index("sales_order", "number"),
        search_index("sales_order", "customer_reference"),
        {"comment": N_("What a company asked us to deliver.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    number: Mapped[Code] = mapped_column(
        unique=True, comment=N_("The number on every paper, such as SO-2026-000123.")
    )
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("Who ordered."),
    )
    status: Mapped[OrderStatus] = mapped_column(
        server_default=OrderStatus.DRAFT, index=True, comment=N_("How far it has come.")
    )
    ordered_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(), index=True, comment=N_("When it reached us.")
    )
    # A trigger on order_line keeps it, so that lists can show and sort it without a sum per row.
    total: Mapped[Money] = mapped_column(
        server_default="0",
        index=True,
        comment=N_("What its lines add up to, without VAT; kept by the database."),
        info={"system": True},
    )
    currency_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("currency.code", ondelete="RESTRICT"),
        server_default="EUR",
        index=True,
        comment=N_("The currency of its prices."),
    )
    promised_on: Mapped[dt.date | None] = mapped_column(
        index=True, comment=N_("The day we said it would arrive.")
    )
    shipped_at: Mapped[dt.datetime | None] = mapped_column(
        comment=N_("When it left the warehouse.")
    )
    channel: Mapped[OrderChannel] = mapped_column(
        server_default=OrderChannel.WEB, comment=N_("How it reached us.")
    )
    contact_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("contact.id", ondelete="SET NULL"),
        index=True,
        comment=N_("The person to ask about it."),
    )
    warehouse_code: Mapped[Code | None] = mapped_column(
        sa.ForeignKey("warehouse.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("Where it leaves from, once that is decided."),
    )
    seller_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("employee.id", ondelete="SET NULL"),
        index=True,
        comment=N_("Who took it; empty when it came through the shop."),
    )
    customer_reference: Mapped[str | None] = mapped_column(
        comment=N_("The company's own order number; empty text when it said it has none.")
    )
    public_id: Mapped[uuid.UUID] = mapped_column(
        unique=True,
        server_default=sa.func.gen_random_uuid(),
        comment=N_("Stands in the link sent to the company, so that nobody can guess others."),
    )
    placed_from: Mapped[str | None] = mapped_column(
        pg.INET, comment=N_("The address a web order came from.")
    )
    notes: Mapped[LongText | None] = mapped_column(comment=N_("For colleagues, never printed."))

    company: Mapped[Company] = relationship(back_populates="orders")
    contact: Mapped[Contact | None] = relationship(back_populates="orders")
    currency: Mapped[Currency] = relationship(back_populates="orders")
    warehouse: Mapped[Warehouse | None] = relationship(back_populates="orders")
    seller: Mapped[Employee | None] = relationship(back_populates="orders")
    lines: Mapped[list[OrderLine]] = relationship(
        back_populates="order",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="OrderLine.line_no",
    )
    invoices: Mapped[list[Invoice]] = relationship(back_populates="order", passive_deletes="all")

    def __str__(self) -> str:
        return self.number
