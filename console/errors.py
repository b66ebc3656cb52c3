"""Errors as people meet them: a page with a sentence, never SQL, never a value, never a trace."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, jsonify, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

log = logging.getLogger("console.errors")

# SQLSTATE classes and codes: PostgreSQL manual, appendix A.
TOO_LONG = "57014"  # query_canceled: the statement time-out
LOCKED = "55P03"  # lock_not_available
READ_ONLY = "25006"  # read_only_sql_transaction
SERIALIZATION = ("40001", "40P01")  # serialization_failure, deadlock_detected
UNDEFINED = ("42P01", "42703", "3F000")  # undefined table, column, schema
DENIED = "42501"  # insufficient_privilege
UNFILLED = "55000"  # object_not_in_prerequisite_state: a materialised view without its rows
RETRY_AFTER = "5"  # seconds


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(sa.exc.TimeoutError, pool_exhausted)
    app.register_error_handler(Exception, unexpected)


def sqlstate(error: DBAPIError) -> str:
    """The SQLSTATE of *error*, or an empty string when the server never answered."""
    return getattr(error.orig, "pgcode", None) or ""


def _is_computed(state: str) -> bool:
    """Whether *error* comes from a view, a function or a server behind a foreign table."""
    # Dividing by zero is in no address, and only a server says 08001: of yet another one.
    return state[:2] in {"P0", "HV", "38", "39"} or state in {"22012", "08001"}


def http_error(error: HTTPException) -> Any:
    """A refusal or a page that is not there, with its sentence."""
    if error.response is not None:
        return error.response
    titles = {
        400: _("That request cannot be read"),
        403: _("This is not open to you"),
        404: _("There is nothing here"),
        405: _("This address does not take that"),
        409: _("Someone else was faster"),
        410: _("This is gone"),
        413: _("That is too much at once"),
        429: _("Too many attempts"),
        503: _("The console cannot answer right now"),
    }
    code = error.code or 500
    own = error.description if error.description != type(error).description else None
    message = own or {
        403: _("Your role does not allow it. Ask an administrator if it should."),
        404: _("The address is mistyped, or what was here has been deleted or moved."),
        405: _("Go back and use the page's own buttons."),
        413: _("Send less at a time."),
    }.get(code, _("Go back, check what you entered and try again."))
    return answer(code, titles.get(code, _("Something went wrong")), message)


def database_error(error: DBAPIError) -> Any:
    """What PostgreSQL refused, as far as no page has said it better."""
    from console.models.db import db

    db.session.rollback()
    state = sqlstate(error)
    log.warning("database error %s (%s)", state or "no answer", type(error.orig).__name__)
    if state == TOO_LONG:
        return took_too_long(
            _("The database stopped the search. Narrow it with a filter, or search for less.")
        )
    if state == LOCKED or state in SERIALIZATION:
        return answer(
            503,
            _("Someone else is working on these rows"),
            _("Nothing was changed. Wait a moment and try again."),
        )
    if state == READ_ONLY:
        return answer(
            403, _("This is not open to you"), _("Your role reads; the database refuses to write.")
        )
    if state in UNDEFINED:
        current_app.extensions.pop("console.database_state", None)  # the banner asks again
        return answer(
            503,
            _("The database and the console do not fit together"),
            _("An operator has to run “flask db upgrade”, or the database's tables were changed."),
        )
    if state == DENIED:
        return answer(
            403,
            _("This is not open to you"),
            _("The database does not let the console's own role read or change this."),
        )
    if state == UNFILLED or _is_computed(state):
        return answer(
            503,
            _("The database cannot show this"),
            _(
                "What should be here is worked out by the database itself, by a view, a function "
                "or another server, and that failed. An operator has to look at it."
            ),
        )
    if state[:2] == "22":
        return answer(
            400,
            _("That request cannot be read"),
            _("A value in the address is not one that the database can hold."),
        )
    if isinstance(error, sa.exc.OperationalError) or error.connection_invalidated or not state:
        return unreachable()
    return unexpected(error)


def took_too_long(message: str) -> Any:
    """A statement met its time-out; *message* says what to do about it."""
    return answer(503, _("This took too long"), message)


def pool_exhausted(error: Exception) -> Any:
    return answer(
        503,
        _("The console is busy"),
        _("Every connection to the database is in use. Try again in a moment."),
        retry=True,
    )


def unreachable() -> Any:
    return answer(
        503,
        _("The database does not answer"),
        _("Nothing was changed. The console will work again by itself once the database is back."),
        retry=True,
    )


def unexpected(error: Exception) -> Any:
    """A defect: the log gets everything, the page an id to ask about."""
    log.error("unexpected error", exc_info=error)
    return answer(
        500,
        _("Something went wrong on our side"),
        _("Nothing was saved. Tell an administrator the number below; the log knows it."),
    )


def answer(code: int, title: str, message: str, *, retry: bool = False) -> Any:
    """The error as JSON for scripts, as a page for people; bare when even that cannot be made."""
    request_id = g.get("request_id", "-")
    headers = {"Retry-After": RETRY_AFTER} if retry else {}
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(error=title, message=message, request_id=request_id), code, headers
    try:
        page = render_template(
            "error.html", code=code, title=title, message=message, request_id=request_id
        )
    except Exception:  # the layout itself may need the database that is down
        log.exception("the error page could not be made")
        page = f"{title}\n\n{message}\n\n{request_id}\n"
        return page, code, {**headers, "Content-Type": "text/plain; charset=utf-8"}
    return page, code, headers
