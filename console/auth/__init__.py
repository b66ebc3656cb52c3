"""Who may: accounts, roles, permissions, sign-in."""

from __future__ import annotations

from flask import Flask
from flask_login import LoginManager

from console.auth.current import current_account
from console.auth.models import Account, ConsoleBase, Role, Session, SignInFailure
from console.auth.permissions import Permission, allowed, may_see_status, row_rule

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
    "row_rule",
]


def init_app(app: Flask) -> None:
    LoginManager(app).user_loader(lambda token: None)
