"""Contacts: the people we speak to at a company."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import is_email, not_blank, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, Email, LongText, Phone

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.language import Language
    from console.models.sales_order import SalesOrder


class Contact(Timestamps, db.Model):
    __tablename__ = "contact"
    __labels__ = labels("contact", "contacts")
    __category__ = N_("Sales")
    __table_args__ = (
        not_blank("first_name"),
        not_blank("last_name"),
        is_email("email"),
        sa.Index(
            "uq_contact_main",
            "company_id",
            unique=True,
            postgresql_where=sa.text("is_main"),
            info={"message": N_("This company has a main contact already.")},
        ),
        search_index("contact", "first_name"),
        search_index("contact", "last_name"),
        search_index("contact", "email"),
        {"comment": N_("The people we speak to at a company.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    company_id: Mapped[int] = mapped_column(
        sa.ForeignKey("company.id", ondelete="CASCADE"),
        index=True,
        comment=N_("The firm the person works for."),
    )
    first_name: Mapped[str] = mapped_column(comment=N_("Given name."))
    last_name: Mapped[str] = mapped_column(index=True, comment=N_("Family name."))
    position: Mapped[str | None] = mapped_column(
        comment=N_("What the person does there."), info={"label": N_("Job title")}
    )
    email: Mapped[Email | None] = mapped_column(
        unique=True, comment=N_("The person's own address."), info={"label": N_("E-mail")}
    )
    phone: Mapped[Phone | None] = mapped_column(comment=N_("With the country's prefix."))
    language_code: Mapped[Code | None] = mapped_column(
        sa.ForeignKey("language.code", ondelete="SET NULL"),
        index=True,
        comment=N_("What to write to the person in."),
    )
    is_main: Mapped[bool] = mapped_column(
        server_default=sa.false(),
        comment=N_("Whom to ask first; one person of a company at most."),
        info={"label": N_("Main contact")},
    )
    last_contacted_on: Mapped[dt.date | None] = mapped_column(
        index=True, comment=N_("When we last wrote or called.")
    )
    notes: Mapped[LongText | None] = mapped_column(comment=N_("For colleagues, never printed."))

    company: Mapped[Company] = relationship(back_populates="contacts")
    language: Mapped[Language | None] = relationship(back_populates="contacts")
    orders: Mapped[list[SalesOrder]] = relationship(back_populates="contact", passive_deletes="all")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
