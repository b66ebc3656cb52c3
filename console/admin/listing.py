"""The rows of a list: one statement for what is shown, one for each related table's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import keys, ordering, query, search
from console.admin.columns import Column
from console.admin.filters import local_attribute
from console.admin.liststate import ListState
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


@dataclass(frozen=True)
class Row:
    """One row of a list: encoded key, values by column name, and its place in the order.

    *entity* is there only where the view's own formatters or properties need it.
    """

    key: str
    values: dict[str, Any]
    place: tuple[Any, ...] = ()
    entity: Any | None = None


def narrowed(state: ListState) -> sa.Select[Any]:
    """Every row the state's search and filters leave, in no order, of what the viewer may see."""
    statement = query.base(state.view)
    conditions = search.conditions(state.view, list(state.words))
    conditions += [one.condition() for one in state.filters]
    if state.rejected:
        # A filter that could not be read must not widen the list to rows it meant to leave out.
        conditions = [sa.false()]
    return statement.where(*conditions)


def ordered(state: ListState) -> list[sa.Select[Any]]:
    """All rows of the state in its order: one statement for each segment of the order."""
    return [segment.apply(narrowed(state)) for segment in ordering.segments(state)]


def run(
    view: ConsoleView, statement: sa.Select[Any], columns: Sequence[Column], terms: Sequence[Any]
) -> list[Row]:
    """The rows of *statement*, with the values of the *terms* they are sorted by."""
    size = len(view.mapper.primary_key)
    count = len(terms)
    if needs_entities(view, columns):
        wanted = statement.add_columns(*terms).options(*query.unloaded(view.model))
        found = db.session.execute(wanted).unique()
        return [_from_entity(r[0], columns, tuple(r[1 : 1 + count])) for r in found]
    picked = selected(view, columns)
    names = list(picked)[size:]
    labelled = [term.label(f"term_{i}") for i, term in enumerate(terms)]
    # A statement that names a column twice returns it once; labels keep every place.
    wanted = statement.with_only_columns(
        *(value.label(f"value_{i}") for i, value in enumerate(picked.values())), *labelled
    )
    return [
        Row(
            keys.encode(r[:size]),
            dict(zip(names, r[size : size + len(names)], strict=True)),
            tuple(r[size + len(names) :]),
        )
        for r in db.session.execute(wanted)
    ]


def needs_entities(view: ConsoleView, columns: Sequence[Column]) -> bool:
    """Whether some column is a Python property or formatted by code that takes the row."""
    return any(c.is_property or c.path or c.name in (view.column_formatters or ()) for c in columns)


def selected(view: ConsoleView, columns: Sequence[Column]) -> dict[str, Any]:
    """What to select: the key first, then every table column the shown columns need."""
    picked = {f"key:{i}": a for i, a in enumerate(keys.primary_key(view.model))}
    for column in columns:
        if column.relationship is None:
            picked[column.name] = column.attribute
        else:
            for local in column.columns:
                attribute = local_attribute(column.owner, local)
                picked[f"{column.name}.{attribute.key}"] = attribute
        if unit := unit_of(column):
            picked[unit] = getattr(column.owner, unit)
    return picked


def unit_of(column: Column) -> str | None:
    """The attribute that holds the currency of an amount, where the table has one."""
    from console.admin.kinds import Kind

    if column.kind is not Kind.MONEY or column.path:
        return None
    named = column.columns[0].info.get("currency") if column.columns else None
    attributes = orm.class_mapper(column.owner).column_attrs
    return named or ("currency_code" if "currency_code" in attributes else None)


def _from_entity(entity: Any, columns: Sequence[Column], place: tuple[Any, ...]) -> Row:
    values: dict[str, Any] = {}
    for column in columns:
        if column.relationship is not None and not column.path:
            for local in column.columns:
                attribute = local_attribute(column.owner, local)
                values[f"{column.name}.{attribute.key}"] = getattr(entity, attribute.key)
            continue
        value = entity
        for part in column.name.split("."):
            value = getattr(value, part, None)
        values[column.name] = value() if callable(value) else value
        if unit := unit_of(column):
            values[unit] = getattr(entity, unit)
    return Row(keys.key_of(entity), values, place, entity)


def link_keys(column: Column, rows: Sequence[Row]) -> list[tuple[Any, ...] | None]:
    """For each row the key that *column*, a link, refers to; ``None`` where it refers to nothing."""
    relationship = column.relationship
    assert relationship is not None
    order = list(relationship.mapper.primary_key)
    pairs = relationship.local_remote_pairs
    if {remote for _, remote in pairs} != set(order):
        return [None] * len(rows)
    names = {
        order.index(remote): f"{column.name}.{local_attribute(column.owner, local).key}"
        for local, remote in pairs
    }
    found = []
    for row in rows:
        values = tuple(row.values[names[i]] for i in range(len(order)))
        found.append(None if None in values else values)
    return found


def words_by_link(
    columns: Sequence[Column], rows: Sequence[Row]
) -> dict[str, dict[tuple[Any, ...], str]]:
    """For each link among *columns*, the words of the rows it refers to: a statement each."""
    found = {}
    for column in columns:
        if column.target is not None and not column.path:
            wanted = {key: None for key in link_keys(column, rows) if key is not None}
            found[column.name] = query.related_words(column.target, list(wanted))
    return found
