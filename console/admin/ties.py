"""Orders in which many rows tie: read value by value, each value's rows by their key.

``ORDER BY status, id`` has no index of its own. PostgreSQL reads the index of the first column,
and sorts all the rows of one value for a page of fifty. Asked for ``status = 'delivered' ORDER BY
id``, it walks the index of the key instead, and stops at the fiftieth.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app

from console.admin.mapping import table_of
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.liststate import ListState
    from console.admin.ordering import Segment

# Rows of one value, on average, that take longer to sort than another statement does.
MANY = 1_000
AT_ONCE = 4  # values of one page; the rest is read in one go
KEPT_FOR = 60.0  # seconds
STORE = "console.ties"

_ROWS_A_VALUE = sa.text("""
SELECT c.reltuples / s.n_distinct
FROM pg_stats s JOIN pg_class c ON c.oid = to_regclass(:relation)
WHERE s.schemaname = :schema AND s.tablename = :table AND s.attname = :column AND s.n_distinct > 0
""")


def many(state: ListState, segment: Segment) -> bool:
    """Whether many rows of *segment* share the value that it is sorted by first.

    Only an order that somebody asked for: that of the view itself is expected to tell rows apart.
    """
    if not state.sort or segment.joins or len(segment.terms) < 2:
        return False
    column, table = segment.terms[0].column, table_of(state.view.model)
    if not isinstance(column, sa.Column) or column.table is not table or column.primary_key:
        return False
    known: dict[Any, tuple[float, bool]] = current_app.extensions.setdefault(STORE, {})
    until, found = known.get(column, (0.0, False))
    if until < time.monotonic():
        found = _rows_a_value(column) >= MANY
        known[column] = (time.monotonic() + KEPT_FOR, found)
    return found


def _rows_a_value(column: Any) -> float:
    """How many rows share a value of *column*, by the statistics; 0 where they do not know."""
    table = column.table
    preparer = sa.dialects.postgresql.dialect().identifier_preparer  # type: ignore[no-untyped-call]
    asked = {
        "relation": preparer.format_table(table),
        "schema": table.schema or "public",
        "table": table.name,
        "column": column.name,
    }
    return float(db.session.scalar(_ROWS_A_VALUE, asked) or 0)


def next_value(segment: Segment, statement: sa.Select[Any], backward: bool) -> tuple[Any] | None:
    """The first value that rows of *statement* are sorted by, ``None`` where there is no row."""
    term = segment.terms[0]
    alone = statement.with_only_columns(term.place.label("lead"))
    alone = alone.order_by(None).order_by(term.ordered(backward)).limit(1)
    row = db.session.execute(alone).first()
    return None if row is None else (term.value(row[0]) if term.by_cast else row[0],)
