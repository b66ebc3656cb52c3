"""What goes into a file: fields, and the statements whose rows follow one another."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from console.models.types import Spelled


class Family(enum.Enum):
    """Types of column that files write in the same way."""

    TEXT = enum.auto()
    NUMBER = enum.auto()
    MONEY = enum.auto()  # PostgreSQL's own type, whose text depends on the server's locale
    BOOLEAN = enum.auto()
    DATE = enum.auto()
    MOMENT = enum.auto()
    ZONED = enum.auto()
    TIME = enum.auto()
    CHOICE = enum.auto()
    UUID = enum.auto()
    JSON = enum.auto()
    ARRAY = enum.auto()
    BYTES = enum.auto()
    OTHER = enum.auto()  # whatever PostgreSQL makes a text of
    MADE = enum.auto()  # made by Python


# In order: subclasses stand before their bases.
_FAMILIES: tuple[tuple[type[Any], Family], ...] = (
    (sa.Interval, Family.OTHER),
    (pg.CITEXT, Family.OTHER),
    (sa.Enum, Family.CHOICE),
    (sa.Boolean, Family.BOOLEAN),
    (sa.Integer, Family.NUMBER),
    (sa.Numeric, Family.NUMBER),
    (sa.Float, Family.NUMBER),
    (pg.MONEY, Family.MONEY),
    (pg.OID, Family.NUMBER),
    (sa.DateTime, Family.MOMENT),
    (sa.Date, Family.DATE),
    (sa.Time, Family.TIME),
    (sa.Uuid, Family.UUID),
    (sa.JSON, Family.JSON),
    (sa.ARRAY, Family.ARRAY),
    (sa.LargeBinary, Family.BYTES),
    (pg.BYTEA, Family.BYTES),
    (sa.String, Family.TEXT),
)


def family_of(kind: Any) -> Family:
    """The family of the SQLAlchemy type *kind*."""
    if isinstance(kind, Spelled):
        # Its values come as texts: of JSON those are JSON still, of all else texts like others.
        return Family.JSON if isinstance(kind.plain, sa.JSON) else Family.OTHER
    # Interval is a decorator over DateTime: the type itself comes before what it decorates.
    for one in (kind, getattr(kind, "impl_instance", None)):
        for known, family in _FAMILIES:
            if isinstance(one, known):
                zoned = getattr(one, "timezone", False)
                if family is Family.MOMENT and zoned:
                    return Family.ZONED
                return Family.OTHER if family is Family.TIME and zoned else family
    return Family.OTHER


@dataclass(frozen=True)
class Field:
    """One column of a file: called *name* for machines and *label* for people.

    Its value is *value*, an expression of SQL whose type is *kind*; or *make* makes it of the
    values of *sources*, which costs a call for every row. *choices* are the words for an enum's
    values.
    """

    name: str
    label: str
    value: Any = None
    kind: Any = None
    choices: Mapping[str, str] = field(default_factory=dict)
    sources: Sequence[Any] = ()
    make: Callable[[Sequence[Any]], Any] | None = None

    @property
    def family(self) -> Family:
        return Family.MADE if self.make else family_of(self.kind)

    @property
    def scale(self) -> int:
        """Digits after the decimal sign that every value has; 0 where that is not said."""
        return getattr(self.kind, "scale", None) or 0


@dataclass(frozen=True)
class Extract:
    """The fields of a file and the statements whose rows, one after the other, are its rows.

    *about* says for people, pair by pair, what the file is: its table, filters, author, time.
    *most* is how many rows it may have at most. *at_once* says that there are many, and that
    the first should come before the last are found; no two may then tie in their order.
    """

    title: str
    fields: Sequence[Field]
    statements: Sequence[sa.Select[Any]]
    about: Sequence[tuple[str, str]] = ()
    about_title: str = "About"
    most: int | None = None
    at_once: bool = False

    @property
    def is_sql(self) -> bool:
        """Whether PostgreSQL alone can write it."""
        return all(one.make is None for one in self.fields)
