"""What pickers ask: rows of a related table that match what was typed, a few at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Response, abort, jsonify, request
from flask_admin.model.ajax import DEFAULT_PAGE_SIZE
from flask_babel import gettext as _
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from console import chrome
from console.admin import (
    filters,
    keys,
    loaders,
    naming,
    ordering,
    query,
    recent,
    registry,
    search,
    shapes,
    wording,
    wordsql,
)
from console.admin.columns import Column, to_one
from console.admin.kinds import Kind
from console.admin.mapping import table_of
from console.direct import Direct
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

SIZE = 20
TOLD = 5  # columns of which two may tell rows apart
SHORT = 40  # characters of what tells them apart
RANKED = 3  # characters
PLACE = 8_000  # characters of a row's place in the order
STORE = "_asked_by_pickers"
PART = "choices"  # what the console's script asks for (`console.chrome.PART`)


def answer(view: ConsoleView, arguments: MultiDict[str, str]) -> Any:
    """JSON for a picker: ``{"results": [{"id", "text", "detail"}], "more": …, "target": …}``.

    *more* is the place after which the next rows come (``after=``), or null. Without words the
    rows that were picked lately stand first.
    """
    target = target_of(view, arguments.get("name", ""))
    if target is None:
        abort(404, description=_("There is no such field to look up."))
    if not target.may_read:
        abort(
            403,
            description=_("Your role may not see %(rows)s.", rows=naming.genitive(target.model)),
        )
    name, text = registry.path_of(table_of(target.model)), arguments.get("query", "")
    after = arguments.get("after", "")
    loader = None if "every" in arguments else loaders.loader_of(view, arguments.get("name", ""))
    if _is_ported(loader, arguments):
        return _as_there(target, loader, arguments)
    if loader is not None:
        found, more = _loaded(target, loader, text, after)
    else:
        lately = [] if text.strip() or after else recent.keys_of(name)
        found, more = look_up(target, text, after, lately)
    return jsonify({"results": found, "more": more, "target": name})


def _is_ported(loader: Any, arguments: MultiDict[str, str]) -> bool:
    """Whether a script that is written for Flask-Admin asks."""
    ours = request.headers.get(chrome.PART) == PART
    return not ours and (loader is not None or not {"offset", "limit"}.isdisjoint(arguments))


def _as_there(target: ConsoleView, loader: Any, arguments: MultiDict[str, str]) -> Response:
    """Key and words of rows, as Flask-Admin's own look-up has them."""
    text = arguments.get("query", "")
    size = loaders.number_of(arguments.get("limit", "")) or DEFAULT_PAGE_SIZE
    start = loaders.number_of(arguments.get("offset", ""))
    words, _notice = search.words_of(text)
    size = min(size, loaders.MOST)
    found, _more = loaders.offered(asked_of(target), loader, text, words, start=start, size=size)
    told = json.dumps([(one.id, one.text) for one in found], default=str)
    return Response(told, mimetype="application/json")


def _loaded(
    target: ConsoleView, loader: Any, text: str, after: str
) -> tuple[list[dict[str, str]], str | None]:
    """Some rows that *loader* offers, and the number of those before the next ones."""
    start, size = loaders.number_of(after), loaders.size_of(loader, SIZE)
    words, _notice = search.words_of(text)
    asked = asked_of(target)
    found, more = loaders.offered(asked, loader, text, words, start=start, size=size)
    shown = [{"id": one.key, "text": one.text, "detail": one.detail} for one in found]
    return shown, str(start + size) if more and start < loaders.DEEPEST else None


def target_of(view: ConsoleView, name: str) -> ConsoleView | None:
    """The view of the rows that the link *name* of *view* refers to."""
    relationship = view.mapper.relationships.get(name)
    if relationship is not None and (to_one(relationship) or relationship.secondary is not None):
        return registry.view_for(relationship.mapper.class_)
    from console.admin.columns import unlinked_keys

    table = unlinked_keys(view.model).get(name)
    for model in registry.views():
        if table is not None and table_of(model) is table:
            return registry.view_for(model)
    return None


def look_up(
    target: ConsoleView, text: str, after: str = "", lately: Sequence[str] = ()
) -> tuple[list[dict[str, str]], str | None]:
    """Some rows of *target* that match *text*, and the place after which more of them come.

    A row whose key is exactly what was typed comes first, and so do those picked *lately*.
    """
    asked = asked_of(target)
    words, _notice = search.words_of(text)
    if after:
        rows = asked.rows_after(after, words, text, limit=SIZE + 1)
    else:
        rows = asked.rows_of(words, text, limit=SIZE + 1)
    more = asked.after(rows[SIZE - 1], words) if len(rows) > SIZE else None
    found = [asked.describe(row) for row in rows[:SIZE]]
    if not after:
        first = asked.first(text, lately)
        ids = {one["id"] for one in first}
        found = first + [one for one in found if one["id"] not in ids]
    return found, more


