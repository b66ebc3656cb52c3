"""In development the foot of every page says how many statements it took, which, and how long."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, g, has_request_context
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape
from sqlalchemy import event

from console.models.db import db


def init_app(app: Flask) -> None:
    """Watch the engine of *app*, where it runs in debug mode (``flask run --debug``)."""
    if not app.debug:
        return
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _begun)
        event.listen(db.engine, "after_cursor_execute", _ended)
    app.context_processor(lambda: {"console_footer": footer})


def _begun(connection: Any, *_arguments: Any) -> None:
    connection.info["console_begun"] = time.perf_counter()


def _ended(connection: Any, _cursor: Any, statement: str, *_arguments: Any) -> None:
    if has_request_context():
        took = time.perf_counter() - connection.info["console_begun"]
        g.setdefault("statements", []).append((statement, took))


def footer() -> Markup:
    """The statements of the request so far."""
    found = g.get("statements", [])
    took = sum(seconds for _statement, seconds in found)
    head = ngettext("%(num)s statement", "%(num)s statements", len(found))
    items = Markup("").join(
        Markup("<li><code>{}</code> {}</li>").format(escape(text), f"{seconds * 1000:.1f} ms")
        for text, seconds in found
    )
    summary = _("%(statements)s in %(ms)s ms", statements=head, ms=f"{took * 1000:.1f}")
    return Markup("<details><summary>{}</summary><ol>{}</ol></details>").format(summary, items)
