"""Reading lists by their links: what tests of order and paging ask hundreds of times."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from werkzeug.test import TestResponse

from tests.pages import soup

_ROW = re.compile(r'class="row-link" href="[^"?]*\?id=([^"&]*)')


def keys_of(page: TestResponse) -> list[str]:
    """The keys of the rows that a list shows, in its order."""
    return [unquote(html.unescape(key)) for key in _ROW.findall(page.text)]


def link(page: TestResponse, rel: str) -> str | None:
    """Where the list's ``next``, ``prev``, ``first`` or ``last`` leads; ``None`` for nowhere."""
    found = re.search(f'rel="{rel}" href="([^"]*)"', page.text)
    return html.unescape(found[1]) if found else None


def pills(page: TestResponse) -> list[str]:
    """The search and the filters in force, in words."""
    found = soup(page).select(".list-state .pill")
    return [" ".join(one.get_text(" ").replace("×", "").split()) for one in found]


def state(page: TestResponse) -> str:
    """How many rows there are, as the list says it."""
    found = soup(page).select_one(".list-state strong")
    return " ".join(found.get_text(" ").split()) if found else ""
