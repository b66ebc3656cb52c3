"""``flask models``: model files of a database that is there already."""

from __future__ import annotations

from pathlib import Path

import click

from console.cli.base import ConsoleGroup
from console.models.db import db

models = ConsoleGroup("models", help="Model files of a database that is there already.")


@models.command("import")
@click.option("--schema", "schemas", multiple=True, help="Only this schema; may be repeated.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("models"),
    show_default=True,
    help="The folder of the package.",
)
@click.option("--force", multiple=True, help="Overwrite this file; may be repeated.")
def write(schemas: tuple[str, ...], into: Path, force: tuple[str, ...]) -> None:
    """Write a model file for every table of the database.

    A file that is there and says something else is left as it is, and the difference shown.
    """
    from console.adopt import importing

    package = ".".join(part for part in into.parts if part not in {".", "/"})
    if into.is_absolute() or not all(part.isidentifier() for part in package.split(".")):
        package = into.name
    with db.engine.connect() as connection:
        found = importing.files(connection, list(schemas) or None, into, package)
    kept = 0
    for one in found:
        if one.is_new or (one.differs and one.path.name in force):
            one.write()
            click.echo(f"Wrote {one.path}")
        elif one.differs:
            kept += 1
            click.echo(one.diff)
    if kept:
        click.echo(
            f"Left as they are, with the differences above: {kept}. "
            "Overwrite one with --force and its name, such as --force company.py.",
            err=True,
        )
    click.echo(f"Serve them with CONSOLE_MODELS={package}.", err=True)
