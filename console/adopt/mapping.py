"""From tables to mapped classes that the page engine serves like written ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.model import Model
from sqlalchemy import orm

from console.adopt import catalogue, names, relationships, words
from console.adopt.relationships import Plan
from console.adopt.tables import tables, tolerated
from console.models.db import db

log = logging.getLogger("console.adopt")


class Adopted(Model):
    """What the classes of a reflected database share: ``Model.query``, and no table."""

    __fsa__ = db
    __labels__: tuple[str, str] | None = None
    __category__: str | None = None

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name!r}.")
            setattr(self, name, value)


def models_of(connection: sa.Connection, schemas: Sequence[str] | None = None) -> list[type]:
    """A mapped class for every table, view and foreign table in *schemas*, by default in all.

    Each call makes classes of its own, in a registry of their own. What cannot be read or mapped
    is left out with a warning in the log ``console.adopt``; it takes nothing else with it.
    """
    return models_from(catalogue.read(connection, schemas))


def models_from(found: catalogue.Catalogue) -> list[type]:
    """The same for a *found* catalogue."""
    metadata = sa.MetaData()
    made = tables(found, metadata)
    plans = {}
    classes = names.Names()
    for relation in found.relations:
        if relation.oid in made:
            with tolerated(f"table {relation.full_name}"):
                plans[made[relation.oid]] = _plan(made[relation.oid], relation, classes)
    _give_paths(plans)
    relationships.plan(plans)
    return _mapped(plans, metadata)


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


def _give_paths(plans: Mapping[sa.Table, Plan]) -> None:
    """Decide what stands for each table in URLs."""
    paths = names.Names()
    for table, plan in plans.items():
        relation = plan.relation
        path = names.path(relation.name, relation.schema, is_default=relation.is_default)
        table.info["path"] = paths.give(path, relation.full_name)


def _mapped(plans: dict[sa.Table, Plan], metadata: sa.MetaData) -> list[type]:
    """Classes for *plans*; links that SQLAlchemy refuses are left out, and all else stays."""
    says = words.chooser(plans)
    while True:
        registry = orm.registry(metadata=metadata)
        classes = _classes(plans, registry, says)
        try:
            registry.configure()
        except Exception as error:  # noqa: BLE001 - one link of somebody else's database
            failed = [m for m in registry.mappers if getattr(m, "_configure_failed", None)]
            registry.dispose()
            _drop_links(plans, {m.local_table for m in failed}, error)
        else:
            return list(classes.values())


def _classes(
    plans: dict[sa.Table, Plan], registry: orm.registry, says: Callable[[Plan], dict[str, Any]]
) -> dict[sa.Table, type]:
    classes: dict[sa.Table, type] = {}
    for table, plan in list(plans.items()):
        members = {
            "__module__": "console.adopted",
            "__table__": table,
            "__tablename__": table.name,
            "metadata": table.metadata,
            **says(plan),
        }
        classes[table] = type(plan.class_name, (Adopted,), members)
    for table, plan in list(plans.items()):
        properties = {**plan.attributes, **relationships.made(plans, table, classes)}
        try:
            registry.map_imperatively(classes[table], table, properties=properties)
        except Exception:  # one table of somebody else's database
            log.warning("table %s could not be mapped", table.fullname, exc_info=True)
            registry.dispose()
            relationships.forget(plans, table)
            return _classes(plans, registry, says)
    return classes


def _drop_links(plans: dict[sa.Table, Plan], failed: set[Any], error: Exception) -> None:
    """Take the links of the *failed* tables away, or everybody's where none is to blame."""
    blamed = failed & set(plans) or set(plans)
    if not any(plans[table].links for table in blamed):
        raise error
    for table in blamed:
        log.warning("links of %s are left out: %s", table.fullname, error)
        relationships.unlink(plans, table)
