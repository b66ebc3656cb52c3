"""From tables to mapped classes that the page engine serves like written ones."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from console.admin.mapping import LINKED, Foreshadowed
from console.adopt import catalogue, names, relationships, words
from console.adopt.base import Adopted, Drafts
from console.adopt.relationships import Plan
from console.adopt.tables import tables, tolerated

log = logging.getLogger("console.adopt")


def models_of(connection: sa.Connection, schemas: Sequence[str] | None = None) -> list[type]:
    """A mapped class for every table, view and foreign table in *schemas*, by default in all.

    Each call makes classes of its own, in registries of their own. What cannot be read or mapped
    is left out with a warning in the log ``console.adopt``; it takes nothing else with it.
    """
    made = drafted(catalogue.read(connection, schemas), both_ways=True)
    for table in list(made.plans):
        made.map(table)
    return list(made.classes.values())


def drafted(found: catalogue.Catalogue, *, both_ways: bool = False) -> Mapping:
    """A class for every relation *found*, each mapped when it is first used."""
    plans = planned(found)
    mapping = Mapping(plans, found.left_out, both_ways=both_ways)
    says = words.chooser(plans)
    for table, plan in plans.items():
        members = {"__module__": "console.adopted", "__table__": table}
        members |= {"__drafted__": mapping, **says(plan)}
        mapping.classes[table] = Drafts(plan.class_name, (Adopted,), members)
    return mapping


def planned(found: catalogue.Catalogue, plural: Callable[[str], str] = str) -> dict[sa.Table, Plan]:
    """What the classes of the relations *found* and their attributes are to be called."""
    made = tables(found, sa.MetaData())
    plans = {}
    classes = names.Names()
    for relation in found.relations:
        if relation.oid in made:
            with tolerated(found, f"table {relation.full_name}"):
                plans[made[relation.oid]] = _plan(made[relation.oid], relation, classes)
    _give_paths(plans.values())
    relationships.plan(plans, plural)
    return plans


def _plan(table: sa.Table, relation: catalogue.Relation, classes: names.Names) -> Plan:
    name = names.class_name(table.name)
    qualified = names.class_name(f"{table.schema}_{table.name}")
    own = names.Names()
    labels = names.labels(column.name for column in table.columns)
    attributes = {}
    for column in table.columns:
        attribute = own.give(names.attribute(column.name, Adopted))
        if attribute != column.name or labels[column.name] != names.label(column.name):
            column.info["label"] = labels[column.name]
        attributes[attribute] = column
    return Plan(table, relation, classes.give(name, qualified), attributes, own)


def _give_paths(plans: Iterable[Plan]) -> None:
    """Decide what stands for each table in URLs."""
    paths = names.Names()
    for plan in plans:
        relation = plan.relation
        path = names.path(relation.name, relation.schema, is_default=relation.is_default)
        plan.table.info["path"] = paths.give(path, relation.full_name)


@dataclass
class Mapping:
    """The classes of one database, on their way from drafts to mapped ones.

    A class is mapped in a registry of its own when somebody first uses it, and its links when
    somebody asks for those, which maps the classes that they lead to, and not their links in
    turn: mapping hundreds of tables takes seconds, and nobody looks at all of them. *both_ways*
    maps a class with all its links at once, those that lead to it, too.
    """

    plans: dict[sa.Table, Plan]
    left_out: list[str]
    both_ways: bool = False
    classes: dict[sa.Table, type] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.RLock, repr=False)
    _linking: set[sa.Table] = field(default_factory=set, repr=False)

    def map(self, table: sa.Table) -> None:
        """Map the class of *table*, unless it is mapped."""
        with self._lock:
            if not self.both_ways:
                self._outline(table)
                return
            while table in self.plans and not self._is_mapped(table):
                self._map(self._needed(table))

    def is_link(self, table: sa.Table, name: str) -> bool:
        """Whether *name* is a link of the class of *table*, or stands for all of them."""
        return name == LINKED or (table in self.plans and name in self._links(table))

    def foreshadowed(self, table: sa.Table) -> dict[str, Foreshadowed]:
        """What the links of the class of *table* will be."""
        if table not in self.plans:
            return {}
        own = self.plans[table]
        return {
            name: Foreshadowed(
                name,
                self.classes[link.target],
                tuple(
                    (
                        own.attribute_of(element.parent),
                        self.plans[link.target].attribute_of(element.column),
                    )
                    for element in link.constraint.elements
                ),
                link.label,
            )
            for name, link in own.links.items()
            if link.to_one
        }

    def link(self, table: sa.Table) -> None:
        """Map the links of the class of *table*, unless that has been done."""
        with self._lock:
            if table not in self.plans or table in self._linking or self._is_linked(table):
                return
            self._linking.add(table)
            for link in [] if self.both_ways else list(self._links(table).values()):
                # One that cannot be mapped takes the links to it out of the plans.
                self._outline(link.target)
            self._add_links(table)
            self._linking.discard(table)
            setattr(self.classes[table], LINKED, True)

    def _add_links(self, table: sa.Table) -> None:
        mapper: Any = orm.class_mapper(self.classes[table], configure=False)
        wanted = {} if self.both_ways else self._links(table)
        made = relationships.made(self.plans, wanted, self.classes, both_ways=False)
        for name, one in made.items():
            try:
                mapper.add_property(name, one)
            except Exception as error:  # noqa: BLE001 - one link of somebody else's database
                self.left_out.append(f"link {name} of {table.fullname}")
                log.warning("link %s of %s is left out: %s", name, table.fullname, error)
                # SQLAlchemy adds it before it finds out, and has no way to take it back.
                mapper._props.pop(name, None)
                mapper.class_manager.uninstrument_attribute(name)
                mapper._expire_memoizations()
                relationships.unlink_one(self.plans, table, name)

    def _outline(self, table: sa.Table) -> None:
        """Map the class of *table* without its links."""
        if table not in self.plans or self._is_mapped(table):
            return
        registry = orm.registry(metadata=table.metadata)
        try:
            self._map_one(table, registry, {})
            registry.configure()
        except Exception as error:  # noqa: BLE001 - one table of somebody else's database
            self._give_up(table, {table: registry}, error)

    def _is_linked(self, table: sa.Table) -> bool:
        return LINKED in vars(self.classes[table])

    def _is_mapped(self, table: sa.Table) -> bool:
        # As an attribute of its own: asked for one it lacks, a class would ask to be mapped.
        return "__mapper__" in vars(self.classes[table])

    def _needed(self, table: sa.Table) -> list[sa.Table]:
        """*table* and whatever has to be mapped with it."""
        found = {table: None}
        waiting = [table]
        while waiting:
            for link in self._links(waiting.pop()).values():
                if link.target not in found and not self._is_mapped(link.target):
                    found[link.target] = None
                    waiting.append(link.target)
        return list(found)

    def _links(self, table: sa.Table) -> dict[str, relationships.Link]:
        links = self.plans[table].links
        return {name: link for name, link in links.items() if self.both_ways or link.to_one}

    def _map(self, wanted: list[sa.Table]) -> None:
        """Map *wanted*. What SQLAlchemy refuses is taken out of the plans, for another attempt."""
        registries = {table: orm.registry(metadata=table.metadata) for table in wanted}
        at = wanted[0]
        try:
            for at in wanted:
                self._map_one(at, registries[at], self._links(at))
        except Exception as error:  # noqa: BLE001 - one table of somebody else's database
            self._give_up(at, registries, error)
            return
        for at in wanted:
            try:
                registries[at].configure(cascade=True)
            except Exception as error:  # noqa: BLE001 - one link of somebody else's database
                self._undo(registries)
                self._drop_links(at, error)
                return

    def _give_up(
        self, table: sa.Table, registries: dict[sa.Table, orm.registry], error: Exception
    ) -> None:
        """Leave *table* out, whose mapping has just failed, and undo what came along with it."""
        self.left_out.append(f"table {table.fullname}")
        log.warning("table %s could not be mapped", table.fullname, exc_info=error)
        self._undo(registries)
        relationships.forget(self.plans, table)
        del self.classes[table]

    def _map_one(
        self, table: sa.Table, registry: orm.registry, wanted: dict[str, relationships.Link]
    ) -> None:
        plan, model = self.plans[table], self.classes[table]
        links = relationships.made(self.plans, wanted, self.classes, self.both_ways)
        # A key that the database computes from what was changed comes back with the UPDATE.
        computed = any(column.computed is not None for column in table.primary_key)
        registry.map_imperatively(
            model,
            table,
            properties={**plan.attributes, **links},
            eager_defaults=computed or "auto",
        )

    def _undo(self, registries: dict[sa.Table, orm.registry]) -> None:
        for table, registry in registries.items():
            registry.dispose(cascade=True)
            if self._is_mapped(table):
                delattr(self.classes[table], "__mapper__")

    def _drop_links(self, table: sa.Table, error: Exception) -> None:
        """Take the links of *table* away, since one of them cannot be."""
        if not self._links(table):
            self.left_out.append(f"table {table.fullname}")
            log.warning("table %s could not be mapped: %s", table.fullname, error)
            relationships.forget(self.plans, table)
            del self.classes[table]
            return
        self.left_out.append(f"links of {table.fullname}")
        log.warning("links of %s are left out: %s", table.fullname, error)
        relationships.unlink(self.plans, table)
