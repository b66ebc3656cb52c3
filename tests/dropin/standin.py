"""What somebody who moves from Flask-Admin would write: their views, models and set-up on ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader
from sqlalchemy import orm
from werkzeug.test import TestResponse

from console.admin.view import ConsoleView
from console.auth import Role
from console.models.db import NAMING_CONVENTION, db
from tests.client import sign_in
from tests.databases import app_on


class View(ConsoleView):
    """The base of the foreign tests' views."""


class Browser(FlaskClient):
    """A signed-in person whose forms are the console's own: nothing is switched off for them."""

    signed_in = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not self.signed_in:
            self.signed_in = True
            sign_in(self, Role.ADMIN)
        if kwargs.get("method") == "POST":
            # In forms of ours a select without a choice is sent as empty text.
            given = kwargs.get("data") or {}
            kwargs["data"] = {k: "" if v == "__None" else v for k, v in given.items()}
            with self.session_transaction() as session, self.application.test_request_context():
                from flask import session as current

                current.update(session)
                token = generate_csrf()
                session.update(current)
            kwargs["headers"] = {**dict(kwargs.get("headers") or {}), "X-CSRFToken": token}
        # The tests keep one application context, and with it whom an earlier request was from.
        g.pop("_login_user", None)
        return super().open(*args, **kwargs)


class Provider:
    """The console's database handle in the place of one that a test would make."""

    def __init__(self, **options: Any) -> None:
        self.db = db
        self.registry = orm.registry(metadata=sa.MetaData(naming_convention=NAMING_CONVENTION))

        class Base(db.Model):  # type: ignore[name-defined]
            __abstract__ = True
            metadata = self.registry.metadata
            _sa_registry = self.registry

        self.Base = Base

    def create_all(self) -> None:
        # SQLite has no types of its own and asks for no names of enums.
        for table in self.registry.metadata.tables.values():
            for column in table.columns:
                if isinstance(column.type, sa.Enum) and column.type.name is None:
                    column.type.name = f"{table.name}_{column.name}"
                if type(column.type) is sa.Integer and not column.primary_key:
                    column.type = sa.BigInteger()  # SQLite's integers have eight bytes
        self.registry.metadata.create_all(db.engine)


def app_for(url: str, root: str | None = None) -> Flask:
    """The console on the database at *url*, as foreign tests may drive it."""
    app = app_on(url)
    app.test_client_class = Browser
    # Each test has an application of its own; compiling its templates would take longest.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(Path.cwd()))
    if root is not None:
        app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(f"{root}/templates")])
    return app
