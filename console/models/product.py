"""Products: what we buy, keep and sell."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, not_blank, one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.product_tag import product_tag
from console.models.types import Code, LongText, Quantity
from console.models.vat_rate import VatKind

if TYPE_CHECKING:
    from console.models.category import Category
    from console.models.company import Company
    from console.models.order_line import OrderLine
    from console.models.price import Price
    from console.models.stock_level import StockLevel
    from console.models.tag import Tag
    from console.models.unit import Unit


class ProductStatus(enum.StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    DISCONTINUED = "discontinued"


class Product(Timestamps, db.Model):
    __tablename__ = "product"
    __labels__ = labels("product", "products")
    __category__ = N_("Catalogue")
    __table_args__ = (
        matches(
            "sku",
            "[A-Z0-9]+(-[A-Z0-9]+)*",
            N_("Write capitals and digits, with hyphens between groups, such as CHA-00042."),
        ),
        matches("barcode", "[0-9]{8,14}", N_("Write 8 to 14 digits.")),
        not_blank("name"),
        one_of("status", ProductStatus),
        one_of("vat_kind", VatKind),
        sa.CheckConstraint("weight > 0", name="weight_positive"),
        sa.CheckConstraint("reorder_level >= 0", name="reorder_level_not_negative"),
        check(
            "lead_time >= interval '0'",
            "lead_time_not_negative",
            N_("Nothing arrives before it was ordered."),
        ),
        check(
            "jsonb_typeof(attributes) = 'object'",
            "attributes_object",
            N_('Write a JSON object, such as {"material": "steel"}.'),
        ),
        search_index("product", "sku"),
        search_index("product", "name"),
        search_index("product", "barcode"),
        {"comment": N_("What we buy, keep and sell.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    sku: Mapped[Code] = mapped_column(
        unique=True,
        comment=N_("Our article number: capitals and digits in groups, such as CHA-00042."),
        info={"label": N_("Article number")},
    )
    name: Mapped[str] = mapped_column(index=True, comment=N_("What stands on the label."))
    category_id: Mapped[int] = mapped_column(
        sa.ForeignKey("category.id", ondelete="RESTRICT"),
        index=True,
        comment=N_("Where the shop shows it."),
    )
    status: Mapped[ProductStatus] = mapped_column(
        server_default=ProductStatus.DRAFT, index=True, comment=N_("Whether it can be ordered.")
    )
    supplier_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("company.id", ondelete="SET NULL"),
        index=True,
        comment=N_("Whom we buy it from."),
    )
    unit_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("unit.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("What quantities of it are counted in."),
    )
    vat_kind: Mapped[VatKind] = mapped_column(
        server_default=VatKind.STANDARD,
        comment=N_("Which of a country's rates applies to it."),
        info={"label": N_("VAT rate")},
    )
    barcode: Mapped[Code | None] = mapped_column(
        unique=True, comment=N_("EAN or GTIN, digits only.")
    )
    weight: Mapped[Quantity | None] = mapped_column(
        comment=N_("Packed, in kilograms."), info={"label": N_("Weight (kg)")}
    )
    reorder_level: Mapped[int] = mapped_column(
        server_default="0", comment=N_("Buy more once fewer than this are available.")
    )
    lead_time: Mapped[dt.timedelta | None] = mapped_column(
        comment=N_("From our order to its arrival.")
    )
    colours: Mapped[list[str] | None] = mapped_column(comment=N_("The colours it comes in."))
    attributes: Mapped[dict[str, Any]] = mapped_column(
        server_default="{}", comment=N_("Technical data as a JSON object.")
    )
    description: Mapped[LongText | None] = mapped_column(comment=N_("What the shop shows."))

    category: Mapped[Category] = relationship(back_populates="products")
    supplier: Mapped[Company | None] = relationship(back_populates="products")
    unit: Mapped[Unit] = relationship(back_populates="products")
    tags: Mapped[list[Tag]] = relationship(
        secondary=product_tag, back_populates="products", passive_deletes=True
    )
    prices: Mapped[list[Price]] = relationship(
        back_populates="product", cascade="all, delete-orphan", passive_deletes=True
    )
    stock_levels: Mapped[list[StockLevel]] = relationship(
        back_populates="product", cascade="all, delete-orphan", passive_deletes=True
    )
    order_lines: Mapped[list[OrderLine]] = relationship(
        back_populates="product", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name
