"""What the database fills in when a form leaves a column out, in words."""

from __future__ import annotations

import functools
import re
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql as pg

from console.admin import naming
from console.admin.kinds import Kind, kind_of

_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:::[\w\s\"\[\].()]+)?", re.DOTALL)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?|true|false", re.ASCII | re.IGNORECASE)
_NOW = re.compile(r"(now|current_timestamp|localtimestamp|clock_timestamp)\b(\(\))?", re.IGNORECASE)
_TODAY = re.compile(
    r"current_date\b(\(\))?|\(?(now|current_timestamp)(\(\))?\)?::date", re.IGNORECASE
)


def has_default(column: sa.Column[Any]) -> bool:
    """Whether *column* gets a value of its own when an INSERT leaves it out."""
    given = column.default is not None or column.server_default is not None
    return given or column.identity is not None or is_serial(column)


def may_be_filled(column: sa.Column[Any]) -> bool:
    """Whether a trigger may give *column* a value where nobody does: only PostgreSQL knows."""
    return not has_default(column) and bool(column.info.get("may_be_filled"))


@functools.lru_cache(maxsize=4096)
def is_serial(column: sa.Column[Any]) -> bool:
    """Whether SQLAlchemy makes *column* a SERIAL: an integer key that counts by itself."""
    return column.table is not None and column.table.autoincrement_column is column


def is_written_by_database(column: sa.Column[Any]) -> bool:
    """Whether nobody enters *column*: computed, identity or serial."""
    return column.computed is not None or column.identity is not None or is_serial(column)


def default_words(column: sa.Column[Any]) -> str | None:
    """The default of *column* as a person reads it; ``None`` where words do not help."""
    scalar = getattr(column.default, "arg", None) if column.default is not None else None
    if scalar is not None and not callable(scalar) and not isinstance(scalar, sa.ClauseElement):
        return _in_words(column, str(getattr(scalar, "value", scalar)))
    default = column.server_default
    if not isinstance(default, sa.DefaultClause):
        return None
    text = _sql(default.arg)
    if isinstance(default.arg, str):
        return _in_words(column, text)
    if match := _QUOTED.fullmatch(text):
        return _in_words(column, match[1].replace("''", "'"))
    if _PLAIN.fullmatch(text):
        return _in_words(column, text)
    if _NOW.fullmatch(text):
        return _("now")
    return _("today") if _TODAY.fullmatch(text) else None


def _sql(expression: Any) -> str:
    if isinstance(expression, str):
        return str(getattr(expression, "value", expression))
    dialect = pg.dialect()  # type: ignore[no-untyped-call]
    compiled = expression.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return str(compiled)


def _in_words(column: sa.Column[Any], text: str) -> str:
    kind = kind_of(column)
    if kind is Kind.BOOLEAN:
        return _("Yes") if text.casefold() in {"true", "t", "1"} else _("No")
    if kind is Kind.ENUM:
        return naming.choice_label(text)
    if text in {"{}", "[]"} and kind is Kind.ARRAY:
        return _("an empty list")
    return _("empty text") if text == "" else text
