"""Units of measure, as UN/ECE Recommendation 20 codes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Reference
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.product import Product


class Unit(Reference, db.Model):
    __tablename__ = "unit"
    __labels__ = labels("unit", "units")
    __category__ = N_("Reference")
    __table_args__ = (
        matches("code", "[A-Z0-9]{2,3}", N_("Write two or three capitals or digits, such as KGM.")),
        not_blank("name"),
        not_blank("quantity"),
        search_index("unit", "name"),
        search_index("unit", "name_pl"),
        {"comment": N_("Units of measure from UN/ECE Recommendation 20.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True, comment=N_("The common code of Recommendation 20, such as KGM.")
    )
    name: Mapped[str] = mapped_column(comment=N_("The name in English."))
    name_pl: Mapped[str | None] = mapped_column(
        comment=N_("The name in Polish, where there is one."), info={"label": N_("Polish name")}
    )
    symbol: Mapped[str | None] = mapped_column(
        comment=N_("What stands after a number, such as kg; counted things have none.")
    )
    quantity: Mapped[str] = mapped_column(
        index=True,
        comment=N_("What it measures, such as mass or length."),
        info={"label": N_("Measured quantity")},
    )

    products: Mapped[list[Product]] = relationship(back_populates="unit", passive_deletes="all")

    def __str__(self) -> str:
        return self.name
