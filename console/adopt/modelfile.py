"""One table as a model file in the style of the written ones."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.admin import naming
from console.adopt import tableargs, words
from console.adopt.catalogue import Attribute, Catalogue, Constraint
from console.adopt.relationships import Link, Plan, overlapping
from console.adopt.source import WIDTH, Call, Part, call, listed, statement, text
from console.adopt.typecode import code_of, in_words
from console.adopt.types import domains_of
from console.models.types import OfTable

# What each import is known by in the body of a file.
IMPORTS = (
    ("import datetime as dt", r"\bdt\."),
    ("import uuid", r"\buuid\."),
    ("from decimal import Decimal", r"\bDecimal\b"),
)
THIRD = (
    ("import sqlalchemy as sa", r"\bsa\."),
    ("from sqlalchemy.dialects import postgresql as pg", r"\bpg\."),
)

_WHOLE = frozenset({"integer", "bigint", "smallint"})


@dataclass(frozen=True)
class Package:
    """All that the files of one import share: where they lie, what their modules are called."""

    name: str
    catalogue: Catalogue
    plans: Mapping[sa.Table, Plan]
    modules: Mapping[sa.Table, str]
    enums: Mapping[int, str]
    labels: Mapping[sa.Table, tuple[str, str]]


def written(package: Package, plan: Plan) -> str:
    """The text of the file of *plan*'s table."""
    body = "\n".join(_body(package, plan))
    return f"{_docstring(plan)}\n\n{_imports(package, plan, body)}\n\n\n{body}\n"


def _docstring(plan: Plan) -> str:
    rows = naming.capital(words.labels(plan.table.name, english=False)[1])
    says = " ".join((plan.relation.comment or f"{rows}.").split())
    safe = says.replace("\\", "/").replace('"', "'")
    return textwrap.fill(f'"""{safe}', 97, break_long_words=False, break_on_hyphens=False) + '"""'


def _imports(package: Package, plan: Plan, body: str) -> str:
    others = {link.target for link in plan.links.values()} - {plan.table}
    typing = ["TYPE_CHECKING"] if others else []
    typing += ["Any"] if re.search(r"\bAny\b", body) else []
    first = [line for line, mark in IMPORTS if re.search(mark, body)]
    first += [f"from typing import {', '.join(typing)}"] if typing else []
    third = [line for line, mark in THIRD if re.search(mark, body)]
    orm = ("Mapped", "mapped_column", "relationship")
    mapped = [name for name in orm if re.search(rf"\b{name}\b", body)]
    third += [f"from sqlalchemy.orm import {', '.join(mapped)}"]
    third += ["from sqlalchemy.schema import conv"] if "conv(" in body else []
    ours = ["from console.models.db import db", "from console.models.labels import labels"]
    types = [name for name in ("OfTable", "Verbatim") if f"{name}(" in body]
    ours += [f"from console.models.types import {', '.join(types)}"] if types else []
    enums = sorted(n for n in _enum_names(package) if re.search(rf"\b{n}\b", body))
    ours += ["\n".join(_from(f"{package.name}.enums", enums))] if enums else []
    parts = [["from __future__ import annotations"], first, third, sorted(ours, key=str.lower)]
    told = "\n\n".join("\n".join(lines) for lines in parts if lines)
    if others:
        modules = {package.modules[one]: package.plans[one].class_name for one in others}
        lines = [
            line
            for module in sorted(modules)
            for line in _from(f"{package.name}.{module}", [modules[module]], indent=4)
        ]
        told += "\n\nif TYPE_CHECKING:\n" + "\n".join(lines)
    return told


def _from(module: str, names: list[str], indent: int = 0) -> list[str]:
    margin = " " * indent
    line = f"{margin}from {module} import {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    wrapped = [f"{margin}    {name}," for name in names]
    return [f"{margin}from {module} import (", *wrapped, f"{margin})"]


def _enum_names(package: Package) -> Iterator[str]:
    for name in package.enums.values():
        yield from (name, f"{name}Type")


