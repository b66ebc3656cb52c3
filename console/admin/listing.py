"""The rows of a list: one statement for what is shown, one for each related table's words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import (
    keys,
    ordering,
    ported_cells,
    query,
    search,
    shapes,
    wording,
    wordsql,
)
from console.admin.columns import Column
from console.admin.filters import local_attribute
from console.admin.liststate import ListState
from console.direct import Direct
from console.models.db import db
from console.models.types import OWN

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


# Of each link: its column's name, where its words' parts are in a row, and how to say them.
Says = list[tuple[str, int, int, Any]]


@dataclass(slots=True)
class Row:
    """One row of a list: encoded key, values by column name, and its place in the order.

    *words* holds what the rows it links to are called, as far as the statement brought it.

    *entity* is there only where the view's own formatters or properties need it.
    """

    key: str
    values: dict[str, Any]
    place: tuple[Any, ...] = ()
    words: dict[str, str | None] = field(default_factory=dict)
    entity: Any | None = None


def narrowed(state: ListState, base: sa.Select[Any] | None = None) -> sa.Select[Any]:
    """Every row the state's search and filters leave, in no order, of what the viewer may see.

    *base* stands for the latter where nobody is signed in: in a terminal.
    """
    statement = query.base(state.view) if base is None else base
    return statement.where(*conditions(state))


def conditions(state: ListState) -> list[sa.ColumnElement[bool]]:
    """What the state's search and filters ask of a row."""
    if state.rejected:
        # A filter that could not be read must not widen the list to rows it meant to leave out.
        return [sa.false()]
    # Asked for the plan, the page and the number; making them takes longer than the frame.
    known: dict[str, Any] = state.__dict__
    if "_conditions" not in known:
        found = search.conditions(state.view, list(state.words))
        known["_conditions"] = found + [one.condition() for one in state.filters]
    return list(known["_conditions"])


def shaped(state: ListState) -> Sequence[Any] | shapes.Shape:
    """The conditions of :func:`conditions` with their shape, where they have one."""
    known: dict[str, Any] = state.__dict__
    if "_shape" not in known:
        if state.words and not state.filters and not state.rejected:
            form, values = search.foresight(state.view, state.words)
            known["_shape"] = shapes.foreseen(state.view, form, values, lambda: conditions(state))
        else:
            asked = conditions(state)
            known["_shape"] = shapes.shape_of(asked) or asked
    found: Sequence[Any] | shapes.Shape = known["_shape"]
    return found


def asking(
    state: ListState, make: Callable[[sa.Select[Any]], sa.Select[Any]]
) -> tuple[Direct, dict[str, Any]]:
    """What *make*, a function of a module, makes of :func:`narrowed`, and the values to run it.

    For viewers who see everything it is made once for all conditions of one shape.
    """
    view = state.view
    if not query.sees_all(view):
        return Direct(make(narrowed(state))), {}
    return shapes.kept(
        view, make, shaped(state), lambda c: Direct(make(query.base(view).where(*c)))
    )


def ordered(state: ListState, base: sa.Select[Any] | None = None) -> list[sa.Select[Any]]:
    """All rows of the state in its order: one statement for each segment of the order."""
    return [segment.apply(narrowed(state, base)) for segment in ordering.segments(state)]


def run(
    view: ConsoleView,
    statement: sa.Select[Any],
    columns: Sequence[Column],
    terms: Sequence[ordering.Term],
    backward: bool = False,
) -> list[Row]:
    """The rows of *statement*, with their places in the order that the *terms* make."""
    return fetch(prepare(view, statement, columns, terms, backward))[0]


@dataclass(frozen=True)
class Prepared:
    """A statement and how its rows are read: worked out once for lists that are asked often."""

    direct: Direct
    columns: Sequence[Column]
    names: list[str]  # of the values, which follow the key
    size: int  # columns of the key
    count: int  # terms of the order, which follow the values
    says: Says
    entities: bool
    counted: bool  # whether the number of all rows follows the terms


def prepare(
    view: ConsoleView,
    statement: sa.Select[Any],
    columns: Sequence[Column],
    terms: Sequence[ordering.Term],
    backward: bool = False,
    *,
    counted: bool = False,
) -> Prepared:
    """What to run for the *columns* of the rows of *statement*, which is cut to one page.

    *counted*: how many there are before the cut comes with them. That costs next to nothing
    where all of them have to be found to sort them, and every one of them where not.
    """
    size, count = len(view.mapper.primary_key), len(terms)
    if needs_entities(view, columns):
        wanted = statement.add_columns(*(term.place for term in terms))
        wanted = wanted.options(*query.unloaded(view.model))
        return Prepared(Direct(wanted), columns, [], size, count, [], True, False)
    picked = selected(view, columns)
    # A statement that names a column twice returns it once; labels keep every place.
    wanted = statement.with_only_columns(
        *(value.label(f"value_{i}") for i, value in enumerate(picked.values())),
        *(term.place.label(f"term_{i}") for i, term in enumerate(terms)),
        *([sa.func.count().over().label("found")] if counted else ()),
    )
    links = [column for column in columns if brings_words(column)]
    says: Says = []
    if links:
        raw = [t.expression.label(f"order_{i}") for i, t in enumerate(terms) if t.by_cast]
        inner = wanted.add_columns(*raw).subquery()
        order = [
            term.ordered(backward, inner.c[f"{'order' if term.by_cast else 'term'}_{i}"])
            for i, term in enumerate(terms)
        ]
        shown = list(inner.c)[: len(picked) + count + counted]
        wanted, says = _with_words(inner, shown, list(picked), links)
        wanted = wanted.order_by(*order)
    names = list(picked)[size:]
    return Prepared(Direct(wanted), columns, names, size, count, says, False, counted)


