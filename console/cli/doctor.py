"""``flask console doctor``: what keeps lists from being instant, with the remedy ready."""

from __future__ import annotations

import textwrap

import click
from alembic.script import ScriptDirectory
from alembic.util import rev_id
from flask import current_app
from flask.cli import with_appcontext

from console.admin import doctor as examination
from console.admin.registry import views
from console.cli.base import ConsoleCommand
from console.config import Config
from console.migrate import directory, files
from console.models.db import db


@click.command("doctor", cls=ConsoleCommand)
@click.option("--all", "every", is_flag=True, help="Also for tables that are small by now.")
@click.option("--write", is_flag=True, help="Write the revision into migrations/versions.")
@with_appcontext
def doctor(every: bool, write: bool) -> None:
    """Name the indexes that lists, links and searches lack, as a revision ready to apply."""
    chosen = list(views().values()) if every else examination.worth_it(list(views().values()))
    found = examination.missing(chosen, db.session.connection())
    if not found:
        click.echo("Nothing is missing: every list, link and search has its index.")
        return
    for one in found:
        click.echo(f"{one.table}: no index on {', '.join(one.columns)}; {one.reason}.", err=True)
    body = upgrade_body(found)
    config: Config = current_app.extensions["console"]
    if write and config.reflects:
        raise click.ClickException(
            f"CONSOLE_MODELS is {config.models}: revisions are not for this database. Give its "
            "keepers what is printed without --write."
        )
    if not write:
        click.echo(f"def upgrade():\n{textwrap.indent(body, '    ')}")
        click.echo("Write it as a revision with --write, and declare it in the model.", err=True)
        return
    script = ScriptDirectory(directory(), file_template=f"{files.STAMP}_%(slug)s", timezone="UTC")
    drops = "\n".join(f'op.drop_index("{one.name}", table_name="{one.table}")' for one in found)
    written = script.generate_revision(
        rev_id(),
        "add missing indexes",
        upgrades=textwrap.indent(body, "    ").lstrip(),
        downgrades=textwrap.indent(drops, "    ").lstrip(),
    )
    assert written is not None
    click.echo(written.path)


def upgrade_body(found: list[examination.Missing]) -> str:
    """The statements of the revision's ``upgrade``."""
    lines = []
    if any(one.trigram for one in found):
        lines.append('op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")')
    lines.append("# Built without blocking writers, which no transaction can hold.")
    lines.append("with op.get_context().autocommit_block():")
    lines += [textwrap.indent(one.operation(), "    ") for one in found]
    return "\n".join(lines)
