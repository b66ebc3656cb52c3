"""The application as Flask knows it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from flask import Flask


class Console(Flask):
    """Flask, which looks only once at each function whether it is a coroutine's."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """*func*, run in an event loop if it needs one: asked of a dozen for each request."""
        return super().ensure_sync(func) if _is_coroutine(func) else func


@functools.lru_cache(maxsize=4096)
def _is_coroutine(func: Callable[..., Any]) -> bool:
    return inspect.iscoroutinefunction(func)
