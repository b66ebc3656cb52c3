"""Filters: what each kind of column can be asked, how it reads, and the condition it makes.

In URLs a filter is a column and an operator: ``status=active`` (equality needs no operator),
``created_at__ge=2026-01-01``, ``notes__null=1``. Repeated values mean "one of".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import orm

from console import i18n
from console.admin import abilities, filter_values, keys, parameters
from console.admin.columns import Column
from console.admin.kinds import Kind
from console.models.types import Own

MOST = 30  # filters at a time
MOST_VALUES = 200  # values of all of them: each stands in every link of the list
MOST_TEXTS = 10  # of those that are looked for inside of values, one after the other in every row
INSIDE = {"contains", "lacks", "starts"}
# Two bounds of one kind say nothing that one does not.
ONE_VALUE = {"ge", "gt", "le", "lt", "period", "null", "set", "empty"}

Build = Callable[[Any, Sequence[Any]], sa.ColumnElement[bool]]


@dataclass(frozen=True, eq=False)  # each is itself: labels would be translated to compare them
class Operator:
    """One question a column can be asked."""

    name: str
    label: Any  # lazy: "is at least"
    sentence: Any  # lazy: "%(column)s is at least %(value)s"
    build: Build
    takes: str = "value"  # value | flag | period


def escape_like(text: str) -> str:
    """*text* with LIKE's own signs taken literally (escape character: backslash)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _any(build: Callable[[Any, Any], Any]) -> Build:
    return lambda attribute, values: sa.or_(*(build(attribute, value) for value in values))


def _equal(attribute: Any, values: Sequence[Any]) -> Any:
    return attribute == values[0] if len(values) == 1 else attribute.in_(list(values))


