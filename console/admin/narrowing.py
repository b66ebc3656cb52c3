"""What to do about a list that took too long: a sentence that names what would narrow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from console.admin import generate, liststate, naming

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST = 4  # columns that are named


def sentence(view: ConsoleView) -> str:
    """How the list that the request asks for can be had sooner."""
    state = liststate.read(view, request.args)
    said = [
        _(
            "The database was stopped while it looked for %(rows)s.",
            rows=naming.genitive(view.model),
        )
    ]
    if state.search:
        said.append(_("Search for a longer word, or for a phrase in quotes."))
    if state.sort:
        said.append(_("Take the list's own order."))
    taken = {one.column.name for one in state.filters}
    indexed = generate.leading_columns(view.model)
    labels = [
        column.label
        for name, column in liststate.filterable(view).items()
        if name not in taken and column.columns and column.columns[0].name in indexed
    ]
    if labels:
        columns = _(" or ").join(labels[:MOST])
        said.append(_("Narrow it with a filter on %(columns)s.", columns=columns))
    return " ".join(said)
