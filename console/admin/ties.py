"""Orders in which many rows tie: read value by value, each value's rows by their key.

``ORDER BY status, id`` has no index of its own. PostgreSQL reads the index of the first column,
and sorts all the rows of one value for a page of fifty. Asked for ``status = 'delivered' ORDER BY
id``, it walks the index of the key instead, and stops at the fiftieth.

So it is where the first column is that of a row they link to, and few are linked to by many: the
linked rows are walked in their order, and each is asked for by what refers to it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app

from console.admin import listing, query
from console.admin.filters import local_attribute
from console.admin.mapping import table_of
from console.direct import Direct
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.liststate import ListState
    from console.admin.ordering import Segment

# Rows of one value, on average, that take longer to sort than another statement does.
MANY = 1_000
AT_ONCE = 4  # values of one page; the rest is read in one go
NAMESAKES = 100  # linked rows of one value, beyond which each is not asked for
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
    if not state.sort or len(segment.terms) < 2:
        return False
    column, table = segment.terms[0].column, table_of(state.view.model)
    if segment.leading:
        link = _link(segment)
        column = None if link is None else link[0]
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


def same(state: ListState, segment: Segment, value: Any) -> list[sa.ColumnElement[bool]]:
    """The conditions of rows of *segment* that share the *value* that it is sorted by first."""
    found = [segment.terms[0].same(value)]
    if (link := _link(segment)) is None:
        return found
    local, remote = link
    rows = query.read(Direct(sa.select(remote).where(*found).limit(NAMESAKES + 1)))
    if len(rows) > NAMESAKES:
        return found
    # The statistics know how many rows refer to each.
    return [*found, local_attribute(state.view.model, local).in_([key for (key,) in rows])]


def next_value(
    state: ListState, segment: Segment, value: tuple[Any] | None, backward: bool
) -> tuple[Any] | None:
    """The first value after *value* that rows of *segment* are sorted by; ``None``: no more."""
    term, rows = segment.terms[0], listing.narrowed(state)
    if (link := _link(segment)) is not None:
        local, remote = link
        # Linked rows are few: they are walked, not what refers to them.
        refers = rows.with_only_columns(sa.literal(1), maintain_column_froms=True)
        refers = refers.where(local_attribute(state.view.model, local) == remote)
        alias = segment.joins[0].alias
        alone = sa.select(term.place.label("lead")).where(refers.correlate(alias).exists())
    else:
        alone = segment.apply(rows, backward).with_only_columns(term.place.label("lead"))
    if value is not None:
        alone = alone.where(term.beyond(value[0], backward))
    alone = alone.order_by(None).order_by(term.ordered(backward)).limit(1)
    found = query.read(Direct(alone))
    return (term.value(found[0][0]) if term.by_cast else found[0][0],) if found else None


def _link(segment: Segment) -> tuple[Any, Any] | None:
    """The column that refers to the row with the first term, and what it refers to.

    ``None`` where that is not one column of the list's own table.
    """
    if segment.leading != 1:
        return None
    join = segment.joins[0]
    link = join.link.property
    if len(link.local_remote_pairs) != 1:
        return None
    ((local, remote),) = link.local_remote_pairs
    return local, getattr(join.alias, link.mapper.get_property_by_column(remote).key)
