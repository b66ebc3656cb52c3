"""Employees: the people who work here, and who reports to whom."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.constraints import check, is_email, matches, not_blank, one_of, search_index
from console.models.db import db
from console.models.labels import N_, labels
from console.models.mixins import Timestamps
from console.models.types import Code, Email, Phone

if TYPE_CHECKING:
    from console.models.company import Company
    from console.models.sales_order import SalesOrder
    from console.models.warehouse import Warehouse


class Department(enum.StrEnum):
    MANAGEMENT = "management"
    SALES = "sales"
    PURCHASING = "purchasing"
    LOGISTICS = "logistics"
    FINANCE = "finance"
    TECH = "tech"


class Employee(Timestamps, db.Model):
    __tablename__ = "employee"
    __labels__ = labels("employee", "employees")
    __category__ = N_("People")
    __table_args__ = (
        matches("number", "E[0-9]{4,6}", N_("Write E and four to six digits, such as E0042.")),
        not_blank("first_name"),
        not_blank("last_name"),
        one_of("department", Department),
        is_email("email"),
        check(
            "manager_id <> id",
            "not_their_own_manager",
            N_("Nobody reports to themselves."),
        ),
        check(
            "left_on >= hired_on",
            "left_after_hired",
            N_("The last day of work cannot be before the first."),
        ),
        search_index("employee", "number"),
        search_index("employee", "first_name"),
        search_index("employee", "last_name"),
        search_index("employee", "email"),
        {"comment": N_("The people who work here, and who reports to whom.")},
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment=N_("Given by the database."))
    number: Mapped[Code] = mapped_column(
        unique=True, comment=N_("The number on the badge, such as E0042.")
    )
    first_name: Mapped[str] = mapped_column(comment=N_("Given name."))
    last_name: Mapped[str] = mapped_column(index=True, comment=N_("Family name."))
    email: Mapped[Email] = mapped_column(
        unique=True, comment=N_("The address at work."), info={"label": N_("E-mail")}
    )
    phone: Mapped[Phone | None] = mapped_column(comment=N_("The number at work."))
    department: Mapped[Department] = mapped_column(
        index=True, comment=N_("Where the person works.")
    )
    job_title: Mapped[str] = mapped_column(comment=N_("What stands on the card."))
    manager_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("employee.id", ondelete="SET NULL"),
        index=True,
        comment=N_("Whom the person reports to."),
    )
    hired_on: Mapped[dt.date] = mapped_column(index=True, comment=N_("The first day of work."))
    left_on: Mapped[dt.date | None] = mapped_column(
        comment=N_("The last day of work; empty for those who are here.")
    )
    skills: Mapped[list[str]] = mapped_column(
        server_default="{}", comment=N_("Licences, languages and courses.")
    )

    manager: Mapped[Employee | None] = relationship(
        back_populates="reports", remote_side="Employee.id"
    )
    reports: Mapped[list[Employee]] = relationship(back_populates="manager", passive_deletes="all")
    companies: Mapped[list[Company]] = relationship(
        back_populates="account_manager", passive_deletes="all"
    )
    orders: Mapped[list[SalesOrder]] = relationship(back_populates="seller", passive_deletes="all")
    warehouses: Mapped[list[Warehouse]] = relationship(
        back_populates="manager", passive_deletes="all"
    )

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
