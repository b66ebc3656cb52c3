"""What one revision declares about the rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

# A row in the order of its table's columns; values are whatever JSON can say.
Row = tuple[Any, ...]


class SeedError(ValueError):
    """Declared data is wrong; the message is a sentence for whoever declared it."""


@dataclass(frozen=True)
class Rows:
    """Rows that a revision adds, changes and removes, told apart by a natural key.

    *changed* holds pairs of the row as declared before and as declared now. Raises
    ``SeedError`` when the declaration contradicts itself.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    added: Sequence[Row] = ()
    changed: Sequence[tuple[Row, Row]] = ()
    removed: Sequence[Row] = ()
    schema: str | None = None

    def __post_init__(self) -> None:
        if missing := [name for name in self.key if name not in self.columns]:
            raise SeedError(f"{self.table}: the key column {missing[0]} is not among the columns.")
        for row in self.every_row():
            if len(row) != len(self.columns):
                raise SeedError(f"{self.table}: {row!r} does not have {len(self.columns)} values.")
        seen: set[Row] = set()
        for row in (*self.added, *(new for _old, new in self.changed), *self.removed):
            key = self.key_of(row)
            if key in seen:
                raise SeedError(f"{self.table}: {words(key)} is declared twice.")
            seen.add(key)
        for old, new in self.changed:
            if self.key_of(old) != self.key_of(new):
                raise SeedError(
                    f"{self.table}: {words(self.key_of(old))} cannot change its key; remove it "
                    f"and add {words(self.key_of(new))}."
                )

    @property
    def name(self) -> str:
        """The table with its schema, where it has one of its own."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that are not of the key."""
        return tuple(name for name in self.columns if name not in self.key)

    def every_row(self) -> Iterable[Row]:
        yield from self.added
        yield from self.removed
        for pair in self.changed:
            yield from pair

    def key_of(self, row: Row) -> Row:
        return tuple(row[self.columns.index(name)] for name in self.key)

    def inverse(self) -> Rows:
        """What takes this declaration back; children come before their parents."""
        return replace(
            self,
            added=self.removed[::-1],
            removed=self.added[::-1],
            changed=[(new, old) for old, new in self.changed],
        )


def words(key: Row) -> str:
    """A key as people read it: ``PL-14``, or ``PL, standard, 2011-01-01``."""
    return ", ".join(str(part) for part in key)
