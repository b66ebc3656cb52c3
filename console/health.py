"""``/healthz``: the process lives. ``/readyz``: the database answers and is at head."""

from __future__ import annotations

from flask import Flask, Response, jsonify

from console.migrate import State, database_state
from console.models.db import db


def init_app(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        state = database_state(db.engine)
        ready = state.ready
        body = {"status": state.name, "message": state.sentence}
        return jsonify(body), 200 if ready else 503
