"""Links between tables, both ways, for every foreign key: none clashes, none inherits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.adopt import names
from console.adopt.base import Adopted
from console.adopt.catalogue import Relation
from console.models.types import OWN, OfTable


@dataclass
class Plan:
    """A table on its way to becoming a class: what its attributes are called."""

    table: sa.Table
    relation: Relation
    class_name: str
    attributes: dict[str, sa.Column[Any]]  # by attribute name
    given: names.Names
    links: dict[str, Link] = field(default_factory=dict)

    def attribute_of(self, column: sa.Column[Any]) -> str:
        return next(name for name, one in self.attributes.items() if one is column)


@dataclass(frozen=True)
class Link:
    """One side of a foreign key. *back* is the name of the other side."""

    constraint: sa.ForeignKeyConstraint
    target: sa.Table
    back: str
    to_one: bool
    label: str


def plan(plans: Mapping[sa.Table, Plan], plural: Callable[[str], str] = str) -> None:
    """Name both sides of every foreign key among *plans*; *plural* says what many rows are."""
    by_pair: dict[tuple[sa.Table, sa.Table], int] = defaultdict(int)
    for constraint in _foreign_keys(plans):
        by_pair[constraint.table, constraint.referred_table] += 1
    # Keys of one column first: a composite one has other names to fall back on.
    for constraint in sorted(_foreign_keys(plans), key=lambda one: len(one.columns)):
        child, parent = plans[constraint.table], plans[constraint.referred_table]
        own = [child.attribute_of(column) for column in constraint.columns]
        columns = [column.name for column in constraint.columns]
        forward = child.given.give(*names.link(columns, own, _attribute(parent), Adopted))
        alone = by_pair[child.table, parent.table] == 1 and child is not parent
        collection = names.attribute(plural(child.table.name), Adopted)
        wanted = (collection,) if alone else ()
        back = parent.given.give(*wanted, f"{collection}_by_{forward}")
        label = names.shortened(columns[0]) if len(columns) == 1 else names.label(parent.table.name)
        child.links[forward] = Link(constraint, parent.table, back, True, label)
        label = names.label(child.table.name)
        parent.links[back] = Link(constraint, child.table, forward, False, label)


def _foreign_keys(plans: Mapping[sa.Table, Plan]) -> Iterable[sa.ForeignKeyConstraint]:
    for table in plans:
        found = [one for one in table.foreign_key_constraints if one.referred_table in plans]
        yield from sorted(found, key=lambda one: str(one.name))


def _attribute(plan: Plan) -> str:
    """The name of a table as an attribute of another."""
    return names.attribute(plan.table.name, Adopted)


def made(
    plans: Mapping[sa.Table, Plan],
    links: Mapping[str, Link],
    classes: Mapping[sa.Table, type],
    both_ways: bool,
) -> dict[str, Any]:
    """The *links* of one table as its mapper takes them."""
    return {
        name: _relationship(link, overlapping(plans, link), classes[link.target], both_ways)
        for name, link in links.items()
    }


def _relationship(link: Link, overlaps: set[str], target: type, both_ways: bool) -> Any:
    pairs = [(element.parent, element.column) for element in link.constraint.elements]
    joins = [_equal(ours, theirs, link) for ours, theirs in pairs]
    lies = [c for c in link.constraint.referred_table.columns if isinstance(c.type, OfTable)]
    # A foreign key refers to rows of the table itself, not to those of tables that inherit.
    joins += [(orm.remote(one) if link.to_one else one) == OWN for one in lies]
    options: dict[str, Any] = {
        "primaryjoin": sa.and_(*joins),
        "uselist": not link.to_one,
        "info": {"label": link.label},
        "overlaps": ",".join(sorted(overlaps)),
    }
    if both_ways:
        options["back_populates"] = link.back
    if not link.to_one:
        # Deleting a row does to others what the database says, and nothing else.
        options["passive_deletes"] = "all"
    return orm.relationship(target, **options)


def _equal(ours: Any, theirs: Any, link: Link) -> sa.ColumnElement[bool]:
    if link.to_one:
        return sa.and_(orm.foreign(ours) == orm.remote(theirs))
    return sa.and_(orm.foreign(orm.remote(ours)) == theirs)


def overlapping(plans: Mapping[sa.Table, Plan], link: Link) -> set[str]:
    """The links that write a column that *link* writes: foreign keys may share columns."""
    columns = set(link.constraint.columns)
    found: set[str] = set()
    for name, other in plans[link.constraint.table].links.items():
        shares = other.constraint is not link.constraint and columns & set(other.constraint.columns)
        if other.to_one and shares:
            found |= {name, other.back}
    return found


def unlink(plans: Mapping[sa.Table, Plan], table: sa.Table) -> None:
    """Take every link of *table* away, on both sides."""
    for link in plans[table].links.values():
        if link.target is not table:
            plans[link.target].links.pop(link.back, None)
    plans[table].links.clear()


def unlink_one(plans: Mapping[sa.Table, Plan], table: sa.Table, name: str) -> None:
    """Take the link *name* of *table* away, on both sides."""
    link = plans[table].links.pop(name)
    plans[link.target].links.pop(link.back, None)


def forget(plans: dict[sa.Table, Plan], table: sa.Table) -> None:
    """Take *table* out of *plans*, with every link to it."""
    unlink(plans, table)
    del plans[table]
