"""What the revisions have declared so far, found by reading them one after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from alembic.script import ScriptDirectory

from console.seeding.rows import Row, Rows, SeedError, words

Values = dict[str, Any]


@dataclass
class Declared:
    """The rows of one table as all revisions together declare them, by natural key."""

    table: str
    key: tuple[str, ...]
    schema: str | None = None
    rows: dict[Row, Values] = field(default_factory=dict)

    def play(self, change: Rows) -> None:
        """Follow one revision; ``SeedError`` when it does not fit what came before."""
        if change.key != self.key:
            raise SeedError(
                f"{change.name} is keyed by {', '.join(change.key)}, but by "
                f"{', '.join(self.key)} in earlier revisions."
            )
        for row in change.removed:
            self._expect(change, row)
            del self.rows[change.key_of(row)]
        for old, new in change.changed:
            self._expect(change, old)
            self.rows[change.key_of(new)] |= dict(zip(change.columns, new, strict=True))
        for row in change.added:
            if change.key_of(row) in self.rows:
                raise SeedError(f"{words(change.key_of(row))} is already declared.")
            self.rows[change.key_of(row)] = dict(zip(change.columns, row, strict=True))

    def _expect(self, change: Rows, row: Row) -> None:
        known = self.rows.get(change.key_of(row))
        said = dict(zip(change.columns, row, strict=True))
        if known is None or any(known.get(name) != value for name, value in said.items()):
            raise SeedError(
                f"{words(change.key_of(row))} of {change.name} is not what earlier revisions "
                "declared."
            )


def declared(script: ScriptDirectory, upto: str | tuple[str, ...] = "heads") -> dict[str, Declared]:
    """Every table that the revisions up to *upto* seed, by name.

    The revisions are read, not run, and no database is asked.
    """
    tables: dict[str, Declared] = {}
    for revision in reversed(list(script.iterate_revisions(upto, "base"))):
        for value in list(vars(revision.module).values()):
            if not isinstance(value, Rows):
                continue
            known = tables.setdefault(value.name, Declared(value.table, value.key, value.schema))
            try:
                known.play(value)
            except SeedError as error:
                raise SeedError(f"Revision {revision.revision}: {error}") from error
    return tables
