"""Deleting rows: first exactly what would happen, then all of it or nothing."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import abort, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm
from sqlalchemy.exc import DBAPIError
from wtforms.validators import ValidationError

from console.admin import (
    catalogue,
    deletiongraph,
    deletionlines,
    keys,
    matching,
    naming,
    ported,
    query,
    refusals,
    rights,
    urls,
)
from console.admin.deletiongraph import CAP, Graph
from console.admin.matching import Matching
from console.errors import LOCKED, sqlstate
from console.i18n import format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST = 1000  # rows chosen at once
SHOWN = "_shown"  # what the page told of, for comparison when it is sent
FEW = 5  # of the chosen rows are named
# Whether a view's own hook is deleting several rows, of which all or none must go.
HELD: ContextVar[bool] = ContextVar("HELD", default=False)


def page(view: ConsoleView) -> Any:
    """GET shows what deleting the rows named would do; POST does it."""
    posting = request.method == "POST"
    back = urls.back(view)
    ids = list(dict.fromkeys([*request.args.getlist("id"), *request.form.getlist("id")]))
    if not posting:
        return ask(view, ids, back)
    matched = matching.chosen(view)
    return delete(view, matched.ids if matched else ids, back, matched)


def ask(view: ConsoleView, ids: list[str], back: str, matched: Matching | None = None) -> Any:
    """The page that says what would go, be emptied, or stand in the way."""
    rows = chosen(view, ids, matched)
    graph = graph_of(view, rows)
    notices = [_gone(len(ids) - len(rows))] if len(rows) < len(ids) else []
    return _page(view, rows, graph, back, notices, matched)


def delete(view: ConsoleView, ids: list[str], back: str, matched: Matching | None = None) -> Any:
    """Delete the rows, unless more would go than the person was told of."""
    rows = chosen(view, ids, matched)
    try:
        graph = graph_of(view, rows, lock=True)
    except DBAPIError as error:
        if sqlstate(error) != LOCKED:
            raise
        db.session.rollback()
        rows = chosen(view, ids, matched)
        return _page(view, rows, graph_of(view, rows), back, [_busy()], matched), 409
    if graph.blocked:
        return _page(view, rows, graph, back, [], matched), 409
    others = matched is not None and not matched.is_confirmed
    if len(rows) < len(ids) or others or _more_than_shown(graph):
        notice = _("What belongs to this has changed, so nothing was deleted. Look again.")
        told = [notice] if request.form.get(SHOWN) else []
        return _page(view, rows, graph, back, told, matched), 409
    words = [naming.words(row) for row in rows]
    if (reason := erase(view, rows)) is not None:
        rows = chosen(view, ids, matched)
        return _page(view, rows, graph_of(view, rows), back, [reason], matched), 409
    flash(_deleted(view, words), "success")
    return redirect(back)


def chosen(view: ConsoleView, ids: list[str], matched: Matching | None = None) -> list[Any]:
    """The rows with these keys, those the viewer may see; 404 when there are none."""
    if len(ids) > MOST and not matched:
        abort(400, description=_("At most %(n)s rows can be chosen at once.", n=MOST))
    rows = query.rows_by_ids(view, ids)
    if not rows:
        abort(
            404,
            description=_(
                "There is no such %(row)s, or it is not yours to see.",
                row=naming.singular(view.model),
            ),
        )
    return rows


def graph_of(view: ConsoleView, rows: list[Any], *, lock: bool = False) -> Graph:
    """What deleting *rows* would do, by the database's foreign keys; *lock* holds them."""
    table = catalogue.table_of(view.model)
    condition = _condition(view.model, rows)
    # Rows are held by those who may change them.
    lock = lock and not rights.is_denied(view.model, rights.UPDATE)
    return deletiongraph.follow(deletiongraph.places_of(table, condition, lock=lock))


def _condition(model: type, rows: list[Any]) -> sa.ColumnElement[bool]:
    return keys.among(model, [orm.attributes.instance_state(row).identity or () for row in rows])


