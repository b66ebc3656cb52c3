"""One way to write each value of a column's type, so that files and revisions compare."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa


def canonical(value: Any, column: sa.Column[Any]) -> Any:
    """*value*, a text or what was declared before, as a revision declares it.

    ``ValueError`` or ``ArithmeticError`` when it is no value of the column's type.
    """
    if value is None:
        return None
    for kind, write in WRITERS.items():
        if isinstance(column.type, kind):
            return write(value, column.type)
    return str(value)


def _boolean(value: Any, _type: Any) -> bool:
    words = {"true": True, "false": False}
    if (text := str(value).lower()) not in words:
        raise ValueError(value)
    return words[text]


def _number(value: Any, kind: Any) -> str:
    number = decimal.Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    exponent = decimal.Decimal(1).scaleb(-kind.scale) if kind.scale is not None else None
    if exponent is not None and number != number.quantize(exponent):
        raise ValueError(value)
    return f"{number if exponent is None else number.quantize(exponent):f}"


def _moment(value: Any, kind: Any) -> str:
    moment = dt.datetime.fromisoformat(str(value))
    if kind.timezone and moment.tzinfo is None:
        raise ValueError(value)
    return moment.isoformat(sep=" ")


def _choice(value: Any, kind: Any) -> str:
    if str(value) not in kind.enums:
        raise ValueError(value)
    return str(value)


def _structure(value: Any, _type: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


WRITERS: dict[Any, Callable[[Any, Any], Any]] = {
    sa.Boolean: _boolean,
    sa.Integer: lambda value, _type: int(str(value)),
    sa.Float: lambda value, _type: float(value),
    sa.Numeric: _number,
    sa.DateTime: _moment,
    sa.Date: lambda value, _type: dt.date.fromisoformat(str(value)).isoformat(),
    sa.Enum: _choice,
    sa.JSON: _structure,
    sa.ARRAY: _structure,
}
