"""What can be done with accounts, for commands and pages alike."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError
from wtforms.validators import ValidationError

from console.auth import passwords, sessions, throttle
from console.auth.models import Account, Role
from console.auth.passwords import generate_password
from console.auth.store import transaction

__all__ = [
    "AccountError",
    "create",
    "disable",
    "enable",
    "everyone",
    "find",
    "generate_password",
    "set_password",
    "set_role",
]


class AccountError(ValidationError):
    """What was asked of an account cannot be; the message is a sentence for the person.

    A ``ValidationError``, so that forms and actions show it without further ado.
    """


def create(
    email: str,
    role: Role,
    password: str,
    name: str | None = None,
    *,
    must_change_password: bool = False,
) -> Account:
    """Add an account; ``AccountError`` when the address is taken or the password too weak."""
    email = checked_email(email)
    _check_password(password, email, name)
    account = Account(
        email=email,
        name=(name or "").strip() or None,
        role=Role(role),
        password_hash=passwords.hashed(password),
        must_change_password=must_change_password,
    )
    try:
        with transaction() as session:
            refuse_twins(session, account)
            session.add(account)
    except IntegrityError:
        # Somebody added the same address between our look and our insert.
        raise _taken(email) from None
    return account


def find(email: str) -> Account | None:
    """The account with *email*, however its letters are written."""
    if "\0" in email:
        return None
    with transaction() as session:
        return _by_email(session, email)


def everyone() -> list[Account]:
    """All accounts by e-mail."""
    with transaction() as session:
        return list(session.scalars(sa.select(Account).order_by(sa.func.lower(Account.email))))


def set_role(email: str, role: Role) -> Account:
    """Give the account with *email* another role, which holds from its next request."""
    with transaction() as session:
        account = _need(session, email)
        if role != Role.ADMIN:
            keep_an_admin(session, [account.id])
        account.role = Role(role)
    return account


def disable(email: str) -> Account:
    """Sign the account with *email* out everywhere and let it in no more."""
    with transaction() as session:
        account = _need(session, email)
        disable_all(session, [account.id])
    return account


def disable_all(session: orm.Session, ids: list[int]) -> None:
    """Disable the accounts *ids* within the caller's transaction."""
    keep_an_admin(session, ids)
    session.execute(
        sa.update(Account)
        .where(Account.id.in_(ids), Account.disabled_at.is_(None))
        .values(disabled_at=sa.func.now())
    )
    for key in ids:
        sessions.end_all(session, key)


def enable(email: str) -> Account:
    """Let the account with *email* sign in again."""
    with transaction() as session:
        account = _need(session, email)
        account.disabled_at = None
    return account


def set_password(email: str, password: str, *, must_change: bool = False) -> Account:
    """Give the account with *email* a new password; it is signed out everywhere.

    *must_change*: somebody else knows the password, so the next sign-in asks for another.
    """
    with transaction() as session:
        account = _need(session, email)
        _check_password(password, account.email, account.name)
        replace_password(session, account.id, password, must_change=must_change)
        throttle.forgive(session, account.email)
    return account


def replace_password(
    session: orm.Session, account_id: int, password: str, *, must_change: bool = False
) -> None:
    """Store *password* and end every session, within the caller's transaction."""
    session.execute(
        sa.update(Account)
        .where(Account.id == account_id)
        .values(
            password_hash=passwords.hashed(password),
            must_change_password=must_change,
            password_changed_at=sa.func.now(),
        )
    )
    sessions.end_all(session, account_id)


def rehash(session: orm.Session, account: Account, password: str) -> None:
    """Store the hash of *password* anew where today's parameters are stronger."""
    if passwords.needs_rehash(account.password_hash):
        session.execute(
            sa.update(Account)
            # Not if the password was changed meanwhile.
            .where(Account.id == account.id, Account.password_hash == account.password_hash)
            .values(password_hash=passwords.hashed(password))
        )


def keep_an_admin(session: orm.Session, leaving: list[int]) -> None:
    """Refuse when without the accounts *leaving* nobody could administer any more."""
    # Locked, so that two admins cannot each remove the other at the same moment.
    admins = session.scalars(
        sa.select(Account.id)
        .where(Account.role == Role.ADMIN, Account.disabled_at.is_(None))
        .order_by(Account.id)
        .with_for_update()
    ).all()
    if admins and set(admins) <= set(leaving):
        raise AccountError(
            _("Nobody could administer the console any more. Make somebody else an admin first.")
        )


def refuse_twins(session: orm.Session, account: Account) -> None:
    """Refuse when the address of *account* is already somebody else's."""
    with session.no_autoflush:
        other = _by_email(session, account.email)
    if other is not None and other is not account:
        raise _taken(other.email)


def checked_email(email: str) -> str:
    """*email* without the blanks around it, or ``AccountError``."""
    email = email.strip()
    local, at, domain = email.partition("@")
    if not (local and at and domain) or len(email) > 254 or not email.isprintable() or " " in email:
        raise AccountError(_("Write the e-mail address like name@example.org."))
    return email


def _check_password(password: str, *personal: Any) -> None:
    if (problem := passwords.problem(password, *personal)) is not None:
        raise AccountError(problem)


def _taken(email: str) -> AccountError:
    return AccountError(_("%(email)s already has an account.", email=email))


def _by_email(session: orm.Session, email: str) -> Account | None:
    return session.scalar(
        sa.select(Account).where(sa.func.lower(Account.email) == sa.func.lower(email.strip()))
    )


def _need(session: orm.Session, email: str) -> Account:
    account = _by_email(session, email)
    if account is None:
        raise AccountError(_("%(email)s has no account.", email=email))
    return account
