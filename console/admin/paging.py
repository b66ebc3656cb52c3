"""Pages found by key: next, previous, first and last cost the same at any depth."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin import budget, counting, depth, listing, ordering, query, shapes, ties
from console.admin.columns import Column
from console.admin.listing import Row
from console.admin.liststate import ListState
from console.admin.mapping import is_keyless
from console.auth import current_account, row_rule

# Skipping this many rows is cheaper than finding the place by a statement of its own.
SHALLOW = 1_000
# So few matches may be sorted faster than they are met by chance in the list's own order …
FEW = 20_000
# … where this many times more rows would be read to meet a page of them. Meeting is cheaper, but
# those that match may all be at the far end.
CHANCE = 10
# Where they are: no more than one row in so many matches, and meeting a page of them has not
# succeeded within so many milliseconds, although it should have been a matter of a few.
RARE = 10
HURRY = 100


@dataclass(frozen=True)
class Page:
    """The rows of one page and which ways lead on from it."""

    state: ListState
    rows: list[Row]
    has_previous: bool
    has_next: bool
    number: int | None = None  # of all rows of the list, where reading these has told it

    @property
    def first_place(self) -> str:
        return ordering.encode(self.rows[0].place) if self._has_places else ""

    @property
    def last_place(self) -> str:
        return ordering.encode(self.rows[-1].place) if self._has_places else ""

    @property
    def _has_places(self) -> bool:
        """Whether a row's place is its own; else pages are found by their numbers alone."""
        return bool(self.rows) and not is_keyless(self.state.view.model)


def page(state: ListState, columns: Sequence[Column], plan: dict[str, Any] | None = None) -> Page:
    """The page that *state* asks for; one that is not there becomes the first, with a notice.

    *plan* is the planner's word on the rows that search, filters and rules leave, if anything
    narrows the list.
    """
    walk = Walk(state, columns, _way(state, plan) if plan is not None else None)
    if state.last:
        rows = walk.rows(state.per_page + 1, backward=True)
        kept, more = rows[: state.per_page][::-1], len(rows) > state.per_page
        return Page(state, kept, has_previous=more, has_next=False, number=walk.number)
    for place, backward in ((state.after, False), (state.before, True)):
        if place and (start := ordering.decode(place, state)) is not None:
            return _from_place(walk, start, backward)
        if place:
            notice = _(
                "This page's address does not fit the list's order; this is page %(page)s.",
                page=state.page,
            )
            state = replace(state, after="", before="", notices=(*state.notices, notice))
    return _numbered(replace_state(walk, state))


def _way(state: ListState, plan: dict[str, Any]) -> str:
    """How the rows that search and filters leave are best put in order."""
    rows, everything = plan["Plan Rows"], counting.rough(state.view.model)
    if rows <= FEW and plan["Total Cost"] <= counting.CHEAP:
        met = CHANCE * state.per_page * max(everything or 0, rows)
        if everything is None or rows * rows <= met:
            return FOUND_FIRST
    return TRIED if everything is not None and rows * RARE <= everything else MET


def _from_place(walk: Walk, start: tuple[int, Any], backward: bool) -> Page:
    state = walk.state
    rows = walk.rows(state.per_page + 1, start=start, backward=backward)
    more, rows = len(rows) > state.per_page, rows[: state.per_page]
    if not rows and not backward:
        return _first_instead(walk)
    if not backward:
        return Page(state, rows, has_previous=True, has_next=more)
    if not more:
        # Fewer rows than a page before this place: that is the first page, and it is a full one.
        return _numbered(replace_state(walk, replace(state, page=1, before="")))
    return Page(state, rows[::-1], has_previous=True, has_next=True)


def _numbered(walk: Walk) -> Page:
    state = walk.state
    offset = (state.page - 1) * state.per_page
    rows = walk.at(offset, state.per_page + 1)
    if not rows and offset:
        return _first_instead(walk)
    kept = rows[: state.per_page]
    more = len(rows) > state.per_page
    return Page(state, kept, has_previous=offset > 0, has_next=more, number=walk.number)


