"""Search: the words people type, looked for in the columns a model is known by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin import keys, searchindexes
from console.admin.columns import Column, name_of
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
    return tuple(name_of(view.model, name) for name in view.column_searchable_list or ())


def conditions(view: ConsoleView, words: list[str]) -> list[sa.ColumnElement[bool]]:
    """One condition for each word: it occurs in any of the searched columns.

    In a large table that no trigram index serves, it begins the value of a column that has an
    index of another kind, or is the value: see :mod:`console.admin.searchindexes`.
    """
    ways = searchindexes.ways(view, names(view)) if words else None
    if ways is not None:
        each = sa.and_(*(_begins(view, ways, word) for word in words))
        return [each if len(words) == 1 else sa.or_(each, _begins(view, ways, " ".join(words)))]
    columns = [view.column(name) for name in names(view)]
    return [sa.or_(*_matches(view, columns, word)) for word in words]


def foresight(view: ConsoleView, words: Sequence[str]) -> tuple[Any, list[Any]]:
    """What the `conditions` of *words* look like, and the values in them in their order.

    The form is ``None`` where that has not been worked out; see :func:`shapes.foreseen`.
    """
    searched = names(view)
    distinct = len(set(words)) == len(words)
    if not words or not distinct or searchindexes.ways(view, searched) is not None:
        return None, []
    form: list[tuple[int, int]] = []
    values: list[Any] = []
    for word in words:
        patterns, key = _patterns(view, word), _key_in(view, word)
        values += patterns * len(searched)
        values += key
        form.append((len(patterns), len(key)))
    return (searched, *form), values


def _begins(view: ConsoleView, ways: dict[str, str], word: str) -> sa.ColumnElement[bool]:
    """What an ordinary index can tell of *word*, in the few ways in which people write it."""
    ways_to_write = (word, word.lower(), word.upper(), word.capitalize(), word.title())
    written = list(dict.fromkeys(ways_to_write))
    found: list[Any] = []
    for name, way in ways.items():
        attribute = getattr(view.model, name)
        if way == searchindexes.PREFIX:
            found += [attribute.like(f"{escape_like(one)}%", escape="\\") for one in written]
        else:
            found.append(attribute.in_(written))
    return sa.or_(*found, *_by_key(view, word))


def _matches(view: ConsoleView, columns: list[Column], word: str) -> list[Any]:
    patterns = _patterns(view, word)
    found = []
    for column in columns:
        attribute = column.attribute
        if not column.columns or not kind_of(column.columns[0]).textual:
            attribute = sa.cast(attribute, sa.Text)
        condition = sa.or_(*(attribute.ilike(pattern, escape="\\") for pattern in patterns))
        for step in reversed(column.path):
            link = getattr(step.parent.class_, step.key)
            condition = link.any(condition) if step.uselist else link.has(condition)
        found.append(condition)
    return [*found, *_by_key(view, word)] or [sa.false()]


def _patterns(view: ConsoleView, word: str) -> list[str]:
    """What LIKE is given to find *word*."""
    escaped = escape_like(word)
    if searchindexes.is_short(view, word):
        return [f"{before}{escaped}%" for before in ("", "% ", "%-")]
    return [f"%{escaped}%"]


def _by_key(view: ConsoleView, word: str) -> list[Any]:
    """A pasted key finds its row."""
    attributes = keys.primary_key(view.model)
    return [attributes[0] == value for value in _key_in(view, word)]


def _key_in(view: ConsoleView, word: str) -> tuple[Any, ...]:
    """The key that *word* may be; an empty one where it cannot be one."""
    key = keys.referable(view.model)
    if len(key) != 1 or kind_of(key[0]) not in {Kind.INTEGER, Kind.UUID}:
        return ()
    # Of tables that inherit several may have it.
    return (keys.decode(view.model, word) or ())[:1]


def searched_labels(view: ConsoleView) -> list[str]:
    """The labels of the searched columns, for the search field's placeholder."""
    return [view.column(name).label for name in names(view)]
