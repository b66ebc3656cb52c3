"""The value of a filter: from text to Python, and back to words and to canonical text."""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console import i18n
from console.admin import keys, naming, verdict
from console.admin.columns import Column
from console.admin.fields import arrays
from console.admin.fields.base import PgText
from console.admin.fields.numbers import special
from console.admin.fields.times import BEYOND
from console.admin.kinds import Kind

LONGEST = 1000  # characters; more is a paste gone wrong, not a filter
_EXPONENT = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?e[+-]?\d{1,3}", re.ASCII | re.IGNORECASE)


def parse(column: Column, text: str) -> Any:
    """The value that *text* means for *column*; ``ValueError`` carries a sentence."""
    text = checked(column, text)
    if column.target is not None:
        return _key(column.target, text)
    if column.kind is Kind.ENUM:
        return _choice(column, text)
    value = _PARSERS.get(column.kind, str)(text if column.kind.textual else text.strip() or text)
    if isinstance(value, PgText) and column.columns:
        _ask(column, value)
    return value


def checked(column: Column, text: str) -> str:
    """*text* itself, where a filter on *column* can hold it; else ``ValueError``."""
    if "\0" in text or len(text) > LONGEST:
        raise ValueError(_("the value is too long or holds characters that cannot be stored"))
    return text


def _ask(column: Column, value: PgText) -> None:
    """``ValueError`` where PostgreSQL cannot read *value*."""
    if not verdict.is_readable(column.columns[0], _written(column, value)):
        raise ValueError(
            _(
                "“%(text)s” cannot be read as %(kind)s",
                text=cut(value),
                kind=verdict.type_words(column.columns[0]),
            )
        )


def _written(column: Column, value: str) -> str:
    """*value* in PostgreSQL's notation: a list is asked for one of its elements."""
    return arrays.write([str(value)]) if column.kind is Kind.ARRAY else str(value)


def _key(target: type, text: str) -> tuple[Any, ...]:
    key = keys.decode(target, text)
    if key is None:
        raise ValueError(
            _("“%(text)s” is no key of %(rows)s", text=cut(text), rows=naming.genitive(target))
        )
    return key


def _choice(column: Column, text: str) -> Any:
    kind = column.columns[0].type
    if text not in kind.enums:
        raise ValueError(_("“%(text)s” is not one of the choices", text=cut(text)))
    return kind.enum_class(text) if kind.enum_class and _by_value(kind) else text


def _by_value(kind: Any) -> bool:
    return set(kind.enums) == {str(member.value) for member in kind.enum_class}


def _decimal(text: str) -> Decimal:
    """A number, or what NUMERIC keeps beside numbers."""
    if name := special(text):
        return Decimal(name)
    return _number(text)


def _number(text: str) -> Decimal:
    try:
        number = i18n.parse_decimal(text)
    except (ValueError, ArithmeticError):
        raise ValueError(_("“%(text)s” is no number", text=cut(text))) from None
    return number


def _integer(text: str) -> int:
    number = _number(text)
    if not -(2**63) <= number < 2**63 or number != number.to_integral_value():
        raise ValueError(_("“%(text)s” is no whole number in range", text=cut(text)))
    return int(number)


def _float(text: str) -> float:
    exact = Decimal(text) if _EXPONENT.fullmatch(text) else _decimal(text)
    number = float(exact)
    if math.isinf(number) and exact.is_finite():
        raise ValueError(_("“%(text)s” is out of range", text=cut(text)))
    return number


def _date(text: str) -> dt.date | PgText:
    if BEYOND.fullmatch(text):
        return PgText(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-12-31", text=cut(text))
        ) from None


def _moment(text: str) -> dt.date | dt.datetime | PgText:
    """A day, or a moment in the viewer's zone."""
    if BEYOND.fullmatch(text):
        return PgText(text)
    try:
        if len(text) <= 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-12-31 or 2026-12-31T14:30", text=cut(text))
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=i18n.current_timezone())


def _time(text: str) -> dt.time | PgText:
    if text.startswith("24:00"):
        return PgText(text)
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no time; write it like 14:30", text=cut(text))) from None


def _boolean(text: str) -> bool:
    if text not in {"1", "0", "true", "false", "t", "f"}:
        raise ValueError(_("“%(text)s” is neither yes nor no", text=cut(text)))
    return text in {"1", "true", "t"}


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no UUID", text=cut(text))) from None


_PARSERS: dict[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.FLOAT: _float,
    Kind.DATE: _date,
    Kind.DATETIME: _moment,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.UUID: _uuid,
    **dict.fromkeys((Kind.INTERVAL, Kind.RANGE, Kind.ARRAY, Kind.OTHER), PgText),
}


def bound(column: Column, value: Any) -> Any:
    """*value* as it is compared with *column* in SQL: exactly, and as a value of the same type."""
    if column.target is not None or not column.columns:
        return value
    if isinstance(value, PgText):
        return _typed(column, _written(column, value))
    if column.kind is Kind.FLOAT:
        # A REAL is not the double with its digits.
        return _typed(column, repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        # psycopg2 writes an infinite Decimal as NaN.
        return sa.cast(sa.literal(str(value), sa.Text()), sa.Numeric())
    return value


def _typed(column: Column, text: str) -> Any:
    return sa.cast(sa.literal(text, sa.Text()), column.columns[0].type)


def words(column: Column, value: Any, related: str | None = None) -> str:
    """*value* as a pill says it; *related* are the words of the row a link points at."""
    if column.target is not None:
        return related or keys.encode(value)
    if column.kind is Kind.ENUM:
        return naming.choice_label(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return i18n.format_datetime(value)
    if isinstance(value, dt.date):
        return i18n.format_date(value)
    if isinstance(value, dt.time):
        return i18n.format_time(value)
    if isinstance(value, int | float | Decimal):
        return i18n.format_number(value)
    return _("“%(text)s”", text=cut(value)) if isinstance(value, str) else str(value)


def canonical(column: Column, value: Any) -> str:
    """*value* as URLs carry it, the same for every locale."""
    if column.target is not None:
        return keys.encode(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        # Without an exponent, which nobody is expected to type and nothing here reads.
        return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    return str(value)


def cut(text: Any) -> str:
    """*text* short enough for a sentence."""
    text = str(text)
    return text if len(text) <= 40 else f"{text[:39]}…"
