"""Parts of a list that follow after its rows: the exact count, and how values are spread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from console.admin import counting, facets, listing, liststate, naming
from console.auth import current_account

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def count(view: ConsoleView) -> Any:
    """The exact number of rows of the list in words, as text to put in the estimate's place.

    With ``cancel=<tag>`` the count that was started with ``tag=<tag>`` ends instead.
    """
    if cancelled := request.args.get("cancel"):
        counting.cancel(_tag(cancelled))
        return "", 204
    state = liststate.read(view, request.args)
    number = counting.exact(listing.narrowed(state), _tag(request.args.get("tag", "")))
    if number is None:
        return _("Counting took too long and was stopped. Narrow the list first."), 503
    return naming.count_of(view.model, number)


def _tag(text: str) -> str:
    """A name for the running count that nobody else's count can have."""
    account = current_account()
    if account is None or not re.fullmatch(r"[0-9a-z]{0,32}", text):
        abort(400, description=_("That request cannot be read."))
    return f"console count {account.id} {text}"


def spread(view: ConsoleView) -> Any:
    """The facets of the list as HTML."""
    state = liststate.read(view, request.args)
    return render_template("_list_facets.html", facets=facets.facets(state))
