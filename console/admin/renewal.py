"""Other models while the console runs: everything that was made of the old ones is made anew."""

from __future__ import annotations

import functools
import sys

from flask import Flask

from console import chrome
from console.admin import counting, registry, searchindexes, spread, ties

# What an application remembers of its tables.
_STORES = (
    counting.SIZES_KEPT,
    counting.ROUGHLY_KEPT,
    searchindexes.STORE,
    searchindexes.SIZES,
    spread.STORE,
    ties.STORE,
)


def renew(app: Flask) -> None:
    """Serve what `registry.all_models` says now; requests that are under way end as they began."""
    old = registry.views(app)
    app.extensions[registry.EXTENSION] = type(old)(registry.all_models(app), old.admin)
    for store in _STORES:
        app.extensions.pop(store, None)
    app.extensions[chrome.CACHE].clear()
    _forget()


def _forget() -> None:
    """Let go of what functions remember of single models, so that the old ones can leave."""
    rooms = [module for name, module in sys.modules.items() if name.startswith("console.admin.")]
    for room in rooms:
        for value in list(vars(room).values()):
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()
