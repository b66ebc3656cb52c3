"""What a class that waits to be declared says of its table without that."""

from __future__ import annotations

import functools
import re
import sys
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Outline:
    """What is known of a class that waits: of its table by the names that a table has for it."""

    model: Any
    metadata: sa.MetaData

    @property
    def name(self) -> str:
        return str(self.model.__tablename__)

    @functools.cached_property
    def _arguments(self) -> tuple[Any, ...]:
        given: Any = getattr(self.model, "__table_args__", None) or ()
        return given if isinstance(given, tuple) else (given,)

    @functools.cached_property
    def _options(self) -> Mapping[str, Any]:
        given = [one for one in self._arguments if isinstance(one, Mapping)]
        return given[-1] if given else {}

    @property
    def schema(self) -> str | None:
        schema: str | None = self._options.get("schema", self.metadata.schema)
        return schema

    @property
    def fullname(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def comment(self) -> str | None:
        comment: str | None = self._options.get("comment")
        return comment

    @property
    def info(self) -> Mapping[str, Any]:
        info: Mapping[str, Any] = self._options.get("info", {})
        return info

    @property
    def words(self) -> set[str]:
        """What it may be looked for by: as a class, as a table, by its schema or its module."""
        words = {self.model.__name__, self.name, self.fullname, *self.model.__module__.split(".")}
        return words | {self.schema} if self.schema else words

    @functools.cached_property
    def columns(self) -> frozenset[str]:
        """The names of its columns."""
        found = set()
        for name, member, annotation in self._members:
            if (column := _column(member)) is not None:
                found.add(str(column.name or name))
            elif member is None and "Mapped[" in str(annotation):
                found.add(name)
        return frozenset(found)

    def may_refer_to(self, model: type, table: str) -> bool:
        """Whether rows may be linked to those of *model*, which are in *table*."""
        if any(key.target_fullname.rpartition(".")[0] == table for key in self._keys):
            return True
        for _name, member, annotation in self._members:
            if isinstance(member, orm.RelationshipProperty):
                said = f"{annotation} {member.argument}"
                if callable(member.argument) or model.__name__ in WORD.findall(said):
                    return True
        return False

    @property
    def _keys(self) -> Iterator[sa.ForeignKey]:
        for argument in self._arguments:
            if isinstance(argument, sa.ForeignKeyConstraint):
                yield from argument.elements
        for _name, member, annotation in self._members:
            for said in (member, *self._meant(annotation)):
                if (column := _column(said)) is not None:
                    yield from column.foreign_keys

    def _meant(self, annotation: Any) -> Iterator[Any]:
        """What stands in the types that *annotation* names, or holds."""
        names = vars(sys.modules[self.model.__module__])
        types = [names.get(word) for word in WORD.findall(str(annotation))]
        for one in [*types, *typing.get_args(annotation)]:
            yield from getattr(one, "__metadata__", ())

    @property
    def _members(self) -> Iterator[tuple[str, Any, Any]]:
        """Attributes by name, with their values and annotations, the class's own first."""
        for one in self.model.__mro__[:-1]:
            own = type.__getattribute__(one, "__dict__")
            notes = own.get("__annotations__", {})
            for name in dict.fromkeys([*own, *notes]):
                yield name, own.get(name), notes.get(name)


def _column(member: Any) -> sa.Column[Any] | None:
    if isinstance(member, orm.MappedColumn):
        return member.column
    return member if isinstance(member, sa.Column) else None
