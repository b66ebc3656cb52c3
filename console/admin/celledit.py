"""Editing a value in its cell of the list: the field, and what becomes of it.

The address is Flask-Admin's: ``list_form_pk`` names the row, the other parameters its columns.
Whoever asks as the console's script does is answered in JSON, with the row as it stands now;
everybody else in Flask-Admin's words.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from flask import Response, abort, get_flashed_messages, jsonify, render_template, request
from flask_admin.babel import gettext as flask_admin_gettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from console import chrome
from console.admin import (
    actions,
    chosen,
    editable,
    keys,
    listing,
    liststate,
    naming,
    query,
    records,
    rows,
    saving,
)
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

PART = "cell"  # what the console's script asks for (`console.chrome.PART`)
KEY = "list_form_pk"


def answer(view: ConsoleView) -> Any:
    """The field for one cell (GET), or the answer to what was entered in it (POST)."""
    if not editable.chosen(view):
        abort(404, description=_("Rows are edited on their own page."))
    if not view.may_edit:
        records.refuse(view)
    return _save(view) if request.method == "POST" else _open(view)


def _open(view: ConsoleView) -> str:
    row = query.get_row(view, request.args.get(KEY))
    if row is None:
        records.missing(view)
    form = view.list_form(obj=row)
    wanted = request.args.get("name", "")
    fields = _fields(view, form, {editable.name_in(f) for f in form if f.name == wanted})
    found = _editor(view, form, fields, keys.key_of(row), naming.words(row))
    query.end()
    return found


def _save(view: ConsoleView) -> Any:
    row, busy = records.held_row(view, request.form.get(KEY))
    if row is None:
        records.missing(view)
    key, words = keys.key_of(row), naming.words(row)
    form = view.list_form(obj=row)
    fields = _fields(view, form, {editable.name_in(f) for f in form if f.name in request.form})
    if busy:
        return _refused(view, form, fields, key, words, [records.busy_sentence()], 409)
    theirs = [_theirs(field) for field in fields if _is_contested(field)]
    if theirs:
        return _refused(view, form, fields, key, words, theirs, 409, fresh=True)
    if view.validate_form(form) and saving.check_values(form) and view.update_model(form, row):
        return _saved(view, form, row)
    others = [f"{label}: {text}" for label, text in _elsewhere(form, fields)]
    told = [*map(str, form.form_errors), *others, *map(str, get_flashed_messages())]
    return _refused(view, form, fields, key, words, told, records.INVALID)


def _fields(view: ConsoleView, form: Any, wanted: Collection[str]) -> list[Any]:
    """The fields for the columns *wanted*, as far as they are edited in the list."""
    found = editable.keep(form, editable.names(view) & {*wanted}, request.form)
    if not found:
        abort(404, description=_("There is no such column to edit in the list."))
    for field in found:
        # The list has controls of its own, which may be called so.
        field.id = f"cell-{field.id}"
    return found


def _is_contested(field: Any) -> bool:
    return bool(getattr(field, "stale", False) and field.changed)


def _theirs(field: Any) -> str:
    return _(
        "Someone else changed this to “%(value)s” meanwhile. Save again to write yours over it.",
        value=records.readable(field, field.shown),
    )


def _elsewhere(form: Any, fields: list[Any]) -> list[tuple[str, str]]:
    """What is wrong with fields that are not shown."""
    return [(f.label.text, str(e)) for f in form if f not in fields for e in f.errors or ()]


def _saved(view: ConsoleView, form: Any, row: Any) -> Any:
    if not _is_ours():
        return flask_admin_gettext("Record was successfully saved.")
    key = keys.key_of(row)
    words = getattr(form, "_saved_words", None) or naming.words(row)
    told = records.sentence(view, words, created=False, form=form)
    found = {"row": _row(view, key), "message": told}
    query.end()
    return jsonify(found)


def _row(view: ConsoleView, key: str) -> str:
    """The row *key* as the list that was edited shows it; nothing once it is out of sight."""
    asked = MultiDict([("columns", one) for one in request.args.getlist("columns")])
    columns = chosen.shown_columns(view, liststate.read(view, asked))
    values = keys.decode(view.model, key)
    assert values is not None
    statement = query.base(view).where(keys.matches(view.model, values))
    found = listing.run(view, statement, columns, ())
    pick = bool(actions.runnable(view))
    return rows.table_body(view, columns, found, pick=pick, edited=editable.anchors(view))


def _refused(
    view: ConsoleView,
    form: Any,
    fields: list[Any],
    key: str,
    words: str,
    told: list[str],
    status: int,
    *,
    fresh: bool = False,
) -> Any:
    """What was entered, with the reasons why it was not saved; *fresh*: they are seen by now."""
    said = [str(error) for field in fields for error in field.errors or ()] + told
    if not said:
        said = told = [_("This could not be saved.")]
    if not _is_ours():
        sentence = flask_admin_gettext("Failed to update record. %(error)s", error=", ".join(said))
        response = Response(sentence, status, mimetype="text/plain")
    else:
        # Beside the field, where it is read out with it.
        fields[0].errors = [*(fields[0].errors or ()), *told]
        editor = _editor(view, form, fields, key, words, fresh=fresh)
        response = jsonify({"editor": editor, "message": " ".join(said)})
        response.status_code = status
    db.session.rollback()
    return response


def _editor(
    view: ConsoleView, form: Any, fields: list[Any], key: str, words: str, *, fresh: bool = False
) -> str:
    return render_template(
        "_cell_editor.html",
        view=view,
        fields=fields,
        given=view.form_widget_args or {},
        key=key,
        words=words,
        seen=records.seen_text(_Shown(form, fields), fresh=fresh),
    )


class _Shown:
    """The part of a form that is on the page."""

    def __init__(self, form: Any, fields: list[Any]) -> None:
        self._fields = fields
        if hasattr(form, "_state"):
            self._state = form._state

    def __iter__(self) -> Any:
        return iter(self._fields)


def _is_ours() -> bool:
    """Whether the console's own script asks."""
    return request.headers.get(chrome.PART) == PART
