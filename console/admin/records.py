"""Adding and editing one row: the pages, and what each of their buttons does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import abort, flash, redirect, render_template, request
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import FormOpts
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from console.admin import (
    arrivals,
    concurrency,
    formpage,
    formstate,
    generate,
    keys,
    layout,
    linkwords,
    naming,
    parameters,
    query,
    saving,
    urls,
)
from console.admin.fields.base import ConsoleField
from console.admin.fields.inline import InlineRows
from console.admin.fields.text import TextField
from console.admin.forms import ConsoleForm
from console.errors import LOCKED, sqlstate
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# The page was understood, its content was not: RFC 9110, 15.5.21.
INVALID = 422
CARRIED = ("url", "popup", "field")  # what a form's address keeps from the page before


def create_page(view: ConsoleView) -> Any:
    """The form for a new row, and what becomes of it."""
    if not view.may_create:
        refuse(view)
    form = view.create_form()
    if request.method != "POST":
        prefill(form)
        return form_page(view, form, None)
    if view.validate_form(form) and saving.check_values(form):
        row = view.create_model(form)
        if row:
            return saved(view, row, created=True, form=form)
    return form_page(view, form, None), INVALID


def edit_page(view: ConsoleView) -> Any:
    """The form over a row, and what becomes of it."""
    if not view.may_edit:
        refuse(view)
    if request.method == "POST":
        return _edit(view)
    row = query.get_row(view, request.args.get("id"), beside=_beside(view, words=True))
    if row is None:
        missing(view)
    form = view.edit_form(obj=row)
    view.on_form_prefill(form, request.args.get("id"))
    return form_page(view, form, row)


def _edit(view: ConsoleView) -> Any:
    """Save the posted form, or show it again with the reasons why not."""
    row, busy = held_row(view, request.args.get("id"))
    if row is None:
        return gone(view)
    form = view.edit_form(obj=row)
    copying = "_save_as_copy" in request.form
    conflicts = [f for f in form if isinstance(f, ConsoleField) and f.changed and f.stale]
    if busy:
        form.form_errors.append(busy_sentence())
        return form_page(view, form, row), 409
    if conflicts and not copying:
        return conflict_page(view, form, row, conflicts)
    if view.validate_form(form) and saving.check_values(form):
        answer = _copy(view, form) if copying else _update(view, form, row)
        if answer is not None:
            return answer
    view.on_form_prefill(form, request.args.get("id"))
    return form_page(view, form, row), INVALID


def busy_sentence() -> str:
    """That somebody else holds the row for too long."""
    return _("Someone else is working on this row. Try again in a moment.")


def held_row(view: ConsoleView, key: str | None) -> tuple[Any | None, bool]:
    """The row, held until the save is over, and whether somebody else holds it for too long."""
    try:
        return query.get_row(view, key, lock=True, beside=_beside(view)), False
    except DBAPIError as error:
        if sqlstate(error) != LOCKED:
            raise
        db.session.rollback()
        return query.get_row(view, key), True


def _beside(view: ConsoleView, *, words: bool = False) -> query.Beside:
    """What the form over a row needs besides the row itself, to be read with it.

    *words*: also what the rows are called that it refers to.
    """
    form = view._edit_form_class
    if not (isinstance(form, type) and issubclass(form, ConsoleForm)):
        return {}
    texts = formstate.expressions(view.model, form._exact_names())
    return {**texts, **linkwords.beside(form._links())} if words else texts


def _update(view: ConsoleView, form: Any, row: Any) -> Any | None:
    return saved(view, row, created=False, form=form) if view.update_model(form, row) else None


def _copy(view: ConsoleView, form: Any) -> Any | None:
    if not view.may_create:
        refuse(view)
    copy = saving.copy(view, form)
    return saved(view, copy, created=True, form=form) if copy else None


def refuse(view: ConsoleView) -> NoReturn:
    """403 with a sentence."""
    abort(
        403, description=_("Your role may not change %(rows)s.", rows=naming.genitive(view.model))
    )


def missing(view: ConsoleView) -> NoReturn:
    """404 with a sentence."""
    abort(
        404,
        description=_(
            "There is no such %(row)s, or it is not yours to see.",
            row=naming.singular(view.model),
        ),
    )


def form_page(view: ConsoleView, form: Any, row: Any | None, **more: Any) -> str:
    """The page with *form*, over *row* or for a new one."""
    template = view.create_template if row is None else view.edit_template
    if "conflicts" in more:
        template = "conflict.html"
    context = {
        "view": view,
        "form": form,
        "row": row,
        "words": naming.words(row) if row is not None else None,
        "key": keys.key_of(row) if row is not None else None,
        "groups": layout.groups(view, form, row),
        "many": layout.MANY,
        "problems": problems(form),
        "seen": seen_text(form, fresh=bool(more.get("conflicts"))),
        "singular": naming.accusative(view.model),
        "form_opts": FormOpts(widget_args=view.form_widget_args),
        "back": back(view),
        "action": action_url(view, row),
        "multipart": any(f.type in {"BytesField", "FileField"} for f in every_field(form)),
        "popup": "popup" in request.args,
        **more,
    }
    return str(formpage.html(view, template, context))


def problems(form: Any) -> list[tuple[str, Any, str]]:
    """The errors of *form* as (control's id, label, sentence), those of the whole row first."""
    found = [("errors", _("This row"), str(error)) for error in form.form_errors]
    own = [(f.id, f.label.text, str(e)) for f in form for e in f.errors or ()]
    inside = [f for one in form if isinstance(one, InlineRows) for f in one.fields()]
    return found + own + [(f.id, f.label.text, str(e)) for f in inside for e in f.errors or ()]


def seen_text(form: Any, *, fresh: bool) -> str:
    """What the person has now seen; after an error still what they saw at first."""
    digests = {f.name: f.digest for f in every_field(form)}
    clashes = {f.name for one in form if isinstance(one, InlineRows) for f in one.conflicts}
    before = {} if fresh else form._state.seen if hasattr(form, "_state") else {}
    kept = {k: v for k, v in before.items() if k in digests and k not in clashes}
    return concurrency.write_seen({**digests, **kept})


def every_field(form: Any) -> Iterator[ConsoleField]:
    """Every field of ours in *form*, those of rows inside of it included."""
    for one in form:
        if isinstance(one, ConsoleField):
            yield one
        elif isinstance(one, InlineRows):
            yield from one.fields()


def back(view: ConsoleView) -> str:
    """The list one came from."""
    return urls.back(view)


def action_url(view: ConsoleView, row: Any | None) -> str:
    """Where the form is sent: here, with what the address carried."""
    carried = {name: request.args[name] for name in CARRIED if name in request.args}
    if "url" not in carried and (came := back(view)) != view.link("list"):
        carried["url"] = came
    if row is None:
        return view.link("new", **carried)
    return view.link("edit", id=request.args.get("id"), **carried)


def prefill(form: Any) -> None:
    """Take values from the address for the fields there are, such as ``?company=7``."""
    for field in form:
        name = parameters.prefill_of(getattr(field, "attribute", ""))
        if isinstance(field, ConsoleField) and name in request.args:
            field.refill(request.args[name])
    # What was typed into a picker that found nothing is most likely the new row's name.
    names = {f.attribute: f for f in form if isinstance(f, TextField)}
    known = next((names[name] for name in generate.NATURAL_NAMES if name in names), None)
    if "popup" in request.args and known is not None and request.args.get("words"):
        known.refill(request.args["words"])


def saved(view: ConsoleView, row: Any, *, created: bool, form: Any) -> Any:
    """The way on after a save, by the button that was pressed."""
    if row is True:  # all that an own create_model has to say
        return redirect(back(view))
    if created and arrivals.is_renamed(row):
        rows = naming.accusative(view.model)
        flash(_("Added %(row)s. The database gave it a key of its own.", row=rows), "success")
        return redirect(back(view))
    key, words = keys.key_of(row), getattr(form, "_saved_words", None) or naming.words(row)
    if "popup" in request.args and created:
        return render_template(
            "popup_done.html", key=key, words=words, field=request.args.get("field", "")
        )
    flash(sentence(view, words, created=created, form=form), "success")
    if "_add_another" in request.form:
        return redirect(view.link("new", url=back(view)))
    if "_continue_editing" in request.form or ("_save_as_copy" in request.form and view.may_edit):
        return redirect(view.link("edit", id=key, url=back(view)))
    if type(view).get_save_return_url is not ModelView.get_save_return_url:
        return redirect(view.get_save_return_url(row, is_created=created))
    return redirect(with_saved(back(view), key))


def sentence(view: ConsoleView, words: str, *, created: bool, form: Any) -> str:
    """What a save has done, in words."""
    row, named = naming.accusative(view.model), naming.at_end(words)
    if created:
        return _("Added %(row)s %(words)s.", row=row, words=named)
    if not saving.changed(form):
        return _("Nothing was changed in %(words)s, so nothing was saved.", words=words)
    others = [f.label.text for f in form if getattr(f, "stale", False) and not f.changed]
    if others:
        return _(
            "Saved %(row)s %(words)s. Someone else changed %(labels)s meanwhile; that was kept.",
            row=row,
            words=named,
            labels=", ".join(map(str, others)),
        )
    return _("Saved %(row)s %(words)s.", row=row, words=named)


def with_saved(url: str, key: str) -> str:
    """*url* of a list, with the row to highlight."""
    parts = urlsplit(url)
    pairs = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "saved"]
    return parts._replace(query=urlencode([*pairs, ("saved", key)])).geturl()


def conflict_page(view: ConsoleView, form: Any, row: Any, conflicts: list[Any]) -> Any:
    """409: what both wrote, side by side, the entries kept in the form below."""
    labels = [
        {
            "field": field,
            "mine": readable(field, field.entered),
            "theirs": readable(field, field.shown),
        }
        for field in conflicts
    ]
    page = form_page(view, form, row, conflicts=labels)
    # The row was held for writing; nobody writes now.
    db.session.rollback()
    return page, 409


def readable(field: Any, raw: str | None) -> str:
    """What *raw* says to a person: the option's label, the row's words, else itself."""
    if raw is None:
        return _("no value")
    if raw == "":
        return _("empty text")
    return str(field.readable(raw))


def gone(view: ConsoleView) -> Any:
    """410: the row was deleted meanwhile; what was entered goes into a form for a new one."""
    form = view.create_form()
    sentence = _(
        "This %(row)s is gone: someone deleted it while you were editing. Your entries are still "
        "here; copy what you need, or save them as a new %(row)s.",
        row=naming.singular(view.model),
    )
    for field in form:
        field.errors = []
    return form_page(view, form, None, gone=sentence), 410