def _body(package: Package, plan: Plan) -> Iterator[str]:
    relation = plan.relation
    yield f"class {plan.class_name}(db.Model):"
    yield from statement("__tablename__ = ", text(relation.name))
    one, many = package.labels[plan.table]
    yield from statement("__labels__ = ", call("labels", text(one), text(many)))
    if not relation.is_default:
        yield from statement("__category__ = ", text(relation.schema))
    if arguments := tableargs.arguments(plan):
        yield from statement("__table_args__ = ", listed(arguments, "()"))
    yield ""
    for name, column in plan.attributes.items():
        yield from _column(package, plan, name, column)
    lies = any(isinstance(column.type, OfTable) for column in plan.attributes.values())
    if lies or plan.table.info["key"] in {"unique", "all"}:
        key = [text(name) for name, column in plan.attributes.items() if column.primary_key]
        yield ""
        yield from statement(
            "__mapper_args__ = ", listed([Call('"primary_key": ', tuple(key), "[]")], "{}")
        )
    if plan.links:
        yield ""
    for name, link in plan.links.items():
        yield from _relationship(package, plan, name, link)
    yield ""
    yield "    def __str__(self) -> str:"
    said = _words(plan)
    if len(f"        return {said}") > WIDTH >= len(f"            {said}"):
        yield from ("        return (", f"            {said}", "        )")
    else:
        yield f"        return {said}"


def _column(package: Package, plan: Plan, name: str, column: sa.Column[Any]) -> Iterator[str]:
    given = (text(column.name),) if name != column.name else ()
    attribute = next((a for a in plan.relation.attributes if a.name == column.name), None)
    if isinstance(column.type, OfTable):
        kind, filled = call("OfTable", text(column.type.table)), "sa.FetchedValue()"
        made = call("mapped_column", *given, kind, system="True", server_default=filled)
        yield from statement(f"{name}: Mapped[str] = ", made)
        return
    if attribute is None:
        kind = call("Verbatim", text(str(column.type)))
        made = call("mapped_column", *given, kind, primary_key="True", system="True")
        yield from statement(f"{name}: Mapped[str] = ", made)
        return
    code = code_of(attribute, package.catalogue.types, package.enums)
    is_key = column.primary_key and plan.table.info["key"] == "primary"
    said = code.column
    if said is None and _differs_from_target(plan, attribute):
        said = in_words(attribute, package.catalogue.types)
    positional = [*given, *([said] if said else []), *_foreign_keys(plan, attribute)]
    domains = domains_of(attribute, package.catalogue.types)
    default = attribute.default or next((d.default for d in domains if d.default), None)
    more, named = _filled_by(plan, attribute, default, is_key=is_key)
    made = call(
        "mapped_column",
        *positional,
        *more,
        **named,
        primary_key="True" if is_key else None,
        comment=text(attribute.comment) if attribute.comment else None,
    )
    optional = " | None" if column.nullable else ""
    start = f"{name}: Mapped[{code.python}{optional}]"
    if made.parts:
        yield from statement(f"{start} = ", made)
    else:
        yield f"    {start}"


def _filled_by(
    plan: Plan, attribute: Attribute, default: str | None, *, is_key: bool
) -> tuple[list[Part], dict[str, Part | None]]:
    """What the database does for a column that is left out."""
    if attribute.generated:
        persisted = "True" if attribute.generated == "s" else "False"
        return [call("sa.Computed", text(default or ""), persisted=persisted)], {}
    if attribute.identity:
        always = "True" if attribute.identity == "a" else None
        return [call("sa.Identity", always=always, **_counting(attribute))], {}
    counted = re.fullmatch(r"nextval\('(?:.*\.)?\"?([^'\"]+)\"?'::regclass\)", default or "")
    if counted and counted[1] == f"{plan.relation.name}_{attribute.name}_seq":
        # SERIAL, which a whole-numbered key alone is anyway.
        alone = (
            is_key
            and attribute.type_name in _WHOLE
            and len(plan.table.primary_key.columns) == 1
            and not _referring(plan, attribute)
        )
        if alone:
            return [], {}
        schema = None if tableargs.is_default(plan.table) else text(plan.relation.schema)
        sequence = call("sa.Sequence", text(counted[1]), schema=schema)
        # No column of a domain is a SERIAL to SQLAlchemy.
        numbered = attribute.type_name in _WHOLE
        return [sequence], {} if numbered else {"server_default": tableargs.sql(default or "")}
    if default is not None:
        return [], {"server_default": tableargs.sql(default)}
    numbered = is_key and attribute.type_name in _WHOLE
    return [], {"autoincrement": "False" if numbered else None}


