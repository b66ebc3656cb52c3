"""From a relation of the catalogue to a ``sa.Table`` that says the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from console.admin import rights
from console.adopt import keys
from console.adopt.catalogue import Attribute, Catalogue, Constraint, Index, Relation, Type
from console.adopt.types import domains_of, type_of
from console.models.types import ByText, OfTable, Spelled, Verbatim

log = logging.getLogger("console.adopt")

DEFAULT = "is_default"  # in a table's info: whether it lies in the default schema
ACTIONS = {"a": None, "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


@contextmanager
def tolerated(catalogue: Catalogue, what: str) -> Iterator[None]:
    """Go on without *what* when it cannot be made: the log says so, the rest is served."""
    try:
        yield
    except Exception:  # one odd object of somebody else's database
        catalogue.left_out.append(what)
        log.warning("%s could not be read and is left out", what, exc_info=True)


def tables(catalogue: Catalogue, metadata: sa.MetaData) -> dict[int, sa.Table]:
    """A table in *metadata* for each relation, by oid, foreign keys between them included."""
    found: dict[int, sa.Table] = {}
    for relation in catalogue.relations:
        if not relation.readable:
            what = f"table {relation.full_name}, which the console's role may not read"
            catalogue.left_out.append(f"{what} (that takes SELECT on it and USAGE of its schema),")
            log.warning("%s", what)
            continue
        with tolerated(catalogue, f"table {relation.full_name}"):
            found[relation.oid] = _table(relation, catalogue, metadata)
    by_oid = {relation.oid: relation for relation in catalogue.relations}
    for relation in catalogue.relations:
        for one in relation.constraints:
            if one.kind == "f" and relation.oid in found and one.target in found:
                with tolerated(catalogue, f"foreign key {one.name} of {relation.full_name}"):
                    key = _foreign_key(relation, by_oid[one.target], found[one.target], one)
                    found[relation.oid].append_constraint(key)
    return found


def _table(relation: Relation, catalogue: Catalogue, metadata: sa.MetaData) -> sa.Table:
    types = catalogue.types
    key = keys.key_of(relation, types)
    columns = []
    for attribute in relation.attributes:
        if not attribute.readable:
            place = f"{relation.full_name}.{attribute.name}"
            catalogue.left_out.append(f"column {place}, which may not be read,")
            log.warning("%s may not be read", place)
            continue
        columns.append(_column(relation, attribute, types, key))
    columns += [_system(name, nominal, relation, key) for name, nominal in key.system]
    table = sa.Table(
        relation.name,
        metadata,
        *columns,
        schema=relation.schema,
        comment=relation.comment,
        info={
            "adopted": True,
            DEFAULT: relation.is_default,
            "relkind": relation.kind,
            "key": key.origin,
            "is_view": relation.is_view or not relation.writable or not key.is_real,
            **(_denied(relation) if key.is_real and not relation.is_view else {}),
        },
    )
    for one in relation.constraints:
        with tolerated(catalogue, f"constraint {one.name} of {relation.full_name}"):
            if (made := _constraint(relation, one)) is not None:
                table.append_constraint(made)
    for index in relation.indexes:
        if not index.of_constraint:
            with tolerated(catalogue, f"index {index.name} of {relation.full_name}"):
                _index(relation, index, table)
    return table


def _denied(relation: Relation) -> dict[str, Any]:
    """What the console's role may not do with rows of *relation*, and what it would need."""
    denied = dict(zip(relation.denied, relation.denied, strict=True))
    if not relation.wholly_readable:
        # What refers to a row is looked for by where it lies.
        denied.setdefault(rights.DELETE, "SELECT")
    return {rights.DENIED: denied} if denied else {}


