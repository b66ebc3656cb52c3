"""Differences between models and database, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def sentences(diffs: Iterable[Any]) -> list[str]:
    """One line for each of *diffs*, as Alembic's ``as_diffs()`` gives them."""
    return list(_lines(diffs))


def _lines(diffs: Iterable[Any]) -> Iterator[str]:
    for diff in diffs:
        # Changes of one column come as a list of their own.
        if isinstance(diff, list):
            yield from _lines(diff)
        else:
            yield _line(*diff)


def _line(kind: str, *details: Any) -> str:
    verb, _, thing = kind.partition("_")
    words = f"{verb} {THINGS.get(thing, thing.replace('_', ' '))}"
    if thing in {"type", "nullable", "default", "comment"} and len(details) >= 3:
        return f"{words} of {_dotted(details[0], details[1], details[2])}"
    if thing == "column":
        return f"{words} {_dotted(details[0], details[1], details[2].name)}"
    if thing in {"table", "table_comment"}:
        return f"{words} {_dotted(details[0].schema, details[0].name)}"
    name = getattr(details[0], "name", None) or "without a name"
    table = getattr(details[0], "table", None)
    return f"{words} {name}" + (f" on {table.name}" if table is not None else "")


def _dotted(*names: str | None) -> str:
    return ".".join(name for name in names if name)


THINGS = {
    "fk": "foreign key",
    "ck": "check",
    "check": "check",
    "constraint": "constraint",
    "table_comment": "comment of table",
}