def fetch(
    prepared: Prepared, parameters: dict[str, Any] | None = None, *, within: int | None = None
) -> tuple[list[Row], int | None]:
    """The rows of a prepared statement, and how many there are in all where it tells that.

    *within* so many milliseconds, where no code of the view's own has to see whole rows.
    """
    size, count = prepared.size, prepared.count
    if prepared.entities:
        rows = db.session.execute(prepared.direct.statement, parameters).unique()
        columns = prepared.columns
        return [_from_entity(r[0], columns, tuple(r[1 : 1 + count])) for r in rows], None
    names, says = prepared.names, prepared.says
    values = size + len(names)
    end = values + count
    found = query.read(prepared.direct, parameters or {}, within=within)
    return [
        Row(
            keys.encode(r[:size]),
            dict(zip(names, r[size:values], strict=True)),
            r[values:end],
            {name: say(r[a:b]) for name, a, b, say in says} if says else {},
        )
        for r in found
    ], (found[0][end] if prepared.counted and found else None)


def brings_words(column: Column) -> bool:
    """Whether the words of the row a link points at can come with the list's own statement."""
    relationship = column.relationship
    if relationship is None or column.path:
        return False
    remote = {pair[1] for pair in relationship.local_remote_pairs}
    target: Any = relationship.mapper.class_
    return remote == set(keys.referable(target)) and wording.parts(target) is not None


def _with_words(
    inner: sa.Subquery, shown: Sequence[Any], picked: Sequence[str], links: Sequence[Column]
) -> tuple[sa.Select[Any], Says]:
    """Join the rows that *links* point at to the few rows of *inner*, a page of a list.

    Joined below the cut to a page, every row that is skipped on the way to a far page would be
    joined too.
    """
    outer = sa.select(*shown)
    says: Says = []
    width = len(shown)
    for column in links:
        assert column.relationship is not None
        target: Any = column.relationship.mapper.class_
        alias = orm.aliased(target)
        pairs = [
            (f"{column.name}.{local_attribute(column.owner, local).key}", remote)
            for local, remote in column.relationship.local_remote_pairs
        ]
        mapper = column.relationship.mapper
        condition = sa.and_(
            *(
                inner.c[f"value_{picked.index(name)}"]
                == getattr(alias, mapper.get_property_by_column(remote).key)
                for name, remote in pairs
            )
        )
        condition = sa.and_(condition, *keys.of_table(target, alias))
        rule = query.rule_on(alias, target)
        outer = outer.outerjoin(alias, condition if rule is None else sa.and_(condition, rule))
        key = [getattr(alias, attribute.key) for attribute in keys.primary_key(target)]
        parts = [getattr(alias, name) for name in wording.parts(target) or ()]
        brought = [*key, *parts]
        outer = outer.add_columns(*(c.label(f"words_{width + i}") for i, c in enumerate(brought)))
        says.append((column.name, width, width + len(brought), wordsql.sayer(target, len(key))))
        width += len(brought)
    return outer, says


def needs_entities(view: ConsoleView, columns: Sequence[Column]) -> bool:
    """Whether some column is a Python property or formatted by code that takes the row."""
    formatted = view.column_formatters or ()
    whole = any(c.is_property or c.path or c.name in formatted for c in columns)
    return whole or ported_cells.need_rows(view)


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
    return Row(keys.key_of(entity), values, place, entity=entity)


def link_keys(column: Column, rows: Sequence[Row]) -> list[tuple[Any, ...] | None]:
    """For each row the key that *column*, a link, refers to, if it refers to any."""
    relationship = column.relationship
    assert relationship is not None
    target: Any = relationship.mapper.class_
    order = list(keys.referable(target))
    own = (OWN,) if keys.of_table(target) else ()
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
        found.append(None if None in values else (*values, *own))
    return found


def link_words(
    column: Column, rows: Sequence[Row], wanted: Sequence[tuple[Any, ...] | None]
) -> list[str | None]:
    """For each row the words of what *column*, a link, refers to, in a statement if need be.

    ``None`` where it refers to nothing the viewer may see.
    """
    if rows and column.name in rows[0].words:
        return [row.words[column.name] for row in rows]
    assert column.target is not None
    distinct = list(dict.fromkeys(key for key in wanted if key is not None))
    found = query.related_words(column.target, distinct)
    return [found.get(key) if key is not None else None for key in wanted]
