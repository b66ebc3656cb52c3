"""Whether the console can serve: for whoever watches it, and for the people in front of it."""

from __future__ import annotations

from flask import Flask, Response, current_app, jsonify

from console.migrate import Fit, State, database_state
from console.models.db import db

STATE = "console.database_state"


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"console_banner": banner})

    @app.get("/healthz")
    def healthz() -> Response:
        """The process lives."""
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """The database answers and is at head; else 503 with the remedy."""
        state = database_state(db.engine)
        current_app.extensions[STATE] = state
        body = {"status": str(state.fit), "message": state.message}
        return jsonify(body), 200 if state else 503


def banner() -> str | None:
    """A sentence where database and code do not fit, for the top of every page.

    Asked once per process while all is well, at each page while it is not.
    """
    state: State | None = current_app.extensions.get(STATE)
    if not state or state.fit is not Fit.AT_HEAD:
        state = current_app.extensions[STATE] = database_state(db.engine)
    return None if state else state.message
