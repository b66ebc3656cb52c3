"""``flask demo``: made-up rows to try the console with."""

from __future__ import annotations

import datetime as dt
import time

import click
import psycopg2.errors
from flask import current_app

from console.cli.base import ConsoleGroup
from console.demo.load import Bar, NotLoadedError, load
from console.demo.plan import Plan

demo = ConsoleGroup("demo", help="Try the console with made-up rows.")
COMMANDS = [demo]

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
    help="The last day with orders, three years after the first.  [default: today]",
)
def load_(orders: int, seed: int, until: dt.datetime | None) -> None:
    """Fill the empty tables with companies, products, orders and invoices.

    Everything is loaded, or, when anything goes wrong, nothing.
    """
    last_day = until.date() if until else dt.datetime.now(dt.UTC).date()
    plan = Plan(orders, seed, last_day)
    started = time.monotonic()
    connection = current_app.extensions["console"].database.connector(**SETTINGS)()
    try:
        counts = load(connection, plan, bar)
    except NotLoadedError as refusal:
        raise click.ClickException(str(refusal)) from None
    except psycopg2.errors.LockNotAvailable:
        raise click.ClickException("Somebody is writing to the tables; try again.") from None
    except psycopg2.errors.UndefinedTable:
        raise click.ClickException("The tables are not there: run flask db upgrade.") from None
    finally:
        connection.close()
    took = time.monotonic() - started
    click.echo(f"Loaded {sum(counts.values()):,} rows in {took:.1f} seconds:")
    for table, count in counts.items():
        click.echo(f"{count:>12,}  {table}")


def bar(label: str, length: int) -> Bar:
    """A progress bar on a terminal; elsewhere just the label."""
    return click.progressbar(length=length, label=f"{label:24}")
