"""What SQLAlchemy knows of a model, with the types that its own accessors leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import orm

from console.models import waiting

# Asked for by this name, a model that was read from a database maps its links to others.
LINKED = "__linked__"


def mapper_of(model: type) -> orm.Mapper[Any]:
    """The mapper of *model*; ``UnmappedClassError`` where it has none."""
    # A model that was read from a database is mapped by whoever first asks for this attribute.
    hasattr(model, LINKED)
    return orm.class_mapper(model)


def is_mapped(model: type) -> bool:
    """Whether *model* is mapped by now: one that was read from a database waits for its use."""
    return "__mapper__" in vars(model)


@dataclass(frozen=True)
class Foreshadowed:
    """A link of a model that was read from a database, as it will be mapped when it is used.

    *pairs* are attribute names: ours, and those of *target* that ours have to equal.
    """

    name: str
    target: type
    pairs: tuple[tuple[str, str], ...]
    label: str


def foreshadowed(model: type) -> dict[str, Foreshadowed] | None:
    """The links of *model* by name, where they are known without mapping anything."""
    drafted = vars(model).get("__drafted__")
    return None if drafted is None else drafted.foreshadowed(vars(model)["__table__"])


def table_of(model: type) -> sa.Table:
    """The table that *model* is mapped on; for a model on a subquery, what stands in for one."""
    own = vars(model).get("__table__")
    return cast("sa.Table", orm.class_mapper(model).local_table if own is None else own)


def outline_of(model: type) -> Any:
    """As :func:`table_of`; of a class that waits to be declared, what is known without that.

    Either has ``name``, ``schema``, ``fullname``, ``comment``, ``info`` and, by name, ``columns``.
    """
    return waiting.outline_of(model) or table_of(model)


def is_keyless(model: type) -> bool:
    """Whether nothing tells the rows of *model* apart: two of a view's may look the same."""
    return bool(table_of(model).info.get("key") == "all")
