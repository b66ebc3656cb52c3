"""CHECK constraints in words, as far as they are of the simple kinds that tables mostly have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

_NAME = r'"?(?P<column>\w+)"?'
_NUMBER = r"'?(?P<{}>-?\d+(?:\.\d+)?)'?(?:::\w+)?"
_NOT_BLANK = re.compile(r"(?:b?trim)\(\"?\w+\"?\) <> ''|length\(b?trim\(\"?\w+\"?\)\) > 0")
_NOT_EMPTY = re.compile(r"\"?\w+\"? <> ''|(?:char_)?length\(\"?\w+\"?\) > 0")
_MATCHES = re.compile(rf"{_NAME} ~ '(?P<pattern>.*)'", re.DOTALL)
_BETWEEN = re.compile(
    rf"{_NAME} BETWEEN {_NUMBER.format('low')} AND {_NUMBER.format('high')}", re.IGNORECASE
)
# How PostgreSQL prints a BETWEEN.
_BOTH = re.compile(
    rf"\(?{_NAME} >= {_NUMBER.format('low')}\)? AND "
    rf"\(?\"?(?P=column)\"? <= {_NUMBER.format('high')}\)?"
)
_ONE_OF = re.compile(rf"{_NAME} = ANY \(.*\)|\w+ IN \(.*\)", re.DOTALL)
_COMPARES = re.compile(rf"{_NAME} (?P<sign><=|>=|<>|<|>) {_NUMBER.format('bound')}")
_LENGTH = re.compile(
    rf"(?:char_length|character_length|length)\({_NAME}\) (?P<sign><=|<) {_NUMBER.format('bound')}"
)


def plain(condition: str) -> str:
    """*condition* without what PostgreSQL adds when it prints it: outer brackets, casts to text."""
    text = re.sub(r"^CHECK\s*", "", condition.strip(), flags=re.IGNORECASE)
    text = re.sub(r"::(text|character varying|numeric|integer|bpchar)(\(\d+\))?", "", text)
    text = re.sub(r"\s+", " ", text)
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    # PostgreSQL brackets column names that were cast: btrim((name)::text).
    return re.sub(r'(?<!\w)\(("?\w+"?)\)', r"\1", text)


def _closes_at_end(text: str) -> bool:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def sentence(condition: str) -> str | None:
    """What a CHECK asks of its one column; ``None`` for conditions of no simple kind."""
    text = plain(condition)
    for pattern, say in _SENTENCES:
        if match := pattern.fullmatch(text):
            return say(match)
    return None


_BOUNDS = {
    ">": lambda bound: _("This has to be greater than %(bound)s.", bound=bound),
    ">=": lambda bound: _("This has to be %(bound)s or more.", bound=bound),
    "<": lambda bound: _("This has to be less than %(bound)s.", bound=bound),
    "<=": lambda bound: _("This has to be %(bound)s or less.", bound=bound),
    "<>": lambda bound: _("This must not be %(bound)s.", bound=bound),
}

_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_NOT_BLANK, lambda match: _("This must not be blank.")),
    (_NOT_EMPTY, lambda match: _("This must not be empty.")),
    (
        _BETWEEN,
        lambda m: _(
            "This has to lie between %(least)s and %(most)s.", least=m["low"], most=m["high"]
        ),
    ),
    (
        _BOTH,
        lambda m: _(
            "This has to lie between %(least)s and %(most)s.", least=m["low"], most=m["high"]
        ),
    ),
    (_ONE_OF, lambda match: _("This is not one of the values there may be.")),
    (_MATCHES, lambda match: _("This is not written the way it has to be.")),
    (_COMPARES, lambda m: _BOUNDS[m["sign"]](m["bound"])),
    (_LENGTH, lambda m: _("This is too long: at most %(size)s characters.", size=m["bound"])),
)


def conditions(column: sa.Column[Any]) -> list[str]:
    """The texts of the table's CHECK constraints that mention *column*."""
    mentioned = re.compile(rf"\b{re.escape(column.name)}\b")
    texts = [
        str(constraint.sqltext)
        for constraint in getattr(column.table, "constraints", ())
        if isinstance(constraint, sa.CheckConstraint)
    ]
    return [text for text in texts if mentioned.search(text)]


def allows_empty(column: sa.Column[Any]) -> bool:
    """Whether empty text passes the simple CHECKs of *column*."""
    for condition in map(plain, conditions(column)):
        if _NOT_BLANK.fullmatch(condition) or _NOT_EMPTY.fullmatch(condition):
            return False
        match = _MATCHES.fullmatch(condition)
        if match and match["column"] == column.name and _refuses_empty(match["pattern"]):
            return False
    return True


def _refuses_empty(pattern: str) -> bool:
    if "[:" in pattern or "[." in pattern:  # classes that only PostgreSQL knows
        return False
    try:
        return re.search(pattern, "") is None
    except re.error:  # PostgreSQL's dialect has more than Python's
        return False
