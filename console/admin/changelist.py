"""The list page: state from the URL, rows, their number, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _

from console.admin import (
    asking,
    counting,
    generate,
    listing,
    liststate,
    naming,
    ordering,
    paging,
    query,
    rows,
    search,
)
from console.admin.columns import Column
from console.admin.kinds import Kind
from console.admin.liststate import ListState
from console.i18n import format_number

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def answer(view: ConsoleView) -> Any:
    """Answer a request for *view*'s list."""
    state = liststate.read(view, request.args)
    shown = shown_columns(view, state)
    page = paging.page(state, shown)
    state = page.state
    number = _count(page)
    actions = batch_actions(view)
    return view.render(
        view.list_template,
        view=view,
        state=state,
        columns=[_head(state, column) for column in shown],
        body=rows.table_body(
            view,
            shown,
            page.rows,
            pick=bool(actions),
            back=state.url(),
            saved=request.args.get("saved"),
        ),
        empty=not page.rows,
        sentence=_sentence(state, number),
        pills=_pills(state),
        pager=_pager(page, number),
        filterable=list(liststate.filterable(view).values()),
        question=asking.question(state, request.args.get("ask")),
        chooser=_chooser(view, shown),
        searched=search.searched_labels(view),
        actions=actions,
        about=naming.about(view.model),
        carried=state.carried(),
        singular=naming.singular(view.model),
        plural=naming.plural(view.model),
    )


def shown_columns(view: ConsoleView, state: ListState) -> list[Column]:
    """The columns of the list: the viewer's choice, the view's own, or what fits."""
    if state.columns:
        return [view.columns[name] for name in state.columns]
    return list_columns(view)


def list_columns(view: ConsoleView) -> list[Column]:
    """The columns of the list when nobody chose: ``column_list``, else the most telling ones."""
    if view.column_list:
        names = [str(getattr(name, "key", name)) for name in view.column_list]
    else:
        excluded = set(view.column_exclude_list or ())
        names = [name for name in _telling(view) if name not in excluded]
    return [view.columns.get(name) or Column(view.model, name) for name in names]


def _telling(view: ConsoleView) -> list[str]:
    """Names before keys, people's columns before the system's, nothing wide."""
    fitting = [c for c in view.columns.values() if c.kind not in generate.WIDE and not c.system]
    surrogate = [c for c in fitting if _is_surrogate(c)]
    rest = [c for c in fitting if c not in surrogate]
    names = [c.name for c in rest]
    for natural in reversed(generate.NATURAL_NAMES):
        if natural in names and not any(
            c.name == natural and c.columns[0].primary_key for c in rest
        ):
            names.insert(0, names.pop(names.index(natural)))
    if len(rest) < 2:
        names = [c.name for c in surrogate] + names
    names = names[: generate.LIST_COLUMNS]
    if "created_at" in view.columns and len(names) < generate.LIST_COLUMNS:
        names.append("created_at")
    return names or list(view.columns)[: generate.LIST_COLUMNS]


def _is_surrogate(column: Column) -> bool:
    """Whether the column is a key that the database makes up."""
    found = column.columns[0] if column.columns else None
    return bool(
        found is not None
        and getattr(found, "primary_key", False)
        and not found.foreign_keys
        and column.kind in {Kind.INTEGER, Kind.UUID}
    )


def _count(page: paging.Page) -> counting.Count:
    state, here = page.state, len(page.rows)
    if not page.has_next and not state.last and not state.after and not state.before:
        return counting.Count((state.page - 1) * state.per_page + here, exact=True)
    return counting.count(listing.narrowed(state))


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


def _head(state: ListState, column: Column) -> dict[str, Any]:
    """A column's header: label, help, and the link that sorts by it."""
    direction = dict(state.sort or ordering.default_sort(state.view)).get(column.name)
    can_sort = column.name in liststate.sortable(state.view)
    return {
        "label": column.label,
        "help": column.help,
        "numeric": column.numeric,
        "aria": None if direction is None else ("descending" if direction else "ascending"),
        "url": state.url(sort=((column.name, direction is False),)) if can_sort else None,
    }


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
    return {
        "first": format_number(first) if first else None,
        "last": format_number(first + here - 1) if first else None,
        "page": current,
        "pages": pages,
        "first_url": state.url(page=1) if page.has_previous else None,
        "previous_url": state.url(**previous) if page.has_previous else None,
        "next_url": state.url(page=state.page + 1, after=page.last_place) if page.has_next else None,
        "last_url": state.url(page=1, last=True) if page.has_next else None,
        "sizes": [
            {"size": size, "url": state.url(per_page=size), "current": size == state.per_page}
            for size in state.view.page_size_options
        ],
    }


def _chooser(view: ConsoleView, shown: Iterable[Column]) -> list[dict[str, Any]]:
    """All columns, those shown first, for the column chooser."""
    names = [column.name for column in shown]
    ordered = [*names, *(name for name in view.columns if name not in names)]
    found = [view.columns[name] for name in ordered if name in view.columns]
    return [{"name": c.name, "label": c.label, "shown": c.name in names} for c in found]


def batch_actions(view: ConsoleView) -> list[dict[str, Any]]:
    """The actions the viewer may run on chosen rows."""
    from console.admin import actions

    return actions.offered(view)