def _first_instead(walk: Walk) -> Page:
    notice = _("There is no such page; this is the first.")
    notices = (*walk.state.notices, notice)
    return _numbered(replace_state(walk, replace(walk.state, page=1, after="", notices=notices)))


def replace_state(walk: Walk, state: ListState) -> Walk:
    """The same walk through the list in another *state*."""
    if state is walk.state:
        return walk
    return Walk(state, walk.columns, walk.way)


# Rows are met in the list's own order; or it is tried whether they are; or all that match are
# found by their conditions and then put in order, and counted if they are few.
MET, TRIED, ALL_FIRST, FOUND_FIRST = "met", "tried", "all first", "found first"


class Walk:
    """Reads a list in either direction, from an end, from a place, or from a number.

    Its *way* says how rows that search and filters leave are put in order. The planner would
    read an index of the order until it has a page of matches, and misjudges how long that takes
    where matches are rare, or all at the far end: the oldest invoices in a list of the newest.
    """

    def __init__(self, state: ListState, columns: Sequence[Column], way: str | None = None) -> None:
        self.state, self.columns, self.way = state, columns, way or MET
        self.segments = ordering.segments(state)
        self.width = len(self.segments[0].terms)
        # Told by rows that are all found before the first is shown.
        self.number: int | None = None

    def rows(
        self,
        limit: int,
        *,
        start: tuple[int, ordering.Token | None] | None = None,
        backward: bool = False,
        inclusive: bool = False,
        offset: int = 0,
    ) -> list[Row]:
        """Up to *limit* rows beyond *start*, going from one segment into the next."""
        numbers = range(len(self.segments))
        order = list(reversed(numbers)) if backward else list(numbers)
        if start is not None:
            order = order[order.index(start[0]) :]
        found: list[Row] = []
        for number in order:
            left = limit - len(found)
            token = start[1] if start is not None and number == start[0] else None
            segment = self.segments[number]
            if not self.sorts_first and ties.many(self.state, segment):
                rows = self._by_value(number, left, token, backward, inclusive, offset)
            else:
                rows = self._read(
                    number, left, self._beyond(number, token, backward, inclusive), backward, offset
                )
            found += rows
            if len(found) >= limit:
                break
            if offset and number != order[-1]:
                # What the segment itself holds has been skipped already.
                offset = max(0, offset - self._size(segment)) if not found else 0
        return found

    @property
    def sorts_first(self) -> bool:
        return self.way in {ALL_FIRST, FOUND_FIRST}

    def _beyond(
        self, number: int, token: ordering.Token | None, backward: bool, inclusive: bool
    ) -> list[Any]:
        if token is None:
            return []
        return [self.segments[number].beyond(token, backward, inclusive)]

    def _read(
        self, number: int, limit: int, more: Sequence[Any], backward: bool, offset: int = 0
    ) -> list[Row]:
        """Rows of a segment that also meet the conditions *more*."""
        prepared, values = self._kept(number, backward, more)
        limits = {"list_limit": limit, "list_offset": offset}
        try:
            within = HURRY if self.way == TRIED else None
            rows, told = listing.fetch(prepared, limits | values, within=within)
        except budget.SpentError:
            self.way = ALL_FIRST
            return self._read(number, limit, more, backward, offset)
        if not more and len(self.segments) == 1:
            self.number = told
        return self._placed(number, rows)

    def _by_value(
        self,
        number: int,
        limit: int,
        token: ordering.Token | None,
        backward: bool,
        inclusive: bool,
        offset: int,
    ) -> list[Row]:
        """Rows of a segment in which many tie, those of one value after those of another."""
        segment = self.segments[number]
        lead = segment.terms[0]
        within = replace(segment, terms=segment.terms[1:])
        value, rest = ((token[0],), token[1:]) if token else (None, None)
        found: list[Row] = []
        for turn in range(ties.AT_ONCE):
            if turn or value is None:
                value, rest = ties.next_value(self.state, segment, value, backward), None
                if value is None:
                    return found
            tie = ties.tie(self.state, segment, value[0])
            beyond = [] if rest is None else [within.beyond(rest, backward, inclusive)]
            reader = self
            if tie.namesakes is not None:
                is_met = ties.is_met(self.state, segment, tie.namesakes)
                reader = self._going(TRIED if is_met else ALL_FIRST)
            more = [*tie.conditions, *beyond]
            rows = reader._read(number, limit - len(found), more, backward, offset)
            found += rows
            if len(found) >= limit:
                return found
            if offset:
                offset = 0 if rows else offset - self._size(segment, tie.conditions)
        assert value is not None
        last = [lead.beyond(value[0], backward)]
        return found + self._read(number, limit - len(found), last, backward, offset)

    def _going(self, way: str) -> Walk:
        """The same walk on another *way*, where that is not settled."""
        if self.sorts_first:
            return self
        # With the same segments, whose joins are what the conditions are about.
        other = copy(self)
        other.way = way
        return other

    def _kept(
        self, number: int, backward: bool, more: Sequence[Any]
    ) -> tuple[listing.Prepared, dict[str, Any]]:
        """The statement of a segment's rows that meet *more*, and the values it asks for."""
        view = self.state.view
        sees_all = self._sees_all()
        if more or not sees_all:
            conditions: Any = [*listing.conditions(self.state), *more]
            if not sees_all:
                return self._prepared(number, backward, conditions), {}
        else:
            conditions = listing.shaped(self.state)
        names = tuple(column.name for column in self.columns)
        way = self.way if self.sorts_first else MET
        key = ("list", names, self.state.sort, number, backward, way)
        return shapes.kept(view, key, conditions, lambda c: self._prepared(number, backward, c))

    def _sees_all(self) -> bool:
        """Whether the statement holds nothing of the viewer's: not of the links' rows either."""
        models = {column.target for column in self.columns if column.target is not None}
        account = current_account()
        return query.sees_all(self.state.view) and all(row_rule(account, m) is None for m in models)

    def _prepared(self, number: int, backward: bool, conditions: Sequence[Any]) -> listing.Prepared:
        segment, view = self.segments[number], self.state.view
        statement = query.base(view).where(*conditions)
        statement = segment.apply(statement, backward, self.sorts_first)
        statement = statement.limit(sa.bindparam("list_limit", type_=sa.Integer))
        statement = statement.offset(sa.bindparam("list_offset", type_=sa.Integer))
        shown, terms = self.columns, segment.terms
        counted = self.way == FOUND_FIRST
        return listing.prepare(view, statement, shown, terms, backward, counted=counted)

    def _placed(self, number: int, rows: list[Row]) -> list[Row]:
        """*rows* with their place in the whole order: in a later segment the lead is NULL."""
        lead = (None,) * (self.width - len(self.segments[number].terms))
        return [replace(row, place=(*lead, *row.place)) for row in rows] if lead else rows

    def _size(self, segment: ordering.Segment, more: Sequence[Any] = ()) -> int:
        rows = listing.narrowed(self.state)
        # What more is asked may be about the rows that are joined.
        return counting.number(segment.apply(rows).where(*more) if more else segment.all_of(rows))

    def at(self, offset: int, limit: int) -> list[Row]:
        """Up to *limit* rows from the row with number *offset* on."""
        model = self.state.view.model
        if offset <= SHALLOW or self.way == FOUND_FIRST or is_keyless(model):
            return self.rows(limit, offset=offset)
        spot = depth.find(self.state, self.segments, offset, limit)
        if spot is None:
            return []
        if spot.place is not None:
            return self.rows(limit, start=(spot.segment, spot.place), inclusive=True)
        rows = self._read(spot.segment, limit, spot.conditions, backward=False, offset=spot.skip)
        if len(rows) < limit and spot.segment + 1 < len(self.segments):
            rows += self.rows(limit - len(rows), start=(spot.segment + 1, None))
        return rows
