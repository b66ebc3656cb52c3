"""Foreign keys as a form sees them: which columns refer to which columns of which model."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import columns, keys, query, registry
from console.admin.mapping import foreshadowed, is_mapped, mapper_of, table_of
from console.auth import current_account, row_rule
from console.models import waiting
from console.models.db import db
from console.models.types import OWN


@dataclass(frozen=True)
class Link:
    """A reference from rows of *model* to one row of *target*.

    *pairs* are attribute names: ours, and theirs that ours has to equal.
    """

    model: type
    name: str
    target: type
    pairs: tuple[tuple[str, str], ...]

    @functools.cached_property
    def local(self) -> tuple[str, ...]:
        return tuple(ours for ours, _theirs in self.pairs)

    @functools.cached_property
    def columns(self) -> tuple[Any, ...]:
        """Our columns."""
        attributes = orm.class_mapper(self.model).column_attrs
        return tuple(attributes[name].columns[0] for name in self.local)

    @functools.cached_property
    def nullable(self) -> bool:
        """Whether the reference may be missing: one empty column is enough for that."""
        return any(column.nullable for column in self.columns)

    @functools.cached_property
    def clearable(self) -> tuple[str, ...]:
        """The attributes to empty in order to take the reference away."""
        return tuple(
            name
            for name, column in zip(self.local, self.columns, strict=True)
            if column.nullable and not column.primary_key
        )

    def key_of(self, row: Any) -> tuple[Any, ...] | None:
        """The key of the row that *row* refers to; ``None`` when it refers to none."""
        return self.key_for([getattr(row, name) for name in self.local])

    def key_for(self, values: list[Any]) -> tuple[Any, ...] | None:
        """The key of the target whose referenced columns hold *values*."""
        if any(value is None for value in values):
            return None
        given = dict(zip((theirs for _ours, theirs in self.pairs), values, strict=True))
        given |= dict.fromkeys(keys.places(self.target), OWN)
        names = [attribute.key for attribute in keys.primary_key(self.target)]
        if all(name in given for name in names):
            return tuple(given[name] for name in names)
        # It refers to other unique columns than the key: ask for the key.
        where = [getattr(self.target, name) == value for name, value in given.items()]
        found = db.session.execute(
            sa.select(*keys.primary_key(self.target)).where(*where).limit(1)
        ).first()
        return tuple(found) if found is not None else None

    def values_from(self, target: Any) -> dict[str, Any]:
        """What our attributes become when the reference is to the row *target*."""
        return {ours: getattr(target, theirs) for ours, theirs in self.pairs}


def find(target: type, encoded: str) -> Any | None:
    """The row of *target* with this key, if the viewer may see it."""
    key = keys.decode(target, encoded)
    if key is None:
        return None
    rule = row_rule(current_account(), target)
    values = query.key_values(key)
    if None in key:
        statement: sa.Select[Any] = sa.select(target).where(keys.matches(target, key))
        statement = statement.options(*query.unloaded(target))
    else:
        statement = _found(target)
    if rule is not None:
        statement = statement.where(rule)
    return db.session.scalars(statement, values).unique().first()


@functools.cache
def _found(target: type) -> sa.Select[Any]:
    # Made once, a statement costs half.
    statement: sa.Select[Any] = sa.select(target).where(*query.named_key(target))
    return statement.options(*query.unloaded(target))


def words(target: type, encoded: str | None) -> str | None:
    """The words of the row with this key; ``None`` for no row, or one not the viewer's to see."""
    key = keys.decode(target, encoded) if encoded else None
    if key is None:
        return None
    return query.related_words(target, [key]).get(key)


@functools.cache
def links_of(model: type) -> dict[str, Link]:
    """Every reference of *model* by its field's name: the relationship's, else the column's."""
    if (known := foreshadowed(model)) is not None:
        return {name: Link(model, name, one.target, one.pairs) for name, one in known.items()}
    mapper = mapper_of(model)
    found: dict[str, Link] = {}
    for relationship in mapper.relationships:
        if columns.to_one(relationship) and (link := of_relationship(relationship)):
            found[relationship.key] = link
    unlinked = columns.unlinked_keys(model)
    models = {table_of(one): one for one in registry.all_models()} if unlinked else {}
    for name, table in unlinked.items():
        column = mapper.column_attrs[name].columns[0]
        if table in models and (link := _of_column(model, name, column, models[table])):
            found[name] = link
    return found


def referring_to(target: type, models: Iterable[type]) -> list[tuple[type, Link]]:
    """Those of *models* whose rows refer to rows of *target*, with the link each does it by."""
    bases = [base for base in target.__mro__ if is_mapped(base)]
    tables = {table_of(base) for base in bases}
    # Those that were read from a database have foreign keys for links, and no others.
    likely = tuple(one for one in models if _may_refer(one, target, tables))
    found = _by_target(likely)
    return [pair for base in bases for pair in found.get(base, ())]


def _may_refer(model: type, target: type, tables: set[sa.Table]) -> bool:
    """Whether rows of *model* may refer to those of *target*, which *tables* are of."""
    if (outline := waiting.outline_of(model)) is not None:
        return any(outline.may_refer_to(target, table.fullname) for table in tables)
    return foreshadowed(model) is None or bool(tables & _referred(model))


def _referred(model: type) -> set[sa.Table]:
    return {one.referred_table for one in table_of(model).foreign_key_constraints}


@functools.lru_cache(maxsize=16)
def _by_target(models: tuple[type, ...]) -> dict[type, list[tuple[type, Link]]]:
    """Of each target the *models* that refer to it, with the link each does it by."""
    found: dict[type, list[tuple[type, Link]]] = {}
    for model in models:
        for link in links_of(model).values():
            found.setdefault(link.target, []).append((model, link))
    return found


def of_relationship(relationship: orm.RelationshipProperty[Any]) -> Link | None:
    """The link that *relationship* is; ``None`` when it joins on more than equal columns."""
    mapper, target = relationship.parent, relationship.mapper
    pairs = []
    for local, remote in relationship.local_remote_pairs or ():
        if local not in mapper._columntoproperty or remote not in target._columntoproperty:
            return None
        pairs.append(
            (mapper.get_property_by_column(local).key, target.get_property_by_column(remote).key)
        )
    return Link(mapper.class_, relationship.key, target.class_, tuple(pairs)) if pairs else None


def _of_column(model: type, name: str, column: Any, target: type) -> Link | None:
    constraint = next(iter(column.foreign_keys)).constraint
    if constraint is not None and len(constraint.elements) > 1:
        return None  # part of a composite key that nobody mapped: edited as plain values
    remote = next(iter(column.foreign_keys)).column
    mapper: orm.Mapper[Any] = orm.class_mapper(target)
    if remote not in mapper._columntoproperty:
        return None
    return Link(model, name, target, ((name, mapper.get_property_by_column(remote).key),))
