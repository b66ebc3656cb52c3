"""A database as a package of model files: which there are, and how they differ from the old."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from console.adopt import catalogue, mapping, modelfile, names, words
from console.adopt.catalogue import Catalogue, Type
from console.adopt.modelfile import Package
from console.adopt.source import call, statement, text
from console.adopt.tables import DEFAULT

INIT = '"""What there is: one file per table. Every file in this folder is found by itself."""\n'


@dataclass(frozen=True)
class File:
    """A file as it should be, beside what is there."""

    path: Path
    text: str

    @property
    def is_new(self) -> bool:
        return not self.path.exists()

    @property
    def differs(self) -> bool:
        return not self.is_new and self.path.read_text(encoding="utf-8") != self.text

    @property
    def diff(self) -> str:
        """What writing the file would change, as a unified diff."""
        old = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        new = self.text.splitlines(keepends=True)
        return "".join(difflib.unified_diff(old, new, str(self.path), f"{self.path} (database)"))

    def write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.text, encoding="utf-8")


def files(
    connection: sa.Connection, schemas: list[str] | None, folder: Path, package: str
) -> list[File]:
    """A file for every table in *schemas*, by default in all, as modules of *package*."""
    found = catalogue.read(connection, schemas)
    english = words.is_english(mapping.planned(found))
    plans = mapping.planned(found, words.pluralizer(english=english))
    elsewhere = {one.full_name for one in found.relations if not one.is_default}
    for plan in plans.values():
        # A dot in its name would be taken for the one behind a schema.
        plan.table.info[DEFAULT] &= plan.relation.name not in elsewhere
    taken = names.Names(("enums", "db", "types"))
    modules = {table: taken.give(module_name(plan.class_name)) for table, plan in plans.items()}
    enums = _enums(found)
    labels = words.all_labels(plans, english=english)
    shared = Package(package, found, plans, modules, enums, labels)
    made = [File(folder / "__init__.py", INIT)]
    if enums:
        made.append(File(folder / "enums.py", _enum_file(found, enums)))
    for table, plan in plans.items():
        made.append(File(folder / f"{modules[table]}.py", modelfile.written(shared, plan)))
    return made


def module_name(class_name: str) -> str:
    """``SalesOrder`` as a file is called: ``sales_order``."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", class_name).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def _enums(found: Catalogue) -> dict[int, str]:
    """The class names of the enum types that some column has, by oid."""
    used = {one.type_oid for relation in found.relations for one in relation.attributes}
    given = names.Names(names.class_name(relation.name) for relation in found.relations)
    kinds = [one for one in found.types.values() if one.oid in used and one.kind == "e"]
    return {
        one.oid: given.give(names.class_name(one.name), f"{names.class_name(one.name)}Kind")
        for one in sorted(kinds, key=lambda one: (one.schema, one.name))
        if one.labels
    }


def _enum_file(found: Catalogue, enums: dict[int, str]) -> str:
    lines = [
        '"""The enumerations of the database."""',
        "",
        "from __future__ import annotations",
        "",
        "import enum",
        "",
        "from sqlalchemy.dialects import postgresql as pg",
        "",
        "",
        "def _values(kind: type[enum.Enum]) -> list[str]:",
        "    return [member.value for member in kind]",
    ]
    for oid, name in enums.items():
        lines += ["", "", *_enum(found.types[oid], name)]
    return "\n".join(lines) + "\n"


def _enum(one: Type, name: str) -> Iterator[str]:
    yield f"class {name}(enum.StrEnum):"
    given = names.Names(dir(str))
    for label in one.labels or ():
        member = re.sub(r"\W+", "_", label).strip("_").upper()
        member = member if member.isidentifier() else f"VALUE_{member}".rstrip("_")
        yield f"    {given.give(member)} = {text(label)}"
    yield ""
    yield ""
    schema = text(one.schema) if "." in one.full_name else None
    made = call(
        "pg.ENUM",
        name,
        name=text(one.name),
        schema=schema,
        values_callable="_values",
        create_type="False",
    )
    yield from statement(f"{name}Type = ", made, indent=0)
