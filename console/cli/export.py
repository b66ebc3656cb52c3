"""``flask export``: a table's rows as a file, without a limit and without a browser."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click
from flask.cli import with_appcontext
from werkzeug.datastructures import MultiDict

from console.admin import counting, registry
from console.admin import export as exports
from console.admin.extract import Operator
from console.cli.base import ConsoleCommand
from console.models.db import db
from console.transfer import formats
from console.transfer.stream import BrokenError

STEP = 1_000  # rows between two movements of the bar


@click.command("export", cls=ConsoleCommand)
@click.argument("table")
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(formats.FORMATS)),
    help="Kind of file.  [default: what OUTPUT ends in, else csv]",
)
@click.option(
    "--for",
    "readers",
    type=click.Choice(["machines", "excel"]),
    default="machines",
    show_default=True,
    help="Who reads CSV and TSV: programs (UTF-8, ISO dates), or Excel in the console's language.",
)
@click.option("--columns", metavar="A,B", help="Names of columns, or * for all.  [default: list's]")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help="As in a list's URL: status=active, ordered_at__ge=2026-01-01. May be repeated.",
)
@click.option("--search", metavar="WORDS", help="Words to look for, as on the list's page.")
@click.option("--sort", metavar="A,-B", help="Columns to sort by; - is descending.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File to write; it appears once it is complete.  [default: standard output]",
)
@with_appcontext
def export(
    table: str,
    *,
    format_: str | None,
    readers: str,
    columns: str | None,
    filters: tuple[str, ...],
    search: str | None,
    sort: str | None,
    output: Path | None,
) -> None:
    """Write the rows of TABLE into a file, as of one moment.

    TABLE is what the list's URL says: sales_order, console.account. Columns with secrets are
    never exported.
    """
    view = registry.views().at(table)
    if view is None:
        raise click.ClickException(f"There is no table {table!r}.")
    given = {"columns": columns, "search": search, "sort": sort}
    arguments = MultiDict([(name, text) for name, text in given.items() if text])
    for text in filters:
        arguments.add(*_pair(text))
    try:
        wanted = exports.asked(
            view,
            formats.FORMATS[format_ or _suffix(output)],
            arguments,
            readers,
            viewer=Operator(),
        )
        _refuse_screen(wanted, output)
        with (
            _target(output) as file,
            _progress(wanted, output) as tick,
            contextlib.closing(wanted.begin(tick)) as stream,
        ):
            for chunk in stream:
                file.write(chunk)
    except exports.RefusedError as refusal:
        raise click.ClickException(str(refusal)) from None
    except BrokenError as error:
        raise click.ClickException(f"The export broke off: {error}.") from None


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.ClickException(f"--filter {text!r} has no “=”: write it like status=active.")
    return name, value


def _suffix(output: Path | None) -> str:
    found = output.suffix.removeprefix(".") if output else ""
    return found if found in formats.FORMATS else "csv"


def _refuse_screen(wanted: exports.Export, output: Path | None) -> None:
    if wanted.chosen.name == "xlsx" and output is None and sys.stdout.isatty():
        raise click.ClickException("A workbook is no text: give it a file with --output.")


@contextlib.contextmanager
def _target(output: Path | None) -> Iterator[IO[bytes]]:
    """The file to write; one with a name of its own until it is complete."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _progress(wanted: exports.Export, output: Path | None) -> Iterator[Callable[[], None] | None]:
    """A bar on a terminal, unless the rows themselves go there."""
    if not sys.stderr.isatty() or (output is None and sys.stdout.isatty()):
        yield None
        return
    number = counting.count(wanted.base).number
    db.session.rollback()
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % STEP == 0:
            bar.update(STEP)

    label = wanted.view.title
    with click.progressbar(length=max(number, 1), label=label, file=sys.stderr) as bar:
        yield tick
        bar.update(max(number, 1) - bar.pos)
