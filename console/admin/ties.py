"""Orders in which many rows tie: read value by value, each value's rows by their key.

``ORDER BY status, id`` has no index of its own. PostgreSQL reads the index of the first column,
and sorts all the rows of one value for a page of fifty. Asked for ``status = 'delivered' ORDER BY
id``, it walks the index of the key instead, and stops at the fiftieth.

So it is where the first column is that of a row they link to, and few are linked to by many: the
linked rows are walked in their order, and each is asked for by what refers to it. Or many are
linked to, and share few values: thousands of people have one surname.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from console.admin import catalogue, counting, listing, query
from console.admin.filters import local_attribute
from console.admin.mapping import table_of
from console.admin.recall import recalled
from console.direct import Direct
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.liststate import ListState
    from console.admin.ordering import Segment

# Rows of one value, on average, that take longer to sort than another statement does.
MANY = 1_000
AT_ONCE = 4  # values of one page; the rest is read in one go
NAMESAKES = 100  # linked rows of one value, beyond which each is not asked for
SOONER = 4  # times fewer rows read to meet a page than to sort all is worth that they may be far
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
    if not segment.leading:
        return _is_shared(column, table) and column.table is table
    link = _link(segment)
    return link is not None and (_is_shared(link[0], table) or _is_shared(column, table))


def _is_shared(column: Any, table: Any) -> bool:
    """Whether many rows of *table* share the value of *column*, theirs or that of linked rows."""
    if not isinstance(column, sa.Column) or column.primary_key or not isinstance(table, sa.Table):
        return False
    return recalled(STORE, (column, table), KEPT_FOR, lambda: _rows_a_value(column, table) >= MANY)


def _rows_a_value(column: Any, table: sa.Table) -> float:
    """How many rows of *table* share a value, by the statistics; 0 where they do not know."""
    asked = {
        "relation": catalogue.sql_name(table),
        "schema": column.table.schema or "public",
        "table": column.table.name,
        "column": column.name,
    }
    return float(db.session.scalar(_ROWS_A_VALUE, asked) or 0)


@dataclass(frozen=True)
class Tie:
    """Rows that share the value they are sorted by first.

    *namesakes* are the linked rows that have it, where they are too many to ask for each by its
    key: then the planner does not know how many rows refer to them.
    """

    conditions: list[sa.ColumnElement[bool]]
    namesakes: sa.Select[Any] | None = None


def tie(state: ListState, segment: Segment, value: Any) -> Tie:
    """The rows of *segment* that share *value*."""
    shared = segment.terms[0].same(value)
    if (link := _link(segment)) is None:
        return Tie([shared])
    local, remote = link
    namesakes = sa.select(remote).where(shared)
    rows = query.read(Direct(namesakes.limit(NAMESAKES + 1)))
    if len(rows) > NAMESAKES:
        return Tie([shared], namesakes)
    # The statistics know how many rows refer to each.
    keys = local_attribute(state.view.model, local).in_([key for (key,) in rows])
    return Tie([shared, keys])


def is_met(state: ListState, segment: Segment, namesakes: sa.Select[Any]) -> bool:
    """Whether a page of the rows that refer to *namesakes* is met sooner than they are sorted."""
    everybody = counting.rough(segment.joins[0].model)
    everything = counting.rough(state.view.model)
    if not everybody or not everything:
        return False
    rows = counting.explain(namesakes)["Plan Rows"] * everything / everybody
    return bool(rows * rows > SOONER * state.per_page * everything)


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
