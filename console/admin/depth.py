"""The row of a number, far into a list: where it is, found without reading all that precedes it.

An order that an index serves is walked in the index alone, from the nearer end. Where that is
dear, because the index is another table's or there is none, the rows before a few values are
counted in one pass over the list, and only those between two of the values are put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from console.admin import counting, generate, keys, listing, query, spread, ties
from console.admin.mapping import table_of
from console.direct import Direct

if TYPE_CHECKING:
    from console.admin.liststate import ListState
    from console.admin.ordering import Segment, Token

# Rows of one value that are looked at to find where it begins; beyond, they are counted, which
# takes longer where tables are joined.
TIES, LINKED_TIES = 100, 1_000
# From here on it is worth asking which end is nearer.
DEEP = 20_000


@dataclass(frozen=True)
class Spot:
    """Where in a segment a page begins.

    Either by the *place* of its first row, or as the row after *skip* others of those that meet
    the *conditions*.
    """

    segment: int
    place: Token | None = None
    conditions: tuple[sa.ColumnElement[bool], ...] = ()
    skip: int = 0


def find(state: ListState, segments: Sequence[Segment], offset: int, limit: int) -> Spot | None:
    """Where the rows from number *offset* on are, *limit* of them; ``None`` beyond the end."""
    skip, last = offset, len(segments) - 1
    for number, segment in enumerate(segments):
        part = Part(state, number, segment, is_last=number == last)
        if (spot := part.at(skip, limit)) is not None:
            return spot
        if number < last:
            # Rows may have come meanwhile.
            skip = max(skip - part.size, 0)
    return None


class Part:
    """The rows of one segment of a list, or those of them that meet *conditions* as well."""

    def __init__(
        self,
        state: ListState,
        number: int,
        segment: Segment,
        conditions: Sequence[Any] = (),
        *,
        is_last: bool = True,
    ) -> None:
        self.state, self.number, self.segment = state, number, segment
        self.conditions, self.is_last = tuple(conditions), is_last
        self.rows = listing.narrowed(state)
        self.ties = LINKED_TIES if segment.joins else TIES

    @cached_property
    def size(self) -> int:
        return counting.number(self.segment.all_of(self.rows))

    @cached_property
    def likely(self) -> int:
        """About how many rows there are, by the planner's word."""
        asked = Direct(counting.bare(self.segment.all_of(self.rows)))
        return int(query.plan_of(asked)["Plan Rows"])

    def at(self, skip: int, limit: int) -> Spot | None:
        """Where the row after *skip* others is; ``None`` where there are not so many."""
        backward = skip > DEEP and skip > self.likely / 2
        if not self._is_served():
            near = max(self.likely - skip, 0) if backward else skip
            plan = query.plan_of(Direct(self._leads(near, backward)))
            # A few rows at an end are sorted for less than all of them, which it would take here.
            most = float("inf") if _sorts(plan) else float(plan["Total Cost"])
            if most > counting.CHEAP:
                marks = Marks(self, skip / max(self.likely, 1))
                if marks.cost < most:
                    return marks.at(skip, limit, is_walked=not _sorts(plan))
            if _sorts(plan):
                # Beyond the last segment there is nothing to find instead.
                is_there = self.is_last or skip < self.size
                return self.sorted(skip, limit) if is_there else None
        if backward:
            if skip >= self.size:
                return None
            if backward := skip > self.size / 2:
                skip = self.size - 1 - skip
        return self.walked(skip, backward)

    def _is_served(self) -> bool:
        """Whether all rows are there in the order of an index of their own table."""
        if self.state.narrowed or not query.sees_all(self.state.view):
            return False
        table, column = table_of(self.state.view.model), self.segment.terms[0].column
        own = getattr(column, "table", None) is table
        return own and column.name in generate.leading_columns_of(table)

    def walked(self, skip: int, backward: bool = False) -> Spot | None:
        """The spot after *skip* rows, of which an index knows the order."""
        terms, statement = self.segment.terms, self.ordered(backward)
        if len(terms) > 1:
            if (met := self._lead(skip, backward)) is None:
                return None
            lead, skip = met
            if skip < self.ties and not backward and not terms[0].nullable:
                return Spot(self.number, None, (*self.conditions, terms[0].onward(lead)), skip)
            statement = statement.where(*ties.tie(self.state, self.segment, lead).conditions)
        # No more is read than the columns of the order.
        chosen = [term.place.label(f"term_{i}") for i, term in enumerate(terms)]
        rows = query.read(Direct(statement.with_only_columns(*chosen).offset(skip).limit(1)))
        if not rows:
            return None
        pairs = zip(terms, rows[0], strict=True)
        place = tuple(term.value(value) if term.by_cast else value for term, value in pairs)
        return Spot(self.number, place)

    def sorted(self, skip: int, limit: int, size: int | None = None) -> Spot:
        """The spot after *skip* rows, all of which have to be sorted: *size* of them, if known.

        They are sorted by themselves, and only those of the page are read in full: by their key,
        unless that may be NULL.
        """
        key = keys.primary_key(self.state.view.model)
        if any(attribute.nullable for attribute in key):
            return Spot(self.number, conditions=self.conditions, skip=skip)
        backward = size is not None and skip > size / 2
        if size is not None and backward:
            limit = min(limit, size - skip)
            skip = size - skip - limit
        some = self.ordered(backward).with_only_columns(*key)
        # The same table twice: what is inside is no part of what is outside.
        some = some.offset(skip).limit(limit).correlate(None)
        row = key[0] if len(key) == 1 else sa.tuple_(*map(keys.spoken, key))
        return Spot(self.number, conditions=(row.in_(some),))

    def ordered(self, backward: bool) -> sa.Select[Any]:
        return self.segment.apply(self.rows, backward).where(*self.conditions)

    def _leads(self, skip: int, backward: bool) -> sa.Select[Any]:
        """What a row and the last few before it are sorted by first.

        Read alone it comes from its index, without a look at any row.
        """
        term = self.segment.terms[0]
        some = self.ordered(backward).order_by(None).order_by(term.ordered(backward))
        some = some.offset(max(skip - self.ties, 0)).limit(min(skip, self.ties) + 1)
        return some.with_only_columns(term.expression.label("own"), term.place.label("place"))

    def _lead(self, skip: int, backward: bool) -> tuple[Any, int] | None:
        """The first term of the row to find, and how many rows before it share that value.

        So does the number of rows before its value come from the index, where a look at the last
        few does not tell it. ``None`` where there is no such row.
        """
        term, found = self.segment.terms[0], self._leads(skip, backward).subquery().c
        order = term.ordered(backward, found.own)
        # Which values are the same is a question for the database: 'a' and 'A' may be.
        rank = sa.func.dense_rank().over(order_by=order)
        rows = query.read(Direct(sa.select(found.place, rank.label("rank")).order_by(order)))
        if len(rows) <= min(skip, self.ties):
            return None
        place, last = rows[-1]
        lead = term.value(place) if term.by_cast else place
        tied = sum(rank == last for _place, rank in rows)
        if tied < len(rows) or skip <= self.ties:
            return lead, tied - 1
        before = term.beyond(lead, not backward)
        return lead, skip - counting.number(self.ordered(backward).where(before))


