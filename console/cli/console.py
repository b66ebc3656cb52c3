"""``flask console``: the console itself, its checks and its start."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app

from console import embedded
from console.admin import checks
from console.auth import ConsoleBase, Role, accounts
from console.cli import db as revisions
from console.cli import demo
from console.cli.base import ConsoleGroup
from console.cli.doctor import doctor
from console.config import Config, Serving
from console.migrate import Fit, database_state, own_state, problems, run
from console.models.db import db

console = ConsoleGroup("console", help="Check the console, prepare its database, serve it.")
console.add_command(doctor)

EMPTY = sa.text(
    "SELECT NOT EXISTS (SELECT FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname !~ '^pg_'"
    " AND nspname <> 'information_schema')"
)


@console.command("check")
def check() -> None:
    """Look for options that cannot work and for a database that does not fit the code."""
    problems = checks.run(current_app)
    for problem in problems:
        click.echo(problem)
    state = database_state(db.engine)
    if not state:
        click.echo(state.message)
    if not state or any(problem.is_error for problem in problems):
        raise click.ClickException("The console cannot serve like this.")
    click.echo("Everything fits." if not problems else "The console can serve.")


@console.command("serve")
def serve() -> None:
    """Serve on HOST and PORT with gunicorn, as gunicorn.conf.py says."""
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "wsgi:app"])  # noqa: S606


@console.command("install")
def install() -> None:
    """Add the console's own schema to the database, or bring it up to date; touch nothing else."""
    state = own_state(db.engine)
    if state:
        click.echo("Nothing to do: the schema console is there and up to date.")
        return
    url = db.engine.url
    tables = ", ".join(sorted(table.name for table in ConsoleBase.metadata.tables.values()))
    click.echo(
        f"This gives the database {url.database or ''} a schema called console, with the tables "
        f"{tables} and alembic_version. Nothing else in it is touched."
        if state.fit is Fit.EMPTY
        else "This brings the schema console up to date. Nothing else in the database is touched."
    )
    with problems.ended():
        run.install()


@console.command("prepare")
@click.pass_context
def prepare(context: click.Context) -> None:
    """Do what a first `make run` needs, and on later ones only what is missing.

    Brings the database to head. Demo rows are loaded once, and only into a database that was
    empty to begin with. Where nobody has an account yet, every role gets one. With models that
    are read from the database it adds the console's own schema and nothing else.
    """
    config: Config = current_app.extensions["console"]
    if config.reflects:
        # Somebody else's tables, with somebody else's rows.
        context.invoke(install)
        if not accounts.everyone():
            _make_accounts()
        return
    first = FirstRun()
    if not database_state(db.engine):
        _flask(context, revisions.db, "upgrade")
    orders = Serving.from_env().demo_orders
    if first.unfinished and orders:
        try:
            _flask(context, demo.demo, "load", "--orders", str(orders))
        except click.ClickException as refusal:
            click.echo(refusal.message)
    first.finish()
    if not accounts.everyone():
        _make_accounts()


class FirstRun:
    """Remembers, across a kill in the middle, that the database was empty to begin with."""

    def __init__(self) -> None:
        config: Config = current_app.extensions["console"]
        self._mark: Path = embedded.INSTANCE / "first-run"
        self._name = hashlib.sha256(config.database.dsn.encode()).hexdigest()
        with db.engine.connect() as connection:
            if connection.scalar(EMPTY):
                self._mark.parent.mkdir(exist_ok=True)
                self._mark.write_text(self._name)

    @property
    def unfinished(self) -> bool:
        return self._mark.exists() and self._mark.read_text() == self._name

    def finish(self) -> None:
        if self.unfinished:
            self._mark.unlink()


def _flask(context: click.Context, group: click.Group, *arguments: str) -> None:
    """Run another command as if it had been typed."""
    group.main([*arguments], f"flask {group.name}", standalone_mode=False, obj=context.obj)


def _make_accounts() -> None:
    """Give every role an account, and show the passwords this once."""
    lines = [f"Sign in at {Serving.from_env().address}", ""]
    for role in Role:
        password = accounts.generate_password()
        account = accounts.create(f"{role}@example.org", role, password)
        lines.append(f"{role:<10}{account.email:<24}{password}")
    lines += ["", "The passwords are shown this once. For a new one, while this runs:"]
    lines += ['make flask ARGS="users reset-password staff@example.org"']
    width = max(map(len, lines))
    frame = f"+{'-' * (width + 4)}+"
    click.echo("\n".join([frame, *(f"|  {line:<{width}}  |" for line in lines), frame]))
