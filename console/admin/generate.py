"""Model and options in, view class out. Pure: reads the mapping, touches no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import rights
from console.admin.kinds import Kind, kind_of
from console.admin.mapping import outline_of, table_of
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
        "can_create": is_open_to(model, rights.INSERT),
        "can_edit": is_open_to(model, rights.UPDATE),
        "can_delete": is_open_to(model, rights.DELETE),
    }


def is_open_to(model: type, privilege: str) -> bool:
    """Whether rows of *model* can be written, and the console's role may do so."""
    return not is_read_only(model) and not rights.is_denied(model, privilege)


def is_read_only(model: type) -> bool:
    """Whether *model* is mapped on something that rows cannot be written to."""
    return bool(outline_of(model).info.get("is_view", False))


def searchable(model: type) -> tuple[str, ...]:
    """Text columns worth searching.

    Those with a trigram index, where there are any: one column without would make the search
    read the whole table. Else those people know rows by.
    """
    table = orm.class_mapper(model).local_table
    texts = {
        prop.columns[0].name: prop.key
        for prop in orm.class_mapper(model).column_attrs
        if kind_of(prop.columns[0]).textual
        and isinstance(prop.columns[0], sa.Column)
        and not is_generated(prop.columns[0])
    }
    trigram = {c.name for index in indexes(table) if has_trigrams(index) for c in index.columns}
    if chosen := tuple(key for name, key in texts.items() if name in trigram):
        return chosen
    plain = {name: key for name, key in texts.items() if not table.c[name].foreign_keys}
    known = unique_columns(table) | set(NATURAL_NAMES)
    return tuple([k for n, k in plain.items() if n in known] or list(plain.values())[:2])


def indexes(table: Any) -> list[sa.Index]:
    """The indexes that the model declares; none for what is no table."""
    return list(getattr(table, "indexes", ()))


def has_trigrams(index: sa.Index) -> bool:
    operators = index.dialect_options["postgresql"].get("ops") or {}
    return any("trgm" in str(name) for name in operators.values())


def unique_columns(table: Any) -> set[str]:
    """Columns that are part of a key or of a unique constraint."""
    keys = (sa.UniqueConstraint, sa.PrimaryKeyConstraint)
    constraints = getattr(table, "constraints", ())
    return {column.name for one in constraints if isinstance(one, keys) for column in one.columns}


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
    return leading_columns_of(table_of(model))


def leading_columns_of(table: Any) -> set[str]:
    ordinary = [
        index
        for index in indexes(table)
        if index.dialect_options["postgresql"].get("using") in {False, None, "btree", ""}
    ]
    keys = (sa.UniqueConstraint, sa.PrimaryKeyConstraint)
    constraints = [c for c in getattr(table, "constraints", ()) if isinstance(c, keys)]
    found = [next(iter(one.columns), None) for one in (*ordinary, *constraints)]
    return {column.name for column in found if column is not None}
