"""Model and options in, view class out. Pure: reads the mapping, touches no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import orm

from console.admin.kinds import Kind, kind_of
from console.admin.registry import options_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

LIST_COLUMNS = 8
# What a list leaves to the details page unless someone asks for it.
WIDE = {Kind.LONGTEXT, Kind.JSON, Kind.BYTES, Kind.ARRAY}
# Columns by which people know a row, most telling first.
NATURAL_NAMES = ("name", "title", "number", "code", "email", "label", "subject", "sku")


def view_class(model: type) -> type[ConsoleView]:
    """Lay *model*'s own options over the defaults its mapping implies."""
    from console.admin.view import ConsoleView

    generated = type("Generated", (), defaults(model))
    options = options_of(model)
    bases = (options, generated, ConsoleView) if options else (generated, ConsoleView)
    return type(f"{model.__name__}View", bases, {})


def defaults(model: type) -> dict[str, Any]:
    """The options that *model*'s mapping implies."""
    return {
        "category": getattr(model, "__category__", None),
        "column_searchable_list": searchable(model),
        "column_default_sort": default_sort(model),
        # Views and tables without a key of their own are shown, never written.
        "can_create": not is_read_only(model),
        "can_edit": not is_read_only(model),
        "can_delete": not is_read_only(model),
    }


def is_read_only(model: type) -> bool:
    """Whether *model* is mapped on something that rows cannot be written to."""
    return bool(orm.class_mapper(model).local_table.info.get("is_view", False))


def searchable(model: type) -> tuple[str, ...]:
    """Text columns worth searching: those with an index, else those people know rows by."""
    mapper = orm.class_mapper(model)
    indexed = {column.name for index in mapper.local_table.indexes for column in index.columns} | {
        column.name for column in mapper.primary_key
    }
    for constraint in mapper.local_table.constraints:
        if type(constraint).__name__ == "UniqueConstraint":
            indexed |= {column.name for column in constraint.columns}
    texts = [
        prop
        for prop in mapper.column_attrs
        if kind_of(prop.columns[0]).textual
        and not prop.columns[0].foreign_keys
        and not is_generated(prop.columns[0])
    ]
    chosen = [p.key for p in texts if p.columns[0].name in indexed or p.key in NATURAL_NAMES]
    return tuple(chosen or [p.key for p in texts[:2]])


def is_generated(column: Any) -> bool:
    """Whether the database computes *column*."""
    return getattr(column, "computed", None) is not None


def default_sort(model: type) -> Any:
    """Newest first where rows carry their time of creation, else by name, else by key."""
    names = {prop.key for prop in orm.class_mapper(model).column_attrs}
    indexed = leading_columns(model) & names
    for name in ("name", "title"):
        if name in indexed:
            return name
    if "created_at" in indexed:
        return ("created_at", True)
    return next((name for name in NATURAL_NAMES if name in indexed), None)


def leading_columns(model: type) -> set[str]:
    """Columns an ordinary index starts with, so that sorting by them needs no sort."""
    table = orm.class_mapper(model).local_table
    found = {
        next(iter(index.columns)).name
        for index in table.indexes
        if len(index.columns)
        and index.dialect_options["postgresql"].get("using") in {False, None, "btree", ""}
    }
    found |= {
        next(iter(c.columns)).name
        for c in table.constraints
        if type(c).__name__ in {"UniqueConstraint", "PrimaryKeyConstraint"} and len(c.columns)
    }
    return found
