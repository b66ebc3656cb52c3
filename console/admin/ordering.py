"""The order of a list: total, served by indexes, and able to go on from any row.

A list is cut into at most two segments: the rows that have a value to sort by, and those that
have none, which come last in either direction. Within a segment every comparison is one that a
B-tree index can answer, related columns included: their rows are joined, not left-joined, so
that the planner may start from the index of the related table.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import abilities, keys
from console.admin.columns import Column
from console.admin.filters import local_attribute
from console.admin.kinds import Kind, kind_of
from console.admin.liststate import ListState
from console.admin.mapping import mapper_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

Token = tuple[Any, ...]
BY_CAST = {Kind.ARRAY, Kind.INTERVAL, Kind.RANGE, Kind.JSON, Kind.OTHER}
# A REAL is not the double with its digits, and psycopg2 sends Infinity as NaN.
AS_WRITTEN = {Kind.FLOAT, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT}


@dataclass(frozen=True)
class Term:
    """One expression to sort by. *column* is the table column that it reads."""

    expression: Any
    column: Any
    descending: bool
    nullable: bool

    @property
    def place(self) -> Any:
        """What to select so that a row's place in the order can be written into a URL."""
        return sa.cast(self.expression, sa.Text) if self.by_cast else self.expression

    @property
    def by_cast(self) -> bool:
        """Whether PostgreSQL rather than Python turns its values into text and back."""
        return kind_of(self.column) in BY_CAST

    def value(self, text: str | None) -> Any:
        """The value that :attr:`place` gave, from its text."""
        if text is None:
            return None
        if self.by_cast:
            return sa.cast(sa.literal(text, sa.Text), self.column.type)
        value = keys.value_of(self.column, text)
        if kind_of(self.column) in AS_WRITTEN:
            return sa.cast(sa.literal(text, sa.Text), self.column.type)
        return value

    def ordered(self, backward: bool, expression: Any = None) -> Any:
        """The term in an ORDER BY; *expression* stands for its own where given."""
        own = self.expression if expression is None else expression
        down = self.descending is not backward
        term = own.desc() if down else own.asc()
        if not self.nullable:
            return term
        # NULL follows everything, and precedes it on the way back.
        return term.nulls_first() if backward else term.nulls_last()

    def beyond(self, value: Any, backward: bool) -> sa.ColumnElement[bool]:
        """The condition that a row's value comes after *value*."""
        if value is None:
            return self.expression.is_not(None) if backward else sa.false()
        if isinstance(value, bool):
            # SQLAlchemy takes a bare one for a keyword, which is no larger than another.
            value = sa.literal(value)
        down = self.descending is not backward
        own = abilities.compared(self.expression, self.column)
        found = own < value if down else own > value
        if self.nullable and not backward:
            return sa.or_(found, self.expression.is_(None))
        return found  # type: ignore[no-any-return]

    def onward(self, value: Any, backward: bool = False) -> sa.ColumnElement[bool]:
        """The condition that a row's value is *value* or comes after it; no row lacks one."""
        if isinstance(value, bool):
            value = sa.literal(value)
        down = self.descending is not backward
        own = abilities.compared(self.expression, self.column)
        return own <= value if down else own >= value  # type: ignore[no-any-return]

    def same(self, value: Any) -> sa.ColumnElement[bool]:
        if value is None:
            return self.expression.is_(None)  # type: ignore[no-any-return]
        return abilities.compared(self.expression, self.column) == value  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Join:
    """A related row that terms read: of every row of a segment, or with *is_outer* of some."""

    alias: Any
    link: Any
    is_outer: bool = False

    @property
    def model(self) -> type:
        """What the related row is a row of."""
        model: type = self.link.property.mapper.class_
        return model


# Of a sort column: its terms, the joins they need, and the condition of rows without a value.
Sorted = tuple[list[Term], list[Join], Any]


