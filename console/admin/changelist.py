"""The list page: state from the URL, rows, their number, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _

from console.admin import (
    asking,
    chosen,
    counting,
    facets,
    hints,
    listing,
    liststate,
    naming,
    paging,
    query,
    rows,
    search,
    toolbar,
)
from console.admin.liststate import ListState
from console.i18n import format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def answer(view: ConsoleView) -> Any:
    """Answer a request for *view*'s list."""
    state = liststate.read(view, request.args)
    shown = chosen.shown_columns(view, state)
    plan = counting.explain(listing.narrowed(state)) if state.narrowed else None
    page = paging.page(state, shown, plan)
    state = page.state
    number = _exact(state) or _count(page, plan)
    actions = batch_actions(view)
    context = {
        "view": view,
        "state": state,
        "body": rows.table_body(
            view,
            shown,
            page.rows,
            pick=bool(actions),
            back=f"?{state.query()}" if state.query() else "",
            saved=request.args.get("saved"),
        ),
        "empty": not page.rows,
        "sentence": _sentence(state, number),
        "pills": _pills(state),
        "pager": _pager(page, number),
        "question": asking.question(state, request.args.get("ask")),
        "kept": toolbar.toolbar(state, shown),
        "searched": search.searched_labels(view),
        "actions": actions,
        "about": naming.about(view.model),
        "carried": state.carried(),
        "singular": naming.accusative(view.model),
        "plural": naming.genitive(view.model),
        "exact": number.exact,
        "hints": hints.hints(state, plan),
        "facets": facets.facets(state) if "facets" in request.args else None,
    }
    # Nothing more is read: the transaction must not wait for the page to be made and sent.
    db.session.rollback()
    return view.render(view.list_template, **context)


def _exact(state: ListState) -> counting.Count | None:
    """The exact count where the URL asks for it and it does not take too long."""
    if request.args.get("count") != "exact":
        return None
    number = counting.exact(listing.narrowed(state), "console count")
    return None if number is None else counting.Count(number, exact=True)


def _count(page: paging.Page, plan: dict[str, Any] | None) -> counting.Count:
    state, here = page.state, len(page.rows)
    if not page.has_next and not state.last and not state.after and not state.before:
        return counting.Count((state.page - 1) * state.per_page + here, exact=True)
    if plan is None and query.sees_all(state.view):
        return counting.size(state.view.model)
    return counting.count(listing.narrowed(state), plan)


def _sentence(state: ListState, number: counting.Count) -> str:
    """How many rows match, in words."""
    model = state.view.model
    if number.exact:
        return naming.count_of(model, number.number)
    rough = rounded(number.number)
    return naming.count_of(model, rough, _("about %(number)s", number=format_number(rough)))


def rounded(number: int) -> int:
    """An estimate with two figures: more would claim what nobody counted."""
    digits = len(str(number)) - 2
    return round(number, -digits) if digits > 0 else number


def _pills(state: ListState) -> list[dict[str, Any]]:
    """The filters in force, each with the URL of the list without it."""
    found = []
    for one in state.filters:
        rest = tuple(other for other in state.filters if other is not one)
        related: dict[tuple[Any, ...], str] = {}
        if one.column.target is not None and one.operator.takes == "value":
            related = query.related_words(one.column.target, one.values)
        found.append(
            {
                "text": one.sentence(related),
                "url": state.url(filters=rest),
                "change_url": state.ask_url(one.parameter),
            }
        )
    return found


def _pager(page: paging.Page, number: counting.Count) -> dict[str, Any]:
    """Where in the list one is and the ways on."""
    state, here = page.state, len(page.rows)
    pages = max(1, -(-number.number // state.per_page)) if number.exact else None
    current = pages if state.last else state.page
    first = (current - 1) * state.per_page + 1 if current else None
    if state.last and first:
        first = number.number - here + 1
    previous = {"page": max(2, (current or 2) - 1), "before": page.first_place}
    if not page.first_place:
        previous = {"page": max(1, (current or 2) - 1)}
    return {
        "first": format_number(first) if first else None,
        "last": format_number(first + here - 1) if first else None,
        "page": current,
        "pages": pages,
        "first_url": state.url(page=1) if page.has_previous else None,
        "previous_url": state.url(**previous) if page.has_previous else None,
        "next_url": state.url(page=state.page + 1, after=page.last_place)
        if page.has_next
        else None,
        "last_url": state.url(page=1, last=True) if page.has_next else None,
        "sizes": [
            {"size": size, "url": state.url(per_page=size), "current": size == state.per_page}
            for size in state.view.page_size_options
        ],
    }


def batch_actions(view: ConsoleView) -> list[dict[str, Any]]:
    """The actions the viewer may run on chosen rows."""
    from console.admin import actions

    return actions.offered(view)
