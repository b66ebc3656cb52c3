"""The one question behind every page, button and menu entry: may this account do that?"""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.model import Model

from console.auth.current import current_account
from console.auth.models import Account, ConsoleBase, Role
from console.models.mixins import Reference
from console.models.waiting import outline_of

__all__ = ["Permission", "Role", "allowed", "may_see_status", "row_rule"]


class Permission(enum.StrEnum):
    """What can be done with a table."""

    READ = "read"  # list, details, export, lookup
    WRITE = "write"  # new, edit, delete, action


class Family(enum.StrEnum):
    """Tables fall into three families; rights are given by family, not by table."""

    BUSINESS = "business"
    REFERENCE = "reference"
    CONSOLE = "console"


READ = frozenset({Permission.READ})
WRITE = frozenset({Permission.READ, Permission.WRITE})

# Whatever is not in this table is refused: closed by default.
RIGHTS = MappingProxyType(
    {
        (Role.ADMIN, Family.BUSINESS): WRITE,
        (Role.ADMIN, Family.REFERENCE): WRITE,
        (Role.ADMIN, Family.CONSOLE): WRITE,
        (Role.STAFF, Family.BUSINESS): WRITE,
        (Role.STAFF, Family.REFERENCE): READ,
        (Role.OPERATOR, Family.BUSINESS): READ,
        (Role.OPERATOR, Family.REFERENCE): WRITE,
        (Role.AUDITOR, Family.BUSINESS): READ,
        (Role.AUDITOR, Family.REFERENCE): READ,
        (Role.AUDITOR, Family.CONSOLE): READ,
    }
)


def allowed(permission: Permission, model: type[Any], account: Account | None = None) -> bool:
    """Whether *account*, by default the one that asks, may do *permission* with *model*.

    A stranger, a disabled account, an unknown role and a class that is no table: no.
    """
    account = account or current_account()
    family = family_of(model)
    if account is None or family is None or not account.is_active:
        return False
    return permission in RIGHTS.get((account.role, family), frozenset())


def family_of(model: type[Any]) -> Family | None:
    """Which family *model* belongs to; ``None`` when it is no table of ours."""
    if not isinstance(model, type) or not _has_table(model):
        return None
    if issubclass(model, ConsoleBase):
        return Family.CONSOLE
    # Also the base of models that are read from a database, which db.Model is not.
    if issubclass(model, Model):
        return Family.REFERENCE if issubclass(model, Reference) else Family.BUSINESS
    return None


def _has_table(model: type[Any]) -> bool:
    return outline_of(model) is not None or getattr(model, "__table__", None) is not None


def may_see_status(account: Account | None = None) -> bool:
    """Whether *account* may see how the database stands to migrations and seeds."""
    account = account or current_account()
    return account is not None and account.role in {Role.ADMIN, Role.OPERATOR, Role.AUDITOR}


def row_rule(account: Account | None, model: type[Any]) -> sa.ColumnElement[bool] | None:
    """The condition rows of *model* must meet for *account* to see them; ``None`` for all rows.

    A condition nobody meets stands for "none": the caller need not ask twice.
    """
    if account is None or not allowed(Permission.READ, model, account):
        return sa.false()
    return None
