"""Lets Flask-Admin's own tests, as its wheel ships them, run on the console."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_admin.contrib.sqla
import flask_admin.tests.sqla.conftest as sqla
import flask_babel
import psycopg2
import pytest
from flask_admin.tests import conftest as general
from sqlalchemy.dialects import postgresql

from console.models.db import db
from tests.dropin import lost, softening, standin

URL = "DROPIN_DATABASE"
SAME_AGAIN = ("SQLALite", "with_session_deprecated", "-session-")


def pytest_configure(config: pytest.Config) -> None:
    softening.install()
    flask_admin.contrib.sqla.ModelView = standin.View
    general.SQLAProvider.__init__ = standin.Provider.__init__
    general.SQLAProvider.create_all = standin.Provider.create_all
    initialise = db.init_app
    db.init_app = lambda app: None if "sqlalchemy" in app.extensions else initialise(app)
    babel = flask_babel.Babel

    def once(app: Any = None, **kwargs: Any) -> Any:
        if app is not None and "babel" in app.extensions:
            return app.extensions["babel"].instance
        return babel(app, **kwargs)

    flask_babel.Babel = once
    root = str(Path(sqla.__file__).parent)
    general.configure_sqla = sqla.configure_sqla = lambda app, uri, request: None
    sqla.Admin = lambda app: app.extensions["admin"][0]
    sqla.Flask = lambda name: standin.app_for(os.environ[URL], root)
    # SQLAlchemy has had the type itself since 2.0.7.
    sys.modules.setdefault("citext", types.SimpleNamespace(CIText=postgresql.CITEXT))


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave out what is the same twice here: there is one database handle, passed in one way."""
    kept = [item for item in items if not any(one in item.name for one in SAME_AGAIN)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
    reasons = dict(lost.TESTS)
    for item in items:
        if (reason := reasons.get(item.originalname)) is not None:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where what is said to be lost is lost no more."""
    if softening.stale():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for one in softening.stale():
        terminalreporter.write_line(f"holds, so take it off the list: {one}")


def pytest_report_header() -> str:
    return f"lost on purpose: {len(lost.ASSERTIONS)} assertions, {len(lost.TESTS)} tests"


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    connection = psycopg2.connect(os.environ[URL])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE EXTENSION hstore")
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
