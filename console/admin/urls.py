"""Where a page leads back to."""

from __future__ import annotations

from flask import request

from console.security import safe_next

__all__ = ["back_to", "safe_next"]


def back_to(default: str) -> str:
    """The list one came from (``url=``), if it is on this site, else *default*."""
    return safe_next(request.values.get("url"), default)
