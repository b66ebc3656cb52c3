"""Which models there are, how each differs, and the view that shows it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import current_app

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

_options: dict[type, type] = {}
EXTENSION = "console.views"


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


def all_models() -> list[type]:
    """Every mapped model, the project's and the console's own, by table name."""
    from console.auth.models import ConsoleBase
    from console.models.db import db

    registries = (db.Model.registry, ConsoleBase.registry)
    models = {mapper.class_ for registry in registries for mapper in registry.mappers}
    return sorted(models, key=lambda model: str(model.__table__.fullname))


def views() -> dict[type, ConsoleView]:
    """The current application's views by model."""
    found: dict[type, ConsoleView] = current_app.extensions[EXTENSION]
    return found


def view_for(model: type | None) -> ConsoleView | None:
    """The view that shows *model*, if it has one."""
    return views().get(model) if model else None


def endpoint_of(table: Any) -> str:
    """A Flask endpoint for *table*: its name, unless that is taken or holds a dot."""
    name = table.name if table.schema is None else f"{table.schema}:{table.name}"
    name = name.replace(".", ":")
    return f"{name}:table" if name in {"admin", "console", "static"} else name


def path_of(table: Any) -> str:
    """The part of the URL that names *table*: ``company``, ``console.account``."""
    return str(table.name if table.schema is None else f"{table.schema}.{table.name}")
