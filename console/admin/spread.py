"""How the values of a column are spread, by the statistics: where to look for a share of rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from console.admin import catalogue, query
from console.admin.recall import recalled
from console.direct import Direct

if TYPE_CHECKING:
    from console.admin.ordering import Term

KEPT_FOR = 60.0  # seconds
STORE = "console.spreads"
# How far off the share of rows that statistics tell may be: mostly no more than the first.
MARGINS = (0.02, 0.12)

# As the database calls it: a model may know no more of a type than that it is a text.
_TYPE = """
SELECT format_type(atttypid, NULL) || '[]' AS name FROM pg_attribute
WHERE attrelid = to_regclass(:relation) AND attname = :column
"""
_STATISTICS = """
WITH own AS (
  SELECT null_frac, most_common_freqs AS shares,
    most_common_vals::text::{values} AS frequent, histogram_bounds::text::{values} AS bounds
  FROM pg_stats
  WHERE schemaname = :schema AND tablename = :table AND attname = :column
  ORDER BY inherited DESC LIMIT 1
)
SELECT value, weight FROM (
  SELECT unnest(frequent) AS value, unnest(shares) AS weight FROM own
  UNION ALL
  SELECT unnest(bounds), (1 - null_frac - coalesce((SELECT sum(s) FROM unnest(shares) AS s), 0))
    / cardinality(bounds) FROM own
) AS known
"""
# Values in their order with the share of rows of each, and of those before each.
Spread = tuple[Sequence[tuple[Any, float]], Sequence[float]]


def around(term: Term, share: float) -> list[tuple[Any, float]]:
    """Values of *term* in its order, some before and some after the row at a *share* of all.

    With each its own share of the rows. None of them where nobody knows.
    """
    if term.nullable or term.by_cast or not isinstance(term.column.table, sa.Table):
        return []
    known, before = _of(term.column)
    if term.descending:
        share = 1 - share
    places = [bisect_right(before, share - margin) - 1 for margin in reversed(MARGINS)]
    if known and known[here := max(bisect_right(before, share) - 1, 0)][1] >= MARGINS[0]:
        places.append(here)
    places += [bisect_left(before, share + margin) for margin in MARGINS]
    found = [known[i] for i in dict.fromkeys(places) if 0 <= i < len(known)]
    return found[::-1] if term.descending else found


def _of(column: sa.Column[Any]) -> Spread:
    return recalled(STORE, column, KEPT_FOR, lambda: _read(column))


def _read(column: sa.Column[Any]) -> Spread:
    rows = _rows(column)
    whole = sum(weight for _value, weight in rows) or 1.0
    shares = [(value, weight / whole) for value, weight in rows]
    return shares, [0.0, *accumulate(share for _value, share in shares)][: len(shares)]


def _rows(column: sa.Column[Any]) -> list[tuple[Any, float]]:
    """The values that the statistics know, in their order, and the share of rows of each."""
    table = column.table
    assert isinstance(table, sa.Table)
    asked = sa.text(_TYPE).bindparams(relation=catalogue.sql_name(table), column=column.name)
    named = query.read(Direct(sa.select(asked.columns(name=sa.Text).subquery())))
    if not named:
        return []
    known = sa.text(_STATISTICS.format(values=named[0][0])).bindparams(
        schema=table.schema or "public", table=table.name, column=column.name
    )
    found = known.columns(value=column.type, weight=sa.Float).subquery()
    return query.read(Direct(sa.select(found).order_by(found.c.value)))
