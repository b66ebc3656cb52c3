"""What columns are called in URLs, so that no name of theirs is taken for one of the console's."""

from __future__ import annotations

from collections.abc import Collection

# Words of the list's own URL: a column of such a name always carries its operator.
RESERVED = frozenset(
    {
        "search",
        "sort",
        "page",
        "per_page",
        "columns",
        "url",
        "id",
        "saved",
        "after",
        "before",
        "rows",
        "format",
        "for",
        "ask",
        "facets",
        "csrf_token",
        "count",
    }
)
# What else the address of a form for a new row carries.
OF_FORMS = frozenset({"url", "id", "popup", "field", "words"})
OPERATORS = frozenset("eq ne null set contains lacks starts empty ge gt le lt period has".split())


def parameter_of(name: str) -> str:
    """What equality with the column *name* is called in the URL of a list."""
    return f"{name}__eq" if name in RESERVED or _reads_as_operator(name) else name


def prefill_of(name: str) -> str:
    """What the value of the column *name* is called in the URL of a form for a new row."""
    return f"{name}__eq" if name in OF_FORMS else name


def _reads_as_operator(name: str) -> bool:
    """Whether *name* could be another column's name with an operator."""
    start, separator, end = name.rpartition("__")
    return bool(start and separator and end in OPERATORS)


def asked(parameter: str, allowed: Collection[str]) -> tuple[str, str]:
    """Column and operator that *parameter* names, of the columns *allowed*."""
    name, separator, operator = parameter.rpartition("__")
    if separator and name in allowed and operator in OPERATORS:
        return name, operator
    if parameter in allowed or not separator:
        return parameter, "eq"
    return name, operator
