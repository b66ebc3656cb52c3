"""Materialised views: when they were filled nobody knows, but they can be filled anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import abort, flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from console.admin import catalogue, naming, refusals, urls
from console.admin.mapping import table_of
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# Readers need not wait where a unique index over plain columns tells rows apart.
_STATE = sa.text(
    """
    SELECT c.relispopulated, EXISTS (
        SELECT FROM pg_index x WHERE x.indrelid = c.oid AND x.indisunique AND x.indisvalid
        AND x.indpred IS NULL AND x.indexprs IS NULL)
    FROM pg_class c WHERE c.oid = to_regclass(:name)
    """
)


def is_unfilled(view: ConsoleView) -> bool:
    """Whether *view* shows a materialised view that cannot be read before it is filled."""
    return view.is_materialised and not _state(view)[0]


def _state(view: ConsoleView) -> tuple[bool, bool]:
    """Whether the materialised view holds rows, and whether they can be told apart."""
    name = catalogue.sql_name(table_of(view.model))
    row = db.session.execute(_STATE, {"name": name}).first()
    return (True, False) if row is None else (bool(row[0]), bool(row[1]))


def page(view: ConsoleView) -> Any:
    """GET asks, POST fills the materialised view anew."""
    if not view.is_materialised:
        abort(404, description=_("Only a materialised view can be refreshed."))
    back = urls.back(view)
    if request.method != "POST":
        return question(view, back)
    if (reason := _refresh(view)) is not None:
        flash(_("Nothing was refreshed. %(reason)s", reason=reason), "danger")
        return question(view, back), 409
    flash(_("Refreshed %(rows)s.", rows=naming.plural(view.model)), "success")
    return redirect(back)


def question(view: ConsoleView, back: str) -> str:
    """The page with the button; for those who may not press it, only what there is to say."""
    return str(view.render("refresh.html", view=view, back=back, unfilled=is_unfilled(view)))


def _refresh(view: ConsoleView) -> str | None:
    """Fill the materialised view; the reason why not, if so."""
    is_filled, is_told_apart = _state(view)
    how = "CONCURRENTLY " if is_filled and is_told_apart else ""
    name = catalogue.sql_name(table_of(view.model)).replace(":", "\\:")
    try:
        with db.session.begin_nested():
            db.session.execute(sa.text(f"REFRESH MATERIALIZED VIEW {how}{name}"))
        db.session.commit()
    except DBAPIError as error:
        db.session.rollback()
        return refusals.sentence_for(error, view.model).message
    return None
