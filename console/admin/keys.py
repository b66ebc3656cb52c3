"""Row keys in URLs: one text per row, for any number of key columns of any type."""

from __future__ import annotations

import datetime as dt
import functools
import re
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_admin.tools import iterdecode, iterencode
from sqlalchemy import orm

from console.admin.kinds import Kind, kind_of
from console.admin.mapping import mapper_of
from console.models.types import OWN, OfTable, Own


def _primary_key(model: type) -> tuple[Any, ...]:
    """The mapped attributes that make the key of *model*, in the key's order."""
    mapper = mapper_of(model)
    return tuple(
        getattr(model, mapper.get_property_by_column(column).key) for column in mapper.primary_key
    )


# Asked for a hundred times a page. The type is said because mypy takes a row's for no hashable one.
primary_key: Callable[[type], tuple[Any, ...]] = functools.cache(_primary_key)


@functools.cache
def referable(model: type) -> tuple[Any, ...]:
    """The columns of the key of *model* that others refer to: not the table a row lies in."""
    columns = mapper_of(model).primary_key
    return tuple(one for one in columns if not isinstance(one.type, OfTable))


def lies_elsewhere(row: Any) -> bool:
    """Whether *row* is one of a table that inherits from the one it is shown in."""
    columns = mapper_of(type(row)).primary_key
    identity = orm.attributes.instance_state(row).identity or ()
    pairs = zip(columns, identity, strict=False)
    return any(isinstance(one.type, OfTable) and value != OWN for one, value in pairs)


def of_table(model: type, alias: Any = None) -> list[sa.ColumnElement[bool]]:
    """The condition that a row of *model* can be referred to, where not every one can be."""
    return [getattr(alias or model, name) == OWN for name in places(model)]


@functools.cache
def places(model: type) -> tuple[str, ...]:
    """The attributes of the key of *model* that say which table a row lies in: none, mostly."""
    return tuple(one.key for one in primary_key(model) if isinstance(one.type, OfTable))


def spoken(attribute: Any) -> Any:
    """*attribute*, of a key, as it stands beside others in a comparison of several at once."""
    return attribute.type.spoken(attribute) if isinstance(attribute.type, OfTable) else attribute


def encode(values: Sequence[Any]) -> str:
    """Key *values* as one text: Flask-Admin's own encoding, commas escaped by dots."""
    if isinstance(values[-1], Own):
        # What needs no words: most rows lie in the table they are shown in.
        values = values[:-1]
    if len(values) == 1 and isinstance(values[0], int):
        # Most keys are one number, and a page has a hundred of them.
        return str(values[0])
    return _in_one_line(str(iterencode([text_of(value) for value in values])))


# Unicode's pictures of what no text can hold, which stands for NULL, and of ends of lines.
_SIGNS = {"\0": "\u2400", "\n": "\u240a", "\r": "\u240d"}
# And of blanks, for keys of nothing else: no form could tell them from a missing key.
_BLANKS = _SIGNS | {" ": "\u2420", "\t": "\u2409"}
_EMPTY = ".\u2422"
_SIGNED = {sign: character for character, sign in _BLANKS.items()} | {_EMPTY[1]: ""}
_SIGNABLE = re.compile("[\0\n\r]")
_ESCAPED = re.compile(r"\.(.)", re.DOTALL)


def _in_one_line(text: str) -> str:
    """*text* as it survives a form: browsers write all ends of lines alike, or leave them out."""
    if not text.strip():
        return "".join(f".{_BLANKS[c]}" if c in _BLANKS else c for c in text) or _EMPTY
    return _SIGNABLE.sub(lambda found: f".{_SIGNS[found[0]]}", text)


def _as_it_was(text: str) -> str:
    if "." not in text:
        return text
    return _ESCAPED.sub(lambda found: _SIGNED.get(found[1], found[0]), text)


def key_of(row: Any) -> str:
    """The encoded key of *row*, without loading anything."""
    state = orm.attributes.instance_state(row)
    if state.identity is not None:
        return encode(state.identity)
    return encode([getattr(row, attribute.key) for attribute in primary_key(type(row))])


