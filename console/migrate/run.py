"""What ``migrations/env.py`` runs: the lock, the console's own history, then the project's."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import click
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app

from console.auth.models import SCHEMA
from console.config import Config
from console.migrate import autogenerate, lock, own, problems, state
from console.migrate.limits import Limits
from console.models.db import db

WRITING = ("upgrade", "downgrade", "do_stamp")
DEFERRED = sa.text("""
    SELECT DISTINCT format('%I.%I', space.nspname, con.conname)
    FROM pg_constraint AS con JOIN pg_namespace AS space ON space.oid = con.connamespace
    WHERE con.condeferred
""")


def online(context: Any) -> None:
    """Run the command at hand against the database, all of it or nothing.

    One transaction holds the whole run; only a revision with an autocommit block commits what
    came before it.
    """
    command = command_of(context)
    limits = Limits.of(context.get_x_argument(as_dictionary=True))
    steps: list[str] = []

    def applied(ctx: Any, step: Any, **_: Any) -> None:
        settle(ctx.connection)
        steps.append(words(step))
        click.echo(steps[-1])

    with problems.told(), engine(limits).connect() as connection, turn(command, connection, limits):
        if command != "do_stamp":
            refuse_unknown(connection, context.script)
        context.configure(
            connection=connection,
            on_version_apply=applied,
            **autogenerate.options(db.metadata, context.script),
        )
        with context.begin_transaction():
            if command == "upgrade":
                own.upgrade(connection, applied)
            context.run_migrations()
            left = context.get_context().get_current_heads()
    if command in WRITING and not steps:
        click.echo("Nothing to do: the database is where it should be.")
    if command == "downgrade" and not left:
        click.echo("The project's tables are gone. Accounts stay, in the schema console.")


def install() -> None:
    """Bring the console's own schema to this code's version, and touch nothing else."""
    limits = Limits()

    def applied(step: Any, **_: Any) -> None:
        click.echo(words(step))

    with (
        problems.told(),
        engine(limits).connect() as connection,
        lock.held(connection, limits.seconds),
        connection.begin(),
    ):
        own.upgrade(connection, applied)


def offline(context: Any) -> None:
    """Print the SQL the command would run, without connecting (``--sql``)."""
    context.configure(
        dialect_name="postgresql",
        # Percent signs stay single: nothing will interpolate this text.
        dialect_opts={"paramstyle": "named"},
        literal_binds=True,
        **autogenerate.options(db.metadata, context.script),
    )
    with context.begin_transaction():
        if context.get_starting_revision_argument() is None:
            own.upgrade_sql(context.config.output_buffer or sys.stdout)
        context.run_migrations()


def command_of(context: Any) -> str:
    """Which Alembic command is running: ``upgrade``, ``downgrade``, ``do_stamp``, …"""
    # Alembic tells env.py only through the name of the function it hands down.
    context.configure(dialect_name="postgresql")
    name: str = context.get_context().opts["fn"].__name__
    return name


def engine(limits: Limits) -> sa.Engine:
    """Connections of their own, unpooled, with the time-outs of migrations."""
    config: Config = current_app.extensions["console"]
    return sa.create_engine(
        db.engine.url,
        creator=config.database.connector(**limits.session),
        poolclass=sa.NullPool,
        hide_parameters=True,
    )


def words(step: Any) -> str:
    """One applied revision: which way, which, what about."""
    way = "mark" if step.is_stamp else "up" if step.is_upgrade else "down"
    title = "" if step.is_stamp or step.up_revision is None else step.up_revision.doc
    return f"{way:<4} {', '.join(step.up_revision_ids)}  {title}".rstrip()


def turn(command: str, connection: sa.Connection, limits: Limits) -> AbstractContextManager[None]:
    """The lock, for a command that writes."""
    return lock.held(connection, limits.seconds) if command in WRITING else nullcontext()


def refuse_unknown(connection: sa.Connection, script: ScriptDirectory) -> None:
    """``CommandError`` if the database is at a revision that this code does not have."""
    noted = state.versions(connection)
    connection.rollback()
    for history, versions in ((script, noted[None]), (own.script(), noted[SCHEMA])):
        for version in state.unknown(history, versions):
            raise CommandError(
                f"The database is at revision {version}, which this code does not have: it is "
                "ahead of this code, or belongs to another project. Use the code that has it."
            )


def settle(connection: sa.Connection) -> None:
    """Let deferred constraints and triggers speak at the end of the revision they belong to.

    All revisions share one transaction, and a table with checks pending cannot be altered.
    """
    names = connection.scalars(DEFERRED).all()
    for mode in ("IMMEDIATE", "DEFERRED") if names else ():
        connection.exec_driver_sql(f"SET CONSTRAINTS {', '.join(names)} {mode}")