def _differs(attribute: Any, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    # "is not active" includes rows where nothing is set: that is what people mean.
    if len(values) == 1:
        return attribute.is_distinct_from(values[0])  # type: ignore[no-any-return]
    # Two hundred comparisons a row would be one after the other; a list is looked up.
    return sa.or_(attribute.is_(None), attribute.not_in(list(values)))


def _null(attribute: Any, values: Sequence[bool]) -> Any:
    return attribute.is_(None) if values[0] else attribute.is_not(None)


def _blank(attribute: Any, values: Sequence[bool]) -> Any:
    return attribute == "" if values[0] else attribute != ""


def _day(value: Any) -> tuple[dt.datetime, dt.datetime] | None:
    """The bounds of a day in the viewer's zone; ``None`` for an exact moment."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        return None
    zone = i18n.current_timezone()
    start = dt.datetime.combine(value, dt.time(), zone)
    last = value if value == dt.date.max else value + dt.timedelta(days=1)
    return start, dt.datetime.combine(last, dt.time(), zone)


def _on(attribute: Any, value: Any) -> sa.ColumnElement[bool]:
    if (day := _day(value)) is None:
        return attribute == value  # type: ignore[no-any-return]
    return sa.and_(attribute >= day[0], attribute < day[1])


def _moment(compare: str) -> Build:
    def build(attribute: Any, values: Sequence[Any]) -> Any:
        day = _day(values[0])
        first, after = day or (values[0], values[0])
        return {
            "ge": attribute >= first,
            "gt": attribute >= after if day else attribute > after,
            "le": attribute < after if day else attribute <= after,
            "lt": attribute < first,
        }[compare]

    return build


def _contains(attribute: Any, text: str) -> sa.ColumnElement[bool]:
    return attribute.ilike(f"%{escape_like(text)}%", escape="\\")  # type: ignore[no-any-return]


def _starts(attribute: Any, text: str) -> sa.ColumnElement[bool]:
    return attribute.ilike(f"{escape_like(text)}%", escape="\\")  # type: ignore[no-any-return]


PERIODS = {
    "today": _l("today"),
    "yesterday": _l("yesterday"),
    "last_7_days": _l("in the last 7 days"),
    "last_30_days": _l("in the last 30 days"),
    "this_month": _l("this month"),
    "last_month": _l("last month"),
    "this_year": _l("this year"),
    "last_year": _l("last year"),
}


def period_bounds(name: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First day of the period *name* and the first day after it."""
    day, month = dt.timedelta(days=1), today.replace(day=1)
    before = (month - day).replace(day=1)
    after = (month + dt.timedelta(days=32)).replace(day=1)
    year = today.replace(month=1, day=1)
    return {
        "today": (today, today + day),
        "yesterday": (today - day, today),
        "last_7_days": (today - 6 * day, today + day),
        "last_30_days": (today - 29 * day, today + day),
        "this_month": (month, after),
        "last_month": (before, month),
        "this_year": (year, year.replace(year=year.year + 1)),
        "last_year": (year.replace(year=year.year - 1), year),
    }[name]


def _period(attribute: Any, values: Sequence[str]) -> sa.ColumnElement[bool]:
    zone = i18n.current_timezone()
    first, after = period_bounds(values[0], dt.datetime.now(zone).date())
    if isinstance(attribute.type, sa.DateTime):
        lower = dt.datetime.combine(first, dt.time(), zone)
        upper = dt.datetime.combine(after, dt.time(), zone)
        return sa.and_(attribute >= lower, attribute < upper)
    return sa.and_(attribute >= first, attribute < after)


EQ = Operator("eq", _l("is"), _l("%(column)s is %(value)s"), _equal)
NE = Operator("ne", _l("is not"), _l("%(column)s is not %(value)s"), _differs)
NULL = Operator("null", _l("is not set"), _l("%(column)s is not set"), _null, "flag")
SET = Operator(
    "set", _l("is set"), _l("%(column)s is set"), lambda a, v: _null(a, [not v[0]]), "flag"
)
CONTAINS = Operator(
    "contains", _l("contains"), _l("%(column)s contains %(value)s"), _any(_contains)
)
LACKS = Operator(
    "lacks",
    _l("does not contain"),
    _l("%(column)s does not contain %(value)s"),
    lambda a, v: sa.func.coalesce(sa.not_(_any(_contains)(a, v)), sa.true()),
)
STARTS = Operator(
    "starts", _l("starts with"), _l("%(column)s starts with %(value)s"), _any(_starts)
)
EMPTY = Operator("empty", _l("is empty"), _l("%(column)s is empty"), _blank, "flag")
GE = Operator(
    "ge", _l("is at least"), _l("%(column)s is at least %(value)s"), lambda a, v: a >= v[0]
)
GT = Operator(
    "gt", _l("is more than"), _l("%(column)s is more than %(value)s"), lambda a, v: a > v[0]
)
LE = Operator("le", _l("is at most"), _l("%(column)s is at most %(value)s"), lambda a, v: a <= v[0])
LT = Operator(
    "lt", _l("is less than"), _l("%(column)s is less than %(value)s"), lambda a, v: a < v[0]
)
FROM = replace(GE, label=_l("is on or after"), sentence=_l("%(column)s is on or after %(value)s"))
AFTER = replace(GT, label=_l("is after"), sentence=_l("%(column)s is after %(value)s"))
UNTIL = replace(
    LE, label=_l("is on or before"), sentence=_l("%(column)s is on or before %(value)s")
)
BEFORE = replace(LT, label=_l("is before"), sentence=_l("%(column)s is before %(value)s"))
PERIOD = Operator("period", _l("falls"), _l("%(column)s: %(value)s"), _period, "period")
ON = replace(EQ, build=_any(_on))
NOT_ON = replace(NE, build=lambda a, v: sa.func.coalesce(sa.not_(_any(_on)(a, v)), sa.true()))
MOMENTS = tuple(replace(one, build=_moment(one.name)) for one in (FROM, AFTER, UNTIL, BEFORE))
HAS = replace(CONTAINS, name="has", build=_any(lambda a, v: a.op("@>")(v)))
AS_TEXT = replace(CONTAINS, build=lambda a, v: _any(_contains)(sa.cast(a, sa.Text), v))
# What a flag says where it is turned round.
_NOT = {
    "null": SET.sentence,
    "set": NULL.sentence,
    "empty": _l("%(column)s is not empty"),
}

_TEXT = (CONTAINS, EQ, NE, STARTS, LACKS, EMPTY)
_NUMBER = (EQ, NE, GE, GT, LE, LT)
_CHOICE = (EQ, NE)
_OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    **dict.fromkeys((Kind.TEXT, Kind.LONGTEXT, Kind.EMAIL, Kind.PHONE, Kind.URL), _TEXT),
    Kind.CODE: (EQ, NE, STARTS, CONTAINS, EMPTY),
    **dict.fromkeys((Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.MONEY, Kind.PERCENT), _NUMBER),
    Kind.BOOLEAN: (EQ,),
    Kind.ENUM: _CHOICE,
    Kind.UUID: _CHOICE,
    Kind.DATE: (FROM, UNTIL, EQ, NE, AFTER, BEFORE, PERIOD),
    Kind.DATETIME: (MOMENTS[0], MOMENTS[2], ON, NOT_ON, MOMENTS[1], MOMENTS[3], PERIOD),
    Kind.TIME: (FROM, UNTIL, EQ),
    Kind.INTERVAL: _NUMBER,
    Kind.RANGE: _CHOICE,
    Kind.JSON: (AS_TEXT,),
    Kind.ARRAY: (HAS,),
    Kind.OTHER: (EQ, NE, AS_TEXT, GE, GT, LE, LT),
}
_COMPARING = (EQ, NE, HAS)
_ORDERING = (GE, GT, LE, LT)


