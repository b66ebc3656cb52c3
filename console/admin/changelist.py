"""The list page: state from the URL, rows and their number; `listpage` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from console import chrome
from console.admin import (
    chosen,
    counting,
    hints,
    listing,
    listpage,
    liststate,
    paging,
    query,
)
from console.admin.liststate import ListState

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def answer(view: ConsoleView) -> Response:
    """Answer a request for *view*'s list."""
    state = liststate.read(view, request.args)
    shown = chosen.shown_columns(view, state)
    # A rule about rows leaves as few of them as a filter does.
    plan = _plan(state) if state.narrowed or not query.sees_all(view) else None
    page = paging.page(state, shown, plan)
    number = _exact(page.state) or _count(page, plan)
    why = hints.hints(page.state, plan if state.narrowed else None)
    found = listpage.ListPage(view, shown, page, number, why)
    query.end()
    return chrome.answer(found.html())


def _exact(state: ListState) -> counting.Count | None:
    """The exact count where the URL asks for it and it does not take too long."""
    if request.args.get("count") != "exact":
        return None
    number = counting.exact(listing.narrowed(state), "console count")
    return None if number is None else counting.Count(number, exact=True)


def _count(page: paging.Page, plan: dict[str, Any] | None) -> counting.Count:
    state, here = page.state, len(page.rows)
    if page.number is not None:
        return counting.Count(page.number, exact=True)
    if not page.has_next and not state.last and not state.after and not state.before:
        return counting.Count((state.page - 1) * state.per_page + here, exact=True)
    if plan is None:
        return counting.size(state.view.model)
    asked, values = listing.asking(state, counting.capped)
    return counting.counted(asked, values, plan, state.view.model)


def _plan(state: ListState) -> dict[str, Any]:
    """The planner's word on the rows that search, filters and rules leave."""
    return counting.likely(*listing.asking(state, counting.bare))
