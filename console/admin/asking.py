"""The filter form: what it asks of one column, filled in where that filter is in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from console.admin import filters, liststate, naming, ported, query
from console.admin.columns import Column
from console.admin.filters import Filter
from console.admin.kinds import Kind
from console.admin.liststate import ListState


def question(state: ListState, asked: str | None) -> dict[str, Any] | None:
    """What the form asks; *asked* names a column, or the URL parameter of a filter to change."""
    if not asked:
        return None
    current = next((one for one in state.filters if one.parameter == asked), None)
    if (flt := ported.own(state.view).get(asked)) is not None:
        return _of_object(state, asked, flt, current)
    column = current.column if current else liststate.filterable(state.view).get(asked)
    if column is None or isinstance(current, ported.PortedFilter):
        return None
    rest = replace(state, filters=tuple(one for one in state.filters if one is not current))
    kept = [("search", state.search)] if state.search else []
    operators = filters.operators(column)
    return {
        "name": column.name,
        "label": column.label,
        "kind": "link" if column.target is not None else str(column.kind),
        "numeric": column.numeric,
        "carried": kept + rest.carried(),
        "operators": [o for o in operators if o.takes == "value"],
        "operator": current.operator.name if current else None,
        "texts": current.texts if current and current.operator.takes == "value" else [],
        "words": _words(current),
        "choices": choices(column),
        "periods": filters.PERIODS if filters.PERIOD in operators else None,
        "period": current.values[0] if current and current.operator.takes == "period" else None,
        "flags": [_flag(rest, column, o) for o in operators if o.takes == "flag"],
    }


def _of_object(state: ListState, asked: str, flt: Any, current: Filter | None) -> dict[str, Any]:
    """The question of one of Flask-Admin's filter objects: it takes one value."""
    rest = replace(state, filters=tuple(one for one in state.filters if one is not current))
    kept = [("search", state.search)] if state.search else []
    return {
        "name": asked,
        "label": f"{flt.name} {flt.operation()}",
        "kind": "text",
        "numeric": False,
        "carried": kept + rest.carried(),
        "operators": [],
        "operator": None,
        "texts": current.texts if current else [],
        "words": "",
        "choices": ported.options(state.view, flt),
        "periods": None,
        "period": None,
        "flags": [],
    }


def choices(column: Column) -> list[tuple[str, str]]:
    """The values a column can have, where they are few and known."""
    if column.target is not None:
        return []
    if column.kind is Kind.ENUM:
        return [(text, naming.choice_label(text)) for text in column.columns[0].type.enums]
    if column.kind is Kind.BOOLEAN:
        return [("1", _("yes")), ("0", _("no"))]
    return []


def _flag(state: ListState, column: Column, operator: filters.Operator) -> dict[str, Any]:
    """A filter that needs no value is one link."""
    one = Filter(column, operator, (True,))
    return {"label": operator.label, "url": state.url(filters=(*state.filters, one))}


def _words(current: Filter | None) -> str:
    if current is None or current.column.target is None or current.operator.takes != "value":
        return ""
    found = query.related_words(current.column.target, current.values[:1])
    return next(iter(found.values()), "")
