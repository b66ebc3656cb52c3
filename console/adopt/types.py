"""From a type of PostgreSQL's to SQLAlchemy's: exact where Python can be, else its own text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from console.adopt.catalogue import Attribute, Type
from console.models.types import Verbatim

# Length, precision and scale ride in one number: numeric.c, varchar.c, timestamp.c.
_HEADER = 4


def _numeric(typmod: int) -> sa.types.TypeEngine[Any]:
    if typmod < _HEADER:
        return sa.Numeric()
    packed = typmod - _HEADER
    return sa.Numeric(packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024)


def _length(typmod: int) -> int | None:
    return typmod - _HEADER if typmod >= _HEADER else None


def _precision(typmod: int) -> int | None:
    return typmod if typmod >= 0 else None


def _plain(kind: Any) -> Callable[[int], sa.types.TypeEngine[Any]]:
    return lambda typmod: kind()


# What pg_catalog calls it -> its type, by the column's modifier.
_KNOWN: dict[str, Callable[[int], sa.types.TypeEngine[Any]]] = {
    "bool": _plain(sa.Boolean),
    "int2": _plain(sa.SmallInteger),
    "int4": _plain(sa.Integer),
    "int8": _plain(sa.BigInteger),
    "float4": _plain(pg.REAL),
    "float8": _plain(pg.DOUBLE_PRECISION),
    "numeric": _numeric,
    "money": _plain(pg.MONEY),
    "text": _plain(sa.Text),
    "varchar": lambda typmod: sa.String(_length(typmod)),
    "bpchar": lambda typmod: sa.CHAR(_length(typmod)),
    "bytea": _plain(sa.LargeBinary),
    "date": _plain(sa.Date),
    "time": lambda typmod: pg.TIME(timezone=False, precision=_precision(typmod)),
    "timetz": lambda typmod: pg.TIME(timezone=True, precision=_precision(typmod)),
    "timestamp": lambda typmod: pg.TIMESTAMP(timezone=False, precision=_precision(typmod)),
    "timestamptz": lambda typmod: pg.TIMESTAMP(timezone=True, precision=_precision(typmod)),
    "interval": _plain(pg.INTERVAL),
    "uuid": _plain(sa.Uuid),
    "json": _plain(pg.JSON),
    "jsonb": _plain(pg.JSONB),
    "inet": _plain(pg.INET),
    "cidr": _plain(pg.CIDR),
    "macaddr": _plain(pg.MACADDR),
    "macaddr8": _plain(pg.MACADDR8),
    "bit": lambda typmod: pg.BIT(_precision(typmod)),
    "varbit": lambda typmod: pg.BIT(_precision(typmod), varying=True),
    "tsvector": _plain(pg.TSVECTOR),
    "tsquery": _plain(pg.TSQUERY),
    "oid": _plain(pg.OID),
    "int4range": _plain(pg.INT4RANGE),
    "int8range": _plain(pg.INT8RANGE),
    "numrange": _plain(pg.NUMRANGE),
    "daterange": _plain(pg.DATERANGE),
    "tsrange": _plain(pg.TSRANGE),
    "tstzrange": _plain(pg.TSTZRANGE),
    "int4multirange": _plain(pg.INT4MULTIRANGE),
    "int8multirange": _plain(pg.INT8MULTIRANGE),
    "nummultirange": _plain(pg.NUMMULTIRANGE),
    "datemultirange": _plain(pg.DATEMULTIRANGE),
    "tsmultirange": _plain(pg.TSMULTIRANGE),
    "tstzmultirange": _plain(pg.TSTZMULTIRANGE),
}
# Arrays that the driver reads as lists; any other comes as text.
_LISTED = {
    "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar",
    "date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid",
}  # fmt: skip
# Filed among the arrays, and written with blanks instead.
_VECTORS = {"int2vector", "oidvector"}


def type_of(attribute: Attribute, types: Mapping[int, Type]) -> sa.types.TypeEngine[Any]:
    """The type of a column. What is not known, or cannot be built, is text under its own name."""
    try:
        found = _found(types, attribute.type_oid, attribute.typmod)
    except Exception:  # noqa: BLE001 - one odd type must not take its table down
        found = None
    return Verbatim(attribute.type_name) if found is None else found


def _found(types: Mapping[int, Type], oid: int, typmod: int) -> sa.types.TypeEngine[Any] | None:
    one = types.get(oid)
    if one is None:
        return None
    if one.kind == "d":
        # What a domain allows is checked by PostgreSQL; what it holds is what its base holds.
        return _found(types, one.base, one.typmod)
    if one.kind == "e" and one.labels:
        return pg.ENUM(*one.labels, name=one.name, schema=one.schema, create_type=False)
    if one.name == "citext" and one.kind == "b":
        return pg.CITEXT()
    if one.schema != "pg_catalog":
        return None
    if one.category == "A" and one.name not in _VECTORS:
        element = types.get(one.element)
        if element is None or element.schema != "pg_catalog" or element.name not in _LISTED:
            return None
        return pg.ARRAY(_KNOWN[element.name](typmod))
    make = _KNOWN.get(one.name)
    return make(typmod) if make else None


def domains_of(attribute: Attribute, types: Mapping[int, Type]) -> list[Type]:
    """The domain of a column and those it is made of, the outermost first."""
    found: list[Type] = []
    one = types.get(attribute.type_oid)
    while one is not None and one.kind == "d":
        found.append(one)
        one = types.get(one.base)
    return found
