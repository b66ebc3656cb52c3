"""Warehouses: where stock is kept and orders leave from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.country import Country
    from console.models.employee import Employee
    from console.models.sales_order import SalesOrder
    from console.models.stock_level import StockLevel


class Warehouse(db.Model):
    __tablename__ = "warehouse"
    __labels__ = labels("warehouse", "warehouses")
    __category__ = N_("Stock")
    __table_args__ = (
        matches(
            "code",
            "[A-Z]{3}[0-9]{1,2}",
            N_("Write three capitals and one or two digits, such as WAW1."),
        ),
        not_blank("name"),
        not_blank("city"),
        check("closes_at > opens_at", "closes_after_opening", N_("It closes after it opens.")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
        search_index("warehouse", "name"),
        {"comment": N_("Where stock is kept and orders leave from.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True, comment=N_("Three letters and a number, such as WAW1.")
    )
    name: Mapped[str] = mapped_column(comment=N_("What colleagues call it."))
    country_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("country.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("Where it stands."),
    )
    city: Mapped[str] = mapped_column(comment=N_("The town of its address."))
    address: Mapped[str | None] = mapped_column(comment=N_("Street, number and postal code."))
    is_open: Mapped[bool] = mapped_column(
        server_default=sa.true(),
        comment=N_("Whether goods come in and go out."),
        info={"label": N_("Open")},
    )
    opens_at: Mapped[dt.time | None] = mapped_column(comment=N_("Local time, on working days."))
    closes_at: Mapped[dt.time | None] = mapped_column(comment=N_("Local time, on working days."))
    latitude: Mapped[float | None] = mapped_column(
        sa.Double, comment=N_("Degrees north; negative in the south.")
    )
    longitude: Mapped[float | None] = mapped_column(
        sa.Double, comment=N_("Degrees east; negative in the west.")
    )
    network: Mapped[str | None] = mapped_column(
        pg.CIDR, comment=N_("The addresses its scanners connect from, such as 10.20.0.0/16.")
    )
    manager_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("employee.id", ondelete="SET NULL"),
        index=True,
        comment=N_("Who runs it."),
    )

    country: Mapped[Country] = relationship(back_populates="warehouses")
    manager: Mapped[Employee | None] = relationship(back_populates="warehouses")
    stock_levels: Mapped[list[StockLevel]] = relationship(
        back_populates="warehouse", passive_deletes="all"
    )
    orders: Mapped[list[SalesOrder]] = relationship(
        back_populates="warehouse", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name
