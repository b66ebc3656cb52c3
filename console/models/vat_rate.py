"""VAT rates of countries, each with the days it is valid."""

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
from console.models.mixins import Reference
from console.models.types import Code, Percent

if TYPE_CHECKING:
    from console.models.country import Country


class VatKind(enum.StrEnum):
    STANDARD = "standard"
    REDUCED = "reduced"
    REDUCED_2 = "reduced_2"
    SUPER_REDUCED = "super_reduced"
    PARKING = "parking"
    ZERO = "zero"


class VatRate(Reference, db.Model):
    __tablename__ = "vat_rate"
    __labels__ = labels("VAT rate", "VAT rates")
    __category__ = N_("Reference")
    __table_args__ = (
        one_of("kind", VatKind),
        sa.CheckConstraint("rate BETWEEN 0 AND 100", name="rate_range"),
        check(
            "valid_to >= valid_from",
            "valid_to_after_from",
            N_("The last day cannot be before the first."),
        ),
        # The key forbids two rates from one day; this forbids two rates on any day.
        pg.ExcludeConstraint(
            ("country_code", "="),
            ("kind", "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            name="ex_vat_rate_overlap",
            info={"message": N_("Another rate of this kind is valid on some of these days.")},
            using="gist",
        ),
        {"comment": N_("VAT rates of the countries of the European Union and their validity.")},
    )

    country_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("country.code", ondelete="RESTRICT"),
        primary_key=True,
        comment=N_("The country that levies it."),
    )
    kind: Mapped[VatKind] = mapped_column(
        primary_key=True, comment=N_("Which of the country's rates it is.")
    )
    valid_from: Mapped[dt.date] = mapped_column(
        primary_key=True, comment=N_("The first day it applies.")
    )
    valid_to: Mapped[dt.date | None] = mapped_column(
        comment=N_("The last day it applies; empty while it is in force.")
    )
    rate: Mapped[Percent] = mapped_column(comment=N_("The rate in per cent of the net price."))

    country: Mapped[Country] = relationship(back_populates="vat_rates")

    def __str__(self) -> str:
        return f"{self.country_code} {self.kind} {self.rate.normalize():f}%"
