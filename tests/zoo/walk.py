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

from console.admin import filters, keys, liststate, registry
from console.admin.fields.files import BytesField
from console.admin.kinds import Kind
from console.models.db import db
from tests import pages
from tests.zoo.browser import Form, form_of
from tests.zoo.ground import Attribute, Ground, Place, Relation, Texts

ROWS = 12  # whose forms are opened
READ = 4  # whose details are opened
PAIRS = 6  # of rows between which a value is carried over
NULL = "\\N"  # as COPY writes it
# What is typed into a column that no other row of its table has another value for.
SAMPLES = {
    "text": "zoo",
    "character varying": "zoo",
    "citext": "zoo",
    "smallint": "77",
    "integer": "77",
    "bigint": "77",
    "numeric": "77",
    "date": "2026-02-03",
    "boolean": "true",
}
# A row, the value to give it in SQL and in its form, and the value as COPY writes it.
Try = tuple[str, sql.Composable, Callable[[Form], Form], tuple[str, ...]]
CHANGES = 6  # of columns whose type was changed in another table already
SMALL_PAGE = 3  # rows, so that lists have a second page to go on to
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

    def run(self) -> list[Failure]:
        """Take every step; the failures."""
        steps = ["look", "page_through", "ask", "search", "read", "export"]
        if self.relation.is_table and self.view is not None and self.view.can_edit:
            steps += ["save_unchanged", "change", "delete_and_add_again"]
        for step in steps:
            with self.guarded(step):
                getattr(self, step)()
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
            # A notice means that something of the address was not understood.
            if "alert-warning" in page.text or "alert-danger" in page.text:
                raise AssertionError(f"{url} says {pages.flashes(page)}")
            links = [unescape(one) for one in _ROW.findall(page.text)]
            found += [
                parse_qs(urlsplit(link).query, keep_blank_values=True).get("id", [""])[0]
                for link in links
            ]
            following = _NEXT.search(page.text)
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

    # -- reading -----------------------------------------------------------------------------

    def look(self) -> None:
        """The list has every row, and no column is left out."""
        assert self.view is not None, "no view"
        shown, there = len(self.ids), self.ground.count(self.relation)
        assert shown == there, f"the list has {shown} rows of {there}"
        assert len(set(self.ids)) == shown or self.view.can_edit is False, "keys are not unique"
        known = {column.name for one in self.view.columns.values() for column in one.columns}
        missing = set(self.names) - known
        assert not missing, f"columns left out: {missing}"
        every = ",".join(self.view.columns)
        self.get(f"{self.url}?columns={quote(every)}")

    def page_through(self) -> None:
        """Each order has every row once."""
        with self.app.test_request_context():
            names = list(liststate.sortable(self.view))
        usual, self.view.page_size = self.view.page_size, SMALL_PAGE
        for name in names:
            for sign in ("", "-") if self.is_new(name, "sort") else ("-",):
                with self.guarded(f"sort by {sign}{name}"):
                    found = self.ids_of(f"{self.url}?sort={quote(sign + name)}")
                    assert sorted(found) == sorted(self.ids), f"{found} of {self.ids}"
        self.view.page_size = usual

    def ask(self) -> None:
        """Each filter that is offered can be asked; one for a row's own value finds the row."""
        if not self.ids:
            return
        with self.app.test_request_context():
            offered = {n: filters.operators(c) for n, c in liststate.filterable(self.view).items()}
        for name, operators in offered.items():
            samples = self.samples(name, 2 if self.is_new(name, "values") else 1)
            for number, operator in enumerate(operators):
                if not self.is_new(name, operator.name) and number:
                    continue
                with self.guarded(f"filter {name} {operator.name}"):
                    self.ask_one(name, operator, samples)

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

    def ask_one(self, name: str, operator: Any, samples: dict[str, str]) -> None:
        base = f"{self.url}?{quote(f'add:{name}')}={{}}&{quote(f'op:{name}')}={operator.name}"
        if operator.takes == "flag":
            yes, no = (self.ids_of(base.format(flag)) for flag in "10")
            if operator.name in {"null", "set"}:
                assert sorted(yes + no) == sorted(self.ids), "yes and no are not all"
        elif operator.takes == "period":
            self.ids_of(base.format("this_year"))
        else:
            for key, text in samples.items():
                found = self.ids_of(base.format(quote(text, safe="")))
                if operator.name in {"eq", "ge", "le", "contains", "has", "starts"}:
                    assert key in found, f"{text!r} does not find its row"
                elif operator.name in {"ne", "gt", "lt", "lacks"}:
                    assert key not in found, f"{text!r} finds its row"

    def samples(self, name: str, number: int) -> dict[str, str]:
        """For some rows the value of *name* as one would type it into the filter."""
        column = self.view.columns[name]
        found: dict[str, str] = {}
        with self.app.test_request_context():
            for key in self.ids[:4]:
                text = self.sample(column, key)
                if text:
                    found[key] = text
            db.session.remove()
        return dict(list(found.items())[:number])

    def sample(self, column: Any, key: str) -> str | None:
        values = keys.decode(self.view.model, key)
        if values is None:
            return None
        model = self.view.model
        condition = keys.matches(model, values)
        if column.relationship is not None:
            from console.admin import links

            link = links.of_relationship(column.relationship)
            row = db.session.scalars(sa.select(model).where(condition)).first()
            target = link.key_of(row) if link and row is not None else None
            return keys.encode(target) if target else None
        expression = sa.func.format("%s", column.attribute)
        if column.kind is Kind.ARRAY:
            # A list is asked for one of its elements.
            one = sa.func.format("%s", sa.func.unnest(column.attribute))
            expression = sa.select(one).limit(1).correlate(model).scalar_subquery()
        statement = sa.select(expression, sa.func.num_nulls(column.attribute))
        row = db.session.execute(statement.where(condition)).first()
        return None if row is None or row[1] or row[0] is None else str(row[0])

    def search(self) -> None:
        """A word of a row finds the row."""
        if not self.view.column_searchable_list or not self.ids:
            self.get(f"{self.url}?search=zoo")
            return
        name = self.view.column_searchable_list[0]
        for key, text in self.samples(name, 1).items():
            if words := re.findall(r"\w+", text, re.ASCII):
                found = self.ids_of(f"{self.url}?search={quote(words[0])}")
                assert key in found, f"{words[0]!r} does not find its row"

    def read(self) -> None:
        """Each row has its page."""
        for key in self.ids[:READ]:
            with self.guarded(f"details of {key}"):
                self.get(f"{self.url}details/?id={quote(key, safe='')}")

    def export(self) -> None:
        from tests.zoo.exports import round_trip

        round_trip(self)

    # -- writing -----------------------------------------------------------------------------

    def save_unchanged(self) -> None:
        """A form that is posted as it stands writes nothing."""
        before = self.ground.versions(self.relation)
        for key in self.ids[:ROWS]:
            with self.guarded(f"save {key} unchanged"):
                page = self.get(f"{self.url}edit/?id={quote(key, safe='')}")
                form = self.forms[key] = form_of(page, "record-form")
                self.saved(form.post(self.client))
                assert self.ground.versions(self.relation) == before, "something was written"

    def saved(self, response: TestResponse) -> None:
        assert response.status_code in {302, 303}, f"{response.status_code} {said(response)}"

    def change(self) -> None:
        """A changed control changes its columns, and all others stay as they were."""
        tried = 0
        wanted = [(n, c, cols) for n, (c, cols) in self.controls.items() if cols]
        for name, kind, columns in wanted:
            types = str([one.type for one in self.attributes if one.name in columns])
            known = (types, "change") in self.asked
            if known and tried >= CHANGES:
                continue
            self.asked.add((types, "change"))
            with self.guarded(f"change {name}"):
                tried += self.change_one(name, kind, columns)
        if not tried and self.forms and wanted:
            self.untried.append("change")

    def change_one(self, name: str, kind: Any, columns: list[str]) -> bool:
        before = self.ground.versions(self.relation)
        places = {key: self.place_of(key) for key in self.forms}
        values = {key: self.picked(before[place], columns) for key, place in places.items()}
        assert all(name in form.names for form in self.forms.values()), "no control"
        tries = [
            *self.carried_over(name, kind, columns, values),
            *self.typed_anew(name, columns, values),
        ]
        there = self.ground.rows(self.relation)
        for key, query, enter, texts in tries:
            wanted = self.ground.tried(
                self.update_sql(columns, query, places[key]),
                lambda: self.ground.rows(self.relation),
            )
            # Refused, or undone by a trigger: nothing to learn from that.
            if wanted is None or wanted == there or sum(wanted.values()) != len(before):
                continue
            page = self.get(f"{self.url}edit/?id={quote(key, safe='')}")
            form = enter(form_of(page, "record-form"))
            typed = dict(zip(columns, texts, strict=True))
            self.check_change(form, before, places[key], wanted, typed)
            return True
        return False

    def carried_over(
        self, name: str, kind: Any, columns: list[str], values: dict[str, tuple[str, ...]]
    ) -> Iterator[Try]:
        """What one row shows, entered in another."""
        pairs = [(a, b) for a in self.forms for b in self.forms if values[a] != values[b]]
        for one, other in pairs[:PAIRS]:
            place, source = self.place_of(other), self.forms[other]
            content = self.bytes_of(kind, columns, place)

            def enter(form: Form, source: Form = source, content: Any = content) -> Form:
                if kind is BytesField and content is None:
                    return form.emptied(name)
                return form.taking(name, source, content)

            query = sql.SQL("SELECT {} FROM {} WHERE {}").format(
                self.listed(columns), self.relation.sql, at(place)
            )
            yield one, query, enter, values[other]

    def typed_anew(
        self, name: str, columns: list[str], values: dict[str, tuple[str, ...]]
    ) -> Iterator[Try]:
        """For rows that have nothing to give one another: a plain value, or none."""
        if len(columns) != 1:
            return
        kind = next(one.type for one in self.attributes if one.name == columns[0])
        sample = SAMPLES.get(kind.partition("(")[0])
        for key in list(self.forms)[:2]:
            if sample is not None and values[key] != (sample,):
                query = sql.SQL("SELECT CAST({} AS {})").format(sql.Literal(sample), sql.SQL(kind))
                yield key, query, lambda form: form.typing(name, sample), (sample,)
            if values[key] != (NULL,):
                yield key, sql.SQL("SELECT NULL"), lambda form: form.emptied(name), (NULL,)

    def listed(self, columns: list[str]) -> sql.Composable:
        return sql.SQL(", ").join(map(sql.Identifier, columns))

    def check_change(
        self,
        form: Form,
        before: dict[Place, Texts],
        place: Place,
        wanted: Any,
        typed: dict[str, str],
    ) -> None:
        expected = self.only(wanted, before)
        old = before[place][1:]
        # What PostgreSQL changes along with it: computed columns, and those of triggers.
        touched = {n for n, a, b in zip(self.names, old, expected, strict=True) if a != b}
        self.saved(form.post(self.client))
        after = self.ground.versions(self.relation)
        others = {p: row for p, row in before.items() if p != place}
        assert others.items() <= after.items(), "another row was written"
        found = next(row for p, row in after.items() if p not in others)[1:]
        for name, was, wants, is_ in zip(self.names, old, expected, found, strict=True):
            if typed.get(name) == wants:  # and no trigger puts something else in its place
                assert lined(is_) == lined(wants), f"{name} is {is_} and should be {wants}"
            elif name not in touched:
                assert is_ == was, f"{name} was {was} and is {is_}"
        self.reopen()

    def only(self, wanted: Any, before: dict[Place, Texts]) -> Texts:
        """The row that is new among the rows *wanted*."""
        rest = wanted.copy()
        rest.subtract(row[1:] for row in before.values())
        new = [row for row, number in rest.items() if number > 0]
        assert len(new) == 1, f"{len(new)} rows would change"
        return new[0]

    def reopen(self) -> None:
        """Rows may have other keys now."""
        self.__dict__.pop("ids", None)
        self.forms = {key: form for key, form in self.forms.items() if key in self.ids}
        for key in self.ids[:ROWS]:
            if key not in self.forms:
                page = self.get(f"{self.url}edit/?id={quote(key, safe='')}")
                self.forms[key] = form_of(page, "record-form")

    def picked(self, row: Texts, columns: list[str]) -> tuple[str, ...]:
        return tuple(row[1 + self.names.index(name)] for name in columns)

    def update_sql(self, columns: list[str], query: Any, place: Place) -> sql.Composable:
        return sql.SQL("UPDATE {} SET ({}) = ({}) WHERE {}").format(
            self.relation.sql, self.listed(columns), query, at(place)
        )

    def bytes_of(self, kind: Any, columns: list[str], place: Place) -> bytes | None:
        if kind is not BytesField:
            return None
        query = sql.SQL("SELECT {} FROM {} WHERE {}")
        found = self.ground.ask(
            query.format(sql.Identifier(columns[0]), self.relation.sql, at(place))
        )
        return None if found[0][0] is None else bytes(found[0][0])

    # -- one row goes and comes back ---------------------------------------------------------

    def delete_and_add_again(self) -> None:
        """A row that may go goes; the same entries make it anew, what has a default left blank."""
        self.ground.run("DROP TABLE IF EXISTS kept")
        key = self.deletable()
        if key is None:
            self.untried.append("delete")
            return
        query = sql.SQL("CREATE TEMP TABLE kept AS SELECT * FROM {} WHERE {}")
        self.ground.run(query.format(self.relation.sql, at(self.place_of(key))))
        page = self.get(f"{self.url}edit/?id={quote(key, safe='')}")
        shown, kept_bytes = form_of(page, "record-form"), self.kept_bytes(key)
        with self.guarded("delete"):
            self.delete(key)
        with self.guarded("add"):
            self.add(shown, kept_bytes)

    def kept_bytes(self, key: str) -> dict[str, bytes | None]:
        place = self.place_of(key)
        return {
            name: self.bytes_of(kind, columns, place)
            for name, (kind, columns) in self.controls.items()
            if kind is BytesField
        }

    def deletable(self) -> str | None:
        for key in [*self.forms][::-1]:
            query = sql.SQL("DELETE FROM {} WHERE {}")
            query = query.format(self.relation.sql, at(self.place_of(key)))
            there = self.ground.count(self.relation)
            left = self.ground.tried(query, lambda: self.ground.count(self.relation))
            if left is not None and left < there:
                return key
        return None

    def delete(self, key: str) -> None:
        query = sql.SQL("DELETE FROM {} WHERE {}")
        query = query.format(self.relation.sql, at(self.place_of(key)))
        wanted = self.ground.tried(query, lambda: self.ground.rows(self.relation))
        page = self.get(f"{self.url}delete/?id={quote(key, safe='')}")
        self.saved(form_of(page, "narrow").post(self.client))
        assert self.ground.rows(self.relation) == wanted, "other rows went than should"

    def add(self, shown: Form, contents: dict[str, bytes | None]) -> None:
        columns, wanted = self.smallest()
        if wanted is None:
            self.untried.append("add")
            return
        before = self.ground.rows(self.relation)
        form = form_of(self.get(f"{self.url}new/"), "record-form")
        reachable, along = set(), set()
        for name, (kind, own) in self.controls.items():
            reachable |= set(own)
            if not set(own) & columns:
                continue
            # A link of several columns is entered whole.
            along |= set(own) - columns
            form = form.taking(name, shown, contents.get(name))
            if kind is BytesField and contents[name] is None:
                form = form.emptied(name)
        assert columns <= reachable, f"no control for {columns - reachable}"
        self.saved(form.post(self.client))
        found = list((self.ground.rows(self.relation) - before).elements())
        assert len(found) == 1, f"{len(found)} rows were added"
        first, second = wanted
        for name, one, other, is_ in zip(self.names, first, second, found[0], strict=True):
            if name not in along and one == other and lined(one) != lined(is_):
                raise AssertionError(f"{name} is {is_} and should be {one}")

    def smallest(self) -> tuple[set[str], tuple[Texts, Texts] | None]:
        """The fewest columns that make a row, and what PostgreSQL makes of them, twice."""
        free = [one for one in self.attributes if not one.computed]
        choices = (
            [one.name for one in free if one.required and not one.filled],
            [one.name for one in free if not one.filled],
            [one.name for one in free],
        )
        before = self.ground.rows(self.relation)
        for names in choices:
            query = self.insert_sql(names)
            made = [
                self.ground.tried(query, lambda: self.ground.rows(self.relation) - before)
                for _again in range(2)
            ]
            if all(one is not None and sum(one.values()) == 1 for one in made):
                first, second = (next(iter(one)) for one in made)
                return set(names), (first, second)
        return set(), None

    def insert_sql(self, names: list[str]) -> sql.Composable:
        if not names:
            return sql.SQL("INSERT INTO {} DEFAULT VALUES").format(self.relation.sql)
        named = sql.SQL(", ").join(map(sql.Identifier, names))
        return sql.SQL("INSERT INTO {t} ({c}) SELECT {c} FROM kept").format(
            t=self.relation.sql, c=named
        )


def at(place: Place) -> sql.Composable:
    """The condition that picks the row at *place*."""
    return sql.SQL("tableoid::bigint || ctid::text = {}").format(sql.Literal(place))


def lined(text: str) -> str:
    """*text*, as COPY writes it, with the one kind of line end that forms keep."""
    return text.replace("\\r\\n", "\\n").replace("\\r", "\\n")


def said(response: TestResponse) -> str:
    """What a page that should not be there says."""
    found = [*pages.flashes(response), *pages.errors(response)]
    return f"{pages.heading(response)!r} {found}"