def _more_than_shown(graph: Graph) -> bool:
    """Whether more rows are touched than the page sent along; without a page none may be."""
    try:
        told = json.loads(request.form.get(SHOWN) or "{}")
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    return any(number > _number(told.get(oid)) for oid, number in graph.signature().items())


def _number(told: Any) -> int:
    return told if isinstance(told, int) else 0


def _busy() -> str:
    return _("Someone else is working on these rows. Try again in a moment.")


def erase(view: ConsoleView, rows: list[Any]) -> str | None:
    """Delete *rows*, all or none, by the view's ``delete_model`` if it has one of its own.

    Returns the reason why not, if so.
    """
    if not ported.overrides(view, "delete_model"):
        return erase_now(view, rows)
    reason: str | None = _("The table's own rules refused to delete these rows.")
    held = HELD.set(True)
    try:
        # What it hands on to ours is committed below, when all of it is done.
        if all(view.delete_model(row) for row in rows):
            db.session.commit()
            return None
    except ValidationError as error:
        reason = str(error)
    finally:
        HELD.reset(held)
    db.session.rollback()
    return reason


def erase_now(view: ConsoleView, rows: list[Any]) -> str | None:
    """Delete *rows* in one statement and transaction; the reason why not, if so."""
    try:
        for row in rows:
            view.on_model_delete(row)
        db.session.flush()
        # The database's own rules decide; the ORM would first empty what refers to the rows.
        statement = sa.delete(catalogue.table_of(view.model)).where(_condition(view.model, rows))
        number = db.session.connection().execute(statement).rowcount
        if number > len(rows):
            raise ValidationError(
                _(
                    "Tables that inherit from this one have rows with the same key, and the "
                    "database would delete those too, so nothing was deleted."
                )
            )
        if number < len(rows):
            raise ValidationError(
                _("The database kept some of these rows, so nothing was deleted.")
            )
        for row in rows:
            db.session.expunge(row)
        # Deferred constraints speak here, where there is an answer to them.
        if HELD.get():
            db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        else:
            db.session.commit()
    except ValidationError as error:
        db.session.rollback()
        return str(error)
    except DBAPIError as error:
        db.session.rollback()
        problem = refusals.sentence_for(error, view.model, deleting=True)
        return _("Nothing was deleted. %(reason)s", reason=problem.message)
    for row in rows:
        view.after_model_delete(row)
    return None


# -- words ---------------------------------------------------------------------------------------


def _page(
    view: ConsoleView,
    rows: list[Any],
    graph: Graph,
    back: str,
    notices: list[str],
    matched: Matching | None = None,
) -> str:
    one = (view, rows[0]) if len(rows) == 1 else None
    objects = naming.accusative(view.model) if one else naming.count_of(view.model, len(rows))
    return str(
        view.render(
            "delete.html",
            view=view,
            heading=_("Delete %(rows)s?", rows=_named(view, rows)),
            button=_("Delete %(rows)s", rows=objects),
            rows=[{"words": naming.words(r), "key": keys.key_of(r)} for r in rows[:FEW]],
            more=max(0, len(rows) - FEW),
            fields=matched.fields if matched else [("id", keys.key_of(row)) for row in rows],
            lines=deletionlines.lines(graph.top, one),
            blocked=graph.blocked,
            complete=graph.complete,
            cap=format_number(CAP),
            shown=json.dumps(graph.signature()),
            notices=notices,
            back=back,
        )
    )


def _named(view: ConsoleView, rows: list[Any]) -> str:
    if len(rows) == 1:
        return f"{naming.accusative(view.model)} {naming.words(rows[0])}"
    return naming.count_of(view.model, len(rows))


def _gone(number: int) -> str:
    return ngettext(
        "%(num)s of the chosen rows is gone already.",
        "%(num)s of the chosen rows are gone already.",
        number,
    )


def _deleted(view: ConsoleView, words: list[str]) -> str:
    if len(words) == 1:
        row, named = naming.accusative(view.model), naming.at_end(words[0])
        return _("Deleted %(row)s %(words)s.", row=row, words=named)
    return _("Deleted %(rows)s.", rows=naming.count_of(view.model, len(words)))
