"""Each log line carries the request's id and who asked."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, g, has_request_context, request

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s %(actor)s] %(name)s: %(message)s"


class RequestFilter(logging.Filter):
    """Adds ``request_id`` and ``actor`` to every record; a dash where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        inside = has_request_context()
        record.request_id = getattr(g, "request_id", "-") if inside else "-"
        record.actor = getattr(g, "actor", "-") if inside else "-"
        return True


def init_app(app: Flask) -> None:
    """Give the application's log lines their fields and each answer its ``X-Request-ID``."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(RequestFilter())
    logger = logging.getLogger("console")
    # create_app may run many times in one process (tests); one handler is enough.
    if not any(isinstance(f, RequestFilter) for h in logger.handlers for f in h.filters):
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)

    @app.before_request
    def number() -> None:
        g.request_id = secrets.token_hex(4)

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "-")
        if response.status_code >= 500:
            logger.warning("%s %s answered %s", request.method, request.path, response.status_code)
        return response
