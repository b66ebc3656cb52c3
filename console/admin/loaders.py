"""Flask-Admin's ``form_ajax_refs``: what a form's picker looks in, in which order, in which words.

What a loader yields is offered to those who may see it: the permission and the row rules of the
table that the rows are of hold as for every other picker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_admin.contrib.sqla.ajax import QueryAjaxModelLoader
from sqlalchemy import orm

from console.admin import keys, links, query
from console.admin.filters import escape_like
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.lookup import Asked
    from console.admin.view import ConsoleView

MOST = 100  # rows of one answer
DEEPEST = 10_000  # rows before them


@dataclass(frozen=True)
class Choice:
    """A row that a picker offers: its key for the form, what Flask-Admin calls it, its words."""

    key: str
    id: Any
    text: str
    detail: str = ""


def loader_of(view: ConsoleView, name: str) -> Any | None:
    """What ``form_ajax_refs`` says of the link *name*, as one of Flask-Admin's loaders."""
    # Most views have none, and asking Flask-Admin scaffolds everything.
    if name not in (getattr(view, "form_ajax_refs", None) or ()):
        return None
    return view._form_ajax_refs[name]


def own_loader(view: ConsoleView, name: str) -> Any | None:
    """The loader of the link *name* where a developer has written it."""
    loader = loader_of(view, name)
    return None if type(loader) is QueryAjaxModelLoader else loader


def size_of(loader: Any, default: int) -> int:
    """How many rows *loader* offers at a time."""
    given = (getattr(loader, "options", None) or {}).get("page_size")
    return min(int(given), MOST) if given else default


def number_of(text: str) -> int:
    """The rows before a page, from its *text* in an address."""
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() else 0


def offered(
    asked: Asked, loader: Any, text: str, words: Sequence[str], *, start: int, size: int
) -> tuple[list[Choice], bool]:
    """*size* rows from *start* that match *text*, and whether there are more of them."""
    if loader is not None and type(loader) is not QueryAjaxModelLoader:
        return _yielded(asked, loader, text, start=start, size=size)
    if loader is None:
        conditions, order = asked.meeting(words, text), [t.ordered(False) for t in asked.terms]
    else:
        conditions, order = _conditions(loader, words), _order(loader)
    rows = asked.rows_in(order, conditions, start=start, limit=size + 1)
    return [_described(asked, row) for row in rows[:size]], len(rows) > size


def _described(asked: Asked, row: Sequence[Any]) -> Choice:
    told = asked.describe(row)
    own = row[0] if asked.size == 1 and isinstance(row[0], int) else told["id"]
    return Choice(told["id"], own, told["text"], told["detail"])


def _conditions(loader: QueryAjaxModelLoader, words: Sequence[str]) -> list[Any]:
    """Each word in one of the loader's fields, and its ``filters``."""
    found: list[Any] = [
        sa.or_(
            *(
                sa.cast(field, sa.Text).ilike(f"%{escape_like(word)}%", escape="\\")
                for field in loader._cached_fields
            )
        )
        for word in words
    ]
    table = loader.model.__tablename__.lower()
    return found + [sa.text(f"{table}.{one}") for one in loader.filters or ()]


def _order(loader: QueryAjaxModelLoader) -> list[Any]:
    given = loader.order_by
    if given is None:
        return []
    return [
        sa.text(one) if isinstance(one, str) else one
        for one in (given if isinstance(given, list | tuple) else [given])
    ]


def _yielded(
    asked: Asked, loader: Any, text: str, *, start: int, size: int
) -> tuple[list[Choice], bool]:
    """What a loader of a developer's own yields, as far as the viewer may see it."""
    rows = list(loader.get_list(text, start, size + 1))
    found = _visible(asked.target, rows[:size])
    choices = []
    for row in found:
        told = loader.format(row)
        if told is not None:
            key = keys.key_of(row) if isinstance(row, asked.target.model) else str(told[0])
            choices.append(Choice(key, told[0], str(told[1])))
    return choices, len(rows) > size


def _visible(target: ConsoleView, rows: Iterable[Any]) -> list[Any]:
    """Those of *rows* that are no rows of *target*'s, or rows that the viewer may see."""
    given = list(rows)
    known = {id(row): _key(row) for row in given if isinstance(row, target.model)}
    wanted = [key for key in known.values() if key is not None]
    seen: set[tuple[Any, ...]] = set()
    if wanted:
        key = keys.primary_key(target.model)
        statement = query.base(target).with_only_columns(*key)
        statement = statement.where(keys.among(target.model, wanted))
        seen = {tuple(one) for one in db.session.execute(statement)}
    return [row for row in given if id(row) not in known or known[id(row)] in seen]


def _key(row: Any) -> tuple[Any, ...] | None:
    identity = orm.attributes.instance_state(row).identity
    return None if identity is None else tuple(identity)


def find(loader: Any, target: type, text: str) -> Any | None:
    """The row of *target* that *loader* knows by *text*, if the viewer may see it."""
    row = loader.get_one(text)
    return links.find(target, keys.key_of(row)) if isinstance(row, target) else None


def words(loader: Any, target: type, text: str) -> str | None:
    """What *loader* calls the row that it knows by *text*."""
    row = find(loader, target, text)
    told = None if row is None else loader.format(row)
    return None if told is None else str(told[1])


def hints(view: ConsoleView, name: str) -> dict[str, Any]:
    """What the options of the link *name* tell the picker's script."""
    options = getattr(loader_of(view, name), "options", None) or {}
    found = {"data-placeholder": options.get("placeholder")}
    found["data-least"] = options.get("minimum_input_length")
    return {name: str(value) for name, value in found.items() if value}