class Marks:
    """Values before which the rows are counted, around the one at a *share* of all rows.

    That the statistics place them well makes it fast; it is right wherever they are.
    """

    def __init__(self, part: Part, share: float) -> None:
        self.part, self.term = part, part.segment.terms[0]
        marks = spread.around(self.term, share)
        self.values = [value for value, _share in marks]
        # All of a page may be rows of one value, of those that many have.
        self.frequent = [value for value, share in marks if share >= spread.MARGINS[0]]
        conditions = [self.term.beyond(value, backward=True) for value in self.values]
        conditions += [self.term.same(value) for value in self.frequent]
        counts = [sa.func.count(), *(sa.func.count().filter(one) for one in conditions)]
        labelled = (count.label(f"count_{i}") for i, count in enumerate(counts))
        bare = part.ordered(backward=False).order_by(None)
        counted: Any = bare.with_only_columns(*labelled, maintain_column_froms=True)
        self.counted = Direct(counted)

    @property
    def cost(self) -> float:
        """What counting costs by the planner's word; endless where there is nothing to go by."""
        if not self.values:
            return float("inf")
        return float(query.plan_of(self.counted)["Total Cost"])

    def at(self, skip: int, limit: int, *, is_walked: bool) -> Spot | None:
        """The spot after *skip* rows, looked for among those between two of the values."""
        ((size, *counts),) = query.read(self.counted)
        self.part.size = size
        if skip >= size:
            return None
        conditions, passed, number = self._between(size, counts, skip, min(skip + limit, size))
        part = Part(self.part.state, self.part.number, self.part.segment, conditions)
        skip -= passed
        return part.walked(skip) if is_walked else part.sorted(skip, limit, number)

    def _between(
        self, size: int, counts: Sequence[int], skip: int, end: int
    ) -> tuple[list[Any], int, int]:
        """The condition of rows among which those from *skip* to *end* are.

        With it how many rows precede those, and how many they are. Where all from *skip* to *end*
        share a value it is one for that value.
        """
        before, same = counts[: len(self.values)], counts[len(self.values) :]
        for value, number in zip(self.frequent, same, strict=True):
            passed = before[self.values.index(value)]
            if passed <= skip and end <= passed + number:
                return [self.term.same(value)], passed, number
        passed, conditions = 0, []
        for value, number in zip(self.values, before, strict=True):
            if number <= skip:
                passed, conditions = number, [self.term.onward(value)]
            elif number >= end:
                beyond = self.term.beyond(value, backward=True)
                return [*conditions, beyond], passed, number - passed
        return conditions, passed, size - passed


def _sorts(plan: dict[str, Any]) -> bool:
    """Whether the plan puts rows in an order that no index has."""
    return plan["Node Type"] == "Sort" or any(map(_sorts, plan.get("Plans", ())))
