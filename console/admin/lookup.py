"""What pickers ask: rows of a related table that match what was typed, a few at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import abort, jsonify
from flask_babel import gettext as _
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from console.admin import filters, keys, naming, ordering, query, registry, search, shapes, wording
from console.admin.columns import Column, to_one
from console.admin.kinds import Kind
from console.admin.mapping import table_of
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

SIZE = 20
RANKED = 3  # characters
LAST_PAGE = 50  # who has not found it among a thousand rows should type another letter


def answer(view: ConsoleView, arguments: MultiDict[str, str]) -> Any:
    """JSON for a picker: ``{"results": [{"id", "text", "detail"}], "more": bool}``."""
    target = target_of(view, arguments.get("name", ""))
    if target is None:
        abort(404, description=_("There is no such field to look up."))
    if not target.may_read:
        abort(
            403,
            description=_("Your role may not see %(rows)s.", rows=naming.genitive(target.model)),
        )
    text = arguments.get("page", "1")
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
    found, more = look_up(target, arguments.get("query", ""), min(max(page, 1), LAST_PAGE))
    response = jsonify({"results": found, "more": more and page < LAST_PAGE})
    response.headers["Cache-Control"] = "no-store"
    return response


def target_of(view: ConsoleView, name: str) -> ConsoleView | None:
    """The view of the rows that the link *name* of *view* refers to."""
    relationship = view.mapper.relationships.get(name)
    if relationship is not None and (to_one(relationship) or relationship.secondary is not None):
        return registry.view_for(relationship.mapper.class_)
    from console.admin.columns import unlinked_keys

    table = unlinked_keys(view.model).get(name)
    for model, candidate in registry.views().items():
        if table is not None and table_of(model) is table:
            return candidate
    return None


def look_up(target: ConsoleView, text: str, page: int = 1) -> tuple[list[dict[str, str]], bool]:
    """One page of rows of *target* that match *text*, and whether there are more.

    A row whose key is exactly what was typed comes first.
    """
    asked = Asked(target)
    words, _notice = search.words_of(text)
    conditions = search.conditions(target, words) if words and search.names(target) else []
    rank = asked.rank(words)
    rows = asked.rows(conditions, rank, limit=SIZE + 1, offset=(page - 1) * SIZE)
    found = [asked.describe(row) for row in rows[:SIZE]]
    key = keys.decode(target.model, text.strip()) if page == 1 and text.strip() else None
    if key is not None:
        for row in asked.rows([keys.matches(target.model, key)], limit=1):
            first = asked.describe(row)
            found = [first, *(one for one in found if one["id"] != first["id"])]
    return found, len(rows) > SIZE


class Asked:
    """What a picker shows of the rows of one table, read without the rest of their columns."""

    def __init__(self, target: ConsoleView) -> None:
        self.target = target
        key = keys.primary_key(target.model)
        self.size = len(key)
        self.parts = wording.parts(target.model)
        self.telling = _telling(target)
        names = (*(self.parts or ()), *(column.leaf for column in self.telling))
        self.picked = [*key, *(getattr(target.model, name) for name in names)]
        if self.parts is None:
            # Only the whole row knows its words.
            self.picked.append(target.model)
        self.order = [*_order(target), *key]

    def rank(self, words: Sequence[str]) -> Sequence[Any]:
        """What puts rows that begin with the first of *words* before those that only contain it.

        Only for words long enough to match few rows: those are sorted, not read in order.
        """
        names = [name for name in search.names(self.target) if "." not in name]
        if not words or len(words[0]) < RANKED or not names:
            return ()
        return (filters.STARTS.build(getattr(self.target.model, names[0]), [words[0]]),)

    def rows(
        self, conditions: Sequence[Any], rank: Sequence[Any] = (), *, limit: int, offset: int = 0
    ) -> Sequence[sa.Row[Any]]:
        """The visible rows that meet *conditions*, first those that meet *rank*."""
        count = len(conditions)

        def make(known: Sequence[Any]) -> sa.Select[Any]:
            return self._statement(known[:count], known[count:])

        known, given = [*conditions, *rank], {"list_limit": limit, "list_offset": offset}
        if not query.sees_all(self.target):
            return db.session.execute(make(known), given).all()
        statement, values = shapes.kept(self.target, ("lookup", count), known, make)
        return db.session.execute(statement, given | values).all()

    def _statement(self, conditions: Sequence[Any], rank: Sequence[Any]) -> sa.Select[Any]:
        # A column that is picked twice comes back once, but for its label.
        picked = [
            one.label(f"value_{i}") if isinstance(one, orm.QueryableAttribute) else one
            for i, one in enumerate(self.picked)
        ]
        statement = query.base(self.target).with_only_columns(*picked).where(*conditions)
        ranked = [sa.case((met, 0), else_=1) for met in rank]
        statement = statement.order_by(*ranked, *self.order)
        statement = statement.limit(sa.bindparam("list_limit", type_=sa.Integer))
        statement = statement.offset(sa.bindparam("list_offset", type_=sa.Integer))
        if self.parts is None:
            statement = statement.options(*query.unloaded(self.target.model))
        return statement

    def describe(self, row: Sequence[Any]) -> dict[str, str]:
        """A row for a picker: key, words, and a second line that tells twins apart."""
        values = row[: self.size]
        key = keys.encode(values)
        if self.parts is None:
            text = naming.words(row[-1])
        else:
            text = wording.say(
                self.target.model, row[self.size : self.size + len(self.parts)], values
            )
        start = self.size + len(self.parts or ())
        detail = [key, *self._details(row[start : start + len(self.telling)], text)]
        return {"id": key, "text": text, "detail": " · ".join(detail)}

    def _details(self, values: Sequence[Any], text: str) -> list[str]:
        """Two short values that the words do not say already."""
        found: list[str] = []
        for column, value in zip(self.telling, values, strict=True):
            word = naming.choice_label(value) if column.kind is Kind.ENUM and value else value
            if word and str(word) not in text and str(word) not in found and len(str(word)) <= 40:
                found.append(str(word))
            if len(found) == 2:
                break
        return found


def _order(target: ConsoleView) -> Iterator[Any]:
    for name, descending in ordering.default_sort(target):
        attribute = getattr(target.model, name, None)
        if attribute is not None and name in target.mapper.column_attrs:
            yield attribute.desc() if descending else attribute


def _telling(target: ConsoleView) -> list[Column]:
    """The columns that tell rows apart: those searched, then the others in the table's order."""
    names = dict.fromkeys((*search.names(target), *target.columns))
    found = [target.columns.get(name) or Column(target.model, name) for name in names]
    return [
        column
        for column in found
        if column.relationship is None
        and not column.path
        and not column.system
        and not column.is_property
        and column.kind in _TELLING
    ]


_TELLING = {Kind.TEXT, Kind.CODE, Kind.EMAIL, Kind.PHONE, Kind.ENUM}
