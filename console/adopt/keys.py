"""What tells the rows of a table apart: its key, a unique index, or where the row lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from console.adopt.catalogue import Relation, Type
from console.adopt.origins import Role
from console.adopt.types import type_of

# Types whose values can be put in an order and, in Python, be told apart.
_SCALAR = (
    sa.Boolean, sa.Integer, sa.Numeric, sa.String, sa.Date, sa.DateTime, sa.Time, sa.Uuid,
    pg.INTERVAL,
)  # fmt: skip

# Types that come out the same whenever a view computes them again. Sums of fractions do not.
_STEADY = (sa.Boolean, sa.Integer, sa.Numeric, sa.Date, sa.DateTime, sa.Uuid)


# Types whose values Python cannot look up, or not exactly: as keys they are PostgreSQL's texts.
_NO_KEYS = (sa.ARRAY, sa.JSON, pg.REAL)


@dataclass(frozen=True)
class Key:
    """*columns* make the key; *origin* says whose word that is.

    ``primary`` and ``unique`` are the database's own, of one table: where others inherit from it
    they go along with the table that a row lies in, among the *system* columns. ``ctid`` is the
    place of the row, good until somebody writes it; ``all`` is every column that can be compared,
    so that two rows may look the same.
    """

    origin: str
    columns: tuple[str, ...] = ()
    system: tuple[tuple[str, bool], ...] = ()

    @property
    def is_real(self) -> bool:
        """Whether the database promises that no two rows share it, now and later."""
        return self.origin in {"primary", "unique"}


def key_of(relation: Relation, types: Mapping[int, Type]) -> Key:
    """What rows of *relation* are called by."""
    readable = {one.name for one in relation.attributes if one.readable}
    # The key of a partitioned table holds for all its parts, that of others for them alone.
    inherited = relation.has_children and relation.kind != "p"
    # Who may read some columns may not read where a row lies.
    lies = (("tableoid", True),) if inherited and relation.wholly_readable else ()
    for one in relation.constraints:
        if one.kind == "p" and readable.issuperset(relation.named(one.columns)):
            return Key("primary", relation.named(one.columns), lies)
    if unique := _unique(relation, readable):
        return Key("unique", unique, lies)
    if relation.kind in {"v", "f"} or not relation.wholly_readable:
        return Key("all", _everything(relation, types))
    if relation.has_children:
        return Key("ctid", system=(("tableoid", True), ("ctid", True)))
    return Key("ctid", system=(("ctid", True),))


def _unique(relation: Relation, readable: set[str]) -> tuple[str, ...]:
    """The columns of the smallest unique index that every row is in, without NULL."""
    filled = {one.number for one in relation.attributes if one.not_null and one.name in readable}
    if relation.kind == "m":
        # A view materialised has no NOT NULL; whoever indexed it so means its key.
        filled = {one.number for one in relation.attributes if one.name in readable}
    fitting = [
        index
        for index in relation.indexes
        if index.is_unique
        and index.predicate is None
        and index.keys
        and filled.issuperset(index.columns[: index.keys])
    ]
    best = min(fitting, key=lambda one: (one.keys, not one.of_constraint, one.oid), default=None)
    return relation.named(best.columns[: best.keys]) if best else ()


def _everything(relation: Relation, types: Mapping[int, Type]) -> tuple[str, ...]:
    """The columns of *relation* that can be compared; any one of them where none can.

    Of a view that shows the keys of its tables, what follows from those is left out. What it
    gathers from several rows may be in another order the next time.
    """
    readable = [one for one in relation.attributes if one.readable]
    kinds = {one.name: type_of(one, types) for one in readable}
    roles = {one.name: relation.roles.get(one.number) for one in readable}
    keyed = Role.KEY in roles.values()
    unsteady = {Role.GATHERED, Role.GROUPED} if keyed else {Role.GATHERED}
    found = [
        name
        for name, role in roles.items()
        if role is Role.KEY
        or (role is not Role.FOLLOWS and role not in unsteady and is_scalar(kinds[name]))
        or (role in unsteady and isinstance(kinds[name], _STEADY))
    ]
    scalar = [name for name in kinds if is_scalar(kinds[name])]
    return tuple(found or scalar or list(kinds)[:1])


def is_scalar(kind: sa.types.TypeEngine[Any]) -> bool:
    """Whether values of *kind* can tell rows apart in Python."""
    return isinstance(kind, _SCALAR)


def tells_apart(kind: sa.types.TypeEngine[Any], key: Key) -> bool:
    """Whether Python can look rows up by values of *kind* as part of *key*."""
    return not isinstance(kind, _NO_KEYS) if key.is_real else is_scalar(kind)
