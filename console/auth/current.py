"""Who is asking."""

from __future__ import annotations

from flask import g, has_request_context
from flask_login import current_user

from console.auth.models import Account


def current_account() -> Account | None:
    """The account that sent this request; ``None`` for a stranger and outside of requests."""
    if not has_request_context():
        return None
    # Asked a dozen times a page: Flask-Login's own way takes longer.
    account = g.get("_login_user") or current_user._get_current_object()
    return account if isinstance(account, Account) else None
