"""Where a page leads back to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from flask import request

from console.security import safe_next

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

__all__ = ["back", "safe_next"]

# What a list is asked for just once, not each time one comes back to it.
ONCE = {"saved", "ask", "facets", "count"}


def back(view: ConsoleView) -> str:
    """The list of *view* as one left it: by the address (``url=``), else by the browser's word.

    From the address alone, not from a form: a column may be called ``url``.
    """
    default = view.link("list")
    return safe_next(request.args.get("url") or _came_from(default), default)


def _came_from(list_url: str) -> str | None:
    """The page of the list at *list_url* whose link was followed, where it was one.

    A list's rows do not say where they stand: a hundred times on a page, a deep one's address
    would be a fifth of it. Scripts add it to the link that is followed.
    """
    try:
        came = urlsplit(request.referrer or "")
        pairs = parse_qsl(came.query, keep_blank_values=True)
    except ValueError:
        return None
    if came.netloc != request.host or unquote(came.path) != unquote(list_url):
        return None
    kept = [pair for pair in pairs if pair[0] not in ONCE]
    return f"{list_url}?{urlencode(kept)}" if kept else list_url
