"""What stands beside the columns of a model file: constraints, indexes, schema, comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from console.adopt.catalogue import Constraint, Index, Relation
from console.adopt.relationships import Plan
from console.adopt.source import Call, Part, call, listed, text
from console.adopt.tables import ACTIONS, DEFAULT

_EXCLUDE = re.compile(
    r"EXCLUDE USING (\w+) \((.*?)\)(?: WHERE \((.*)\))?(?: DEFERRABLE.*)?", re.DOTALL
)


def arguments(plan: Plan) -> list[Part]:
    """``__table_args__`` of the class of *plan*."""
    relation = plan.relation
    found = [part for one in relation.constraints for part in _constraint(plan, one)]
    found += [_index(relation, one) for one in relation.indexes if not one.of_constraint]
    if options := list(_options(plan)):
        found.append(listed(options, "{}"))
    return found


def _options(plan: Plan) -> Iterator[Part]:
    relation = plan.relation
    if not is_default(plan.table):
        yield f'"schema": {text(relation.schema)}'
    if relation.comment:
        yield f'"comment": {text(relation.comment)}'
    if plan.table.info["is_view"]:
        yield '"info": {"is_view": True}'


def _constraint(plan: Plan, one: Constraint) -> Iterator[Part]:
    columns = [text(name) for name in plan.relation.named(one.columns)]
    # The convention would put its prefix before the name of a check.
    name = call("conv", text(one.name))
    if one.kind == "c" and one.expression:
        yield call("sa.CheckConstraint", text(_safe(one.expression)), name=name)
    elif one.kind == "u":
        distinct = "True" if "NULLS NOT DISTINCT" in one.definition else None
        yield call(
            "sa.UniqueConstraint",
            *columns,
            name=text(one.name),
            postgresql_nulls_not_distinct=distinct,
            **_deferring(one),
        )
    elif one.kind == "f" and len(columns) > 1:
        known = {key.name: key for key in plan.table.foreign_key_constraints}
        if one.name in known:
            targets = [target(element.column) for element in known[one.name].elements]
            yield call(
                "sa.ForeignKeyConstraint",
                listed(columns),
                listed(targets),
                **rules(one, known[one.name]),
            )
    elif one.kind == "x" and (match := _EXCLUDE.fullmatch(one.definition)):
        yield _excluding(one, match)


def _excluding(one: Constraint, match: re.Match[str]) -> Call:
    pairs = [part.rsplit(" WITH ", 1) for part in re.split(r",\s(?=[^()]* WITH |\S+\()", match[2])]
    elements = [listed([sql(what), text(operator)], "()") for what, operator in pairs]
    where = sql(match[3]) if match[3] else None
    return call(
        "pg.ExcludeConstraint", *elements, name=text(one.name), using=text(match[1]), where=where
    )


def _is_in_circle(constraint: sa.ForeignKeyConstraint) -> bool:
    """Whether the table that *constraint* refers to refers back, directly or by others."""
    seen: set[sa.Table] = set()
    waiting = [constraint.referred_table]
    while waiting:
        table = waiting.pop()
        if table not in seen:
            seen.add(table)
            waiting += [one.referred_table for one in table.foreign_key_constraints]
    return constraint.table in seen and constraint.referred_table is not constraint.table


def rules(one: Constraint, constraint: sa.ForeignKeyConstraint) -> dict[str, Part | None]:
    """The name of a foreign key, and what it does when the row it refers to goes."""
    on_delete, on_update = ACTIONS.get(one.on_delete), ACTIONS.get(one.on_update)
    return {
        "name": text(one.name),
        "ondelete": text(on_delete) if on_delete else None,
        "onupdate": text(on_update) if on_update else None,
        "match": text("FULL") if one.match == "f" else None,
        **_deferring(one),
        # Tables that refer to each other are made first, their keys afterwards.
        "use_alter": "True" if _is_in_circle(constraint) else None,
    }


def _deferring(one: Constraint) -> dict[str, Part | None]:
    return {
        "deferrable": "True" if one.deferrable else None,
        "initially": text("DEFERRED") if one.deferred else None,
    }


def target(column: sa.Column[Any]) -> Part:
    """*column* as foreign keys name it."""
    table = column.table
    schema = None if is_default(table) else table.schema
    if "." in column.name:
        # In one text dots stand between the parts.
        parts = ("None" if schema is None else text(schema), text(table.name), text(column.name))
        return call("sa.ForeignKeyTarget", *parts)
    name = f"{table.name}.{column.name}"
    return text(name if schema is None else f"{schema}.{name}")


def is_default(table: sa.Table) -> bool:
    """Whether *table* goes without its schema."""
    return bool(table.info[DEFAULT])


def _index(relation: Relation, index: Index) -> Call:
    names = {one.number: one.name for one in relation.attributes}
    operators = []
    for number, name in zip(index.columns, index.classes, strict=False):
        if name and number in names:
            operators.append(f"{text(names[number])}: {text(name)}")
    included = [text(names[n]) for n in index.columns[index.keys :] if n in names]
    return call(
        "sa.Index",
        text(index.name),
        *(_part(index, names, at) for at in range(index.keys)),
        unique="True" if index.is_unique else None,
        postgresql_using=text(index.method) if index.method != "btree" else None,
        postgresql_ops=listed(operators, "{}") if operators else None,
        postgresql_include=listed(included) if included else None,
        postgresql_where=sql(index.predicate) if index.predicate else None,
        postgresql_nulls_not_distinct=(
            "True" if "NULLS NOT DISTINCT" in index.definition else None
        ),
    )


def _part(index: Index, names: dict[int, str], at: int) -> Part:
    option = index.options[at] if at < len(index.options) else 0
    column = names.get(index.columns[at])
    if column is not None and not option:
        return text(column)
    what = f"sa.column({text(column)})" if column else sql((index.expressions or [""])[at])
    descending, first = option & 1, bool(option & 2)
    made = f"{what}.desc()" if descending else str(what)
    if bool(descending) != first:
        made += ".nulls_first()" if first else ".nulls_last()"
    return made


def sql(expression: str) -> Call:
    """PostgreSQL's own words."""
    return call("sa.text", text(_safe(expression)))


def _safe(expression: str) -> str:
    """*expression* with nothing in it that would be taken for a parameter."""
    return re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", expression)
