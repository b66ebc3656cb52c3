"""The console's own people: accounts, what they may do, and where they are signed in."""

from __future__ import annotations

import datetime as dt
import enum
from typing import ClassVar

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship

from console.models.db import NAMING_CONVENTION, stored_by_value
from console.models.labels import N_, labels
from console.models.types import Email, Secret

SCHEMA = "console"


class Role(enum.StrEnum):
    """What an account is for; `console.auth.permissions` says what each may do."""

    ADMIN = "admin"
    STAFF = "staff"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class ConsoleBase(orm.DeclarativeBase):
    """Tables of the console itself, in a schema and a revision history of their own."""

    registry = orm.registry(
        metadata=sa.MetaData(schema=SCHEMA, naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            str: sa.Text,
            bytes: sa.LargeBinary,
            dt.datetime: sa.DateTime(timezone=True),
            enum.Enum: stored_by_value(),
        },
    )

    __labels__: ClassVar[tuple[str, str] | None] = None
    __category__: ClassVar[str | None] = N_("Administration")


class Account(UserMixin, ConsoleBase):
    __tablename__ = "account"
    __labels__ = labels("account", "accounts")
    __table_args__ = (
        # Two spellings of one address must not become two people.
        sa.Index("uq_account_email", sa.text("lower(email)"), unique=True),
        sa.CheckConstraint(r"email ~ '^[^@\s]+@[^@\s]+$'", name="email_shape"),
        sa.CheckConstraint("role IN ('admin', 'staff', 'operator', 'auditor')", name="role_known"),
        sa.CheckConstraint("name <> ''", name="name_not_blank"),
        {"comment": N_("People who may sign in, and what each may do.")},
    )

    id: Mapped[int] = mapped_column(sa.Identity(), primary_key=True)
    email: Mapped[Email] = mapped_column(comment=N_("The address the person signs in with."))
    name: Mapped[str | None] = mapped_column(comment=N_("How the person is called on pages."))
    role: Mapped[Role] = mapped_column(
        comment=N_(
            "Admin: everything. Staff: business tables. Operator: reference tables. "
            "Auditor: reads everything, writes nothing."
        )
    )
    password_hash: Mapped[Secret]
    must_change_password: Mapped[bool] = mapped_column(
        server_default=sa.false(),
        info={"system": True},
        comment=N_("Whether the next sign-in asks for a new password."),
    )
    disabled_at: Mapped[dt.datetime | None] = mapped_column(
        info={"system": True}, comment=N_("Since when the account can no longer sign in.")
    )
    created_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(),
        info={"system": True},
        comment=N_("When the account was made."),
    )
    password_changed_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(),
        info={"system": True},
        comment=N_("When the password was last changed."),
    )
    signed_in_at: Mapped[dt.datetime | None] = mapped_column(
        info={"system": True}, comment=N_("When the person last signed in.")
    )

    sessions: Mapped[list[Session]] = relationship(
        back_populates="account", passive_deletes=True, cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        # Both are read, whichever is shown: console.admin.wording fetches what it sees read.
        name, email = self.name, self.email
        return name or email

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None


class Session(ConsoleBase):
    __tablename__ = "session"
    __labels__ = labels("session", "sessions")
    __table_args__ = ({"comment": N_("Browsers that are signed in. Ending one signs it out.")},)

    # A key of its own, because keys appear in URLs and the token's hash should not.
    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    # SHA-256 in hex: the token is 256 random bits, so nothing slower is needed.
    token_hash: Mapped[Secret] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey(Account.id, ondelete="CASCADE"),
        index=True,
        comment=N_("Who is signed in."),
    )
    created_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(), comment=N_("When the person signed in.")
    )
    last_seen_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(), comment=N_("The last request, to the minute.")
    )
    expires_at: Mapped[dt.datetime] = mapped_column(
        index=True, comment=N_("When the person has to sign in again, however busy.")
    )
    user_agent: Mapped[str | None] = mapped_column(comment=N_("What the browser calls itself."))
    address: Mapped[str | None] = mapped_column(comment=N_("Where the requests come from."))

    account: Mapped[Account] = relationship(back_populates="sessions")

    def __str__(self) -> str:
        return f"{self.address or '?'} {self.created_at:%Y-%m-%d %H:%M}"


class SignInFailure(ConsoleBase):
    __tablename__ = "sign_in_failure"
    __labels__ = labels("failed sign-in", "failed sign-ins")
    __table_args__ = (
        sa.Index("ix_sign_in_failure_identifier_failed_at", "identifier", "failed_at"),
        sa.Index("ix_sign_in_failure_address_failed_at", "address", "failed_at"),
        {"comment": N_("Wrong passwords of the last day; many of them slow the next guess down.")},
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    # A digest, because people type passwords into the wrong field.
    identifier: Mapped[Secret]
    account_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey(Account.id, ondelete="CASCADE"),
        index=True,
        comment=N_("Whose e-mail was given, where there is such an account."),
    )
    address: Mapped[str] = mapped_column(comment=N_("Where the guess came from."))
    failed_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(), index=True, comment=N_("When it was refused.")
    )

    account: Mapped[Account | None] = relationship()

    def __str__(self) -> str:
        return f"{self.address} {self.failed_at:%Y-%m-%d %H:%M}"