def _column(
    relation: Relation, attribute: Attribute, types: Mapping[int, Type], key: keys.Key
) -> sa.Column[Any]:
    domains = domains_of(attribute, types)
    default = attribute.default or next((d.default for d in domains if d.default), None)
    is_key = attribute.name in key.columns
    kind = type_of(attribute, types)
    if is_key and not keys.tells_apart(kind, key):
        made = Spelled if key.is_real else ByText
        kind = made(attribute.type_name, kind)
    arguments: list[Any] = []
    if attribute.generated:
        persisted = attribute.generated == "s"
        arguments.append(sa.Computed(sql(attribute.default or "NULL"), persisted=persisted))
        default = None
    elif attribute.identity:
        arguments.append(sa.Identity(always=attribute.identity == "a"))
        default = None
    counts = bool(attribute.identity) or (default or "").startswith("nextval(")
    info = {"pg_type": attribute.type_name, **_hints(relation, attribute, default)}
    if domains:
        info["domain"] = domains[0].full_name
    unsent = rights.INSERT in attribute.denied and not arguments
    if attribute.denied:
        info[rights.DENIED] = tuple(attribute.denied)
    fetched = unsent or (is_key and info.get("may_be_filled"))
    return sa.Column(
        attribute.name,
        kind,
        *arguments,
        primary_key=is_key,
        # A number nobody counts is entered by people.
        autoincrement="auto"
        if attribute.identity
        else counts and is_key and isinstance(kind, sa.Integer),
        # What only stands in for a key, in a view, may be missing.
        nullable=not (
            attribute.not_null
            or any(d.not_null for d in domains)
            or (is_key and key.origin == "primary")
        ),
        server_default=sql(default)
        if default is not None
        else sa.FetchedValue()
        if fetched
        else None,
        comment=attribute.comment,
        info=info,
    )


def _hints(relation: Relation, attribute: Attribute, default: str | None) -> dict[str, Any]:
    """Whether a trigger may fill *attribute* in, which has to be filled in somehow."""
    by_itself = default is not None or attribute.identity or attribute.generated
    if not attribute.not_null or by_itself or not relation.before_insert:
        return {}
    # Arguments of a trigger end with a byte of zero, which is shown as \000.
    source = relation.before_insert.replace("\\000", " ")
    named = re.search(rf"(?<!\w){re.escape(attribute.name)}(?!\w)", source, re.IGNORECASE)
    return {"may_be_filled": True} if named else {}


def _system(name: str, nominal: bool, relation: Relation, key: keys.Key) -> sa.Column[Any]:
    """A column that every row has and nobody sees: where the row lies in its table."""
    plain = Verbatim("oid" if name == "tableoid" else "tid")
    return sa.Column(
        name,
        OfTable(quoted(relation)) if key.is_real else plain,
        primary_key=nominal,
        system=True,
        # Asked for when a row has been added.
        server_default=sa.FetchedValue() if key.is_real else None,
        info={"pg_type": name},
    )


def quoted(relation: Relation) -> str:
    """*relation* as SQL names it, quoted whatever it is called."""
    parts = (part.replace('"', '""') for part in (relation.schema, relation.name))
    return ".".join(f'"{part}"' for part in parts)


def sql(text: str) -> sa.TextClause:
    """*text* as PostgreSQL printed it, with nothing in it taken for a parameter."""
    return sa.text(text.replace("\\", "\\\\").replace(":", "\\:") if ":" in text else text)


def _constraint(relation: Relation, one: Constraint) -> Any:
    columns = relation.named(one.columns)
    if one.kind == "c" and one.expression:
        return sa.CheckConstraint(sql(one.expression), name=one.name, comment=one.comment)
    if one.kind == "u":
        return sa.UniqueConstraint(
            *columns,
            name=one.name,
            deferrable=one.deferrable or None,
            initially="DEFERRED" if one.deferred else None,
            comment=one.comment,
        )
    return None


def _foreign_key(
    relation: Relation, target: Relation, referred: sa.Table, one: Constraint
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        relation.named(one.columns),
        [referred.c[name] for name in target.named(one.target_columns)],
        name=one.name,
        ondelete=ACTIONS.get(one.on_delete),
        onupdate=ACTIONS.get(one.on_update),
        deferrable=one.deferrable or None,
        initially="DEFERRED" if one.deferred else None,
        match="FULL" if one.match == "f" else None,
        comment=one.comment,
        # Tables may refer to each other in circles.
        use_alter=True,
    )


def _index(relation: Relation, index: Index, table: sa.Table) -> None:
    names = {one.number: one.name for one in relation.attributes}
    parts: list[Any] = []
    for place, number in enumerate(index.columns[: index.keys]):
        if number in names:
            parts.append(table.c[names[number]])
        else:
            assert index.expressions is not None
            parts.append(sql(index.expressions[place]))
    operators = {
        names[number]: name
        for number, name in zip(index.columns, index.classes, strict=False)
        if name and number in names
    }
    sa.Index(
        index.name,
        *parts,
        unique=index.is_unique,
        _table=table,
        postgresql_using=index.method,
        postgresql_ops=operators,
        postgresql_where=sql(index.predicate) if index.predicate else None,
    )
