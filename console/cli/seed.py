"""``flask seed``: the reference data in ``seeds/``, carried by revisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from console.cli.base import ProjectGroup
from console.migrate import database_state, directory, files, problems
from console.models.db import db
from console.seeding import SeedError, writing
from console.seeding.difference import difference
from console.seeding.history import Declared, declared
from console.seeding.rows import Row, Rows, words
from console.seeding.status import TableStatus, status

HEADINGS = ("table", "declared", "in place", "changed", "missing", "waiting")
KEYS_NAMED = 20

seed = ProjectGroup("seed", help="Reference data: from seeds/ into revisions, and how it fares.")


@contextmanager
def sentences() -> Iterator[None]:
    """End the command with what is wrong in a file, in a revision or with the database."""
    try:
        with problems.ended():
            yield
    except SeedError as error:
        raise click.ClickException(str(error)) from error


@seed.command("revision")
@click.option("-m", "--message", help="What changes, and why; by default the tables and numbers.")
@click.option("--table", "tables", multiple=True, help="Only this table; may be repeated.")
def revision(message: str | None, tables: tuple[str, ...]) -> None:
    """Write the difference between seeds/ and the revisions as a revision."""
    with sentences():
        found = differences(tables)
        path = writing.write(directory(), found, message) if found else None
    if path is None:
        click.echo("Nothing to write: seeds/ and the revisions declare the same rows.")
        return
    files.tidy(path)
    for rows in found:
        click.echo(f"  {rows.name}: {writing.counts(rows)}")
    click.echo(f"Wrote {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")


@seed.command("check")
def check() -> None:
    """Say whether the revisions declare what seeds/ says; exit with 1 if they do not."""
    with sentences():
        found = differences()
    for rows in found:
        click.echo(f"  {rows.name}: {writing.counts(rows)}")
    if found:
        raise click.ClickException(
            "seeds/ and the revisions differ as listed. "
            'Write a revision with flask seed revision -m "…".'
        )
    click.echo("The revisions declare what seeds/ says.")


@seed.command("status")
@click.option("--table", help="Name the rows of this table that are not in place.")
def show_status(table: str | None) -> None:
    """Compare the database with what the revisions declare, table by table."""
    with sentences():
        history = declared(ScriptDirectory(directory()))
        waiting = {rows.name: writing.counts(rows) for rows in differences(history=history)}
        with db.engine.connect() as connection:
            state = database_state(connection)
            if table is not None:
                history = {table: _known(history, table)}
            found = status(connection, history)
    _print([_line(item, waiting.get(item.table, "")) for item in found])
    if table is not None:
        for item in found:
            _name("changed", item.changed)
            _name("missing", item.missing)
    if not state:
        click.echo(state.message, err=True)


def differences(
    tables: Sequence[str] = (), history: dict[str, Declared] | None = None
) -> list[Rows]:
    """What each file says that the revisions do not, parents' tables first."""
    history = declared(ScriptDirectory(directory())) if history is None else history
    paths = {path.stem: path for path in sorted((directory().parent / "seeds").glob("*.csv"))}
    for name in tables or paths:
        if name not in paths:
            raise SeedError(f"There is no seeds/{name}.csv.")
        if name not in db.metadata.tables:
            raise SeedError(f"seeds/{name}.csv: no model has the table {name}.")
    found = (
        difference(paths[table.fullname], table, history.get(table.fullname))
        for table in _parents_first(db.metadata)
        if table.fullname in (tables or paths)
    )
    return [rows for rows in found if rows]


def _parents_first(metadata: sa.MetaData) -> list[sa.Table]:
    return metadata.sorted_tables


def _known(history: dict[str, Declared], table: str) -> Declared:
    if table not in history:
        raise SeedError(f"No revision declares rows of {table}.")
    return history[table]


def _line(item: TableStatus, waiting: str) -> tuple[str, ...]:
    if not item.exists:
        return (item.table, str(item.declared), "no table", "", "", waiting)
    numbers = (item.declared, item.in_place, len(item.changed), len(item.missing))
    return (item.table, *(f"{number:,}" for number in numbers), waiting)


def _print(lines: Sequence[tuple[str, ...]]) -> None:
    table = [HEADINGS, *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADINGS))]
    for name, *values in table:
        cells = (value.rjust(width) for value, width in zip(values, widths[1:], strict=True))
        click.echo("  ".join([name.ljust(widths[0]), *cells]).rstrip())


def _name(what: str, keys: Sequence[Row]) -> None:
    for key in keys[:KEYS_NAMED]:
        click.echo(f"  {what}: {words(key)}")
    if len(keys) > KEYS_NAMED:
        click.echo(f"  {what}: and {len(keys) - KEYS_NAMED:,} more")
