"""All rows that match, chosen as one: the list's state is read again when something is done.

What is confirmed is what was shown: a digest of the rows' keys goes along, and where other rows
match by then, the question is asked anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import abort, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console.admin import budget, keys, listing, liststate
from console.i18n import format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST = 10_000  # rows
PATIENCE = 5_000  # milliseconds to find them
EVERYTHING, STATE, DIGEST = "everything", "state", "_matching"


@dataclass(frozen=True)
class Matching:
    """The encoded keys of the rows that match, and the list's query string by which they do."""

    ids: list[str]
    state: str

    @property
    def digest(self) -> str:
        """The same for the same rows."""
        return hashlib.sha256("\n".join(sorted(self.ids)).encode()).hexdigest()

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form sends along so that the same rows are meant."""
        return [(EVERYTHING, "1"), (STATE, self.state), (DIGEST, self.digest)]

    @property
    def is_confirmed(self) -> bool:
        """Whether the form was shown for exactly these rows."""
        return request.form.get(DIGEST) == self.digest


def chosen(view: ConsoleView) -> Matching | None:
    """The rows that the request's form means by "all that match"; ``None`` where it names rows."""
    if not request.form.get(EVERYTHING):
        return None
    text = request.form.get(STATE)
    if text is None:
        abort(400, description=_("That request cannot be read."))
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=500)
    except ValueError:
        abort(400, description=_("That request cannot be read."))
    state = liststate.read(view, MultiDict(pairs))
    if state.notices:
        # No more may be meant than was seen: here, what cannot be read is no detail.
        why = " ".join(state.notices)
        abort(400, description=_("Nothing was done: %(why)s", why=why))
    found = listing.narrowed(state).with_only_columns(*keys.primary_key(view.model))
    try:
        with budget.within(PATIENCE):
            rows = db.session.execute(found.limit(MOST + 1)).all()
    except budget.SpentError:
        abort(503, description=_("Finding the rows took too long. Narrow the list first."))
    if len(rows) > MOST:
        most = format_number(MOST)
        abort(
            400,
            description=_(
                "More than %(most)s rows match, which is more than can be done at once. "
                "Narrow the list first.",
                most=most,
            ),
        )
    return Matching([keys.encode(row) for row in rows], text)