# The largest numbers of the types that count.
_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def _counting(attribute: Attribute) -> dict[str, Part | None]:
    """How an identity counts, where that is not from one, in ones, to the end."""
    given = attribute.counting or {}
    down = given.get("increment", 1) < 0
    largest = _LARGEST.get(attribute.type_name, 0)
    usual = {
        "start": given.get("maxvalue" if down else "minvalue"),
        "increment": 1,
        "minvalue": -largest - 1 if down else 1,
        "maxvalue": -1 if down else largest,
        "cache": 1,
        "cycle": False,
    }
    return {name: repr(value) for name, value in given.items() if value != usual[name]}


def _referring(plan: Plan, attribute: Attribute) -> list[Constraint]:
    found = [one for one in plan.relation.constraints if one.kind == "f"]
    return [one for one in found if list(one.columns or ()) == [attribute.number]]


def _foreign_keys(plan: Plan, attribute: Attribute) -> list[Part]:
    """Keys of this column alone; those of several stand beside the table's name."""
    found: list[Part] = []
    known = {one.name: one for one in plan.table.foreign_key_constraints}
    for one in _referring(plan, attribute):
        if one.name in known:
            target = tableargs.target(known[one.name].elements[0].column)
            found.append(call("sa.ForeignKey", target, **tableargs.rules(one, known[one.name])))
    return found


def _differs_from_target(plan: Plan, attribute: Attribute) -> bool:
    """Whether the column would take another type from what it refers to than it has."""
    names = {one.name for one in _referring(plan, attribute)}
    return any(
        one.elements[0].column.info.get("pg_type") != attribute.type_name
        for one in plan.table.foreign_key_constraints
        if one.name in names
    )


def _relationship(package: Package, plan: Plan, name: str, link: Link) -> Iterator[str]:
    other = package.plans[link.target]
    child = package.plans[link.constraint.table]
    own = [child.attribute_of(column) for column in link.constraint.columns]
    parent = link.constraint.referred_table
    between = {
        one.constraint.name
        for one in [*child.links.values(), *package.plans[parent].links.values()]
        if {one.constraint.table, one.constraint.referred_table} == {child.table, parent}
    }
    foreign: Part | None = None
    to_itself = child.table is parent
    if len(between) > 1 or to_itself:
        # As a text: a name would have to be assigned above, and "id" is Python's own, too.
        foreign = _of_class(child, own)
    remote = None
    if link.to_one and to_itself:
        remote = _of_class(child, [child.attribute_of(e.column) for e in link.constraint.elements])
    overlaps = overlapping(package.plans, link)
    made = call(
        "relationship",
        primaryjoin=_join(package, link),
        foreign_keys=foreign,
        remote_side=remote,
        back_populates=text(link.back),
        passive_deletes=None if link.to_one else text("all"),
        overlaps=text(",".join(sorted(overlaps))) if overlaps else None,
    )
    optional = " | None" if any(column.nullable for column in link.constraint.columns) else ""
    kind = f"{other.class_name}{optional}" if link.to_one else f"list[{other.class_name}]"
    yield from statement(f"{name}: Mapped[{kind}] = ", made)


def _join(package: Package, link: Link) -> Part | None:
    """What joins the rows of *link*, where the foreign key alone does not say that.

    Of a table that others inherit from only its own rows are referred to.
    """
    child = package.plans[link.constraint.table]
    parent = package.plans[link.constraint.referred_table]
    lies = [name for name, one in parent.attributes.items() if isinstance(one.type, OfTable)]
    if not lies:
        return None
    joins = [
        f"{child.class_name}.{child.attribute_of(one.parent)}"
        f" == {parent.class_name}.{parent.attribute_of(one.column)}"
        for one in link.constraint.elements
    ]
    joins += [f"{parent.class_name}.{name} == ''" for name in lies]
    return text(f"and_({', '.join(joins)})")


def _of_class(plan: Plan, attributes: list[str]) -> Part:
    return text(f"[{', '.join(f'{plan.class_name}.{name}' for name in attributes)}]")


def _words(plan: Plan) -> str:
    telling = words.telling(plan)
    if len(telling) > 1:
        return 'f"' + " ".join(f"{{self.{name}}}" for name in telling) + '"'
    column = plan.attributes[telling[0]]
    if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
        return f"self.{telling[0]}" + (' or ""' if column.nullable else "")
    return f"str(self.{telling[0]})"
