"""What stands above a list: columns to choose, filters to add, headers to sort by.

All of it follows from the list's address; it is kept with the rest of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

CUT = "\0"  # where the kept parts meet: no address, and nothing PostgreSQL holds, has it in it


@dataclass(frozen=True)
class Toolbar:
    """The parts of it, as HTML."""

    columns: Markup
    filters: Markup
    heads: Markup


def toolbar(state: ListState, shown: Sequence[Column]) -> Toolbar:
    """What stands above the list in *state* with the columns *shown*."""
    view = state.view
    text = render_template(
        "_list_kept.html",
        view=view,
        state=state,
        chooser=lambda: _chooser(view, shown),
        filterable=lambda: _filterable(state),
        heads=lambda: [_head(state, column) for column in shown],
        cut=CUT,
    )
    return Toolbar(*map(Markup, text.split(CUT)))


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
