"""``flask demo``: made-up rows to try the console with."""

from __future__ import annotations

import datetime as dt
import time

import click
import psycopg2.errors
from flask import current_app

from console.cli.base import ProjectGroup
from console.demo.load import Bar, NotLoadedError, load
from console.demo.plan import Plan

demo = ProjectGroup("demo", help="Try the console with made-up rows.")

# Loading takes as long as it takes; only a wait for somebody else's lock is cut short.
SETTINGS = {"statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}


@demo.command("load")
@click.option(
    "--orders",
    type=click.IntRange(1, 20_000_000),
    default=20_000,
    show_default=True,
    help="How many sales orders; all other numbers follow.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="The same seed and last day make the same rows.",
)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The last day with orders, three years after the first.  [default: yesterday]",
)
def load_(orders: int, seed: int, until: dt.datetime | None) -> None:
    """Fill the empty tables with companies, products, orders and invoices.

    Everything is loaded, or, when anything goes wrong, nothing. Nobody can use the tables
    meanwhile.
    """
    # Yesterday, so that nothing lies in the future.
    last_day = (until or dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).date()
    started = time.monotonic()
    connection = current_app.extensions["console"].database.connector(**SETTINGS)()
    try:
        counts = load(connection, Plan(orders, seed, last_day), bar)
    except NotLoadedError as refusal:
        raise click.ClickException(str(refusal)) from None
    except psycopg2.errors.LockNotAvailable:
        raise click.ClickException("Somebody is using the tables; try again later.") from None
    finally:
        connection.close()
    click.echo(f"Loaded {sum(counts.values()):,} rows in {time.monotonic() - started:.1f} seconds:")
    for table, count in counts.items():
        click.echo(f"{count:>12,}  {table}")


def bar(label: str, length: int) -> Bar:
    """A progress bar on a terminal; elsewhere just the label."""
    return click.progressbar(length=length, label=label)
