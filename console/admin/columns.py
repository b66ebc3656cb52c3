"""The columns of a model as screens see them: foreign keys as relationships, secrets left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.hybrid import hybrid_property

from console.admin import naming
from console.admin.kinds import Kind, is_secret, kind_of
from console.admin.mapping import mapper_of


@dataclass(frozen=True)
class Column:
    """One column of a list, a details page or an export.

    *name* is what options and URLs call it: an attribute, a relationship to one row, or a
    dotted path to a column of a related row (``company.name``).
    """

    model: type
    name: str
    # What the view's ``column_labels`` and ``column_descriptions`` say, instead of the model.
    own_label: Any = field(default=None, compare=False, repr=False)
    own_help: Any = field(default=None, compare=False, repr=False)

    @cached_property
    def path(self) -> tuple[orm.RelationshipProperty[Any], ...]:
        """The relationships to walk before the last name."""
        steps: list[orm.RelationshipProperty[Any]] = []
        mapper = mapper_of(self.model)
        for part in self.name.split(".")[:-1]:
            step = mapper.relationships[part]
            steps.append(step)
            mapper = mapper_of(step.mapper.class_)
        return tuple(steps)

    @cached_property
    def owner(self) -> type:
        """The model that holds the last name."""
        return self.path[-1].mapper.class_ if self.path else self.model

    @cached_property
    def leaf(self) -> str:
        return self.name.rpartition(".")[2]

    @cached_property
    def relationship(self) -> orm.RelationshipProperty[Any] | None:
        """The relationship shown, where the column is a link to one row."""
        return mapper_of(self.owner).relationships.get(self.leaf)

    @cached_property
    def attribute(self) -> Any:
        """The mapped attribute (a column's, or the relationship's)."""
        return getattr(self.owner, self.leaf)

    @cached_property
    def is_property(self) -> bool:
        """Whether only Python knows the value: a property, a method, a virtual column."""
        found = mapper_of(self.owner).all_orm_descriptors.get(self.leaf)
        if not isinstance(found, hybrid_property):
            return found is None
        # Of a hybrid SQL knows no more than its expression says.
        made = getattr(self.owner, self.leaf, None)
        return not isinstance(made, sa.ClauseElement) and not hasattr(made, "__clause_element__")

    @cached_property
    def columns(self) -> tuple[Any, ...]:
        """The table columns behind it: one, or all local columns of a composite foreign key."""
        if self.relationship is not None:
            return tuple(local for local, _ in self.relationship.local_remote_pairs)
        prop = mapper_of(self.owner).attrs.get(self.leaf)
        return tuple(getattr(prop, "columns", ()))[:1]

    @cached_property
    def kind(self) -> Kind:
        """The kind of value; a link counts as the kind of what it points at."""
        return kind_of(self.columns[0]) if self.columns else Kind.OTHER

    @property
    def target(self) -> type | None:
        """The model that a link points at."""
        return self.relationship.mapper.class_ if self.relationship is not None else None

    @property
    def numeric(self) -> bool:
        """Whether values are set flush right."""
        return self.relationship is None and self.kind.numeric

    @property
    def label(self) -> str:
        if self.own_label is not None:
            return str(self.own_label)
        return (
            naming.label_of(self.owner, self.leaf)
            if not self.path
            else naming.label_of(self.model, self.name)
        )

    @property
    def help(self) -> str:
        if self.own_help is not None:
            return str(self.own_help)
        return naming.help_of(self.owner, self.leaf)

    @property
    def nullable(self) -> bool:
        return any(column.nullable for column in self.columns)

    @property
    def system(self) -> bool:
        """Whether the database or the console keeps it rather than people."""
        return bool(self.columns and self.columns[0].info.get("system"))


def name_of(model: type, named: Any) -> str:
    """The name of what an option of *model*'s view holds: a name, or an attribute.

    An attribute of another model stands for the path of relationships that leads there.
    """
    if isinstance(named, str):
        return named
    owner = getattr(named, "class_", None) or getattr(named, "parent", None)
    owner = getattr(owner, "class_", owner)
    key = str(getattr(named, "key", named))
    if not isinstance(owner, type) or issubclass(model, owner):
        return key
    steps = [r.key for r in mapper_of(model).relationships if issubclass(owner, r.mapper.class_)]
    return f"{steps[0]}.{key}" if steps else key


def to_one(relationship: orm.RelationshipProperty[Any]) -> bool:
    """Whether *relationship* is a plain foreign key of its own row."""
    return relationship.direction is orm.MANYTOONE and not relationship.viewonly


def displayable(model: type) -> dict[str, Column]:
    """Every column that may be shown, in the table's order, by name.

    A foreign key appears once, as its relationship; secret columns do not appear at all.
    """
    mapper = mapper_of(model)
    links: dict[Any, str] = {}
    beside: dict[str, set[Any]] = {}
    # A column that refers by itself is that link, whatever else it is part of.
    for relationship in sorted(mapper.relationships, key=lambda one: len(one.local_columns)):
        if to_one(relationship):
            locals_ = [one for one in relationship.local_columns if one.foreign_keys]
            parts = [one for one in locals_ if not _stands_alone(one, relationship)]
            for local in parts:
                links.setdefault(local, relationship.key)
            if not parts:
                beside[relationship.key] = {*locals_}
    found: dict[str, Column] = {}
    for prop in mapper.column_attrs:
        column = prop.columns[0]
        # Where a row lies in its table tells nobody anything.
        if is_secret(column) or getattr(column, "system", False):
            continue
        for link, own in beside.items():
            if column in own:
                found.setdefault(link, Column(model, link))
        name = links.get(column, prop.key) if isinstance(column, sa.Column) else prop.key
        found.setdefault(name, Column(model, name))
    return found


def _stands_alone(column: Any, relationship: orm.RelationshipProperty[Any]) -> bool:
    """Whether *column* may be filled in even where the link that it is part of is missing."""
    others = relationship.local_columns - {column}
    if not any(one.nullable for one in others):
        return False
    # MATCH FULL leaves out all columns of a link or none.
    return not column.nullable or not any(
        key.constraint is not None
        and key.constraint.match == "FULL"
        and {*key.constraint.columns} == relationship.local_columns
        for key in column.foreign_keys
    )


def unlinked_keys(model: type) -> dict[str, sa.Table]:
    """Foreign-key columns that no relationship covers, with the table each refers to."""
    mapper = mapper_of(model)
    covered = {c for r in mapper.relationships if to_one(r) for c in r.local_columns}
    return {
        prop.key: next(iter(prop.columns[0].foreign_keys)).column.table
        for prop in mapper.column_attrs
        if isinstance(prop.columns[0], sa.Column)
        and prop.columns[0].foreign_keys
        and prop.columns[0] not in covered
    }
