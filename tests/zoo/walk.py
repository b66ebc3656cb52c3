"""Everything a person may do with a table, done over HTTP and checked in the database.

The walk knows no type. What it enters is what the console itself shows of another row; what has
to come of it is what PostgreSQL makes of the same change, tried beside and taken back.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import sqlalchemy as sa
from flask import Flask
from psycopg2 import sql
from werkzeug.test import Client, TestResponse

from console.admin import keys, registry
from console.admin.fields.files import BytesField
from console.models.db import db
from tests import pages
from tests.zoo import changing, exports, reading, replacing
from tests.zoo.browser import Form
from tests.zoo.ground import Attribute, Ground, Place, Relation, at

Step = Callable[["Walk"], None]
LOOK: dict[str, Step] = {"look": reading.look}
LOOKING: dict[str, Step] = LOOK | {
    "page_through": reading.page_through,
    "ask": reading.ask,
    "search": reading.search,
    "read": reading.read,
    "export": exports.round_trip,
}
WRITING: dict[str, Step] = {
    "save_unchanged": changing.save_unchanged,
    "change": changing.change,
    "delete_and_add_again": replacing.delete_and_add_again,
}
_ROW = re.compile(r'<a class="row-link" href="([^"]*)"')
_NEXT = re.compile(r'<a class="page-link" rel="next" href="([^"]*)"')
_PLACE: Any = sa.literal_column("tableoid::bigint || ctid::text")


@dataclass(frozen=True)
class Failure:
    """What went wrong with which table."""

    table: str
    step: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table}: {self.step}: {self.reason}"


@dataclass
class Walk:
    """One table on its way through the console. *untried* says what the table gave no chance to."""

    app: Flask
    client: Client
    ground: Ground
    relation: Relation
    # What was asked of which type already: one table of many is enough for that.
    asked: set[tuple[str, str]] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)

    def run(self, steps: dict[str, Step] | None = None) -> list[Failure]:
        """Take *steps*, by default all there are for such a table; the failures."""
        writable = self.relation.is_table and self.view is not None and self.view.can_edit
        for name, step in (steps or (LOOKING | WRITING if writable else LOOKING)).items():
            with self.guarded(name):
                step(self)
        return self.failures

    @contextmanager
    def guarded(self, step: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the walk goes on with its next step
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.fail(step, f"{type(error).__name__} at {place.name}:{place.lineno}: {error}")

    def fail(self, step: str, reason: str) -> None:
        self.failures.append(Failure(self.relation.path, step, reason[:600]))

    # -- what is there -----------------------------------------------------------------------

    @cached_property
    def view(self) -> Any:
        with self.app.app_context():
            return registry.views().at(self.relation.path)

    @property
    def url(self) -> str:
        return f"/admin/{quote(self.relation.path, safe='')}/"

    @cached_property
    def attributes(self) -> list[Attribute]:
        return self.ground.attributes(self.relation)

    @cached_property
    def names(self) -> list[str]:
        return [one.name for one in self.attributes]

    @cached_property
    def controls(self) -> dict[str, tuple[Any, list[str]]]:
        """The controls of the form: their field class, and the columns each of them writes."""
        found = {}
        with self.app.test_request_context():
            for _name, unbound in self.view._edit_form_class._console_fields():
                given = unbound.kwargs
                link, column = given.get("link"), given.get("column")
                columns = link.columns if link else [column] if column is not None else []
                found[unbound.name] = (unbound.field_class, [c.name for c in columns])
        return found

    @cached_property
    def ids(self) -> list[str]:
        """The keys of all rows, as the list's links carry them."""
        return self.ids_of(f"{self.url}?")

    def get(self, url: str) -> TestResponse:
        response = self.client.get(url)
        if response.status_code != 200:
            raise AssertionError(f"{url} → {response.status_code} {said(response)}")
        return response

    def ids_of(self, url: str) -> list[str]:
        """The keys of the rows of a list, from its first page to its last."""
        found: list[str] = []
        for _number in range(100):
            page = self.get(url)
            text = page.text
            # A notice means that something of the address was not understood.
            if "alert-warning" in text or "alert-danger" in text:
                raise AssertionError(f"{url} says {pages.flashes(page)}")
            links = [unescape(one) for one in _ROW.findall(text)]
            found += [
                parse_qs(urlsplit(link).query, keep_blank_values=True).get("id", [""])[0]
                for link in links
            ]
            following = _NEXT.search(text)
            if following is None:
                break
            url = unescape(following[1])
        return found

    def place_of(self, key: str) -> Place:
        """Where the row lies whose key is *key*."""
        with self.app.test_request_context():
            values = keys.decode(self.view.model, key)
            assert values is not None, f"{key!r} is no key"
            condition = keys.matches(self.view.model, values)
            statement = sa.select(_PLACE).select_from(self.view.model).where(condition)
            found = db.session.scalars(statement).all()
            db.session.remove()
        assert len(found) == 1, f"{key!r} picks {len(found)} rows"
        return str(found[0])

    def saved(self, response: TestResponse) -> None:
        assert response.status_code in {302, 303}, f"{response.status_code} {said(response)}"

    def is_new(self, name: str, question: str) -> bool:
        """Whether no other column of this type was asked that."""
        column = self.view.columns[name]
        kind = "link" if column.target else ""
        types = {one.name: one.type for one in self.attributes}
        first = column.columns[0].name if column.columns else ""
        asked = (f"{kind} {types.get(first)}", question)
        known = asked in self.asked
        self.asked.add(asked)
        return not known

    def listed(self, columns: list[str]) -> sql.Composable:
        return sql.SQL(", ").join(map(sql.Identifier, columns))

    def bytes_of(self, kind: Any, columns: list[str], place: Place) -> bytes | None:
        if kind is not BytesField:
            return None
        query = sql.SQL("SELECT {} FROM {} WHERE {}")
        found = self.ground.ask(
            query.format(sql.Identifier(columns[0]), self.relation.sql, at(place))
        )
        return None if found[0][0] is None else bytes(found[0][0])


def said(response: TestResponse) -> str:
    """What a page that should not be there says."""
    found = [*pages.flashes(response), *pages.errors(response)]
    return f"{pages.heading(response)!r} {found}"
