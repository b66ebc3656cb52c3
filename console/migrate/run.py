"""What ``migrations/env.py`` runs: the lock, the console's own history, then the project's."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import sqlalchemy as sa
from flask import current_app

from console.config import Config
from console.migrate import autogenerate, lock, own
from console.models.db import db

# Waiting longer for a table would make everybody behind the migration wait as well; a large
# index, once its lock is had, may take its time.
WRITING = ("upgrade", "downgrade", "do_stamp")
SETTINGS = {
    "lock_timeout": "5s",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}


def online(context: Any) -> None:
    """Run the command at hand against the database."""
    command = command_of(context)
    with engine().connect() as connection:
        guard = lock.held(connection) if command in WRITING else nullcontext()
        with guard:
            context.configure(connection=connection, **autogenerate.options())
            with context.begin_transaction():
                if command == "upgrade":
                    own.upgrade(connection)
                context.run_migrations()


def offline(context: Any) -> None:
    """Print the SQL the command would run, without connecting (``--sql``)."""
    context.configure(dialect_name="postgresql", literal_binds=True, **autogenerate.options())
    with context.begin_transaction():
        context.run_migrations()


def engine() -> sa.Engine:
    """Connections for migrations: unpooled, with time-outs that fit schema changes."""
    config: Config = current_app.extensions["console"]
    return sa.create_engine(
        db.engine.url,
        creator=config.database.connector(**SETTINGS),
        poolclass=sa.NullPool,
        hide_parameters=True,
    )


def command_of(context: Any) -> str:
    """Which Alembic command is running: ``upgrade``, ``downgrade``, ``do_stamp``, …"""
    # Alembic tells env.py only through the name of the function it hands down.
    context.configure(dialect_name="postgresql")
    name: str = context.get_context().opts["fn"].__name__
    return name

