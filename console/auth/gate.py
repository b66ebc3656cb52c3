"""Closed by default: what a request must pass before any page sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request, session
from flask.typing import ResponseReturnValue

from console import security
from console.auth import pages
from console.auth.current import current_account

View = TypeVar("View", bound=Callable[..., Any])

# Open to strangers; whatever else belongs to a blueprint needs an account.
PUBLIC = frozenset(
    {
        "console.sign_in",
        "console.sign_out",
        "console.preferences",
    }
)
# A sign-in form is small; nobody who is not signed in has anything larger to send.
STRANGERS_LIMIT = 64 * 1024


def init_app(app: Flask) -> None:
    app.before_request(check)


def public(view: View) -> View:
    """Mark *view* as open to strangers."""
    view.console_public = True  # type: ignore[attr-defined]
    return view


def check() -> ResponseReturnValue | None:
    """Refuse strangers, old passwords and forged forms, in this order."""
    if security.is_bare():
        # An app-level route is its developer's own; but where the browser's session would
        # speak for the person, the form has to come from us.
        if security.is_changing() and "_user_id" in session:
            security.refuse_forgery()
        return None
    account = current_account()
    if account is None:
        request.max_content_length = STRANGERS_LIMIT
        if not is_public(request.endpoint):
            return pages.refuse_stranger()
    elif account.must_change_password and not is_public(request.endpoint, "console.password"):
        return pages.refuse_old_password()
    security.refuse_forgery()
    return None


def is_public(endpoint: str | None, *others: str) -> bool:
    """Whether strangers may see *endpoint*."""
    view = current_app.view_functions.get(endpoint or "")
    return endpoint in PUBLIC or endpoint in others or getattr(view, "console_public", False)
