"""What the tests of record forms share: forms over a table of every type, posted as browsers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.datastructures import MultiDict

from console.admin.view import ConsoleView
from console.models.db import db
from tests import pages
from tests.unit.admin.zoo import Base, Zoo


@pytest.fixture(scope="session")
def zoo(app: Flask) -> ConsoleView:
    """The view of a table of every type; its rows go with each test's transaction."""
    with app.app_context(), db.engine.begin() as connection:
        Base.metadata.create_all(connection)
    return ConsoleView(Zoo, db)


@pytest.fixture
def reader(app: Flask) -> Callable[..., Any]:
    """A request by somebody with a language and a time zone: ``with reader(zone=…):``."""

    @contextmanager
    def request(zone: str = "UTC", locale: str = "en", **options: Any) -> Iterator[None]:
        headers = {"Cookie": f"timezone={zone}; locale={locale}"}
        with app.test_request_context(headers=headers, **options):
            yield

    return request


def put(name: str, text: str | None) -> Zoo:
    """A row whose column *name* holds PostgreSQL's own *text*."""
    column = Zoo.__table__.c[name]
    typed = sa.cast(sa.literal(text, sa.Text()), column.type)
    number = db.session.scalar(sa.insert(Zoo).values({name: typed}).returning(Zoo.id))
    return db.session.get_one(Zoo, number)


def texts(row_id: Any) -> dict[str, Any]:
    """Every column of a row in PostgreSQL's own words."""
    picked = [sa.cast(column, sa.Text()).label(column.name) for column in Zoo.__table__.c]
    return dict(db.session.execute(sa.select(*picked).filter_by(id=row_id)).mappings().one())


def browser(form: Any, **changes: Any) -> MultiDict[str, str]:
    """What a browser would post for *form* with *changes*: its controls, read from the HTML."""
    from console.admin import concurrency, records

    html = "".join(str(field()) for field in form)
    tag = BeautifulSoup(f"<form>{html}</form>", "lxml").form
    assert tag is not None
    data = pages.fields_of(tag) | {concurrency.SEEN: records.seen_text(form, fresh=False)}
    data |= {"_zone": form._state.zone.key} | changes
    found: MultiDict[str, str] = MultiDict()
    for name, value in data.items():
        for one in value if isinstance(value, list) else [value]:
            # Browsers send every line end as CRLF.
            found.add(name, one.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n"))
    return found
