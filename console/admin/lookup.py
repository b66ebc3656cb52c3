"""What pickers ask: rows of a related table that match what was typed, a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import abort, jsonify
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console.admin import keys, naming, ordering, query, registry, search
from console.admin.columns import Column, to_one
from console.admin.kinds import Kind
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

SIZE = 20
LAST_PAGE = 50  # who has not found it among a thousand rows should type another letter


def answer(view: ConsoleView, arguments: MultiDict[str, str]) -> Any:
    """JSON for a picker: ``{"results": [{"id", "text", "detail"}], "more": bool}``."""
    target = target_of(view, arguments.get("name", ""))
    if target is None:
        abort(404, description=_("There is no such field to look up."))
    if not target.may_read:
        abort(
            403,
            description=_("Your role may not see %(rows)s.", rows=naming.plural(target.model)),
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
        if table is not None and model.__table__ is table:
            return candidate
    return None


def look_up(target: ConsoleView, text: str, page: int = 1) -> tuple[list[dict[str, str]], bool]:
    """One page of rows of *target* that match *text*, and whether there are more.

    A row whose key is exactly what was typed comes first.
    """
    words, _notice = search.words_of(text)
    statement = query.base(target)
    if words and search.names(target):
        statement = statement.where(*search.conditions(target, words))
    statement = _in_order(target, statement).limit(SIZE + 1).offset((page - 1) * SIZE)
    rows = list(db.session.scalars(statement.options(*query.unloaded(target.model))).unique())
    found = [describe(target, row) for row in rows[:SIZE]]
    exact = query.get_row(target, text.strip()) if page == 1 and text.strip() else None
    if exact is not None:
        first = describe(target, exact)
        found = [first, *(one for one in found if one["id"] != first["id"])]
    return found, len(rows) > SIZE


def _in_order(target: ConsoleView, statement: sa.Select[Any]) -> sa.Select[Any]:
    for name, descending in ordering.default_sort(target):
        attribute = getattr(target.model, name, None)
        if attribute is not None and name in target.mapper.column_attrs:
            statement = statement.order_by(attribute.desc() if descending else attribute)
    return statement.order_by(*keys.primary_key(target.model))


def describe(target: ConsoleView, row: Any) -> dict[str, str]:
    """A row for a picker: key, words, and a second line that tells twins apart."""
    key = keys.key_of(row)
    text = naming.words(row)
    return {"id": key, "text": text, "detail": " · ".join([key, *_details(target, row, text)])}


def _details(target: ConsoleView, row: Any, text: str) -> list[str]:
    """Two short values of *row* that its words do not say already."""
    found: list[str] = []
    for name in (*search.names(target), *target.columns):
        column = target.columns.get(name) or Column(target.model, name)
        plain = column.relationship is None and not column.path and not column.system
        if not plain or column.kind not in _TELLING:
            continue
        value = getattr(row, column.leaf)
        word = naming.choice_label(value) if column.kind is Kind.ENUM and value else value
        if word and str(word) not in text and str(word) not in found and len(str(word)) <= 40:
            found.append(str(word))
        if len(found) == 2:
            break
    return found


_TELLING = {Kind.TEXT, Kind.CODE, Kind.EMAIL, Kind.PHONE, Kind.ENUM}
