"""What goes wrong during a migration, in a sentence that ends the command."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.util import CommandError
from flask import current_app
from psycopg2 import errorcodes

from console.config import Config

BEHIND = (
    "The database is behind the revisions, so it cannot be compared: run flask db upgrade first."
)
ROLLED_BACK = "Its transaction was rolled back."


@contextmanager
def told() -> Iterator[None]:
    """Turn what the database refuses into a ``CommandError`` that says what to do."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise CommandError(sentence(error)) from error


@contextmanager
def ended() -> Iterator[None]:
    """End the command at hand with what Alembic or the database object to."""
    try:
        with told():
            yield
    except CommandError as error:
        behind = str(error).startswith("Target database is not up to date")
        raise click.ClickException(BEHIND if behind else str(error)) from error


def sentence(error: sa.exc.DBAPIError) -> str:
    """What happened and what to do; never a password, a statement or its parameters."""
    original = error.orig
    code = getattr(original, "pgcode", None)
    if code is None:
        config: Config = current_app.extensions["console"]
        return config.database.explain(original or error)
    says = " ".join(str(original).split()).removeprefix("ERROR: ").rstrip(".")
    place = where(error)
    if code == errorcodes.LOCK_NOT_AVAILABLE:
        return (
            f"{place}A table was in use for longer than lock_timeout allows. {ROLLED_BACK} Run it "
            "again at a quieter time, or let it wait longer with -x lock_timeout=1min."
        )
    if code == errorcodes.QUERY_CANCELED:
        return (
            f"{place}A statement took longer than statement_timeout allows, or was cancelled. "
            f"{ROLLED_BACK} Give it more time with -x statement_timeout=1h."
        )
    return f"{place}PostgreSQL says: {says}. {ROLLED_BACK}"


def where(error: BaseException) -> str:
    """The line of the revision that failed, where one did."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if Path(frame.filename).parent.name == "versions":
            return f"{Path(frame.filename).name}, line {frame.lineno}: "
    return ""
