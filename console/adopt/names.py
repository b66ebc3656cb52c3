"""Names that Python, SQLAlchemy and URLs can live with, for whatever a database calls things."""

from __future__ import annotations

import functools
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any

from console.admin import naming

# Beside Python's own words and those of every model: what declarative models need themselves.
RESERVED = frozenset({"metadata", "registry"})
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
# How a column says that it refers: "customer_id", "customerId", "CUSTOMER_CODE".
_REFERS = re.compile(r"(?<=.)(_(id|code|key|fk|uuid|uid|no|nr|pk)|Id|ID)$", re.IGNORECASE)


@functools.cache
def _members(base: type) -> frozenset[str]:
    return frozenset(dir(base))


class Names:
    """Gives out names, none of them twice and none that *taken* holds."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def give(self, *wanted: str) -> str:
        """The first of *wanted* that is free, else the last one with a number."""
        number = 2
        found = next((name for name in wanted if name not in self._taken), None)
        while found is None or found in self._taken:
            found, number = f"{wanted[-1].rstrip('_')}_{number}", number + 1
        self._taken.add(found)
        return found


def attribute(name: str, base: type) -> str:
    """*name* of a column as an attribute of a class that extends *base*."""
    safe = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name))
    safe = safe if safe.strip("_") else f"column{safe}"
    # An underscore in front hides a field from its form, and two are Python's own.
    if not safe.isidentifier() or safe.startswith("_"):
        safe = f"column_{safe.lstrip('_')}"
    taken = keyword.iskeyword(safe) or safe in RESERVED or safe in _members(base)
    return f"{safe}_" if taken else safe


def link(
    columns: Collection[str], attributes: Collection[str], target: str, base: type
) -> tuple[str, ...]:
    """What a link over *columns* may be called in a class that extends *base*, best name first."""
    if len(attributes) == 1:
        (own,), (column,) = attributes, columns
        short = attribute(_REFERS.sub("", own), base)
        # "manager" refers by that very name: the link is the row behind it.
        return (short, f"{own}_row") if _REFERS.search(column) else (f"{own}_row",)
    return target, f"{target}_by_{'_'.join(attributes)}"


def class_name(name: str) -> str:
    """*name* of a table as a class is called: ``SalesOrder``."""
    parts = re.split(r"[\W_]+", unicodedata.normalize("NFKC", name))
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    return joined if joined.isidentifier() and not keyword.iskeyword(joined) else f"Table{joined}"


def is_plain(name: str) -> bool:
    """Whether *name* reads as words once its underscores are gone."""
    return _PLAIN.fullmatch(name) is not None


def label(name: str) -> str:
    """What a column is called on pages: words where its name is made of some, else its name."""
    return naming.capital(naming.spaced(name)) if is_plain(name) else name


def labels(names: Iterable[str]) -> dict[str, str]:
    """A label for each of *names*, none of them twice."""
    found: dict[str, str] = {}
    by_label: dict[str, list[str]] = {}
    for name in names:
        by_label.setdefault(shortened(name).casefold(), []).append(name)
    for same in by_label.values():
        for name in same:
            found[name] = label(name) if len(same) == 1 else name
    return found


def shortened(name: str) -> str:
    """The label as `naming.label_id` makes it, for names that refer."""
    return label(name[:-3] if name.endswith("_id") and len(name) > 3 else name)


def path(table: str, schema: str, *, is_default: bool) -> str:
    """What stands for a table in URLs, before it is percent-encoded."""
    return table if is_default and "." not in table else f"{schema}.{table}"


def values(row: Any, names: Iterable[str]) -> str:
    """The values of *names* that *row* has, as one text."""
    return " ".join(str(v) for v in (getattr(row, name) for name in names) if v is not None)
