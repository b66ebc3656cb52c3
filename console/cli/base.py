"""What every command shares: trouble with the database is one sentence, not a trace."""

from __future__ import annotations

from typing import Any

import click
import psycopg2
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from psycopg2 import errorcodes
from sqlalchemy.exc import DBAPIError

from console.config import Config


class Sentences(click.Command):
    """Says what is wrong with the database instead of showing where it was noticed."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (DBAPIError, psycopg2.Error) as error:
            original = error.orig if isinstance(error, DBAPIError) else error
            app = current_app or ctx.ensure_object(ScriptInfo).load_app()
            told = sentence(app.extensions["console"], original)
            if told is None:
                raise
            raise click.ClickException(told) from None


class ConsoleGroup(Sentences, AppGroup):
    """A group of commands that run inside the application's context."""


class ProjectGroup(ConsoleGroup):
    """Commands for the tables of model files, which nobody has who reads models from a database."""

    def invoke(self, ctx: click.Context) -> Any:
        app = current_app or ctx.ensure_object(ScriptInfo).load_app()
        config: Config = app.extensions["console"]
        if config.reflects:
            raise click.ClickException(
                f"CONSOLE_MODELS is {config.models}: the tables are somebody else's, so flask "
                f"{self.name} has nothing to do with them. For the console's own schema run flask "
                "console install."
            )
        return super().invoke(ctx)


class ConsoleCommand(Sentences):
    """A command of its own, outside of any group; give its function ``with_appcontext``."""


def sentence(config: Config, error: BaseException | None) -> str | None:
    """What an operator can do about *error*; ``None`` when it is a fault of ours."""
    code = getattr(error, "pgcode", None)
    if code is None:
        # Without a code no server has answered.
        return config.database.explain(error) if isinstance(error, psycopg2.Error) else None
    if code in {errorcodes.UNDEFINED_TABLE, errorcodes.INVALID_SCHEMA_NAME}:
        command = "console install" if config.reflects else "db upgrade"
        return f"The database lacks tables that the code needs: run flask {command}."
    if code == errorcodes.INSUFFICIENT_PRIVILEGE:
        return "The user in TAB_DB_URL may not do that in this database."
    # Time-outs, a shutdown, a full disk: PostgreSQL's own words are the best there are.
    if code[:2] in {"53", "55", "57", "58"}:
        return f"PostgreSQL says: {str(error).splitlines()[0]}. Nothing was changed."
    return None
