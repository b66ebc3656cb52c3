"""Who may: accounts, roles, permissions, sign-in."""

from __future__ import annotations

from flask import Flask

from console.auth import gate, login, transactions
from console.auth.cookie import CookieInterface
from console.auth.current import current_account
from console.auth.gate import public
from console.auth.models import Account, ConsoleBase, Role, Session, SignInFailure
from console.auth.permissions import Permission, allowed, may_see_status, row_rule
from console.auth.transactions import prepare

__all__ = [
    "Account",
    "ConsoleBase",
    "Permission",
    "Role",
    "Session",
    "SignInFailure",
    "allowed",
    "current_account",
    "may_see_status",
    "prepare",
    "public",
    "row_rule",
]


def init_app(app: Flask) -> None:
    """Close *app*: who asks, what the database is told about it, and who is let in."""
    app.session_interface = CookieInterface()
    login.init_app(app)
    transactions.init_app(app)
    gate.init_app(app)
