"""Writing a form to the database: all of it or nothing, refusals as sentences beside fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import orm
from sqlalchemy.exc import DBAPIError
from wtforms.validators import ValidationError

from console.admin import arrivals, catalogue, naming, parts, ported, refusals, verdict
from console.admin.fields.base import ConsoleField, PgText
from console.admin.mapping import table_of
from console.errors import sqlstate
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def create(view: ConsoleView, form: Any) -> Any:
    """Add a row from *form*; the row, or ``False`` with the reasons in the form's errors."""
    row = view.build_new_instance()

    def work() -> None:
        with db.session.no_autoflush:
            form.populate_obj(row)
            arrivals.prepare(row)
            db.session.add(row)
            view._on_model_change(form, row, True)
            arrivals.put(row)

    if not attempt(view, form, work, row):
        return False
    view.after_model_change(form, row, True)
    return row


def update(view: ConsoleView, form: Any, row: Any) -> bool:
    """Give *row* what the person changed; whether that worked. Nothing changed writes nothing."""
    if not changed(form):
        return True

    def work() -> None:
        with db.session.no_autoflush:
            form.populate_obj(row)
            view._on_model_change(form, row, False)

    if not attempt(view, form, work, row):
        return False
    view.after_model_change(form, row, False)
    return True


def copy(view: ConsoleView, form: Any) -> Any:
    """Add a row that is what *form* shows, untouched values exactly; the row, or ``False``."""
    row = view.build_new_instance()

    def work() -> None:
        with db.session.no_autoflush:
            for name, field in parts.in_order(form):
                if isinstance(field, ConsoleField):
                    field.copy_to(row, field.attribute)
                else:
                    field.populate_obj(row, name)
            arrivals.prepare(row)
            db.session.add(row)
            view._on_model_change(form, row, True)
            arrivals.put(row)

    if not attempt(view, form, work, row):
        return False
    view.after_model_change(form, row, True)
    return row


def changed(form: Any) -> bool:
    """Whether saving *form* may write: a field of ours changed, or one we know nothing of."""
    return any(getattr(field, "changed", True) for field in form)


def check_values(form: Any) -> bool:
    """Ask PostgreSQL about each changed value that is written in its own words."""
    for field in form:
        ours = isinstance(field, ConsoleField) and field.changed and not field.errors
        if not ours or not isinstance(field.data, PgText) or field.column is None:
            continue
        error = verdict.refusal(field.column, field.data)
        if error is not None:
            field.errors = [*field.errors, refusals.value_sentence(error, field.column)]
    return not any(field.errors for field in form)


def attempt(view: ConsoleView, form: Any, work: Callable[[], None], row: Any) -> bool:
    """Do *work* on *row* and commit, or put the reason why not into *form*."""
    try:
        work()
        db.session.flush()
        arrivals.check(row)
        if not arrivals.is_renamed(row):
            # After the commit they would have to be read anew.
            form._saved_words = naming.words(row)
        # Deferred constraints speak here, while there is still a form to answer in.
        db.session.commit()
    except ValidationError as error:
        db.session.rollback()
        form.form_errors.append(str(error))
        return False
    except orm.exc.StaleDataError as error:
        db.session.rollback()
        form.form_errors.append(_stale(error))
        return False
    except DBAPIError as error:
        db.session.rollback()
        if not _is_handled(view, error):
            blame(form, error, view.model)
        return False
    except Exception as error:
        db.session.rollback()
        if not _is_handled(view, error):
            raise
        return False
    return True


def _is_handled(view: ConsoleView, error: Exception) -> bool:
    """Whether the view's own ``handle_view_exception`` has told the person of *error*."""
    own = ported.overrides(view, "handle_view_exception")
    return own and bool(view.handle_view_exception(error))


def _stale(error: orm.exc.StaleDataError) -> str:
    """Why other than one row was written. The row itself is held, so nobody else did that."""
    if str(error).startswith("UPDATE"):
        return _(
            "The database changed none or several rows for this one, so nothing was saved: a "
            "trigger, a rule or a table that inherits has its own way."
        )
    return _("Someone else changed or deleted this meanwhile. Try again.")


def blame(form: Any, error: DBAPIError, model: type) -> None:
    """Put the refusal *error* beside the field it is about, else above the form."""
    problem = refusals.sentence_for(error, model)
    field = None
    if _is_about(error, model):
        field = field_named(form, problem.field) or _overflowing(form, error)
    if field is None:
        label = refusals.labels(model, ()) if problem.field is None else None
        form.form_errors.append(problem.message if not label else f"{label}: {problem.message}")
    else:
        field.errors = [*field.errors, problem.message]


def _is_about(error: DBAPIError, model: type) -> bool:
    """Whether *error* speaks of *model*'s table: hooks and inline rows write others, too."""
    diagnostics: Any = getattr(error.orig, "diag", None)
    named = getattr(diagnostics, "table_name", None)
    own = table_of(model)
    # Of a partitioned table the part is named.
    return named in {None, own.name} or catalogue.is_part_of(own, diagnostics.schema_name, named)


def field_named(form: Any, name: str | None) -> Any | None:
    """The field of *form* for the attribute *name*."""
    return next((f for f in form if name and getattr(f, "attribute", f.name) == name), None)


def _overflowing(form: Any, error: DBAPIError) -> Any | None:
    """The field whose value is too long or too large: PostgreSQL does not say which column."""
    if sqlstate(error)[:2] != "22":
        return None
    for field in form:
        if not isinstance(field, ConsoleField) or not field.changed or field.column is None:
            continue
        if field.data is not None and verdict.refusal(field.column, str(field.data)) is not None:
            return field
    return None
