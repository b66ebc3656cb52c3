"""Companies: the firms we sell to and buy from."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import is_email, matches, not_blank, one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, Email, LongText, Money, Percent, Phone, Url

if TYPE_CHECKING:
    from console.models.contact import Contact
    from console.models.country import Country
    from console.models.currency import Currency
    from console.models.employee import Employee
    from console.models.invoice import Invoice
    from console.models.product import Product
    from console.models.sales_order import SalesOrder
    from console.models.subdivision import Subdivision


class CompanyKind(enum.StrEnum):
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    BOTH = "both"


class CompanyStatus(enum.StrEnum):
    PROSPECT = "prospect"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CLOSED = "closed"


class Company(Timestamps, db.Model):
    __tablename__ = "company"
    __labels__ = labels("company", "companies")
    __category__ = N_("Sales")
    __table_args__ = (
        not_blank("name"),
        not_blank("city"),
        one_of("kind", CompanyKind),
        one_of("status", CompanyStatus),
        matches(
            "tax_id",
            "[A-Z]{2}[A-Z0-9]{2,13}",
            N_("Write the country's letters and the number without spaces: PL0001234567."),
        ),
        is_email("email"),
        matches(
            "website",
            r"https?://\S+",
            N_("Write the whole address, beginning with http:// or https://."),
        ),
        sa.CheckConstraint("credit_limit >= 0", name="credit_limit_not_negative"),
        sa.CheckConstraint("discount BETWEEN 0 AND 100", name="discount_range"),
        sa.CheckConstraint("payment_days BETWEEN 0 AND 365", name="payment_days_range"),
        search_index("company", "name"),
        search_index("company", "city"),
        search_index("company", "tax_id"),
        search_index("company", "email"),
        {"comment": N_("The firms we sell to and buy from.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    name: Mapped[str] = mapped_column(index=True, comment=N_("The name it trades under."))
    kind: Mapped[CompanyKind] = mapped_column(
        server_default=CompanyKind.CUSTOMER, comment=N_("Whether we sell to it or buy from it.")
    )
    # Closed companies keep their orders and invoices, so one closes rather than deletes.
    status: Mapped[CompanyStatus] = mapped_column(
        server_default=CompanyStatus.PROSPECT,
        index=True,
        comment=N_("Where we stand with it; a closed company keeps its papers."),
    )
    tax_id: Mapped[Code | None] = mapped_column(
        unique=True,
        comment=N_("The VAT identification number with its country prefix, without spaces."),
        info={"label": N_("Tax number")},
    )
    country_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("country.code", ondelete="RESTRICT"),
        index=True,
        comment=N_("Where it is registered."),
    )
    subdivision_code: Mapped[Code | None] = mapped_column(
        sa.ForeignKey("subdivision.code", ondelete="SET NULL"),
        index=True,
        comment=N_("The voivodeship, province or state of its address."),
    )
    city: Mapped[str] = mapped_column(comment=N_("The town of its address."))
    postal_code: Mapped[Code | None] = mapped_column(
        comment=N_("As the country writes it, such as 00-950.")
    )
    street: Mapped[str | None] = mapped_column(comment=N_("Street and number."))
    email: Mapped[Email | None] = mapped_column(
        comment=N_("Where invoices and general questions go."), info={"label": N_("E-mail")}
    )
    phone: Mapped[Phone | None] = mapped_column(comment=N_("With the country's prefix."))
    website: Mapped[Url | None] = mapped_column(comment=N_("Starts with http:// or https://."))
    currency_code: Mapped[Code] = mapped_column(
        sa.ForeignKey("currency.code", ondelete="RESTRICT"),
        server_default="EUR",
        index=True,
        comment=N_("What it is invoiced in."),
    )
    credit_limit: Mapped[Money | None] = mapped_column(
        comment=N_("How much it may owe us; empty means no limit was agreed, 0 means prepayment.")
    )
    discount: Mapped[Percent] = mapped_column(
        server_default="0", comment=N_("Taken off every price, in per cent.")
    )
    payment_days: Mapped[int] = mapped_column(
        sa.SmallInteger,
        server_default="14",
        comment=N_("How many days after its date an invoice is due."),
    )
    is_newsletter_agreed: Mapped[bool | None] = mapped_column(
        comment=N_("Whether it agreed to receive our newsletter; empty until asked."),
        info={"label": N_("Newsletter agreed")},
    )
    other_names: Mapped[list[str]] = mapped_column(
        server_default="{}", comment=N_("Former and short names people search for.")
    )
    attributes: Mapped[dict[str, Any] | None] = mapped_column(
        comment=N_("Whatever other systems know of it, as a JSON object.")
    )
    notes: Mapped[LongText | None] = mapped_column(comment=N_("For colleagues, never printed."))
    account_manager_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("employee.id", ondelete="SET NULL"),
        index=True,
        comment=N_("Who looks after it."),
    )

    country: Mapped[Country] = relationship(back_populates="companies")
    subdivision: Mapped[Subdivision | None] = relationship(back_populates="companies")
    currency: Mapped[Currency] = relationship(back_populates="companies")
    account_manager: Mapped[Employee | None] = relationship(back_populates="companies")
    contacts: Mapped[list[Contact]] = relationship(
        back_populates="company", cascade="all, delete-orphan", passive_deletes=True
    )
    products: Mapped[list[Product]] = relationship(back_populates="supplier", passive_deletes="all")
    orders: Mapped[list[SalesOrder]] = relationship(back_populates="company", passive_deletes="all")
    invoices: Mapped[list[Invoice]] = relationship(back_populates="company", passive_deletes="all")

    def __str__(self) -> str:
        return self.name
