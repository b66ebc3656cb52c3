"""Which columns a list shows: the viewer's choice, the view's own, or the most telling ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.admin import generate
from console.admin.columns import Column, name_of
from console.admin.kinds import Kind
from console.admin.liststate import ListState

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def shown_columns(view: ConsoleView, state: ListState) -> list[Column]:
    """The columns of the list: the viewer's choice, the view's own, or what fits."""
    if state.columns:
        return [view.columns[name] for name in state.columns]
    return list_columns(view)


def list_columns(view: ConsoleView) -> list[Column]:
    """The columns of the list when nobody chose: ``column_list``, else the most telling ones."""
    if view.column_list:
        return [view.column(name) for name in view.column_list]
    excluded = {name_of(view.model, name) for name in view.column_exclude_list or ()}
    return [view.column(name) for name in _telling(view) if name not in excluded]


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
