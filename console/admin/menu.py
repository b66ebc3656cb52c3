"""The menu: tables grouped by subject, those the viewer may read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _

from console.admin import naming, registry, routes
from console.auth import Permission, allowed
from console.i18n import sort_key
from console.models.labels import N_

# Groups come in this order; others follow by name, the console's own tables last.
LAST = ("Reference", "Administration")


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"console_menu": groups, "console_here": here})


def groups() -> list[dict[str, Any]]:
    """The menu as groups of ``{label, key, items}``; an item has ``label, url, icon``."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for model in registry.views():
        if allowed(Permission.READ, model) and _is_visible(model):
            found[category_of(model)].append(_item(model))
    return [
        {
            "label": _(name),
            "key": name.lower(),
            "items": sorted(found[name], key=lambda item: sort_key(item["label"])),
        }
        for name in sorted(found, key=lambda name: (name in LAST and LAST.index(name) + 1, name))
    ]


def here() -> str | None:
    """The menu's entry that the page at hand belongs to, by its URL."""
    view = routes.current_view()
    if view is not None:
        return f"{view.prefix}/"
    return "/admin/" if request.endpoint == "admin.index" else None


def category_of(model: type) -> str:
    """The subject under which *model* stands: its options' word, else its own."""
    options = registry.options_of(model)
    own = getattr(options, "category", None) or getattr(model, "__category__", None)
    return str(own or N_("Data"))


def _is_visible(model: type) -> bool:
    options = registry.options_of(model)
    return not hasattr(options, "is_visible") or registry.views()[model].is_visible()


def _item(model: type) -> dict[str, Any]:
    return {
        "label": naming.title(model),
        "url": f"{registry.prefix_of(model)}/",
        "icon": getattr(registry.options_of(model), "menu_icon_value", None),
    }