def asked_of(target: ConsoleView) -> Asked:
    """What pickers show of *target*'s rows: the same for everyone, so worked out once."""
    found: Asked | None = target.__dict__.get(STORE)
    if found is None:
        found = target.__dict__[STORE] = Asked(target)
    return found


class Asked:
    """What a picker shows of the rows of one table, read without the rest of their columns."""

    def __init__(self, target: ConsoleView) -> None:
        self.target = target
        key = keys.primary_key(target.model)
        self.size = len(key)
        self.parts = wording.parts(target.model)
        self.say = wordsql.sayer(target.model, self.size)
        # What the words are made of they say already.
        self.telling = [c for c in _telling(target) if c.leaf not in (self.parts or ())][:TOLD]
        self.choices = [column.kind is Kind.ENUM for column in self.telling]
        names = (*(self.parts or ()), *(column.leaf for column in self.telling))
        self.picked = [*key, *(getattr(target.model, name) for name in names)]
        if self.parts is None:
            # Only the whole row knows its words.
            self.picked.append(target.model)
        self.terms = tuple(_terms(target))

    def meeting(self, words: Sequence[str], text: str) -> list[Any]:
        """The conditions of rows that match *words*; by key where no column is searched."""
        if not words:
            return []
        if search.names(self.target):
            return search.conditions(self.target, list(words))
        return [_key_begins(self.target.model, text.replace("\0", "").strip())]

    def first(self, text: str, lately: Sequence[str]) -> list[dict[str, str]]:
        """The row whose key was typed, or those that were picked lately, the latest first."""
        model = self.target.model
        decoded = [keys.decode(model, one) for one in lately or ([text.strip()] if text else [])]
        wanted = [key for key in decoded if key is not None]
        if not wanted:
            return []
        rows = self._rows([keys.among(model, wanted)], False, limit=len(wanted))
        place = {keys.encode(key): number for number, key in enumerate(wanted)}
        return sorted(map(self.describe, rows), key=lambda one: place.get(one["id"], 0))

    def ranked(self, words: Sequence[str]) -> str | None:
        """The column in which rows that begin with the first of *words* come before the others.

        Only for words long enough to match few rows: those are sorted, not read in order.
        """
        names = [name for name in search.names(self.target) if "." not in name]
        return names[0] if names and words and len(words[0]) >= RANKED else None

    def rank(self, words: Sequence[str]) -> Sequence[Any]:
        """The condition of rows that come before the others, where there is one."""
        name = self.ranked(words)
        if name is None:
            return ()
        return (filters.STARTS.build(getattr(self.target.model, name), [words[0]]),)

    def place(self, after: str, rank: Sequence[Any]) -> ordering.Token | None:
        """The place in the order that *after* stands for, where it stands for one."""
        texts = ordering.texts_of(after)
        if not texts or (rank and texts[0] not in {"0", "1"}):
            return None
        found = ordering.values_of(self.terms, texts[len(rank) :])
        return None if found is None else (*texts[: len(rank)], *found)

    def beyond(self, start: ordering.Token, rank: Sequence[Any]) -> Any:
        """The condition of rows that come after the place *start*."""
        place = start[len(rank) :]
        found = ordering.Segment((), (), self.terms).beyond(place, backward=False, inclusive=False)
        if not rank:
            return found
        behind = sa.not_(sa.func.coalesce(rank[0], sa.false()))
        if start[0] == "1":
            return sa.and_(behind, found)
        return sa.or_(behind, sa.and_(rank[0], found))

    def after(self, row: Sequence[Any], words: Sequence[str]) -> str:
        """The place of *row*, for the question what comes after it."""
        ranks = 0 if self.ranked(words) is None else 1
        return ordering.encode(tuple(row[len(row) - len(self.terms) - ranks :]))

    def rows_of(self, words: Sequence[str], text: str, *, limit: int) -> Sequence[Any]:
        """The first visible rows that match *words*."""

        def build() -> list[Any]:
            return [*self.meeting(words, text), *self.rank(words)]

        form, values = search.foresight(self.target, words)
        if ranked := self.ranked(words):
            form = form and (ranked, *form)
            values.append(f"{filters.escape_like(words[0])}%")
        known = shapes.foreseen(self.target, form, values, build)
        return self._rows(known, ranked is not None, limit=limit)

    def rows_after(
        self, after: str, words: Sequence[str], text: str, *, limit: int
    ) -> Sequence[Any]:
        """Those that come after the place *after*; the first where there is no such place."""
        conditions, rank = self.meeting(words, text), self.rank(words)
        start = self.place(after, rank) if len(after) <= PLACE else None
        if start is not None:
            conditions.append(self.beyond(start, rank))
        return self._rows([*conditions, *rank], bool(rank), limit=limit)

    def rows_in(
        self, order: Sequence[Any], conditions: Sequence[Any], *, start: int, limit: int
    ) -> Sequence[Any]:
        """*limit* of the visible rows that meet the *conditions*, from *start* in the *order*."""
        statement = self._statement(conditions, ()).order_by(None)
        statement = statement.order_by(*order, *keys.primary_key(self.target.model)).offset(start)
        return db.session.execute(statement, {"list_limit": limit}).all()

    def _rows(self, known: Any, ranked: bool, *, limit: int) -> Sequence[Any]:
        """The visible rows that meet the conditions *known*, of which the last may be a rank."""

        def make(conditions: Sequence[Any]) -> Direct:
            end = len(conditions) - ranked
            return Direct(self._statement(conditions[:end], conditions[end:]))

        given = {"list_limit": limit}
        if query.sees_all(self.target):
            direct, values = shapes.kept(self.target, ("lookup", ranked), known, make)
            given |= values
        else:
            direct = make(known.conditions if isinstance(known, shapes.Shape) else known)
        if self.parts is None:
            return db.session.execute(direct.statement, given).all()
        return query.read(direct, given)

    def _statement(self, conditions: Sequence[Any], rank: Sequence[Any]) -> sa.Select[Any]:
        ranked = [sa.case((met, 0), else_=1).label("rank") for met in rank]
        places = [term.place.label(f"term_{i}") for i, term in enumerate(self.terms)]
        # A column that is picked twice comes back once, but for its label.
        picked = [
            one.label(f"value_{i}") if isinstance(one, orm.QueryableAttribute) else one
            for i, one in enumerate(self.picked)
        ]
        statement = query.base(self.target).with_only_columns(*picked, *ranked, *places)
        statement = statement.where(*conditions, *keys.of_table(self.target.model))
        statement = statement.order_by(*ranked, *(term.ordered(False) for term in self.terms))
        statement = statement.limit(sa.bindparam("list_limit", type_=sa.Integer))
        if self.parts is None:
            statement = statement.options(*query.unloaded(self.target.model))
        return statement

    def describe(self, row: Sequence[Any]) -> dict[str, str]:
        """A row for a picker: key, words, and a second line that tells twins apart."""
        key = keys.encode(row[: self.size])
        start = self.size + len(self.parts or ())
        if self.parts is None:
            text = naming.words(row[len(self.picked) - 1])
        else:
            text = self.say(row[:start]) or wording.say(
                # A view may have NULL in what stands for its key.
                self.target.model,
                row[self.size : start],
                row[: self.size],
            )
        detail = " · ".join([key, *self._details(row[start : start + len(self.telling)], text)])
        return {"id": key, "text": text, "detail": detail}

    def _details(self, values: Sequence[Any], text: str) -> list[str]:
        """Two short values that the words do not say already."""
        found: list[str] = []
        for is_choice, value in zip(self.choices, values, strict=True):
            if not value:
                continue
            word = naming.choice_label(value) if is_choice else str(value)
            if word not in text and word not in found and len(word) <= SHORT:
                found.append(word)
                if len(found) == 2:
                    break
        return found


