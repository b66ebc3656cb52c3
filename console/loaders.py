"""Dates and times that Python's calendar cannot hold come as PostgreSQL's own text.

psycopg2 raises on the year 10000, on years before Christ and on 24:00, and turns ``infinity``
into 9999-12-31 without a word: one such value would take a whole page down, or come back altered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def _tolerant(load: Any) -> Callable[[Any, Any], Any]:
    def loader(text: Any, cursor: Any) -> Any:
        if text is None or "infinity" in text:
            return text
        try:
            return load(text, cursor)
        except (ValueError, OverflowError):
            return text

    return loader


def _made() -> tuple[Any, ...]:
    found: list[Any] = []
    for name, load, oid, array_oid in _TYPES:
        one = extensions.new_type((oid,), name, _tolerant(load))
        found += [one, extensions.new_array_type((array_oid,), f"{name}ARRAY", one)]
    return tuple(found)


_LOADERS = _made()


def register(connection: Any) -> Any:
    """Make the psycopg2 *connection* load every date and time there is; returns it."""
    for loader in _LOADERS:
        extensions.register_type(loader, connection)
    return connection
