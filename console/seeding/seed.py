"""Apply what a revision declares, or take it back, without overwriting what people did.

``apply`` adds what is missing, changes only values that are still as declared before, and
removes only rows that are still as declared and that nothing refers to. Whatever it leaves alone
it names. ``revert`` does the same the other way round. A second run writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import click
import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

from console.seeding import references, statements
from console.seeding.outcome import Outcome
from console.seeding.rows import Rows

BATCH = 1000  # rows a statement: large enough to be fast, small enough to see it move
WORTH_A_BAR = 2 * BATCH

_T = TypeVar("_T")


def apply(*declared: Rows) -> list[Outcome]:
    """Bring the database to what *declared* says; parents' tables come first."""
    if op.get_context().as_sql:
        return _write_sql(declared)
    connection = op.get_bind()
    outcomes = {rows.name: Outcome(rows) for rows in declared}
    for rows in declared:
        _add(connection, rows, outcomes[rows.name])
    for rows in declared:
        _change(connection, rows, outcomes[rows.name])
    for rows in reversed(declared):
        _remove(connection, rows, outcomes[rows.name])
    for rows in declared:
        # What a row that is gone now stood in the way of.
        _add(connection, rows, outcomes[rows.name])
        _look_back(connection, rows, outcomes[rows.name])
    for outcome in outcomes.values():
        click.echo(outcome.sentence)
    return list(outcomes.values())


def revert(*declared: Rows) -> list[Outcome]:
    """Take back what ``apply`` did with *declared*."""
    return apply(*(rows.inverse() for rows in declared))


def _add(connection: sa.Connection, rows: Rows, outcome: Outcome) -> None:
    for some in _batches(rows.added, f"{rows.name}: adding"):
        outcome.added += connection.execute(statements.insert(rows, some)).rowcount


def _change(connection: sa.Connection, rows: Rows, outcome: Outcome) -> None:
    if not rows.values:
        return
    for some in _batches(rows.changed, f"{rows.name}: changing"):
        outcome.changed += connection.execute(statements.update(rows, some)).rowcount


def _remove(connection: sa.Connection, rows: Rows, outcome: Outcome) -> None:
    if not rows.removed:
        return
    referring = references.find(connection, statements.quoted(rows))
    for some in _batches(rows.removed, f"{rows.name}: removing"):
        statement = statements.delete(rows, some, referring)
        # Each round takes the leaves of a tree; the next finds their parents free.
        while gone := connection.execute(statement).rowcount:
            outcome.removed += gone


def _look_back(connection: sa.Connection, rows: Rows, outcome: Outcome) -> None:
    """Note which rows are not as declared, and why."""
    for some in _batches(rows.added):
        for *key, there in connection.execute(statements.astray(rows, some)):
            (outcome.kept if there else outcome.clashing).append(tuple(key))
    for pairs in _batches(rows.changed):
        for *key, there in connection.execute(statements.unchanged(rows, pairs)):
            (outcome.kept if there else outcome.missing).append(tuple(key))
    for some in _batches(rows.removed):
        for *key, same in connection.execute(statements.left(rows, some)):
            (outcome.in_use if same else outcome.kept).append(tuple(key))


def _write_sql(declared: Iterable[Rows]) -> list[Outcome]:
    """Print the statements (``--sql``), which is possible as long as nothing is removed."""
    for rows in declared:
        if rows.removed:
            raise CommandError(
                f"Rows of {rows.name} are to be removed, and which of them are in use only the "
                "database knows: run this revision with flask db, without --sql."
            )
        for some in _batches(rows.added):
            op.execute(statements.insert(rows, some))
        for pairs in _batches(rows.changed if rows.values else ()):
            op.execute(statements.update(rows, pairs))
    return []


def _batches(items: Sequence[_T], label: str = "") -> Iterator[Sequence[_T]]:
    starts = range(0, len(items), BATCH)
    if label and len(items) >= WORTH_A_BAR and sys.stdout.isatty():
        with click.progressbar(list(starts), label=label) as bar:
            for start in bar:
                yield items[start : start + BATCH]
        return
    for start in starts:
        yield items[start : start + BATCH]
