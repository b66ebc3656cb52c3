"""Ours in this process: what its list shows, who is signed in, where a page's time goes."""

from __future__ import annotations

import cProfile
import gzip
import pstats
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.client import Ask
from bench.shape import Shape
from console import create_app
from console.admin import chosen, ordering, registry, search
from console.auth import Role, accounts, sessions
from console.config import Config
from console.models.company import Company
from console.models.db import db
from console.models.sales_order import SalesOrder

ACCOUNT = "bench@example.org"
REPEATS = 20
SHOWN = 8  # rooms of a profile


class Inside:
    """The console without a server."""

    def __init__(self, url: str, key: str) -> None:
        self.app: Flask = create_app(
            Config.from_env({"TAB_DB_URL": url, "CONSOLE_SECRET_KEY": key})
        )

    def shape(self) -> Shape:
        """What the list of orders shows; the benchmark knows only lists that are newest first."""
        with self.app.test_request_context():
            orders, companies = registry.view_for(SalesOrder), registry.view_for(Company)
            assert orders is not None
            assert companies is not None
            ((order, descending),) = ordering.default_sort(orders)
            assert descending
            columns = tuple(column.name for column in chosen.list_columns(orders))
            return Shape(columns, order, search.names(orders), search.names(companies))

    def cookies(self) -> dict[str, str]:
        """The cookie of somebody of staff who has just signed in."""
        with self.app.test_request_context():
            account = accounts.find(ACCOUNT) or accounts.create(
                ACCOUNT, Role.STAFF, accounts.generate_password()
            )
            token = sessions.start(account.id)
            interface: Any = self.app.session_interface
            signed = interface.get_signing_serializer(self.app).dumps({"_user_id": token})
        return {str(self.app.config["SESSION_COOKIE_NAME"]): signed}

    def client(self, cookies: dict[str, str]) -> FlaskClient:
        client = self.app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value)
        return client

    def costs(self, client: FlaskClient, ask: Ask) -> dict[str, Any]:
        """How many statements the page sends, how long they take, and what the page weighs."""
        send(client, ask)
        with self.app.app_context():
            engine = db.engine
        with counted(engine) as times:
            body = send(client, ask)
        return {
            "statements": len(times),
            "sql_ms": round(sum(times) * 1000, 2),
            "page_kb": round(len(body) / 1000, 1),
            "gzip_kb": round(len(gzip.compress(body, 6)) / 1000, 1),
        }

    def profile(self, client: FlaskClient, ask: Ask) -> list[tuple[str, float]]:
        """Where the time of a page goes: milliseconds by room, the costliest first."""
        send(client, ask)
        profiler = cProfile.Profile()
        profiler.enable()
        for _ in range(REPEATS):
            send(client, ask)
        profiler.disable()
        rooms: Counter[str] = Counter()
        stats: Any = pstats.Stats(profiler)
        for (file, _line, name), (_calls, _primitive, own, _all, _callers) in stats.stats.items():
            rooms[room(file, name)] += own * 1000 / REPEATS
        return [(name, round(ms, 2)) for name, ms in rooms.most_common(SHOWN)]


def send(client: FlaskClient, ask: Ask) -> bytes:
    response = client.get(ask.path)
    assert response.status_code == 200, f"{ask.path} answered {response.status_code}"
    return response.get_data()


def room(file: str, name: str) -> str:
    """What the time in a function is booked under."""
    # The second is how a profile calls what a class of ours hands on to psycopg2's.
    if "psycopg2.extensions" in name or "function Cursor." in name:
        return "waiting for PostgreSQL"
    if file == "~":
        return "Python's built-in functions"
    if "<template>" in file or file.endswith(".html"):
        return "templates"
    if "site-packages/" in file:
        return file.rpartition("site-packages/")[2].partition("/")[0].removesuffix(".py")
    if "/console/" in file:
        return "console." + ".".join(file.rpartition("/console/")[2].removesuffix(".py").split("/"))
    return "Python's library"


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[float]]:
    """The seconds of each statement sent inside the block."""
    times: list[float] = []

    # What SQLAlchemy gives: connection, cursor, statement, parameters, context, many.
    def before(*given: Any) -> None:
        given[4].bench_started = time.perf_counter()

    def after(*given: Any) -> None:
        times.append(time.perf_counter() - given[4].bench_started)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield times
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def key() -> str:
    """A secret key for the applications of one run."""
    return secrets.token_hex(16)
