"""Parts of countries, such as voivodeships and provinces, as ISO 3166-2 lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Reference
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.country import Country


class Subdivision(Reference, db.Model):
    __tablename__ = "subdivision"
    __labels__ = labels("subdivision", "subdivisions")
    __category__ = N_("Reference")
    __table_args__ = (
        matches(
            "code",
            "[A-Z]{2}-[A-Z0-9]{1,3}",
            N_("Write the country, a hyphen and up to three capitals or digits, such as PL-14."),
        ),
        check("parent_code <> code", "not_its_own_parent", N_("It cannot lie in itself.")),
        not_blank("kind"),
        not_blank("name"),
        search_index("subdivision", "name"),
        {"comment": N_("Parts of countries, of every level, from ISO 3166-2.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True, comment=N_("The code of ISO 3166-2, such as PL-14.")
    )
    country_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("country.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("The country it belongs to."),
    )
    parent_code: Mapped[Code | None] = mapped_column(
        sa.ForeignKey("subdivision.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("The larger part it lies in, where the standard names one."),
    )
    kind: Mapped[str] = mapped_column(
        index=True, comment=N_("What it is called there, such as Voivodeship or Province.")
    )
    name: Mapped[str] = mapped_column(comment=N_("The name in the language of the standard."))
    name_pl: Mapped[str | None] = mapped_column(
        comment=N_("The name in Polish, where there is one."), info={"label": N_("Polish name")}
    )

    country: Mapped[Country] = relationship(back_populates="subdivisions")
    parent: Mapped[Subdivision | None] = relationship(
        back_populates="parts", remote_side="Subdivision.code"
    )
    parts: Mapped[list[Subdivision]] = relationship(back_populates="parent", passive_deletes="all")
    companies: Mapped[list[Company]] = relationship(
        back_populates="subdivision", passive_deletes="all"
    )

    def __str__(self) -> str:
        return self.name
