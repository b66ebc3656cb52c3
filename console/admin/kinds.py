"""What kind of value a column holds; labels, cells, filters and fields all start from it."""

from __future__ import annotations

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


class Kind(enum.StrEnum):
    """The shapes of value the console treats differently."""

    TEXT = "text"
    LONGTEXT = "longtext"
    CODE = "code"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    MONEY = "money"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    INTERVAL = "interval"
    ENUM = "enum"
    UUID = "uuid"
    JSON = "json"
    ARRAY = "array"
    RANGE = "range"
    BYTES = "bytes"
    OTHER = "other"  # shown and edited as text, through PostgreSQL's own cast

    @property
    def numeric(self) -> bool:
        return self in NUMERIC

    @property
    def textual(self) -> bool:
        return self in TEXTUAL


NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.MONEY, Kind.PERCENT})
TEXTUAL = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.CODE, Kind.EMAIL, Kind.PHONE, Kind.URL})

# In order: the first class that matches decides, so subclasses stand before their bases.
_BY_TYPE: tuple[tuple[type[Any] | tuple[type[Any], ...], Kind], ...] = (
    (sa.Enum, Kind.ENUM),
    (sa.Boolean, Kind.BOOLEAN),
    (sa.Integer, Kind.INTEGER),
    (sa.Float, Kind.FLOAT),
    (sa.Numeric, Kind.DECIMAL),
    (sa.DateTime, Kind.DATETIME),
    (sa.Date, Kind.DATE),
    (sa.Time, Kind.TIME),
    ((sa.Interval, pg.INTERVAL), Kind.INTERVAL),
    (sa.Uuid, Kind.UUID),
    (sa.JSON, Kind.JSON),
    (sa.ARRAY, Kind.ARRAY),
    (pg.ranges.AbstractRange, Kind.RANGE),
    (sa.LargeBinary, Kind.BYTES),
    (sa.String, Kind.TEXT),
)


# A box holds commas itself: an array of them goes by semicolons; PostGIS takes colons.
_NO_COMMAS = ("box[", "geometry", "geography")


def kind_of(column: Any) -> Kind:
    """The kind of *column* (a Column or a column attribute): its own word, else its type's."""
    if word := column.info.get("kind"):
        return Kind(word)
    # SQLAlchemy's own Interval is a decorator over DateTime: the type itself comes first.
    kinds = [column.type]
    if isinstance(column.type, sa.types.TypeDecorator):
        kinds.append(column.type.impl_instance)
    for kind in kinds:
        for types, answer in _BY_TYPE:
            if isinstance(kind, types):
                return answer
    return Kind.ARRAY if _is_array(column.type) else Kind.OTHER


def _is_array(kind: Any) -> bool:
    """Whether a *kind* known by its name alone is an array whose elements stand between commas."""
    name = str(getattr(kind, "name", ""))
    return isinstance(kind, sa.types.UserDefinedType) and (
        name.endswith("[]") and not name.startswith(_NO_COMMAS)
    )


def is_secret(column: Any) -> bool:
    """Whether *column* must never leave the database."""
    return kind_of(column) is Kind.SECRET
