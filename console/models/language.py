"""Languages, as ISO 639 lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import matches, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Reference
from console.models.types import Code

if TYPE_CHECKING:
    from console.models.contact import Contact


class Language(Reference, db.Model):
    __tablename__ = "language"
    __labels__ = labels("language", "languages")
    __category__ = N_("Reference")
    __table_args__ = (
        matches("code", "[a-z]{2,3}", N_("Write two or three small letters, such as pl.")),
        matches("alpha3", "[a-z]{3}", N_("Write three small letters, such as pol.")),
        matches("alpha2", "[a-z]{2}", N_("Write two small letters, such as pl.")),
        not_blank("name"),
        search_index("language", "name"),
        search_index("language", "name_pl"),
        {"comment": N_("Languages of ISO 639.")},
    )

    code: Mapped[Code] = mapped_column(
        primary_key=True,
        comment=N_("The two letters of ISO 639-1 where there are any, else the three of 639-3."),
    )
    alpha3: Mapped[Code] = mapped_column(
        unique=True,
        comment=N_("The three letters of ISO 639-3, such as pol."),
        info={"label": N_("Three-letter code")},
    )
    alpha2: Mapped[Code | None] = mapped_column(
        unique=True,
        comment=N_("The two letters of ISO 639-1, such as pl."),
        info={"label": N_("Two-letter code")},
    )
    name: Mapped[str] = mapped_column(comment=N_("The name in English."))
    name_pl: Mapped[str | None] = mapped_column(
        comment=N_("The name in Polish, where there is one."), info={"label": N_("Polish name")}
    )

    contacts: Mapped[list[Contact]] = relationship(back_populates="language", passive_deletes="all")

    def __str__(self) -> str:
        return self.name
