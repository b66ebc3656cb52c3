"""Batch actions: one decision for several chosen rows, for all of them or for none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import DBAPIError
from wtforms.validators import ValidationError

from console.admin import deletion, matching, naming, query, refusals, urls
from console.auth import Permission, allowed
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

MOST = 1000  # rows of one action; a list shows 200 at most
CONFIRMED = "_confirmed"
DELETE = "delete"


@dataclass(frozen=True)
class Batch:
    """What a decorated method says about itself. Texts are message ids."""

    label: Any
    needs: Permission
    confirm: Any | None = None
    danger: bool = False


def batch_action(
    label: str,
    needs: Permission = Permission.WRITE,
    confirm: str | None = None,
    *,
    danger: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a method of an options class an action: ``def close(self, companies) -> str``.

    It is given the chosen rows, all of them rows the viewer may see, and returns the sentence
    to show. It never commits: either everything it did stays, or nothing.
    """

    def mark(method: Callable[..., Any]) -> Callable[..., Any]:
        method.console_batch = Batch(label, needs, confirm, danger)  # type: ignore[attr-defined]
        return method

    return mark


def declared(view: ConsoleView) -> dict[str, Batch]:
    """Every action of *view* by name, ours and those made with Flask-Admin's decorator."""
    if "_declared" not in view.__dict__:
        view.__dict__["_declared"] = _collected(view)
    return view.__dict__["_declared"]  # type: ignore[no-any-return]


def _collected(view: ConsoleView) -> dict[str, Batch]:
    found: dict[str, Batch] = {}
    for cls in reversed(type(view).__mro__):
        for name, member in vars(cls).items():
            if isinstance(batch := getattr(member, "console_batch", None), Batch):
                found[name] = batch
    for name, (_handler, text, confirmation) in view._actions_data.items():
        # Flask-Admin shows its actions to every reader; here they need what writing needs.
        found.setdefault(name, Batch(text, Permission.WRITE, confirmation))
    if DELETE in found:
        found[DELETE] = Batch(found.pop(DELETE).label, Permission.WRITE, danger=True)
    return found


def offered(view: ConsoleView) -> list[dict[str, Any]]:
    """The actions the viewer may run: name, label, whether it destroys; the destructive last."""
    known = declared(view)
    found = [
        {"name": name, "label": _label(known[name].label), "danger": known[name].danger}
        for name in runnable(view)
    ]
    return sorted(found, key=lambda action: action["danger"])


def runnable(view: ConsoleView) -> list[str]:
    """The names of the actions the viewer may run."""
    return [name for name, batch in declared(view).items() if may_run(view, name, batch)]


def may_run(view: ConsoleView, name: str, batch: Batch) -> bool:
    """Whether the viewer may run the action *name*."""
    if name == DELETE and not view.may_delete:
        return False
    return allowed(batch.needs, view.model) and view.is_action_allowed(name)


def run(view: ConsoleView) -> Any:
    """Answer a posted action."""
    name = request.form.get("action", "")
    batch = declared(view).get(name)
    if batch is None and view.may_write:
        abort(404, description=_("There is no such action."))
    if batch is None or not may_run(view, name, batch):
        abort(
            403,
            description=_(
                "Your role may not do this with %(rows)s.", rows=naming.genitive(view.model)
            ),
        )
    matched = matching.chosen(view)
    ids = matched.ids if matched else list(dict.fromkeys(request.form.getlist("rowid")))
    back = urls.safe_next(request.form.get("url"), view.link("list"))
    if not ids:
        flash(_("Select the rows first, then choose what to do with them."), "warning")
        return redirect(back)
    if len(ids) > MOST and not matched:
        abort(400, description=_("At most %(n)s rows can be chosen at once.", n=MOST))
    if name == DELETE:
        return deletion.ask(view, ids, back, matched)
    rows = query.rows_by_ids(view, ids)
    if len(rows) < len(ids):
        flash(_missing(len(ids) - len(rows)), "danger")
        return redirect(back)
    confirmed = CONFIRMED in request.form and (matched is None or matched.is_confirmed)
    if (batch.confirm or matched) and not confirmed:
        fields = matched.fields if matched else [("rowid", one) for one in ids]
        return _confirm_page(view, name, batch, fields=fields, rows=rows, back=back)
    return _do(view, name, rows, ids) or redirect(back)


def _missing(number: int) -> str:
    return ngettext(
        "%(num)s of the selected rows is gone or not yours to see, so nothing was done.",
        "%(num)s of the selected rows are gone or not yours to see, so nothing was done.",
        number,
    )


def _do(view: ConsoleView, name: str, rows: list[Any], ids: list[str]) -> Any | None:
    """Run the action and say what came of it; a response of its own, if it makes one."""
    if name in view._actions_data and not hasattr(getattr(view, name, None), "console_batch"):
        return view._actions_data[name][0](tuple(ids))  # commits and flashes by itself
    answer: Any = None
    try:
        with db.session.begin_nested():
            answer = getattr(view, name)(rows)
            db.session.flush()
            db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        db.session.commit()
    except ValidationError as error:
        db.session.rollback()
        flash(str(error), "danger")
    except DBAPIError as error:
        db.session.rollback()
        message = refusals.sentence_for(error, view.model).message
        flash(_("Nothing was changed. %(reason)s", reason=message), "danger")
    else:
        if isinstance(answer, Response):
            return answer
        flash(str(answer), "success") if answer else None
    return None


def _confirm_page(
    view: ConsoleView,
    name: str,
    batch: Batch,
    *,
    fields: list[tuple[str, str]],
    rows: list[Any],
    back: str,
) -> Any:
    """The question an action asks first; *fields* name the rows again when it is answered."""
    notices = []
    if CONFIRMED in request.form:
        notices = [_("Other rows match by now, so nothing was done. Look again.")]
    usual = _("Do this with all of them?")
    return view.render(
        "action_confirm.html",
        view=view,
        name=name,
        label=_label(batch.label),
        question=_label(batch.confirm) if batch.confirm else usual,
        danger=batch.danger,
        fields=fields,
        notices=notices,
        words=[naming.words(row) for row in rows[:10]],
        more=max(0, len(rows) - 10),
        counted=naming.count_of(view.model, len(rows)),
        back=back,
    )


def _label(text: Any) -> str:
    """A message id, or a text that translates itself, in the viewer's language."""
    return _(text) if type(text) is str else str(text)