def decode(model: type, text: str | None) -> tuple[Any, ...] | None:
    """The key values that *text* stands for, or ``None`` where it cannot be a key of *model*."""
    if text is None or "\0" in text or len(text) > 4000:
        return None
    columns = orm.class_mapper(model).primary_key
    own = referable(model)
    parts = tuple(iterdecode(_as_it_was(text))) or ("",)
    if encode(parts) != _in_one_line(text) or len(parts) not in {len(columns), len(own)}:
        if len(own) > 1:
            return None
        # Typed by hand, where nobody escapes a dot.
        parts = (text,)
    pairs = zip(columns, parts, strict=False)
    try:
        values = tuple(value_of(column, part) for column, part in pairs)
    except (ValueError, ArithmeticError):
        return None
    return values if len(parts) == len(columns) else (*values, OWN)


def matches(model: type, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The condition that picks the row of *model* whose key is *values*."""
    attributes = primary_key(model)
    return sa.and_(*(a == value for a, value in zip(attributes, values, strict=True)))


def among(model: type, keys: Sequence[Sequence[Any]]) -> sa.ColumnElement[bool]:
    """The condition that picks the rows of *model* whose keys are among *keys*."""
    attributes = primary_key(model)
    if len(attributes) == 1:
        return attributes[0].in_([values[0] for values in keys])  # type: ignore[no-any-return]
    if any(value is None for values in keys for value in values):
        return sa.or_(*(matches(model, values) for values in keys))
    return sa.tuple_(*map(spoken, attributes)).in_([tuple(values) for values in keys])


def text_of(value: Any) -> str:
    """*value* as text that :func:`value_of` reads back."""
    if value is None:
        return "\0"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


# Bounds of PostgreSQL's integers, so that a number out of range finds no row, not an error.
_LIMITS = {sa.SmallInteger: 2**15, sa.BigInteger: 2**63, sa.Integer: 2**31}


def _integer(column: Any, text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(text)
    number = int(text) if len(digits) < 20 else 2**64
    limit = next(size for kind, size in _LIMITS.items() if isinstance(column.type, kind))
    if not -limit <= number < limit:
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text not in {"True", "False"}:
        raise ValueError(text)
    return text == "True"


# Days and hours that PostgreSQL knows and Python does not; console.loaders leaves them as text.
_BEYOND_PYTHON = re.compile(
    r"-?infinity|24:00:00[-+:\d]*"
    r"|\d{5,7}-\d\d-\d\d( [-+:.\d]+)?|\d{4,7}-\d\d-\d\d( [-+:.\d]+)? BC",
    re.ASCII,
)


def _or_text(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def reader(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            if not _BEYOND_PYTHON.fullmatch(text):
                raise
            return text

    return reader


_READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.BOOLEAN: _boolean,
    Kind.DECIMAL: Decimal,
    Kind.MONEY: Decimal,
    Kind.PERCENT: Decimal,
    Kind.FLOAT: float,
    Kind.DATE: _or_text(dt.date.fromisoformat),
    Kind.TIME: _or_text(dt.time.fromisoformat),
    Kind.DATETIME: _or_text(dt.datetime.fromisoformat),
    Kind.UUID: uuid.UUID,
    Kind.BYTES: bytes.fromhex,
}


def value_of(column: Any, text: str) -> Any:
    """The value of *column* that *text* stands for; ``ValueError`` where it stands for none."""
    if text == "\0":
        return None
    if isinstance(column.type, OfTable):
        return str(_integer(sa.column("oid", sa.BigInteger), text))
    kind = kind_of(column)
    if kind is Kind.INTEGER:
        return _integer(column, text)
    if kind is Kind.ENUM:
        return column.type.result_processor(_DIALECT, None)(text) if _known(column, text) else None
    reader = _READERS.get(kind, str)
    return reader(text)


_DIALECT = sa.dialects.postgresql.dialect()  # type: ignore[no-untyped-call]


def _known(column: Any, text: str) -> bool:
    if text not in column.type.enums:
        raise ValueError(text)
    return True
