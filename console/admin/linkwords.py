"""What the rows are called that one row refers to: read along with it, or in one statement."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import keys, links, query, wording
from console.admin.links import Link
from console.auth import current_account, row_rule
from console.direct import Direct

MOST = 12  # links whose words come with one row: each takes the planner time


def beside(given: Iterable[Link]) -> query.Beside:
    """What to read along with a row, so that :func:`known` finds the words of its links."""
    account = current_account()
    # A rule is about one person; a statement is kept for all of them.
    return _beside(tuple(one for one in given if row_rule(account, one.target) is None))


@functools.lru_cache(maxsize=4096)
def _beside(given: tuple[Link, ...]) -> query.Beside:
    plain = [one for one in given if _is_plain(one)][:MOST]
    return {name: _part(link, name[-1]) for link in plain for name in _names(link)}


def _is_plain(link: Link) -> bool:
    """Whether *link* refers to the key of rows whose words are made of columns."""
    own = [attribute.key for attribute in keys.primary_key(link.target)]
    whole = sorted(own) == sorted(theirs for _ours, theirs in link.pairs)
    return whole and wording.parts(link.target) is not None


def _names(link: Link) -> list[tuple[str, str, str]]:
    return [("words", link.name, part) for part in wording.parts(link.target) or ()]


def _part(link: Link, part: str) -> sa.ColumnElement[Any]:
    """One column of the row that *link* refers to.

    With five joins PostgreSQL would plan three times as long as it takes to run all of this.
    """
    alias: Any = orm.aliased(link.target)
    pairs = (getattr(link.model, ours) == getattr(alias, theirs) for ours, theirs in link.pairs)
    return sa.select(getattr(alias, part)).where(*pairs).limit(1).scalar_subquery()


def known(link: Link, row: Any) -> dict[str, str]:
    """The words of the row that *link* of *row* refers to, by its key, if they came along."""
    found: Mapping[Any, Any] = orm.attributes.instance_state(row).info.get(query.BESIDE, {})
    values = [found.get(name) for name in _names(link)] if found else []
    # Nothing may also mean that there is no such row, which is to be asked for then.
    if all(value is None for value in values) or (key := link.key_of(row)) is None:
        return {}
    return {keys.encode(key): wording.say(link.target, values, key)}


def words_of_all(wanted: Sequence[tuple[type, str]]) -> list[str | None]:
    """What several rows are called, each of a model by its key, in one statement if it can be."""
    keyed = [(target, keys.decode(target, encoded)) for target, encoded in wanted]
    account = current_account()
    if len(wanted) < 2 or any(
        key is None or wording.parts(target) is None or row_rule(account, target) is not None
        for target, key in keyed
    ):
        return [links.words(target, encoded) for target, encoded in wanted]
    given = {f"key_{i}_{j}": v for i, (_, key) in enumerate(keyed) for j, v in enumerate(key or ())}
    (row,) = query.read(_words_of_all(tuple(t for t, _ in wanted)), given)
    found, start = [], 0
    for target, key in keyed:
        size, parts = len(key or ()), len(wording.parts(target) or ())
        values, start = row[start : start + size + parts], start + size + parts
        missing = None in values[:size]
        found.append(None if missing else wording.say(target, values[size:], values[:size]))
    return found


@functools.cache
def _words_of_all(targets: tuple[type, ...]) -> Direct:
    """One row with the keys and the parts of the words of a row of each of *targets*."""
    one = sa.select(sa.literal(1).label("one")).subquery()
    statement: sa.Select[Any] = sa.select().select_from(one)
    for i, target in enumerate(targets):
        alias: Any = orm.aliased(target)
        key = [getattr(alias, attribute.key) for attribute in keys.primary_key(target)]
        parts = [getattr(alias, name) for name in wording.parts(target) or ()]
        matches = (a == sa.bindparam(f"key_{i}_{j}", type_=a.type) for j, a in enumerate(key))
        statement = statement.outerjoin(alias, sa.and_(*matches))
        labelled = (c.label(f"words_{i}_{j}") for j, c in enumerate([*key, *parts]))
        statement = statement.add_columns(*labelled)
    return Direct(statement)
