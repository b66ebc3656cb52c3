"""What SQLAlchemy knows of a model, with the types that its own accessors leave open."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import orm


def mapper_of(model: type) -> orm.Mapper[Any]:
    """The mapper of *model*; ``UnmappedClassError`` where it has none."""
    return orm.class_mapper(model)


def table_of(model: type) -> sa.Table:
    """The table that *model* is mapped on; for a model on a subquery, what stands in for one."""
    return cast("sa.Table", orm.class_mapper(model).local_table)


def is_keyless(model: type) -> bool:
    """Whether nothing tells the rows of *model* apart: two of a view's may look the same."""
    return bool(table_of(model).info.get("key") == "all")
