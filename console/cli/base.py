"""What every command shares: trouble with the database is one sentence, not a trace."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

UNREACHABLE = (
    "The database does not answer, or refuses this user or password; check TAB_DB_URL and that "
    "the server runs."
)


class ConsoleGroup(AppGroup):
    """A group of commands that run inside the application's context."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OperationalError:
            # The driver's own message may quote the URL.
            raise click.ClickException(UNREACHABLE) from None
