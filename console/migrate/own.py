"""The console's own history: the schema ``console``, kept apart from the project's."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
from alembic.autogenerate import RevisionContext, produce_migrations
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from console.auth.models import SCHEMA, ConsoleBase
from console.migrate import autogenerate, files

DIRECTORY = Path(__file__).resolve().parents[1] / "migrations"


@cache
def script() -> ScriptDirectory:
    """The history's revisions, one file each."""
    return ScriptDirectory(
        DIRECTORY,
        file_template=f"{files.STAMP}_%(slug)s",
        truncate_slug_length=60,
        timezone="UTC",
        messaging_opts={"quiet": True},
    )


def upgrade(connection: sa.Connection, applied: Callable[..., None] | None = None) -> None:
    """Bring the schema to this code's version, in the transaction that *connection* is in.

    *applied* is called after each revision, as Alembic's ``on_version_apply``.
    """
    if not sa.inspect(connection).has_schema(SCHEMA):
        connection.execute(sa.schema.CreateSchema(SCHEMA))
    elif not is_ours(connection):
        raise CommandError(
            f"The database has a schema called {SCHEMA} with tables of somebody else's, and the "
            "console keeps its own under this name: rename that schema, or use another database."
        )
    environment(connection, applied, fn=_to_head).run_migrations()


def is_ours(connection: sa.Connection) -> bool:
    """Whether the schema is the console's: it has its versions, or nothing at all."""
    tables = sa.inspect(connection).get_table_names(schema=SCHEMA)
    return not tables or "alembic_version" in tables


def upgrade_sql(output: TextIO) -> None:
    """Write to *output* the SQL that makes the schema on a database that lacks it."""
    output.write(f"CREATE SCHEMA {SCHEMA};\n\n")
    environment(None, fn=_to_head, as_sql=True, output_buffer=output).run_migrations()


def _to_head(current: Any, _context: Any) -> Any:
    # What alembic.command.upgrade hands to an env.py, which this history does without.
    return script()._upgrade_revs("head", current)


def environment(
    connection: sa.Connection | None,
    applied: Callable[..., None] | None = None,
    **options: Any,
) -> EnvironmentContext:
    """Alembic's view of the schema: its version table, its models, its revisions."""
    view = EnvironmentContext(Config(), script(), **options)
    view.configure(
        connection=connection,
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        version_table_schema=SCHEMA,
        on_version_apply=applied,
        **autogenerate.options(ConsoleBase.metadata, script()),
    )
    return view


def differences(connection: sa.Connection) -> list[Any]:
    """How the models of the schema differ from the database, as Alembic's diffs."""
    compared = environment(connection).get_context()
    operations = produce_migrations(compared, ConsoleBase.metadata).upgrade_ops
    return list(operations.as_diffs()) if operations else []


def write_revision(connection: sa.Connection, message: str) -> Path | None:
    """Write the difference as a revision; None when there is none.

    For those who work on the console itself. *connection* must be at the history's head.
    """
    wanted = dict.fromkeys(
        ("sql", "splice", "branch_label", "version_path", "rev_id", "depends_on"),
        None,
    )
    arguments = {**wanted, "message": message, "head": "head", "autogenerate": True}
    writer = RevisionContext(
        Config(), script(), arguments, process_revision_directives=autogenerate.drop_empty
    )
    compared = environment(connection).get_context()
    writer.run_autogenerate(compared.get_current_heads(), compared)
    written = next(iter(writer.generate_scripts()), None)
    return Path(written.path) if written else None