def operators(column: Column) -> tuple[Operator, ...]:
    """The questions *column* can be asked, the usual one first."""
    if column.target is not None:
        found: tuple[Operator, ...] = (EQ, NE)
    else:
        found = _OPERATORS.get(column.kind, ())
        if column.kind in {Kind.ARRAY, Kind.OTHER}:
            found = _able(column, found)
    return (*found, NULL, SET) if column.nullable else found


def _able(column: Column, offered: tuple[Operator, ...]) -> tuple[Operator, ...]:
    """Those of *offered* that PostgreSQL has for the type of *column*."""
    if not column.columns:  # only Python knows the value
        return ()
    lacking: set[Operator] = set()
    if not abilities.comparable(column.columns[0]):
        lacking.update(_COMPARING)
    if not abilities.ordered(column.columns[0]):
        lacking.update(_ORDERING)
    return tuple(one for one in offered if one not in lacking)


@dataclass(frozen=True)
class Filter:
    """A filter in force: it knows its condition, its words and its place in the URL."""

    column: Column
    operator: Operator
    values: tuple[Any, ...]

    @property
    def parameter(self) -> str:
        """Its name in a URL."""
        if self.operator.name == "eq":
            return parameters.parameter_of(self.column.name)
        return f"{self.column.name}__{self.operator.name}"

    @property
    def texts(self) -> list[str]:
        """Its values in a URL."""
        if self.operator.takes == "flag":
            return ["1" if self.values[0] else "0"]
        if self.operator.takes == "period":
            return list(self.values)
        return [filter_values.canonical(self.column, value) for value in self.values]

    def condition(self) -> sa.ColumnElement[bool]:
        """The condition on a row of the column's model; related rows are asked by EXISTS."""
        inner = self._own()
        for step in reversed(self.column.path):
            attribute = getattr(step.parent.class_, step.key)
            there = attribute.any if step.uselist else attribute.has
            if self._holds_for_nothing and not step.uselist:
                # What is shown of a missing row is what is shown of a missing value.
                inner = sa.or_(sa.not_(there()), there(inner))
            else:
                inner = there(inner)
        return inner

    @property
    def _holds_for_nothing(self) -> bool:
        """Whether rows where nothing is set are among those that are meant."""
        if self.operator.takes == "flag":
            return self.operator.name == ("null" if self.values[0] else "set")
        return self.operator.name in {"ne", "lacks"}

    def _own(self) -> sa.ColumnElement[bool]:
        column = self.column
        if column.relationship is None:
            attribute, values = column.attribute, self.values
            if self.operator.takes == "value" and column.columns:
                attribute = abilities.compared(attribute, column.columns[0])
                values = tuple(filter_values.bound(column, value) for value in values)
            return self.operator.build(attribute, values)
        pairs = column.relationship.local_remote_pairs
        if self.operator.takes != "flag" and not self._by_key():
            found = sa.or_(
                *(
                    column.attribute.has(keys.matches(column.relationship.mapper.class_, value))
                    for value in self.values
                )
            )
            return found if self.operator is EQ else sa.not_(found)
        locals_ = [local_attribute(column.owner, local) for local, _ in pairs]
        if self.operator.takes == "flag":
            missing = sa.or_(*(local.is_(None) for local in locals_))
            return missing if self._holds_for_nothing else sa.not_(missing)
        if len(locals_) == 1:
            return self.operator.build(locals_[0], [self._remote(v)[0] for v in self.values])
        wanted = [self._remote(value) for value in self.values]
        found = sa.tuple_(*locals_).in_(wanted)
        return found if self.operator is EQ else sa.func.coalesce(sa.not_(found), sa.true())

    def _by_key(self) -> bool:
        """Whether the link refers to its target's primary key rather than another unique one."""
        assert self.column.relationship is not None
        remote = {pair[1] for pair in self.column.relationship.local_remote_pairs}
        target: Any = self.column.relationship.mapper.class_
        own = all(isinstance(value[-1], Own) for value in self.values)
        return remote == set(keys.referable(target)) and (own or not keys.of_table(target))

    def _remote(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        """The target's *key* in the order of the foreign key's columns."""
        relationship = self.column.relationship
        assert relationship is not None
        target: Any = relationship.mapper.class_
        order = list(keys.referable(target))
        return tuple(key[order.index(remote)] for _, remote in relationship.local_remote_pairs)

    def sentence(self, related: dict[tuple[Any, ...], str] | None = None) -> str:
        """The filter in words: "status is active"."""
        sentence, shown = self.operator.sentence, ""
        if self.operator.takes == "flag":
            sentence = sentence if self.values[0] else _NOT[self.operator.name]
        elif self.operator.takes == "period":
            shown = str(PERIODS[self.values[0]])
        else:
            shown = self._shown(related or {})
        return str(sentence) % {"column": self.column.label, "value": shown}

    def _shown(self, related: dict[tuple[Any, ...], str]) -> str:
        """The first few values in words."""
        linked = self.column.target is not None
        values = [
            filter_values.words(self.column, value, related.get(value) if linked else None)
            for value in self.values[:5]
        ]
        rest = len(self.values) - len(values)
        return _(" or ").join(values) + (f" … +{rest}" if rest else "")


def local_attribute(model: type, column: Any) -> Any:
    """The mapped attribute of *model* for a table column."""
    return getattr(model, orm.class_mapper(model).get_property_by_column(column).key)


def make(column: Column, operator_name: str, texts: Sequence[str]) -> Filter:
    """A filter from its parts in a URL; ``ValueError`` carries a sentence."""
    found = {operator.name: operator for operator in operators(column)}
    operator = found.get(operator_name)
    if operator is None:
        raise ValueError(_("“%(name)s” is no question for it", name=operator_name[:40]))
    if len(texts) > MOST_VALUES:
        raise ValueError(_("it names more than %(most)s values", most=MOST_VALUES))
    if len(texts) > 1 and operator.name in ONE_VALUE:
        raise ValueError(_("it takes one value"))
    if operator.takes == "flag":
        return Filter(column, operator, (texts[0] not in {"0", "false"},))
    if operator.takes == "period":
        if texts[0] not in PERIODS:
            raise ValueError(_("there is no such period"))
        return Filter(column, operator, (texts[0],))
    read = filter_values.checked if operator is AS_TEXT else filter_values.parse
    values = tuple(dict.fromkeys(read(column, text) for text in texts))
    return Filter(column, operator, values)


def check_room(found: Sequence[Filter], one: Filter) -> None:
    """``ValueError`` where a list would ask too much with *one* besides the filters *found*."""
    together = [*found, one]
    inside = sum(len(each.values) for each in together if each.operator.name in INSIDE)
    if one.operator.name in INSIDE and inside > MOST_TEXTS:
        raise ValueError(_("a list looks for at most %(most)s texts", most=MOST_TEXTS))
    if sum(len(each.values) for each in together) > MOST_VALUES:
        raise ValueError(_("a list asks for at most %(most)s values", most=MOST_VALUES))
