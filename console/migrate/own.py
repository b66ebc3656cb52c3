"""The console's own history: the schema ``console``, brought up to date before the project's."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from console.auth.models import SCHEMA

DIRECTORY = Path(__file__).resolve().parents[1] / "migrations"


def script() -> ScriptDirectory:
    return ScriptDirectory(DIRECTORY)


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Bring the schema up to *revision*, in the transaction of *connection*."""
    connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    directory = script()
    context = MigrationContext.configure(
        connection,
        opts={
            "script": directory,
            "fn": lambda current, _context: directory._upgrade_revs(revision, current),
            "version_table_schema": SCHEMA,
        },
    )
    with Operations.context(context):
        context.run_migrations()