def _terms(target: ConsoleView) -> Iterator[ordering.Term]:
    """What the rows are sorted by: the list's own columns, then the key, so that no two tie."""
    own = target.mapper.column_attrs
    sorts = [(name, down) for name, down in ordering.default_sort(target) if name in own]
    for name, down in sorts:
        column = own[name].columns[0]
        nullable = bool(getattr(column, "nullable", True))
        yield ordering.Term(getattr(target.model, name), column, down, nullable)
    down = bool(sorts) and sorts[0][1]
    named = {own[name].columns[0] for name, _down in sorts}
    pairs = zip(keys.primary_key(target.model), target.mapper.primary_key, strict=True)
    for attribute, own_column in pairs:
        if own_column not in named:
            yield ordering.Term(attribute, own_column, down, nullable=False)


def _key_begins(model: type, text: str) -> sa.ColumnElement[bool]:
    """The condition of rows whose key begins with the values of *text*: ``7`` or ``7, 2026``."""
    attributes = keys.primary_key(model)
    parts = re.split(r"[\s,;/]+", text)
    columns = orm.class_mapper(model).primary_key
    if len(parts) > len(columns):
        return sa.false()
    try:
        values = [keys.value_of(column, part) for column, part in zip(columns, parts, strict=False)]
    except (ValueError, ArithmeticError):
        return sa.false()
    return sa.and_(*(a == value for a, value in zip(attributes, values, strict=False)))


def _telling(target: ConsoleView) -> list[Column]:
    """The columns that tell rows apart: those searched, then the others in the table's order.

    Those of few values come last: they tell the least.
    """
    names = dict.fromkeys((*search.names(target), *target.columns))
    found = [target.columns.get(name) or Column(target.model, name) for name in names]
    telling = [
        column
        for column in found
        if column.relationship is None
        and not column.path
        and not column.system
        and not column.is_property
        and column.kind in _TELLING
    ]
    return sorted(telling, key=lambda column: column.kind is Kind.ENUM)


_TELLING = {Kind.TEXT, Kind.CODE, Kind.EMAIL, Kind.PHONE, Kind.ENUM}
