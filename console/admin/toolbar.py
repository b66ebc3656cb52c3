"""What stands above a list: columns to choose, filters to add, headers to sort by.

All of it follows from the list's address, of which what differs is told; it is kept with the rest
of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import render_template
from markupsafe import Markup

from console.admin import liststate, ordering, ported
from console.admin.columns import Column
from console.admin.liststate import ListState

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

_SORTED = {
    None: Markup(),
    False: Markup(' aria-sort="ascending"'),
    True: Markup(' aria-sort="descending"'),
}
CUT = "\0"  # where the kept parts meet: no address, and nothing PostgreSQL holds, has it in it


@dataclass(frozen=True)
class Toolbar:
    """The parts of it, as HTML."""

    columns: Markup
    filters: Markup
    heads: Markup


def turns(state: ListState, shown: Sequence[Column]) -> dict[str, str]:
    """What a click on the head of each column *shown* sorts by, and how the column is sorted now.

    Both are told of a list that is kept for every order.
    """
    sort = dict(state.sort or ordering.default_sort(state.view))
    found = {}
    for number, column in enumerate(shown):
        direction = sort.get(column.name)
        found[f"turn_{number}"] = f"-{column.name}" if direction is False else column.name
        found[f"sorted_{number}"] = _SORTED[direction]
    return found


def toolbar(state: ListState, shown: Sequence[Column], told: Mapping[str, Any]) -> Toolbar:
    """What stands above the list in *state*, about whose order this is *told*."""
    view = state.view
    text = render_template(
        "_list_kept.html",
        view=view,
        state=state,
        chooser=lambda: _chooser(view, shown),
        filterable=lambda: _filterable(state),
        heads=lambda: [_head(state, column, number, told) for number, column in enumerate(shown)],
        cut=CUT,
    )
    return Toolbar(*map(Markup, text.split(CUT)))


def _head(state: ListState, column: Column, number: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """A column's header: label, help, and the link that sorts by it."""
    can_sort = column.name in liststate.sortable(state.view)
    return {
        "label": column.label,
        "help": column.help,
        "numeric": column.numeric,
        "sorted": told[f"sorted_{number}"],
        "url": state.url(sort=((told[f"turn_{number}"], False),)) if can_sort else None,
    }


def _filterable(state: ListState) -> list[dict[str, str]]:
    """The columns that can be asked about, each with the URL that opens its form."""
    start = state.ask_url("")
    columns = liststate.filterable(state.view).values()
    found = [{"label": c.label, "url": f"{start}{quote(c.name)}"} for c in columns]
    return found + [
        {"label": f"{flt.name} {flt.operation()}", "url": f"{start}{quote(name)}"}
        for name, flt in ported.own(state.view).items()
    ]


def _chooser(view: ConsoleView, shown: Iterable[Column]) -> list[dict[str, Any]]:
    """All columns, those shown first, for the column chooser."""
    names = [column.name for column in shown]
    ordered = [*names, *(name for name in view.columns if name not in names)]
    found = [view.columns[name] for name in ordered if name in view.columns]
    return [{"name": c.name, "label": c.label, "shown": c.name in names} for c in found]
