"""Deleting rows: first exactly what would happen, then all of it or nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
    keys,
    links,
    naming,
    query,
    refusals,
    registry,
    urls,
)
from console.admin.deletiongraph import CAP, CASCADE, DEFAULT, NULL, Effect, Graph
from console.auth import current_account
from console.i18n import format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST = 1000  # rows chosen at once
SHOWN = "_shown"  # what the page told of, for comparison when it is sent
FEW = 5  # rows of each kind that are named


@dataclass
class Line:
    """One line of the page: what happens to which rows. *kind* is delete, null, default, block."""

    kind: str
    sentence: str
    words: list[str]
    lines: list[Line]
    url: str | None = None


def page(view: ConsoleView) -> Any:
    """GET shows what deleting the rows named would do; POST does it."""
    posting = request.method == "POST"
    back = urls.safe_next(request.args.get("url"), view.link("list"))
    ids = list(dict.fromkeys([*request.args.getlist("id"), *request.form.getlist("id")]))
    return ask(view, ids, back) if not posting else delete(view, ids, back)


def ask(view: ConsoleView, ids: list[str], back: str) -> Any:
    """The page that says what would go, be emptied, or stand in the way."""
    rows = chosen(view, ids)
    graph = graph_of(view, rows)
    notices = [_gone(len(ids) - len(rows))] if len(rows) < len(ids) else []
    return _page(view, rows, graph, back, notices)


def delete(view: ConsoleView, ids: list[str], back: str) -> Any:
    """Delete the rows, unless more would go than the person was told of."""
    rows = chosen(view, ids)
    graph = graph_of(view, rows)
    if graph.blocked:
        return _page(view, rows, graph, back, []), 409
    if len(rows) < len(ids) or _more_than_shown(graph):
        notice = _("What belongs to this has changed, so nothing was deleted. Look again.")
        told = [notice] if request.form.get(SHOWN) else []
        return _page(view, rows, graph, back, told), 409
    words = [naming.words(row) for row in rows]
    if (reason := erase(view, rows)) is not None:
        rows = chosen(view, ids)
        return _page(view, rows, graph_of(view, rows), back, [reason]), 409
    flash(_deleted(view, words), "success")
    return redirect(back)


def chosen(view: ConsoleView, ids: list[str]) -> list[Any]:
    """The rows with these keys, those the viewer may see; 404 when there are none."""
    if len(ids) > MOST:
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


def graph_of(view: ConsoleView, rows: list[Any]) -> Graph:
    """What deleting *rows* would do, by the database's foreign keys."""
    table = catalogue.table_of(view.model)
    oid, places = deletiongraph.places_of(table, _condition(view.model, rows))
    return deletiongraph.follow(oid, places)


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


def erase(view: ConsoleView, rows: list[Any]) -> str | None:
    """Delete *rows* in one statement and transaction; the reason why not, if so."""
    try:
        with db.session.begin_nested():
            for row in rows:
                view.on_model_delete(row)
            db.session.flush()
            # The database's own rules decide; the ORM would first empty what refers to the rows.
            statement = sa.delete(catalogue.table_of(view.model)).where(
                _condition(view.model, rows)
            )
            number = db.session.connection().execute(statement).rowcount
            if number != len(rows):
                raise ValidationError(
                    _("The database kept some of these rows, so nothing was deleted.")
                )
            db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        for row in rows:
            db.session.expunge(row)
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


def _page(view: ConsoleView, rows: list[Any], graph: Graph, back: str, notices: list[str]) -> str:
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
            ids=[keys.key_of(row) for row in rows],
            lines=[_line(effect, graph, one) for effect in _touching(graph.top)],
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
        return _("Deleted %(row)s %(words)s.", row=naming.accusative(view.model), words=words[0])
    return _("Deleted %(rows)s.", rows=naming.count_of(view.model, len(words)))


def _touching(effects: list[Effect]) -> list[Effect]:
    """The effects that touch rows, those in the way first."""
    found = [one for one in effects if one.rows or one.children]
    return sorted(found, key=lambda one: (not one.blocks, one.key.on_delete != CASCADE))


def _line(effect: Effect, graph: Graph, chosen: tuple[ConsoleView, Any] | None = None) -> Line:
    """*effect* in words. *chosen*: the view and the one row that is chosen, where it is one."""
    model = catalogue.model_of(effect.key.schema, effect.key.table)
    values = {"rows": _counted(effect, model), "columns": _columns(effect, model)}
    kind = "block" if effect.blocks else _KINDS[effect.key.on_delete]
    return Line(
        kind,
        _sentence(kind, len(effect.rows), values),
        _words(effect, model),
        [_line(child, graph) for child in _touching(effect.children)],
        _list_url(effect, model, *chosen) if chosen else None,
    )


_KINDS = {CASCADE: "delete", NULL: "null", DEFAULT: "default"}


def _sentence(kind: str, number: int, values: dict[str, str]) -> str:
    """What happens to *number* rows. Each language bends the verb by the number its own way."""
    if kind == "block":
        return ngettext(
            "%(rows)s still refers to this by %(columns)s.",
            "%(rows)s still refer to this by %(columns)s.",
            number,
            **values,
        )
    if kind == "delete":
        return ngettext(
            "%(rows)s will be deleted too.", "%(rows)s will be deleted too.", number, **values
        )
    if kind == "default":
        return ngettext(
            "%(rows)s: %(columns)s will be reset.",
            "%(rows)s: %(columns)s will be reset.",
            number,
            **values,
        )
    return ngettext(
        "%(rows)s: %(columns)s will be emptied.",
        "%(rows)s: %(columns)s will be emptied.",
        number,
        **values,
    )


def _list_url(effect: Effect, model: type | None, view: ConsoleView, row: Any) -> str | None:
    """The list of all rows that refer to *row* by this foreign key, for those who may read it."""
    child = registry.view_for(model)
    if model is None or child is None or not child.may_read:
        return None
    for link in links.links_of(model).values():
        names = tuple(column.name for column in link.columns)
        if names == effect.key.columns and issubclass(view.model, link.target):
            return child.link("list", **{link.name: keys.key_of(row)})
    return None


def _counted(effect: Effect, model: type | None) -> str:
    number = len(effect.rows)
    shown = _("more than %(number)s", number=format_number(CAP)) if effect.more else None
    if model is not None:
        return naming.count_of(model, number, shown)
    rows = catalogue.words_for_table(effect.key.schema, effect.key.table, one=number == 1)
    return f"{shown or format_number(number)} {rows}"


def _columns(effect: Effect, model: type | None) -> str:
    names = effect.key.emptied
    return refusals.labels(model, names) if model is not None else ", ".join(names)


def _words(effect: Effect, model: type | None) -> list[str]:
    """A few of the rows in words, those the viewer may see."""
    if model is None or not effect.rows:
        return []
    statement = query.visible_to(current_account(), model)
    table = catalogue.table_of(model)
    statement = statement.where(deletiongraph.at(table, sorted(effect.rows)[: FEW * 2]))
    found = db.session.scalars(statement.options(*query.unloaded(model)).limit(FEW + 1)).unique()
    words = [naming.words(row) for row in found]
    return [*words[:FEW], "…"] if len(words) > FEW else words
