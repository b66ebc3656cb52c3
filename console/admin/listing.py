"""The rows of a list: one statement for what is shown, one for each related table's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import keys, query, search
from console.admin.columns import Column
from console.admin.filters import local_attribute
from console.admin.liststate import ListState, sortable
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


@dataclass(frozen=True)
class Row:
    """One row of a list: its encoded key and its values by column name.

    *entity* is there only where the view's own formatters or properties need it.
    """

    key: str
    values: dict[str, Any]
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


def ordered(statement: sa.Select[Any], state: ListState) -> sa.Select[Any]:
    """*statement* in the state's order, the key appended so that the order is total."""
    view = state.view
    for name, descending in state.sort or default_sort(view):
        column = sortable(view).get(name) or Column(view.model, name)
        statement, terms = _order_terms(statement, column, name)
        for term in terms:
            statement = statement.order_by(term.desc().nulls_last() if descending else term)
    # The key follows the direction of the first column, so that one index can serve both.
    backwards = bool((state.sort or default_sort(view) or (("", False),))[0][1])
    for attribute in keys.primary_key(view.model):
        statement = statement.order_by(attribute.desc() if backwards else attribute.asc())
    return statement


def default_sort(view: ConsoleView) -> tuple[tuple[str, bool], ...]:
    """The view's ``column_default_sort`` in one shape: name, descending."""
    chosen = view.column_default_sort
    if not chosen:
        return ()
    if isinstance(chosen, str):
        return ((chosen, False),)
    if isinstance(chosen, tuple) and isinstance(chosen[-1], bool):
        return ((_name(chosen[0]), chosen[1]),)
    return tuple((_name(one[0]), bool(one[1])) for one in chosen)


def _name(attribute: Any) -> str:
    return attribute if isinstance(attribute, str) else str(attribute.key)


def _order_terms(
    statement: sa.Select[Any], column: Column, name: str
) -> tuple[sa.Select[Any], list[Any]]:
    """What to order by for *column*, with the joins it needs."""
    view_sort = None
    entity: Any = column.model
    for step in column.path:
        alias = orm.aliased(step.mapper.class_)
        statement = statement.outerjoin(alias, getattr(entity, step.key))
        entity = alias
    if column.relationship is None:
        return statement, [view_sort or getattr(entity, column.leaf)]
    target = column.relationship.mapper.class_
    word = sort_word(target)
    if word is None:
        locals_ = [local_attribute(column.owner, c) for c in column.columns]
        return statement, list(locals_)
    alias = orm.aliased(target)
    statement = statement.outerjoin(alias, getattr(entity, column.leaf))
    return statement, [getattr(alias, word)]


def sort_word(model: type) -> str | None:
    """The column by which rows of *model* are put in order of their words."""
    from console.admin.registry import view_for

    view = view_for(model)
    chosen = default_sort(view) if view else ()
    if chosen and "." not in chosen[0][0] and not chosen[0][1]:
        attribute = orm.class_mapper(model).column_attrs.get(chosen[0][0])
        return attribute.key if attribute is not None else None
    return None


def fetch(state: ListState, columns: Sequence[Column], *, extra: int = 1) -> list[Row]:
    """The rows of the state's page and *extra* more, so that the caller knows whether more follow."""
    view = state.view
    statement = ordered(narrowed(state), state)
    statement = statement.limit(state.per_page + extra).offset((state.page - 1) * state.per_page)
    if needs_entities(view, columns):
        entities = db.session.scalars(statement.options(*query.unloaded(view.model))).unique()
        return [_from_entity(view, entity, columns) for entity in entities]
    picked = selected(view, columns)
    found = db.session.execute(statement.with_only_columns(*picked.values())).all()
    size = len(view.mapper.primary_key)
    names = list(picked)[size:]
    return [Row(keys.encode(r[:size]), dict(zip(names, r[size:], strict=True))) for r in found]


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


def _from_entity(view: ConsoleView, entity: Any, columns: Sequence[Column]) -> Row:
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
    return Row(keys.key_of(entity), values, entity)


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
