"""Search: the words people type, looked for in the columns a model is known by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin import keys
from console.admin.columns import Column
from console.admin.filters import escape_like
from console.admin.kinds import Kind, kind_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST_WORDS = 8
LONGEST = 200  # characters
_WORD = re.compile(r'"([^"]+)"|(\S+)')


def words_of(text: str) -> tuple[list[str], str | None]:
    """The words and quoted phrases of *text*, and a notice where some were left out."""
    clean = text.replace("\0", " ").strip()
    notice = None
    if len(clean) > LONGEST:
        clean = clean[:LONGEST]
        notice = _("The search was cut to its first %(n)s characters.", n=LONGEST)
    words = [quoted or plain for quoted, plain in _WORD.findall(clean)]
    if len(words) > MOST_WORDS:
        notice = _("Only the first %(n)s words were searched for.", n=MOST_WORDS)
    return words[:MOST_WORDS], notice


def names(view: ConsoleView) -> tuple[str, ...]:
    """The columns searched, by the name options use."""
    return tuple(
        name if isinstance(name, str) else name.key for name in view.column_searchable_list or ()
    )


def conditions(view: ConsoleView, words: list[str]) -> list[sa.ColumnElement[bool]]:
    """One condition for each word: it occurs in any of the searched columns."""
    columns = [Column(view.model, name) for name in names(view)]
    return [sa.or_(*_matches(view, columns, word)) for word in words]


def _matches(view: ConsoleView, columns: list[Column], word: str) -> list[Any]:
    pattern = f"%{escape_like(word)}%"
    found = []
    for column in columns:
        attribute = column.attribute
        if not kind_of(column.columns[0]).textual:
            attribute = sa.cast(attribute, sa.Text)
        condition = attribute.ilike(pattern, escape="\\")
        for step in reversed(column.path):
            link = getattr(step.parent.class_, step.key)
            condition = link.any(condition) if step.uselist else link.has(condition)
        found.append(condition)
    key = view.mapper.primary_key
    if len(key) == 1 and kind_of(key[0]) in {Kind.INTEGER, Kind.UUID}:
        # A pasted key finds its row.
        values = keys.decode(view.model, word)
        if values is not None:
            found.append(keys.matches(view.model, values))
    return found or [sa.false()]


def searched_labels(view: ConsoleView) -> list[str]:
    """The labels of the searched columns, for the search field's placeholder."""
    return [Column(view.model, name).label for name in names(view)]
