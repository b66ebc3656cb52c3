"""Which models there are, how each differs, and the view that shows it."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, current_app

from console.admin.mapping import mapper_of, outline_of, table_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

_options: dict[type, type] = {}
EXTENSION = "console.views"
DEFAULT_SCHEMA = "public"  # tables outside of it carry their schema in their address
# Where an application keeps the models that it has read from its database (`console.adopt`).
ADOPTED = "console.adopted"
# Views, and what they scaffold, are made by the first request that asks; others wait meanwhile.
MAKING = threading.RLock()
# The pages of a view: how links call them, and Flask-Admin's names for their methods.
ENDPOINTS = {
    "list": "index_view",
    "new": "create_view",
    "edit": "edit_view",
    "details": "details_view",
    "delete": "delete_view",
    "action": "action_view",
    "export": "export",
    "lookup": "ajax_lookup",
    "update": "ajax_update",
    "count": "count_view",
    "facets": "facets_view",
    "refresh": "refresh_view",
}


def options_for(model: type) -> Callable[[type], type]:
    """Class decorator: the class says how *model* differs from its generated view."""

    def register(options: type) -> type:
        _options[model] = options
        return options

    return register


def options_of(model: type) -> type | None:
    """The options class registered for *model*, if any."""
    return _options.get(model)


def load_options() -> None:
    """Import every file of ``console/admin/options``, so that each registers itself."""
    package = importlib.import_module("console.admin.options")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


def all_models(app: Flask | None = None) -> list[type]:
    """Every mapped model, the project's and the console's own, by table name.

    The project's are those that *app*, by default the current application, has read from its
    database, or else those of the model files.
    """
    from console.auth.models import ConsoleBase
    from console.models.db import db

    app = app or (current_app or None)
    base: Any = db.Model
    models = {mapper.class_ for mapper in ConsoleBase.registry.mappers}
    if app is not None and ADOPTED in app.extensions:
        models |= set(app.extensions[ADOPTED].models)
    else:
        models |= set(base.registry.classes)
    return sorted(models, key=lambda model: str(outline_of(model).fullname))


class Views(Mapping[type, "ConsoleView"]):
    """The views of one application by model, each made when it is first asked for."""

    def __init__(self, models: Iterable[type], admin: Any) -> None:
        self.admin = admin
        self._made: dict[type, ConsoleView] = {}
        self._by_hand: dict[str, ConsoleView] = {}
        self._by_path = {path_of(outline_of(model)): model for model in models}
        # As a path has them whose slashes are kept apart from those between its parts.
        self._by_path |= {p.replace("/", "%2F"): m for p, m in self._by_path.items() if "/" in p}
        self._by_name = {endpoint_of(outline_of(model)): model for model in self._by_path.values()}
        self._models = dict.fromkeys(self._by_path.values())

    def __getitem__(self, model: type) -> ConsoleView:
        if model in self._made:
            return self._made[model]
        if model not in self._models:
            raise KeyError(model)
        with MAKING:
            # Another request may have made it while this one waited.
            if model in self._made:
                return self._made[model]
            from console.admin.generate import view_class
            from console.models.db import db

            mapper_of(model)
            table = table_of(model)
            view = view_class(model)(model, db, endpoint=endpoint_of(table), url=path_of(table))
            view.admin = self.admin
            self._made[model] = view
            return view

    def __contains__(self, model: object) -> bool:
        # A mapping's own would make the view to see whether there is one.
        return model in self._models

    def __iter__(self) -> Iterator[type]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def differing(self, model: type) -> ConsoleView | None:
        """The view of *model* where it may be another than the mapping implies, or is made by now.

        What any view would say is asked of the mapping: it makes no view of each of a thousand.
        """
        return self[model] if model in self._made or options_of(model) else None

    def adopt(self, view: ConsoleView) -> None:
        """Let *view*, which was made and registered by hand, be the one that shows its model.

        Of several the first counts; all of them have pages.
        """
        self._models.setdefault(view.model)
        self._made.setdefault(view.model, view)
        self._by_hand.setdefault(view.endpoint, view)

    def at(self, path: str) -> ConsoleView | None:
        """The view whose URL names *path*."""
        model = self._by_path.get(path) or self._by_path.get(f"{DEFAULT_SCHEMA}.{path}")
        return self[model] if model else None

    def named(self, endpoint: str) -> ConsoleView | None:
        """The view of that Flask-Admin *endpoint*."""
        if endpoint in self._by_hand:
            return self._by_hand[endpoint]
        model = self._by_name.get(endpoint)
        return self[model] if model else None


def views(app: Flask | None = None) -> Views:
    """The views of *app*, by default the current application."""
    found: Views = (app or current_app).extensions[EXTENSION]
    return found


def view_for(model: type | None) -> ConsoleView | None:
    """The view that shows *model*, if it has one."""
    return views().get(model) if model else None


def endpoint_of(table: Any) -> str:
    """A Flask endpoint for *table*: its name, unless that is taken or holds a dot."""
    name = path_of(table).replace(".", ":")
    return f"{name}:table" if name in {"admin", "console", "static"} else name


def prefix_of(model: type) -> str:
    """Where the pages of *model* begin: ``/admin/company``."""
    return f"/admin/{quote(path_of(outline_of(model)), safe='')}"


def path_of(table: Any) -> str:
    """The part of the URL that names *table*: ``company``, ``console.account``."""
    if path := table.info.get("path"):
        return str(path)
    if table.schema not in {None, DEFAULT_SCHEMA}:
        return f"{table.schema}.{table.name}"
    # Browsers walk up and down by dots, and another table may be called so by its schema.
    taken = table.schema is not None and table.name in table.metadata.tables
    if taken or table.name in {".", ".."}:
        return f"{DEFAULT_SCHEMA}.{table.name}"
    return str(table.name)
