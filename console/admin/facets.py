"""How many rows have each value of a column that has few: counted within a budget, or estimated."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin import budget, counting, filter_values, filters, listing, liststate, query
from console.admin.columns import Column
from console.admin.filters import Filter
from console.admin.kinds import Kind
from console.admin.liststate import ListState
from console.admin.registry import view_for
from console.models.db import db

MOST = 8  # facets of one list
MOST_VALUES = 12  # values shown of one facet
FEW = 50  # rows of a table whose links are few enough to be counted one by one
# Planner cost units that one facet may take: a pass over about a million narrow rows.
BUDGET = 60_000.0
PATIENCE = 800  # milliseconds for all of them, where the planner was wrong
MOST_COUNTED = 1_000  # values of columns that are counted together


@dataclass(frozen=True)
class Share:
    """One value: its words, how many rows have it, and the list of those rows."""

    label: str
    number: int
    url: str | None
    percent: float


@dataclass(frozen=True)
class Facet:
    """One column's values, most frequent first; *shares* is ``None`` where they cost too much."""

    label: str
    shares: list[Share] | None
    exact: bool = True


def facets(state: ListState) -> list[Facet]:
    """The facets of the state's list: within a budget for all, and most of them in one pass."""
    columns, until = eligible(state)[:MOST], time.monotonic() + PATIENCE / 1000
    # A column that is filtered is counted as if it were not: one sees what else there is.
    asked = {one.column.name for one in state.filters}
    alike = [column for column in columns if column.name not in asked]
    alone = [[column] for column in columns if column.name in asked]
    found: dict[str, Facet] = {}
    for group in [alike, *alone] if alike else alone:
        left = int(1000 * (until - time.monotonic()))
        found |= _facets(state, group, left)
    return [found[column.name] for column in columns]


def eligible(state: ListState) -> list[Column]:
    """The filterable columns with few values: choices, yes or no, links to small tables."""
    found, links = [], []
    for column in liststate.filterable(state.view).values():
        if column.path:
            continue
        if column.target is not None:
            links.append(column)
        elif column.kind in {Kind.ENUM, Kind.BOOLEAN}:
            found.append(column)
    targets = [c.target for c in links if c.target is not None and view_for(c.target) is not None]
    sizes = counting.table_sizes(list(dict.fromkeys(targets))) if targets else {}
    small = [c for c in links if c.target in sizes and sizes[c.target].number <= FEW]
    return found + [c for c in small if len(c.columns) == 1]


def _facets(state: ListState, columns: list[Column], patience: int) -> dict[str, Facet]:
    """The facets of *columns*, which are those of the same rows, by name."""
    names = {column.name for column in columns}
    rest = replace(state, filters=tuple(f for f in state.filters if f.column.name not in names))
    statement = listing.narrowed(rest)
    if patience > 0 and counting.explain(statement)["Total Cost"] <= BUDGET:
        with contextlib.suppress(budget.SpentError), budget.within(patience):
            counted = _counted(statement, columns)
            return {c.name: Facet(c.label, _shares(rest, c, counted[c.name])) for c in columns}
    if rest.narrowed:
        return {c.name: Facet(c.label, None) for c in columns}
    return {
        c.name: Facet(c.label, _shares(rest, c, _from_statistics(c)), exact=False) for c in columns
    }


def _counted(statement: sa.Select[Any], columns: list[Column]) -> dict[str, list[tuple[Any, int]]]:
    """How many rows have each value of each of *columns*, most frequent first, in one pass.

    Combinations of values are counted first: there are few, and several processes find them.
    """
    values = [filters.local_attribute(column.owner, column.columns[0]) for column in columns]
    labelled = [value.label(f"value_{i}") for i, value in enumerate(values)]
    number = sa.func.count().label("number")
    together = statement.with_only_columns(*labelled, number, maintain_column_froms=True)
    *each, counted = together.group_by(*values).subquery("together").c
    total = sa.func.sum(counted)
    grouped = (
        sa.select(sa.func.grouping(*each), total, *each)
        .group_by(sa.func.grouping_sets(*map(sa.tuple_, each)))
        .order_by(total.desc(), *each)
        .limit(MOST_COUNTED)
    )
    found: dict[str, list[tuple[Any, int]]] = {column.name: [] for column in columns}
    for mask, rows, *row in db.session.execute(grouped):
        # One bit for each column, the last one's lowest; it is 0 for the one that is counted.
        place = next(i for i in range(len(columns)) if not mask >> (len(columns) - 1 - i) & 1)
        of_column = found[columns[place].name]
        if len(of_column) < MOST_VALUES:
            of_column.append((row[place], int(rows)))
    return found


def _from_statistics(column: Column) -> list[tuple[Any, int]]:
    """The most common values that ANALYZE found, scaled to the table's size."""
    table = column.columns[0].table
    row = db.session.execute(
        sa.text(
            "SELECT most_common_vals::text::text[], most_common_freqs FROM pg_stats"
            " WHERE schemaname = :schema AND tablename = :table AND attname = :column"
        ),
        {"schema": table.schema or "public", "table": table.name, "column": column.columns[0].name},
    ).first()
    if row is None or row[0] is None:
        return []
    total = counting.table_sizes([column.model])[column.model].number
    texts = ["1" if t == "t" else "0" if t == "f" else t for t in row[0]]
    values = [_parsed(column, text) for text in texts]
    found = [(v, round(f * total)) for v, f in zip(values, row[1], strict=True) if v is not None]
    return found[:MOST_VALUES]


def _parsed(column: Column, text: str) -> Any:
    try:
        value = filter_values.parse(column, text)
    except ValueError:
        return None
    return value[0] if column.target is not None else value


def _shares(state: ListState, column: Column, counted: list[tuple[Any, int]]) -> list[Share]:
    words: dict[tuple[Any, ...], str] = {}
    if column.target is not None:
        words = query.related_words(column.target, [(v,) for v, _n in counted if v is not None])
    most = max((number for _value, number in counted), default=0)
    return [_share(state, column, value, number, most, words) for value, number in counted]


def _share(
    state: ListState,
    column: Column,
    value: Any,
    number: int,
    most: int,
    words: dict[tuple[Any, ...], str],
) -> Share:
    percent = round(100 * number / most, 1) if most else 0.0
    if value is None:
        flag = Filter(column, filters.NULL, (True,))
        url = state.url(filters=(*state.filters, flag))
        return Share(_("not set"), number, url, percent)
    known = (value,) if column.target is not None else value
    one = Filter(column, filters.EQ, (known,))
    label = filter_values.words(column, known, words.get((value,)))
    return Share(label, number, state.url(filters=(*state.filters, one)), percent)
