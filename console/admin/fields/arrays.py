"""PostgreSQL's array notation, read and written (PostgreSQL manual, 8.15.6)."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'\s*(?:([{},])|"((?:[^"\\]|\\.)*)"|((?:[^"\\{},]|\\.)+))\s*', re.DOTALL)
# Array text with other lower bounds than 1 begins so: [0:2]={a,b,c}
_BOUNDS = re.compile(r"\[[-+\d:\]\[]+\]\s*=\s*\{")
DEEPEST = 6  # PostgreSQL's own limit of dimensions


def is_literal(text: str) -> bool:
    """Whether *text* is meant as array notation rather than as lines."""
    bare = text.strip()
    return bool(bare.endswith("}") and (bare.startswith("{") or _BOUNDS.match(bare)))


def read(text: str) -> list[Any] | None:
    """The elements of ``{a,"b c",NULL}`` as texts, ``None`` for NULL, lists within lists.

    ``None`` when *text* is no such notation or has bounds of its own.
    """
    found: list[list[Any]] = [[]]
    place, expected = 0, True  # whether an element may come now
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        place = match.end()
        sign, quoted, bare = match.groups()
        if sign == "{" and expected and len(found) <= DEEPEST:
            found.append([])
        elif sign == "}" and len(found) > 1 and (not expected or not found[-1]):
            closed = found.pop()
            found[-1].append(closed)
            expected = False
        elif sign == "," and not expected and len(found) > 1:
            expected = True
        elif sign is None and expected and len(found) > 1:
            found[-1].append(_element(quoted, bare))
            expected = False
        else:
            return None
    if len(found) != 1 or len(found[0]) != 1:
        return None
    return found[0][0]  # type: ignore[no-any-return]


def _element(quoted: str | None, bare: str | None) -> str | None:
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
    assert bare is not None
    if bare.strip().upper() == "NULL":
        return None
    return re.sub(r"\\(.)", r"\1", bare.rstrip(), flags=re.DOTALL)


def write(elements: list[Any]) -> str:
    """*elements* in array notation, every text quoted."""
    return "{" + ",".join(map(_written, elements)) + "}"


def _written(element: Any) -> str:
    if element is None:
        return "NULL"
    if isinstance(element, list):
        return write(element)
    text = str(element).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def lines(text: str) -> list[str] | None:
    """The elements of an array, if each can stand on a line of its own and is known again there."""
    found = read(text)
    if found is None or is_literal("\n".join(str(one) for one in found)):
        return None
    for one in found:
        if not isinstance(one, str) or not one.strip() or re.search(r"[\r\n]", one):
            return None
    return found
