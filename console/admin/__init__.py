"""How it is shown: the page engine. It names no model; options say how one differs."""

from __future__ import annotations

from flask import Flask, redirect, url_for
from flask_admin import Admin
from flask_admin.theme import Theme
from werkzeug.wrappers import Response

from console.admin import checks
from console.admin.registry import EXTENSION, Views, all_models, load_options
from console.config import MODELS, ConfigError

__all__ = ["all_models", "init_app", "validate"]


def init_app(app: Flask) -> None:
    """Make a view for every model reachable, the home page and the menu."""
    from console.admin import menu, routes
    from console.admin.home import HomeView

    # Options say how the models of this project differ; others have none.
    if app.extensions["console"].models == MODELS:
        load_options()
    # A theme of our own: no template or file of Flask-Admin's Bootstrap 4 theme is reachable.
    theme = Theme(folder="console", base_template="base.html")
    admin = Admin(app, name="Console", theme=theme, index_view=HomeView())
    app.extensions[EXTENSION] = Views(all_models(app), admin)
    routes.init_app(app)
    menu.init_app(app)

    @app.get("/")
    def index() -> Response:
        return redirect(url_for("admin.index"))


def validate(app: Flask) -> None:
    """Refuse to start on options that name what is not there: ``ConfigError`` lists them."""
    errors = [str(problem) for problem in checks.run(app, only_options=True) if problem.is_error]
    if errors:
        raise ConfigError("\n".join(errors))
