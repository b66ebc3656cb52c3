"""A table with a column of every type, and values that forms are known to spoil."""

from __future__ import annotations

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


class Mood(enum.StrEnum):
    SAD = "sad"
    SO_SO = "so so, really"
    GLAD = "glad"


class Anything(sa.types.UserDefinedType[str]):
    """A type that SQLAlchemy knows only by name."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_options: Any) -> str:
        return self.name


# One column for each type; its name, its type, and values as PostgreSQL writes them.
COLUMNS: dict[str, tuple[Any, list[str]]] = {
    "small": (sa.SmallInteger(), ["0", "-32768", "32767"]),
    "whole": (sa.Integer(), ["0", "2147483647", "-2147483648"]),
    "big": (sa.BigInteger(), ["9223372036854775807", "-9223372036854775808"]),
    "exact": (sa.Numeric(), ["0.1", "1.50", "-0.000000000000000001", "1e40", "NaN", "Infinity"]),
    "fixed": (sa.Numeric(38, 18), ["12345678901234567890.123456789012345678", "NaN"]),
    "single": (sa.REAL(), ["1.1", "NaN", "-Infinity", "3.4e38", "1e-40"]),
    "double": (sa.Double(), ["0.1", "1e300", "-0", "Infinity", "5e-324", "123456789012345680"]),
    "cash": (pg.MONEY(), ["$1,234.56", "-$0.01"]),
    "text": (
        sa.Text(),
        [
            "",
            " ",
            "\n",
            "\n\nlead",
            "a\r\nb",
            "a\rb",
            "x\r\ny\nz",
            "<b>&amp;\"'",
            "\t\x01",
            "𝄞 ü",
            "NULL",
        ],
    ),
    "short": (sa.String(5), ["", "abcde", "𝄞𝄞𝄞𝄞𝄞"]),
    "padded": (sa.CHAR(5), ["ab", ""]),
    "bytes": (sa.LargeBinary(), ["\\x", "\\x00ff27", "\\x5c78"]),
    "flag": (sa.Boolean(), ["true", "false"]),
    "day": (
        sa.Date(),
        ["2026-02-28", "0001-01-01", "9999-12-31", "10000-01-01", "0044-03-15 BC", "infinity"],
    ),
    "hour": (sa.Time(), ["00:00:00", "23:59:59.999999", "24:00:00", "09:30:15"]),
    "zoned_hour": (sa.Time(timezone=True), ["09:30:00+02", "23:59:59.5-11:30"]),
    "stamp": (
        sa.DateTime(),
        ["2026-02-28 09:30:00", "2026-02-28 09:30:00.000001", "infinity", "0044-03-15 00:00:00 BC"],
    ),
    "moment": (
        sa.DateTime(timezone=True),
        [
            "2026-02-28 09:30:00+00",
            "2026-02-28 09:30:15.123456+00",
            "2026-10-25 00:30:00+00",  # the first 02:30 of a Warsaw night
            "2026-10-25 01:30:00+00",  # the second
            "1900-01-01 00:00:00+00",  # offsets with seconds
            "0001-01-01 00:00:00+00",
            "9999-12-31 23:59:59+00",
            "20000-01-01 00:00:00+00",
            "-infinity",
        ],
    ),
    "span": (pg.INTERVAL(), ["1 mon -1 days +00:00:00.000001", "1 year 2 mons", "00:00:00"]),
    "uuid": (sa.Uuid(), ["00000000-0000-0000-0000-000000000000"]),
    "json": (
        sa.JSON(),
        [
            '{"b": 1, "a": 1.10, "a": 2}',
            "null",
            "[]",
            "1e400",
            '"x"',
            "  {}",
            "0.1000000000000000055511",
        ],
    ),
    "jsonb": (pg.JSONB(), ['{"a": 1.10, "b": [null, {}]}', "null", "[]", '"x"', "{}"]),
    "texts": (
        pg.ARRAY(sa.Text()),
        [
            "{}",
            "{a,b}",
            "{NULL}",
            '{"NULL"}',
            '{"a,b"," c ","\\"","{}",""}',
            "{{a,b},{c,d}}",
            '{"a\nb"}',
        ],
    ),
    "wholes": (pg.ARRAY(sa.Integer()), ["{}", "{1,NULL,3}", "{{1,2},{3,4}}", "[0:1]={5,6}"]),
    "moments": (pg.ARRAY(sa.DateTime(timezone=True)), ['{"2026-02-28 09:30:00.5+00",infinity}']),
    "mood": (
        sa.Enum(Mood, name="zoo_mood", values_callable=lambda e: [m.value for m in e]),
        ["so so, really", "sad"],
    ),
    "days": (
        pg.DATERANGE(),
        [
            "[2026-01-01,2026-02-01)",
            "(,)",
            "empty",
            "[2026-01-01,)",
            "(,2026-01-01)",
            "[2026-01-01,infinity)",
            "[0044-03-15 BC,)",
        ],
    ),
    "numbers": (pg.NUMRANGE(), ["[1.10,2.20]", "(1,)", "empty"]),
    "times": (pg.TSTZRANGE(), ['["2026-01-01 00:00:00+00","2026-01-01 00:00:00.000001+00")']),
    "several": (pg.INT4MULTIRANGE(), ["{[1,3),[5,8)}", "{}"]),
    "host": (pg.INET(), ["192.168.0.1/24", "::1"]),
    "net": (pg.CIDR(), ["10.0.0.0/8"]),
    "mac": (pg.MACADDR(), ["08:00:2b:01:02:03"]),
    "bits": (pg.BIT(3), ["101"]),
    "varbits": (pg.BIT(varying=True), ["", "10110"]),
    "vector": (pg.TSVECTOR(), ["'a':1A 'b c':2"]),
    "query": (pg.TSQUERY(), ["'a' & !'b'"]),
    "path": (Anything("jsonpath"), ['$."a"[*]?(@ > 1)']),
    "point": (Anything("point"), ["(1.5,2)"]),
    "boxes": (Anything("box[]"), ["{(1,1),(0,0);(2,2),(1,1)}"]),
    "oid": (pg.OID(), ["4294967295"]),
}


class Zoo(Base):
    """A row of everything. Every column may be NULL."""

    __tablename__ = "zoo"

    id = sa.Column(sa.Integer, primary_key=True)
    locals().update({name: sa.Column(name, kind) for name, (kind, _values) in COLUMNS.items()})

    def __str__(self) -> str:
        return f"row {self.id}"


CASES = [(name, value) for name, (_kind, values) in COLUMNS.items() for value in values]
