"""The menu: tables grouped by subject, those the viewer may read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _

from console.admin import naming, registry

# Groups come in this order; others follow by name, the console's own tables last.
LAST = ("Reference", "Administration")


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"console_menu": groups})


def groups() -> list[dict[str, Any]]:
    """The menu as groups of ``{label, key, items}``; an item has ``label, url, active``."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for view in registry.views().values():
        if view.may_read and view.is_visible():
            found[view.category or "Data"].append(_item(view))
    return [
        {
            "label": _(name),
            "key": name.lower(),
            "items": sorted(found[name], key=lambda item: str(item["label"]).casefold()),
        }
        for name in sorted(found, key=lambda name: (name in LAST and LAST.index(name) + 1, name))
    ]


def _item(view: Any) -> dict[str, Any]:
    endpoint = (request.endpoint or "").rpartition(".")[0]
    return {
        "label": naming.title(view.model),
        "url": view.link("list"),
        "active": endpoint == view.endpoint,
        "icon": getattr(view, "menu_icon_value", None),
    }
