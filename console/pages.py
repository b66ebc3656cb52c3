"""Pages that belong to no table: preferences, and the one that shows every component."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from console.config import Config
from console.i18n import DENSITIES, LANGUAGES, THEMES, timezones
from console.security import safe_next

YEAR = 365 * 24 * 3600

# What the patterns show, set in the reader's language as any value is.
SAMPLE = {
    "day": dt.date(2026, 11, 3),
    "before": dt.date(2026, 10, 21),
    "moment": dt.datetime(2026, 11, 3, 13, 5, 9, tzinfo=dt.UTC),
    "amount": Decimal("1284.50"),
    "small": Decimal("0.125"),
}

blueprint = Blueprint("console", __name__, url_prefix="/console")


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.route("/preferences", methods=["GET", "POST"])
def preferences() -> ResponseReturnValue:
    """Language, time zone, theme and density: the form, or remembering what it says."""
    if request.method == "POST":
        return _save_preferences()
    return render_template("preferences.html", zones=sorted(timezones()))


@blueprint.get("/patterns")
def patterns() -> str:
    """Every component in every state; new ones start here."""
    return render_template("patterns.html", sample=SAMPLE)


def _save_preferences() -> ResponseReturnValue:
    """Remember what the form names, all of it or none, then go back to ``next``."""
    allowed = {
        "locale": LANGUAGES.keys(),
        "theme": THEMES,
        "density": DENSITIES,
        "timezone": timezones(),
    }
    chosen = {name: request.form[name] for name in allowed if request.form.get(name)}
    for name, value in chosen.items():
        if value not in allowed[name]:
            abort(400, description=_("That is not a preference the console knows."))
    response = redirect(safe_next(request.form.get("next"), url_for("admin.index")), 303)
    config: Config = current_app.extensions["console"]
    for name, value in chosen.items():
        # Scripts write these too, so that a switch needs no reload: not HttpOnly, nor secret.
        response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=config.secure)
    return response
