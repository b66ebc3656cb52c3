"""Why a list is slow: a search, a filter or an order that no index serves."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from console.admin import counting, generate, ordering, search, searchindexes
from console.admin.liststate import ListState
from console.auth import may_see_status


def hints(state: ListState, plan: dict[str, Any] | None) -> list[str]:
    """Sentences about the list in *state*; *plan* is the planner's word on what narrows it."""
    found = []
    if state.words and searchindexes.ways(state.view, search.names(state.view)) is not None:
        found.append(
            _("No trigram index serves this search: only what begins with the words is found.")
        )
    if any(searchindexes.is_short(state.view, word) for word in state.words):
        found.append(_("Words of one or two letters are looked for where words begin."))
    if plan is not None and plan["Total Cost"] > counting.CHEAP and _reads_all(plan):
        found.append(_("No index serves this search or filter: the whole table is read."))
    if state.sort and not _served(state) and counting.size(state.view.model).number > counting.CAP:
        found.append(_("No index serves this order: all rows are sorted for every page."))
    if found and may_see_status():
        found.append(_("“flask console doctor” names the indexes that lists lack."))
    return found


def _reads_all(plan: dict[str, Any]) -> bool:
    """Whether the plan reads a table from its first row to its last."""
    return plan["Node Type"] == "Seq Scan" or any(_reads_all(one) for one in plan.get("Plans", ()))


def _served(state: ListState) -> bool:
    """Whether an index is declared that starts with what the list is sorted by first."""
    column = ordering.segments(state)[0].terms[0].column
    table = getattr(column, "table", None)
    return table is not None and column.name in generate.leading_columns_of(table)
