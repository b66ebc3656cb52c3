"""Values that Python cannot hold come as PostgreSQL's own text: one odd row takes no page down.

psycopg2 raises on the year 10000 and on years before Christ, and turns ``infinity`` into
9999-12-31 and 24:00 into midnight without a word. SQLAlchemy raises on a value that an enum's
class does not know.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from psycopg2 import extensions

# Name, psycopg2's own loader, oid of the type, oid of its array: src/include/catalog/pg_type.dat.
_TYPES = (
    ("DATE", extensions.PYDATE, 1082, 1182),
    ("TIME", extensions.PYTIME, 1083, 1183),
    ("TIMETZ", extensions.PYTIME, 1266, 1270),
    ("TIMESTAMP", extensions.PYDATETIME, 1114, 1115),
    ("TIMESTAMPTZ", extensions.PYDATETIMETZ, 1184, 1185),
    ("INTERVAL", extensions.PYINTERVAL, 1186, 1187),
)


def _tolerant(name: str, load: Any) -> Callable[[Any, Any], Any]:
    # Of a time of day psycopg2 would make midnight; of an interval it makes a day, as it should.
    beyond = ("24:",) if name != "INTERVAL" else ()

    def loader(text: Any, cursor: Any) -> Any:
        if text is None or "infinity" in text or text.startswith(beyond):
            return text
        try:
            return load(text, cursor)
        except (ValueError, OverflowError):
            return text

    return loader


def _made() -> tuple[Any, ...]:
    found: list[Any] = []
    for name, load, oid, array_oid in _TYPES:
        one = extensions.new_type((oid,), name, _tolerant(name, load))
        found += [one, extensions.new_array_type((array_oid,), f"{name}ARRAY", one)]
    return tuple(found)


_LOADERS = _made()


def _value_or_text(self: sa.Enum, elem: str) -> Any:
    return self._object_lookup.get(elem, elem)


# SQLAlchemy makes Enum types of its own from annotations, so a subclass would not be used.
sa.Enum._object_value_for_elem = _value_or_text  # type: ignore[method-assign]


def register(connection: Any) -> Any:
    """Make the psycopg2 *connection* load every date and time there is; returns it."""
    for loader in _LOADERS:
        extensions.register_type(loader, connection)
    return connection
