"""The tables of a live database as its catalogue describes them, in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from console.adopt import origins, queries
from console.adopt.origins import Origins, Role


@dataclass(frozen=True)
class Attribute:
    """A column. *type_name* is its type as PostgreSQL writes it, length included."""

    relation: int
    number: int
    name: str
    type_oid: int
    typmod: int
    type_name: str
    not_null: bool
    identity: str
    generated: str
    default: str | None
    comment: str | None
    readable: bool
    denied: Sequence[str]  # of INSERT and UPDATE what the console's role may not
    collation: str | None
    counting: dict[str, int | bool] | None  # how an identity counts


@dataclass(frozen=True)
class Type:
    """A type. *kind* and *category* are ``typtype`` and ``typcategory`` of ``pg_type``."""

    oid: int
    schema: str
    name: str
    kind: str
    category: str
    element: int
    base: int
    typmod: int
    not_null: bool
    default: str | None
    full_name: str
    base_name: str | None
    labels: Sequence[str] | None
    checks: Sequence[Sequence[str]] | None
    comment: str | None


@dataclass(frozen=True)
class Constraint:
    """A constraint: ``p`` primary, ``f`` foreign, ``u`` unique, ``c`` check, ``x`` excluding."""

    relation: int
    name: str
    kind: str
    columns: Sequence[int] | None
    target: int
    target_columns: Sequence[int] | None
    deferrable: bool
    deferred: bool
    on_delete: str
    on_update: str
    match: str
    index: int
    expression: str | None
    definition: str
    comment: str | None
    validated: bool
    no_inherit: bool


@dataclass(frozen=True)
class Index:
    """An index. A 0 among *columns* stands for the expression at the same place."""

    relation: int
    oid: int
    name: str
    method: str
    columns: Sequence[int]
    keys: int
    is_unique: bool
    is_primary: bool
    options: Sequence[int]
    predicate: str | None
    classes: Sequence[str | None]
    expressions: Sequence[str] | None
    of_constraint: bool
    settings: Sequence[str] | None
    definition: str


@dataclass
class Relation:
    """A table, view, materialised view or foreign table, with all that belongs to it."""

    oid: int
    schema: str
    name: str
    kind: str
    is_default: bool
    comment: str | None
    readable: bool  # some column of it
    wholly_readable: bool
    denied: Sequence[str]  # of INSERT, UPDATE and DELETE what the console's role may not
    has_children: bool
    before_insert: str | None  # what the triggers that look at new rows consist of
    attributes: list[Attribute] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)  # of a view's columns, by number

    @property
    def is_view(self) -> bool:
        return self.kind in {"v", "m"}

    @property
    def writable(self) -> bool:
        return len(self.denied) < 3

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    def named(self, numbers: Iterable[int] | None) -> tuple[str, ...]:
        """The names of the columns with *numbers*; system columns, which have none, left out."""
        names = {one.number: one.name for one in self.attributes}
        return tuple(names[number] for number in numbers or () if number in names)


@dataclass(frozen=True)
class Catalogue:
    """What there is: relations in the order of their names, types by their oid."""

    relations: tuple[Relation, ...]
    types: dict[int, Type]
    # What of it nobody gets to see, in words: whoever makes something of it adds to that.
    left_out: list[str] = field(default_factory=list, compare=False)


def read(connection: sa.Connection, schemas: Sequence[str] | None = None) -> Catalogue:
    """Everything in *schemas*, by default in every schema that is not the server's own."""
    wanted = list(schemas) if schemas is not None else None
    rows = connection.execute(queries.RELATIONS, {"schemas": wanted}).mappings()
    relations = {row["oid"]: Relation(**row) for row in rows}
    oids = {"oids": list(relations)}
    if not relations:
        return Catalogue((), {})
    for one in _made(connection, queries.ATTRIBUTES, oids, Attribute):
        relations[one.relation].attributes.append(one)
    for one in _made(connection, queries.CONSTRAINTS, oids, Constraint):
        relations[one.relation].constraints.append(one)
    for one in _made(connection, queries.INDEXES, oids, Index):
        relations[one.relation].indexes.append(one)
    _trace(connection, relations)
    types = {one.oid: one for one in _made(connection, queries.TYPES, oids, Type)}
    return Catalogue(tuple(relations.values()), types)


def _trace(connection: sa.Connection, relations: dict[int, Relation]) -> None:
    """Say of the columns of views what they tell about the tables behind them."""
    views = {oid: one for oid, one in relations.items() if one.kind == "v"}
    if not views:
        return
    trees = connection.execute(queries.VIEWS, {"oids": list(views)})
    known = {oid: origins.of_columns(tree) for oid, tree in trees}
    keys = {
        one.relation: tuple(one.columns or ())
        for relation in relations.values()
        for one in relation.constraints
        if one.kind == "p"
    }
    found = Origins(known, keys)
    for oid, view in views.items():
        view.roles = found.roles(oid)


def _made(connection: sa.Connection, query: Any, values: Any, kind: Any) -> list[Any]:
    return [kind(*row) for row in connection.execute(query, values)]


def by_target(relations: Iterable[Relation]) -> dict[int, list[Constraint]]:
    """The foreign keys among *relations* by the oid of the table they refer to."""
    found: dict[int, list[Constraint]] = defaultdict(list)
    for relation in relations:
        for one in relation.constraints:
            if one.kind == "f":
                found[one.target].append(one)
    return found
