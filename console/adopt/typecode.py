"""A column's type as model files write it: what Python has of it, and what the column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from console.adopt.catalogue import Attribute, Type
from console.adopt.source import Call, Part, call, text

# What Python calls the value; what a column is given, "" where the annotation says it already.
_PLAIN = {
    "bool": ("bool", ""),
    "int2": ("int", "sa.SmallInteger"),
    "int4": ("int", ""),
    "int8": ("int", "sa.BigInteger"),
    "float4": ("float", "pg.REAL"),
    "float8": ("float", "pg.DOUBLE_PRECISION"),
    "money": ("str", "pg.MONEY"),
    "text": ("str", ""),
    "bytea": ("bytes", ""),
    "date": ("dt.date", ""),
    "uuid": ("uuid.UUID", ""),
    "json": ("Any", "pg.JSON"),
    "jsonb": ("Any", "pg.JSONB"),
    "inet": ("str", "pg.INET"),
    "cidr": ("str", "pg.CIDR"),
    "macaddr": ("str", "pg.MACADDR"),
    "macaddr8": ("str", "pg.MACADDR8"),
    "tsvector": ("str", "pg.TSVECTOR"),
    "tsquery": ("str", "pg.TSQUERY"),
    "oid": ("int", "pg.OID"),
    "citext": ("str", "pg.CITEXT"),
    "hstore": ("Any", "pg.HSTORE"),
    **{
        name: ("Any", f"pg.{name.upper()}")
        for kind in ("int4", "int8", "num", "date", "ts", "tstz")
        for name in (f"{kind}range", f"{kind}multirange")
    },
}
# Arrays that the driver reads as lists.
_LISTED = {"bool", "int2", "int4", "int8", "float4", "float8", "text", "date", "uuid"}
_LISTED |= {"numeric", "varchar", "bpchar", "timestamp", "timestamptz", "time", "interval"}


@dataclass(frozen=True)
class Code:
    """*python* stands in ``Mapped[…]``, *column* in ``mapped_column(…)``."""

    python: str
    column: Part | None = None


def code_of(attribute: Attribute, types: Mapping[int, Type], enums: Mapping[int, str]) -> Code:
    """The code of a column's type; *enums* are the names of enum classes by their oid."""
    found = _code(types, attribute.type_oid, attribute.typmod, enums)
    return found or Code("str", call("Verbatim", text(attribute.type_name)))


def _code(
    types: Mapping[int, Type], oid: int, typmod: int, enums: Mapping[int, str]
) -> Code | None:
    one = types.get(oid)
    if one is None:
        return None
    if oid in enums:
        return Code(enums[oid], f"{enums[oid]}Type")
    if one.kind == "d":
        return _domain(one, types, enums)
    if one.schema != "pg_catalog" and one.name not in {"citext", "hstore"}:
        return None
    if one.category == "A":
        element = types.get(one.element)
        inner = _code(types, one.element, typmod, enums)
        if element is None or inner is None or element.name not in _LISTED:
            return None
        return Code(f"list[{inner.python}]", call("pg.ARRAY", inner.column or _SAID[element.name]))
    if one.name in _PLAIN:
        python, column = _PLAIN[one.name]
        return Code(python, column or None)
    return _measured(one.name, typmod)


# Types that an annotation alone says, where one has to say them in words.
_SAID = {
    "bool": "sa.Boolean", "int4": "sa.Integer", "text": "sa.Text", "date": "sa.Date",
    "uuid": "sa.Uuid", "numeric": "sa.Numeric", "timestamptz": "sa.DateTime(timezone=True)",
    "time": "sa.Time",
}  # fmt: skip


def in_words(attribute: Attribute, types: Mapping[int, Type]) -> Part | None:
    """The type of a column whose annotation alone would say it."""
    one = types.get(attribute.type_oid)
    return _SAID.get(one.name) if one is not None else None


def _measured(name: str, typmod: int) -> Code | None:
    """Types with a length, a precision or a scale."""
    length = str(typmod - 4) if typmod >= 4 else ""
    precision = str(typmod) if typmod >= 0 else None
    if name == "numeric":
        if not length:
            return Code("Decimal")
        packed = typmod - 4
        scale = ((packed & 0x7FF) ^ 1024) - 1024
        return Code("Decimal", f"sa.Numeric({packed >> 16 & 0xFFFF}, {scale})")
    if name == "varchar":
        return Code("str", f"sa.String({length})" if length else "sa.String")
    if name == "bpchar":
        return Code("str", f"sa.CHAR({length})" if length else 'Verbatim("bpchar")')
    if name in {"bit", "varbit"}:
        varying = "True" if name == "varbit" else None
        return Code("str", call("pg.BIT", *([precision] if precision else []), varying=varying))
    return _timed(name, precision)


def _timed(name: str, precision: str | None) -> Code | None:
    """Types of time: whether they know a zone, and how fine they are."""
    if name == "interval":
        return Code("dt.timedelta", "pg.INTERVAL")
    kind = {"time": "TIME", "timestamp": "TIMESTAMP"}.get(name.removesuffix("tz"))
    if kind is None:
        return None
    python = "dt.time" if kind == "TIME" else "dt.datetime"
    # An annotation alone means a time without a zone, or a moment with one.
    zoned = name.endswith("tz")
    if precision is None and zoned == (kind == "TIMESTAMP"):
        return Code(python)
    zone = "True" if zoned else None
    return Code(python, call(f"pg.{kind}", timezone=zone, precision=precision))


def _domain(one: Type, types: Mapping[int, Type], enums: Mapping[int, str]) -> Code | None:
    base = _code(types, one.base, one.typmod, enums)
    if base is None:
        return None
    said = base.column or _SAID.get(types[one.base].name, "sa.LargeBinary")
    return Code(base.python, _made_domain(one, said))


def _made_domain(one: Type, base: Part) -> Call:
    schema = None if one.full_name.count(".") == 0 else text(one.schema)
    return call("pg.DOMAIN", text(one.name), base, schema=schema, create_type="False")
