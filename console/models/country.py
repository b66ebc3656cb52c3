"""Countries and territories, as ISO 3166-1 lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Reference
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.subdivision import Subdivision
    from console.models.vat_rate import VatRate
    from console.models.warehouse import Warehouse


class Country(Reference, db.Model):
    __tablename__ = "country"
    __labels__ = labels("country", "countries")
    __category__ = N_("Reference")
    __table_args__ = (
        matches("code", "[A-Z]{2}", N_("Write two capital letters, such as PL.")),
        matches("alpha3", "[A-Z]{3}", N_("Write three capital letters, such as POL.")),
        matches("numeric", "[0-9]{3}", N_("Write three digits, such as 616.")),
        not_blank("name"),
        not_blank("name_pl"),
        search_index("country", "name"),
        search_index("country", "name_pl"),
        {"comment": N_("Countries and territories of ISO 3166-1.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True, comment=N_("The two letters of ISO 3166-1, such as PL.")
    )
    alpha3: Mapped[Code] = mapped_column(
        unique=True,
        comment=N_("The three letters of ISO 3166-1, such as POL."),
        info={"label": N_("Three-letter code")},
    )
    numeric: Mapped[Code] = mapped_column(
        unique=True,
        comment=N_("The three digits of ISO 3166-1, leading zeros kept."),
        info={"label": N_("Numeric code")},
    )
    name: Mapped[str] = mapped_column(comment=N_("The short name in English."))
    name_pl: Mapped[str] = mapped_column(
        comment=N_("The short name in Polish."), info={"label": N_("Polish name")}
    )
    official_name: Mapped[str | None] = mapped_column(
        comment=N_("The name in full, where it differs from the short one.")
    )

    subdivisions: Mapped[list[Subdivision]] = relationship(
        back_populates="country", passive_deletes="all"
    )
    vat_rates: Mapped[list[VatRate]] = relationship(back_populates="country", passive_deletes="all")
    companies: Mapped[list[Company]] = relationship(back_populates="country", passive_deletes="all")
    warehouses: Mapped[list[Warehouse]] = relationship(
        back_populates="country", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name
