"""One set of URL rules for all tables: a thousand models start as fast as ten.

Flask-Admin registers a blueprint of nine rules for each view. Here ``/admin/<table>/…`` is nine
rules in all, and a view is made when the first request names its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Flask, abort, request
from flask_babel import gettext as _

from console.admin import registry

NAME = "tables"
STANDARD = {
    "index_view": ("/", ("GET",)),
    "create_view": ("/new/", ("GET", "POST")),
    "edit_view": ("/edit/", ("GET", "POST")),
    "details_view": ("/details/", ("GET",)),
    "delete_view": ("/delete/", ("GET", "POST")),
    "action_view": ("/action/", ("POST",)),
    "export": ("/export/<export_type>/", ("GET",)),
    "ajax_lookup": ("/ajax/lookup/", ("GET",)),
    "ajax_update": ("/ajax/update/", ("GET", "POST")),
    "count_view": ("/count/", ("GET",)),
    "facets_view": ("/facets/", ("GET",)),
    "refresh_view": ("/refresh/", ("GET", "POST")),
}


def init_app(app: Flask) -> None:
    """Register the rules, and Flask-Admin's way to name them: ``url_for("company.edit_view")``."""
    blueprint = Blueprint(NAME, __name__, url_prefix="/admin/<table>")
    for name, (rule, methods) in STANDARD.items():
        blueprint.add_url_rule(rule, name, _dispatch(name), methods=methods)
    app.register_blueprint(blueprint)
    app.url_build_error_handlers.append(_build)
    app.wsgi_app = _KeepingSlashes(app.wsgi_app)  # type: ignore[method-assign]
    for model in registry.all_models(app):
        _add_own_pages(app, model)


class _KeepingSlashes:
    """The slashes of a table's name are kept apart from those between the parts of a path.

    A server decodes a path before any rule sees it; only the request line still has the two apart.
    """

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        line = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
        if "%2F" in line or "%2f" in line:
            environ["PATH_INFO"] = one_segment(line, environ.get("PATH_INFO", ""))
        return self.inner(environ, start_response)


def one_segment(line: str, path: str) -> str:
    """The decoded *path* of the request *line*, slashes in the name of its table written %2F."""
    _before, found, rest = urlsplit(line).path.partition("/admin/")
    table = unquote(rest.partition("/")[0], encoding="latin-1")
    start = f"/admin/{table}"
    if not found or "/" not in table or not path.startswith(start):
        return path
    return start.replace("/", "%2F").replace("%2Fadmin%2F", "/admin/", 1) + path[len(start) :]


def _dispatch(name: str) -> Callable[..., Any]:
    def answer(table: str, **values: Any) -> Any:
        return getattr(_view(table), name)(**values)

    return answer


def _view(table: str) -> Any:
    view = registry.views().at(table)
    if view is None:
        abort(404, description=_("There is no table of this name."))
    return view


def current_view() -> Any | None:
    """The view that the request at hand names."""
    table = (request.view_args or {}).get("table")
    if table:
        return registry.views().at(table)
    return registry.views().named(request.blueprint or "")


def _build(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
    """The URL of ``<table>.<method>``, for code that is written for Flask-Admin."""
    name, _dot, method = endpoint.rpartition(".")
    view = registry.views().named(name)
    kind = next((k for k, m in registry.ENDPOINTS.items() if m == method), None)
    if view is None or kind is None:
        raise error
    wanted = {key: value for key, value in values.items() if not key.startswith("_")}
    return str(view.link(kind, **wanted))


def _add_own_pages(app: Flask, model: type) -> None:
    """Register what an options class exposes beyond the standard pages."""
    if registry.options_of(model) is None:
        return
    view = registry.views(app)[model]
    for rule, name, methods in type(view)._urls:
        if name not in STANDARD:
            endpoint = f"{view.endpoint}.{name}"
            path = f"{registry.prefix_of(model)}{rule}"
            app.add_url_rule(path, endpoint, getattr(view, name), methods=methods)
