"""The value of a filter: from text to Python, and back to words and to canonical text."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from console import i18n
from console.admin import keys, naming
from console.admin.columns import Column
from console.admin.kinds import Kind

LONGEST = 1000  # characters; more is a paste gone wrong, not a filter


def parse(column: Column, text: str) -> Any:
    """The value that *text* means for *column*; ``ValueError`` carries a sentence."""
    if "\0" in text or len(text) > LONGEST:
        raise ValueError(_("the value is too long or holds characters that cannot be stored"))
    if column.target is not None:
        return _key(column.target, text)
    return (
        _PARSERS.get(column.kind, str)(text.strip() if not column.kind.textual else text)
        if column.kind is not Kind.ENUM
        else _choice(column, text)
    )


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


def _number(text: str) -> Decimal:
    try:
        number = i18n.parse_decimal(text)
    except (ValueError, ArithmeticError):
        raise ValueError(_("“%(text)s” is no number", text=cut(text))) from None
    if not number.is_finite():
        raise ValueError(_("“%(text)s” is no number", text=cut(text)))
    return number


def _integer(text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value() or abs(number) >= 2**63:
        raise ValueError(_("“%(text)s” is no whole number in range", text=cut(text)))
    return int(number)


def _float(text: str) -> float:
    number = float(_number(text))
    if math.isinf(number):
        raise ValueError(_("“%(text)s” is out of range", text=cut(text)))
    return number


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-12-31", text=cut(text))
        ) from None


def _moment(text: str) -> dt.date | dt.datetime:
    """A day, or a moment in the viewer's zone."""
    try:
        if len(text) <= 10:
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no date; write it like 2026-12-31 or 2026-12-31T14:30", text=cut(text))
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=i18n.current_timezone())


def _time(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no time; write it like 14:30", text=cut(text))) from None


def _boolean(text: str) -> bool:
    if text not in {"1", "0", "true", "false"}:
        raise ValueError(_("“%(text)s” is neither yes nor no", text=cut(text)))
    return text in {"1", "true"}


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise ValueError(_("“%(text)s” is no UUID", text=cut(text))) from None


_PARSERS: dict[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _number,
    Kind.FLOAT: _float,
    Kind.DATE: _date,
    Kind.DATETIME: _moment,
    Kind.TIME: _time,
    Kind.BOOLEAN: _boolean,
    Kind.UUID: _uuid,
}


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
