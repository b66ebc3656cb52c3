"""The words of a row as an expression of SQL, for files that PostgreSQL writes by itself."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import keys, naming, wording
from console.admin.kinds import TEXTUAL, Kind, kind_of

# Kinds whose text in Python and in PostgreSQL is the same.
_ALIKE = TEXTUAL | {Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.UUID, Kind.DATE}
_FIRST_SIGN = 0xE000  # of the private use area: no program writes these by itself
_SIGN = re.compile("([\ue000-\uf8ff])")


class _Part:
    """Stands for a value that may be put into a text as it is; for anything else it fails."""

    __slots__ = ("sign",)

    def __init__(self, sign: str) -> None:
        self.sign = sign

    def __str__(self) -> str:
        return self.sign

    def __format__(self, spec: str) -> str:
        if spec:
            raise TypeError(spec)
        return self.sign

    def __bool__(self) -> bool:
        raise TypeError("whether it is empty decides the words")

    def __eq__(self, other: object) -> bool:
        raise TypeError("what it is decides the words")

    __hash__ = None  # type: ignore[assignment]
    __repr__ = object.__repr__


class _Stand:
    """A row of parts."""

    def __init__(self, names: tuple[str, ...]) -> None:
        for place, name in enumerate(names):
            setattr(self, name, _Part(chr(_FIRST_SIGN + place)))


@functools.cache
def template(model: type) -> tuple[str, ...] | None:
    """What ``str(row)`` of *model* puts together: texts and, at odd places, names of columns.

    ``None`` where it does more than that.
    """
    names = wording.parts(model)
    if names is None or not all(_is_alike(model, name) for name in names):
        return None
    stand: Any = _Stand(names)
    say: Any = model.__str__ if has_words(model) else _joined
    try:
        found = str(say(stand))
    except Exception:  # noqa: BLE001 - whatever it does, it does more than put values into a text
        return None
    pieces = _SIGN.split(found)
    pieces[1::2] = [names[ord(sign) - _FIRST_SIGN] for sign in pieces[1::2]]
    return tuple(pieces) if len(pieces) > 1 else None


def _joined(stand: _Stand) -> str:
    return " ".join(map(str, vars(stand).values()))


def has_words(model: type) -> bool:
    """Whether *model* says its rows' words by itself."""
    return any("__str__" in vars(base) for base in model.__mro__[:-1])


def _is_alike(model: type, name: str) -> bool:
    column = orm.class_mapper(model).column_attrs[name].columns[0]
    kind = column.type
    if isinstance(kind, sa.Enum):
        # A StrEnum's text is its value; another enum's is its name and class.
        return kind.enum_class is None or issubclass(kind.enum_class, str)
    return kind_of(column) in _ALIKE and not isinstance(kind, sa.types.TypeDecorator)


def is_key(model: type) -> bool:
    """Whether the words of a row are its key, so that who has the one need not ask the other."""
    (*rest,) = keys.primary_key(model)
    return len(rest) == 1 and template(model) == ("", rest[0].key, "")


def words(entity: Any, model: type, *, blank: bool = False) -> Any | None:
    """The words of *entity*, an alias of *model*; NULL where there is no row.

    Where they are blank the row is called by its key, as on pages; *blank* leaves them so.
    ``None`` where only Python can say them.
    """
    pieces = template(model)
    if pieces is None:
        return None
    lone = len(pieces) == 3 and pieces[::2] == ("", "")
    said = _chain(
        [
            sa.literal(piece) if place % 2 == 0 else _part(entity, model, piece, lone)
            for place, piece in enumerate(pieces)
            if piece
        ]
    )
    key = [sa.cast(keys.spoken(getattr(entity, a.key)), sa.Text) for a in keys.primary_key(model)]
    key = key[: len(keys.referable(model))]
    if not blank:
        keyed = _chain([key[0], *(sa.literal(",").concat(part) for part in key[1:])])
        called = sa.literal(f"{naming.capital(naming.singular(model))} ").concat(keyed)
        said = sa.func.coalesce(sa.func.nullif(sa.func.btrim(said), ""), called, type_=sa.Text)
    if lone or not any(_nullable(model, name) for name in pieces[1::2]):
        return said
    return sa.case((key[0].is_not(None), said))


def _chain(parts: Sequence[Any]) -> Any:
    return functools.reduce(lambda left, right: left.concat(right), parts)


def _part(entity: Any, model: type, name: str, lone: bool) -> Any:
    text = sa.cast(getattr(entity, name), sa.Text)
    # Python puts "None" into a text.
    return sa.func.coalesce(text, "None") if _nullable(model, name) and not lone else text


def _nullable(model: type, name: str) -> bool:
    return bool(orm.class_mapper(model).column_attrs[name].columns[0].nullable)


def sayer(target: type, size: int) -> Callable[[Sequence[Any]], str | None]:
    """A function from the key, of *size* values, and the parts of a row to its words.

    They are ``None`` where there is no row.
    """
    # Where the words are one column as it is, nobody has to be asked for them.
    is_lone = (template(target) or ())[::2] == ("", "")

    def say(values: Sequence[Any]) -> str | None:
        if None in values[:size]:
            return None
        word = values[-1]
        if is_lone and word.__class__ is str and 0 < len(word.strip()) <= naming.CUT:
            return word.strip()
        return wording.say(target, values[size:], values[:size])

    return say
