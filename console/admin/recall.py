"""What an application remembers of its database for a while: sizes and statistics change slowly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

Found = TypeVar("Found")


def recalled(store: str, key: Any, seconds: float, find: Callable[[], Found]) -> Found:
    """What *find* has said about *key* within so many *seconds*; it is asked where that is over."""
    known: dict[Any, tuple[float, Found]] = current_app.extensions.setdefault(store, {})
    if key not in known or known[key][0] < time.monotonic():
        found = find()
        known[key] = (time.monotonic() + seconds, found)
    return known[key][1]