@dataclass(frozen=True)
class Segment:
    """Part of a list: its conditions and the terms it is sorted by, with the joins they need.

    The first term is read over the first *leading* of them.
    """

    conditions: tuple[sa.ColumnElement[bool], ...]
    joins: tuple[Join, ...]
    terms: tuple[Term, ...]
    leading: int = 0

    def all_of(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """The rows of *statement* in this segment, to be counted.

        Nothing is joined for that: of what a row is joined to it has one row, or does without.
        """
        return statement.where(*self.conditions)

    def apply(
        self, statement: sa.Select[Any], backward: bool = False, sort_first: bool = False
    ) -> sa.Select[Any]:
        """*statement* cut to this segment and put in order, by no index with *sort_first*."""
        for one in self.joins:
            statement = statement.join(one.alias, one.link, isouter=one.is_outer)
        order = []
        for term in self.terms:
            # An expression no index is built on, with the value of the term itself.
            hidden = sa.func.coalesce(term.expression, term.expression) if sort_first else None
            order.append(term.ordered(backward, hidden))
        return statement.where(*self.conditions).order_by(*order)

    def beyond(self, token: Token, backward: bool, inclusive: bool) -> sa.ColumnElement[bool]:
        """The condition that a row comes after the one *token* stands for."""
        pairs = list(zip(self.terms, token, strict=True))
        directions = {term.descending for term in self.terms}
        tables = {term.column.table for term in self.terms}
        nullable = any(term.nullable for term in self.terms)
        if (
            len(directions) == 1
            and len(tables) == 1
            and not nullable
            and all(v is not None for v in token)
        ):
            return _row_comparison(pairs, directions.pop() is not backward, inclusive)
        return _spelled_out(pairs, backward, inclusive)


def _row_comparison(
    pairs: Sequence[tuple[Term, Any]], down: bool, inclusive: bool
) -> sa.ColumnElement[bool]:
    left = sa.tuple_(*(abilities.compared(term.expression, term.column) for term, _ in pairs))
    right = sa.tuple_(*(value for _, value in pairs))
    if inclusive:
        return left <= right if down else left >= right
    return left < right if down else left > right


def _spelled_out(
    pairs: Sequence[tuple[Term, Any]], backward: bool, inclusive: bool
) -> sa.ColumnElement[bool]:
    """Lexicographic order by hand, with a bound on the first term that an index can use."""
    choices = [
        sa.and_(*(t.same(v) for t, v in pairs[:i]), pairs[i][0].beyond(pairs[i][1], backward))
        for i in range(len(pairs))
    ]
    if inclusive:
        choices.append(sa.and_(*(term.same(value) for term, value in pairs)))
    lead, value = pairs[0]
    found = sa.or_(*choices)
    if value is None:
        return found
    bound = sa.or_(lead.beyond(value, backward), lead.same(value))
    if not lead.nullable:
        bound = lead.onward(value, backward)
    return sa.and_(bound, found)


def default_sort(view: ConsoleView) -> tuple[tuple[str, bool], ...]:
    """The view's ``column_default_sort`` in one shape: name, descending."""
    chosen = view.column_default_sort
    if not chosen:
        return ()
    if isinstance(chosen, str):
        return ((chosen, False),)
    if isinstance(chosen, tuple) and isinstance(chosen[-1], bool):
        return ((_name(chosen[0]), chosen[1]),)
    return tuple((_name(one[0]), bool(one[1])) for one in chosen)


def _name(attribute: Any) -> str:
    return attribute if isinstance(attribute, str) else str(attribute.key)


def sort_word(model: type) -> str | None:
    """The column by which rows of *model* stand in the order of their words."""
    from console.admin.registry import view_for

    view = view_for(model)
    chosen = default_sort(view) if view else ()
    if chosen and "." not in chosen[0][0] and not chosen[0][1]:
        attribute = orm.class_mapper(model).column_attrs.get(chosen[0][0])
        return attribute.key if attribute is not None else None
    return None


def segments(state: ListState) -> tuple[Segment, ...]:
    """The segments of the state's list, in order."""
    view = state.view
    chosen = state.sort or default_sort(view)
    found = [_terms(view.column(name), down) for name, down in chosen]
    backwards = bool(chosen and chosen[0][1])
    attributes = zip(keys.primary_key(view.model), view.mapper.primary_key, strict=True)
    key = [Term(a, column, backwards, bool(column.nullable)) for a, column in attributes]
    if not found:
        return (Segment((), (), tuple(key)),)
    lead, lead_joins, lacking = found[0]
    # The first segment holds only rows with a value, so NULL needs no place in its order.
    lead_terms = [replace(term, nullable=False) for term in lead]
    later, later_joins = _later(found[1:])
    rest = _without_repeats([*later, *key], lead_terms)
    joins = (*lead_joins, *later_joins)
    valued = () if lacking is None else (sa.not_(lacking),)
    if lacking is not None and not lead_joins:
        valued = tuple(term.expression.is_not(None) for term in lead_terms)
    first = Segment(valued, joins, (*lead_terms, *rest), len(lead_joins))
    if lacking is None:
        return (first,)
    return first, Segment((lacking,), tuple(later_joins), rest)


def _later(found: Sequence[Sorted]) -> tuple[list[Term], list[Join]]:
    """Terms and joins of all sort columns but the first, whose rows may lack what they read."""
    terms: list[Term] = []
    joins: list[Join] = []
    for own, own_joins, lacking in found:
        may_lack = bool(own_joins) and lacking is not None
        terms += [replace(one, nullable=True) for one in own] if may_lack else own
        joins += [replace(one, is_outer=may_lack) for one in own_joins]
    return terms, joins


def _without_repeats(terms: Sequence[Term], seen: Sequence[Term]) -> tuple[Term, ...]:
    known = {str(term.expression) for term in seen}
    return tuple(term for term in terms if str(term.expression) not in known)


def _terms(column: Column, down: bool) -> Sorted:
    """Terms of one sort column, the joins they need, and the condition of rows without a value."""
    entity: Any = column.model
    joins: list[Join] = []
    for step in column.path:
        alias = orm.aliased(step.mapper.class_)
        joins.append(Join(alias, getattr(entity, step.key)))
        entity = alias
    leaf = column.leaf
    if column.relationship is not None:
        word = sort_word(column.relationship.mapper.class_)
        if word is None or _refers_by(column.relationship, word):
            locals_ = [(local_attribute(column.owner, c), c) for c in column.columns]
            terms = [
                Term(a if not joins else getattr(entity, a.key), c, down, bool(c.nullable))
                for a, c in locals_
            ]
            return terms, joins, _lacking(column, terms, joins, None)
        alias = orm.aliased(column.relationship.mapper.class_)
        joins.append(Join(alias, getattr(entity, leaf)))
        entity, leaf = alias, word
    attribute = getattr(entity, leaf)
    prop = mapper_of(sa.inspect(entity).mapper.class_).attrs.get(leaf)
    # A hybrid is no column; its expression has a type, which is what matters of one here.
    table_column = prop.columns[0] if prop is not None else sa.Column(leaf, attribute.type)
    terms = [Term(attribute, table_column, down, bool(getattr(table_column, "nullable", True)))]
    return terms, joins, _lacking(column, terms, joins, leaf)


def _refers_by(relationship: orm.RelationshipProperty[Any], word: str) -> bool:
    """Whether the rows of a link stand in the order of what they are referred to by.

    The row that refers has that itself, mostly with an index.
    """
    refers = [remote for _local, remote in relationship.local_remote_pairs]
    return refers == orm.class_mapper(relationship.mapper.class_).column_attrs[word].columns


def _lacking(column: Column, terms: list[Term], joins: list[Any], leaf: str | None) -> Any:
    """The condition of rows that have nothing to sort by; ``None`` where every row has."""
    if not joins:
        nullable = [term for term in terms if term.nullable]
        return sa.or_(*(term.expression.is_(None) for term in nullable)) if nullable else None
    steps = [*column.path, *([column.relationship] if column.relationship is not None else [])]
    certain = all(not local.nullable for step in steps for local, _ in step.local_remote_pairs)
    if certain and not any(term.nullable for term in terms):
        return None
    if len(steps) == 1 and not any(term.nullable for term in terms):
        # A foreign key that is set has its row: the database sees to that.
        return sa.or_(
            *(local_attribute(column.model, c).is_(None) for c, _ in steps[0].local_remote_pairs)
        )
    inner: Any = getattr(steps[-1].mapper.class_, leaf or terms[0].column.key).is_not(None)
    for step in reversed(steps):
        inner = getattr(step.parent.class_, step.key).has(inner)
    return sa.not_(inner)


def encode(token: Token) -> str:
    """A row's place in the order as URLs carry it."""
    texts = [None if value is None else keys.text_of(value) for value in token]
    data = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def texts_of(text: str) -> list[str | None] | None:
    """What :func:`encode` made *text* of, or ``None`` where it made nothing like it."""
    try:
        texts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(texts, list) and all(t is None or _storable(t) for t in texts):
            return texts
    except (ValueError, binascii.Error, RecursionError):
        pass
    return None


def values_of(terms: Sequence[Term], texts: Sequence[str | None]) -> Token | None:
    """The values of *terms* that *texts* stand for, or ``None`` where they do not fit."""
    try:
        return tuple(term.value(text) for term, text in zip(terms, texts, strict=True))
    except (ValueError, ArithmeticError):
        return None


def decode(text: str, state: ListState) -> tuple[int, Token] | None:
    """Segment number and values that *text* stands for, or ``None`` where it does not fit."""
    if (texts := texts_of(text)) is None:
        return None
    parts = segments(state)
    lead = len(parts[0].terms) - len(parts[-1].terms)
    number = 1 if len(parts) > 1 and texts[:lead] == [None] * lead else 0
    values = texts[len(parts[0].terms) - len(parts[number].terms) :]
    found = values_of(parts[number].terms, values)
    return None if found is None else (number, found)


def _storable(text: Any) -> bool:
    """Whether *text* can be sent to PostgreSQL; half a surrogate pair is a ``ValueError``."""
    return isinstance(text, str) and b"\0" not in text.encode()
