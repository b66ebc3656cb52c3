"""What a person picked lately, by the cookie that the picker's script keeps.

It holds keys and nothing else: ``company:12:7|country:PL``, the latest first. Whoever reads it here
asks for the rows as for any others, so that a key opens nothing that was not open before.
"""

from __future__ import annotations

from urllib.parse import unquote

from flask import request

COOKIE = "recent"
MOST = 5  # rows of one table
LONGEST = 2_000  # characters


def keys_of(table: str) -> list[str]:
    """The encoded keys of the rows of *table* that were picked lately, as the cookie has them."""
    text = request.cookies.get(COOKIE, "")
    if len(text) > LONGEST:
        return []
    for part in text.split("|"):
        name, *found = part.split(":")
        if unquote(name) == table:
            return [unquote(key) for key in found[:MOST] if key]
    return []
