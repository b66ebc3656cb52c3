"""What rows of a reflected table are called: by their name where they have one, else by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from console.admin import naming
from console.admin.generate import NATURAL_NAMES
from console.adopt import names
from console.adopt.relationships import Plan

# A column of several tables that only English people call so.
ENGLISH = frozenset(
    "name title description address price quantity amount first_name last_name created_at "
    "updated_at customer_id user_id order_id product_id city country street phone date status "
    "last_update start_date end_date notes comment language category".split()
)
# Enough of a person, in the order they are said.
PERSONS = (("first_name", "last_name"), ("firstname", "lastname"), ("given_name", "family_name"))


def chooser(plans: Mapping[sa.Table, Plan]) -> Callable[[Plan], dict[str, Any]]:
    """A function that gives the class of a plan its words; plurals only where people say them."""
    given = all_labels(plans, english=is_english(plans))
    return lambda plan: {
        "__labels__": given[plan.table],
        "__category__": None if plan.relation.is_default else plan.relation.schema,
        "__str__": says(telling(plan)),
    }


def is_english(tables: Iterable[sa.Table]) -> bool:
    """Whether the people who named the columns of *tables* spoke English."""
    found = [{column.name.lower() for column in table.columns} for table in tables]
    speaking = [columns & ENGLISH for columns in found if columns & ENGLISH]
    return len(set().union(*speaking)) > 1 and 4 * len(speaking) >= len(found)


def all_labels(tables: Iterable[sa.Table], *, english: bool) -> dict[sa.Table, tuple[str, str]]:
    """What rows of each table are called: no two tables of a schema are called the same."""
    found = {table: labels(table.name, english=english) for table in tables}
    shared = Counter((table.schema, many.casefold()) for table, (_one, many) in found.items())
    for table, (_one, many) in found.items():
        if shared[table.schema, many.casefold()] > 1:
            # As SQL writes it: pages begin every name with a capital.
            name = table.name if table.name == table.name.lower() else f'"{table.name}"'
            found[table] = (name, name)
    return found


def labels(table: str, *, english: bool) -> tuple[str, str]:
    """What one row and what many rows of *table* are called."""
    words = naming.spaced(table) if names.is_plain(table) else table
    last = words.split()[-1] if words.split() else ""
    if english and names.is_plain(table) and last.isalpha() and len(last) > 2:
        return naming.guessed(table)
    return words or table, words or table


def pluralizer(*, english: bool) -> Callable[[str], str]:
    """A function that gives the name of a table for many of its rows."""
    return lambda table: labels(table, english=english)[1].replace(" ", "_") if english else table


def telling(plan: Plan) -> tuple[str, ...]:
    """The attributes that say most about a row."""
    texts = {
        column.name.lower(): attribute
        for attribute, column in plan.attributes.items()
        if isinstance(column.type, sa.String) and not column.system
    }
    for natural in NATURAL_NAMES[:2]:
        if natural in texts:
            return (texts[natural],)
    for person in PERSONS:
        if all(part in texts for part in person):
            return tuple(texts[part] for part in person)
    plain = {name: one for name, one in texts.items() if not plan.attributes[one].foreign_keys}
    wanted = [name for name in NATURAL_NAMES if name in plain]
    wanted += [name for name in plain if name.endswith("name")]
    wanted += [name for name in plain if name.endswith(("title", "label", "code", "number"))]
    nominal = [(name, one) for name, one in plan.attributes.items() if one.primary_key]
    key = [name for name, one in nominal if not one.system] or [name for name, _one in nominal]
    return (plain[wanted[0]],) if wanted else tuple(key)


def says(attributes: tuple[str, ...]) -> Callable[[Any], str]:
    """A ``__str__`` of the values of *attributes*."""
    if len(attributes) == 1:
        (one,) = attributes
        return lambda row: _text(getattr(row, one))
    return lambda row: names.values(row, attributes)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
