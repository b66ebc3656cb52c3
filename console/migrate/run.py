"""What ``migrations/env.py`` runs: the lock, the console's own history, then the project's."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app

from console.config import Config
from console.migrate import autogenerate, lock, own, problems
from console.migrate.limits import Limits
from console.models.db import db

WRITING = ("upgrade", "downgrade", "do_stamp")


def online(context: Any) -> None:
    """Run the command at hand against the database, all of it or nothing.

    One transaction holds the whole run; only a revision with an autocommit block commits what
    came before it.
    """
    command = command_of(context)
    limits = Limits.of(context.get_x_argument(as_dictionary=True))
    applied: list[str] = []
    with problems.told(), engine(limits).connect() as connection:
        with lock.held(connection, limits.seconds) if command in WRITING else nullcontext():
            context.configure(
                connection=connection,
                on_version_apply=lambda step, **_: applied.append(words(step)),
                **autogenerate.options(db.metadata, context.script),
            )
            with context.begin_transaction():
                if command == "upgrade":
                    own.upgrade(connection)
                context.run_migrations()
    if command in WRITING:
        report(applied)


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
    title = step.up_revision.doc if step.up_revision else ""
    return f"{'up  ' if step.is_upgrade else 'down'} {step.up_revision_id}  {title}"


def report(applied: list[str]) -> None:
    for line in applied:
        click.echo(line)
    if not applied:
        click.echo("Nothing to do: the database is where it should be.")
