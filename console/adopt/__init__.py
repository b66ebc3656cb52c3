"""An existing database, with no model file at all: its tables are read when the console starts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _

from console import errors
from console.admin.registry import ADOPTED
from console.adopt.adoption import CHANGED, Adoption, ChangedError
from console.adopt.mapping import models_of
from console.models.db import db

__all__ = ["init_app", "models_of"]


def init_app(app: Flask) -> None:
    """Read the models of *app* from its database, as ``CONSOLE_MODELS`` asks, and follow it."""
    adoption = app.extensions[ADOPTED] = Adoption(app.extensions["console"])
    adoption.start()
    app.before_request(lambda: adoption.follow(app))
    app.register_error_handler(ChangedError, changed)
    with app.app_context():
        engine = db.engine

    @sa.event.listens_for(engine, "handle_error")
    def look_again(context: Any) -> None:
        # Whatever page was about to put the refusal into words: it is about the tables themselves.
        code = getattr(context.original_exception, "pgcode", None)
        if code in CHANGED and adoption.is_outdated(app):
            raise ChangedError from context.original_exception


def changed(_error: ChangedError) -> Any:
    """The page for a request that began before the tables changed."""
    db.session.rollback()
    return errors.answer(
        503,
        _("The tables of the database have changed"),
        _("Nothing was saved. They have been read anew: go back, reload the page and try again."),
        retry=True,
    )
