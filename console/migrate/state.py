"""Whether the database fits this code, and what to do when it does not."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask_babel import gettext as _

from console.auth.models import SCHEMA
from console.migrate import own


class Fit(enum.StrEnum):
    """How a database stands to the code that asks."""

    AT_HEAD = "at_head"
    BEHIND = "behind"
    AHEAD = "ahead"
    EMPTY = "empty"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class State:
    """The answer, with what it was made from."""

    fit: Fit
    current: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    pending: int = 0
    # The tables are somebody else's: only the console's own schema is ours to bring up to date.
    own_only: bool = False

    def __bool__(self) -> bool:
        return self.fit is Fit.AT_HEAD

    @property
    def message(self) -> str:
        """A sentence with the remedy, in the language of whoever asks."""
        texts: dict[Fit, str] = {
            Fit.AT_HEAD: _("The database is up to date."),
            Fit.BEHIND: _(
                "The database is behind this version of the console: "
                "run flask db upgrade (revisions to apply: %(pending)s).",
                pending=self.pending,
            ),
            Fit.AHEAD: _(
                "The database is ahead of this version of the console: it is at revision "
                "%(here)s, which this version does not have. Start the version that has it.",
                here=", ".join(self.current),
            ),
            Fit.EMPTY: _("The database has no tables of the console yet: run flask db upgrade."),
            Fit.UNREACHABLE: _(
                "The database does not answer. It is tried again with every request."
            ),
        }
        if self.own_only:
            texts |= {
                Fit.BEHIND: _(
                    "The schema of the console is behind this version of it: "
                    "run flask console install (revisions to apply: %(pending)s).",
                    pending=self.pending,
                ),
                Fit.EMPTY: _(
                    "The database has no schema of the console yet: run flask console install."
                ),
            }
        return texts[self.fit]


def database_state(database: sa.Engine | sa.Connection, directory: Path | None) -> State:
    """Compare the versions that *database* notes with the revisions in *directory*.

    Without a directory, the tables are somebody else's: only the console's own schema counts.
    Two short statements; an unreachable database is an answer, not an error.
    """
    try:
        if isinstance(database, sa.Connection):
            return _state(database, directory)
        with database.connect() as connection:
            return _state(connection, directory)
    except sa.exc.DBAPIError:
        return State(Fit.UNREACHABLE)


def _state(connection: sa.Connection, directory: Path | None) -> State:
    if directory is None:
        return _own_state(connection)
    project, console = script(directory), own.script()
    noted = versions(connection)
    current = (*noted[None], *noted[SCHEMA])
    heads = (*project.get_heads(), *console.get_heads())
    if unknown(project, noted[None]) or unknown(console, noted[SCHEMA]):
        return State(Fit.AHEAD, current, heads)
    pending = _missing(project, noted[None]) + _missing(console, noted[SCHEMA])
    if pending:
        return State(Fit.BEHIND if current else Fit.EMPTY, current, heads, pending)
    return State(Fit.AT_HEAD, current, heads)


def _own_state(connection: sa.Connection) -> State:
    console = own.script()
    current, heads = versions(connection, (SCHEMA,))[SCHEMA], tuple(console.get_heads())
    if unknown(console, current):
        return State(Fit.AHEAD, current, heads, own_only=True)
    if pending := _missing(console, current):
        fit = Fit.BEHIND if current else Fit.EMPTY
        return State(fit, current, heads, pending, own_only=True)
    return State(Fit.AT_HEAD, current, heads, own_only=True)


def versions(
    connection: sa.Connection, of: tuple[str | None, ...] = (None, SCHEMA)
) -> dict[str | None, tuple[str, ...]]:
    """What the version tables of the project (``None``) and of the console note."""
    tables = {schema: f"{schema}.alembic_version" if schema else "alembic_version" for schema in of}
    exist = connection.execute(
        sa.select(*(sa.func.to_regclass(table).is_not(None) for table in tables.values()))
    ).one()
    parts: list[Any] = [
        sa.select(sa.literal(schema).label("schema"), sa.column("version_num")).select_from(
            sa.table("alembic_version", schema=schema)
        )
        for schema, there in zip(tables, exist, strict=True)
        if there
    ]
    noted: dict[str | None, tuple[str, ...]] = dict.fromkeys(of, ())
    if parts:
        for schema, version in connection.execute(sa.union_all(*parts)):
            noted[schema] += (version,)
    return noted


def script(directory: Path) -> ScriptDirectory:
    """The revisions in *directory*, read once for as long as its files stay the same."""
    return _script(directory, (directory / "versions").stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _script(directory: Path, _changed: int) -> ScriptDirectory:
    return ScriptDirectory(directory)


def unknown(history: ScriptDirectory, versions: tuple[str, ...]) -> list[str]:
    """Those of *versions* that *history* does not have."""
    known = {revision.revision for revision in history.walk_revisions()}
    return [version for version in versions if version not in known]


def _missing(history: ScriptDirectory, versions: tuple[str, ...]) -> int:
    """How many revisions of *history* lie above *versions*."""
    return len(list(history.iterate_revisions("heads", versions or "base")))
