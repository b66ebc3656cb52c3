"""One migration at a time: an advisory lock, taken by asking again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa

KEY = int.from_bytes(b"console", "big")  # any number that nobody else takes
WAIT = 5.0  # seconds
PAUSE = 0.1  # seconds


@contextmanager
def held(connection: sa.Connection, wait: float = WAIT) -> Iterator[None]:
    """Hold the lock on *connection*, which ends with it, however the process ends."""
    deadline = time.monotonic() + wait
    while not attempt(connection):
        if time.monotonic() >= deadline:
            raise click.ClickException("Another migration is running; nothing was changed.")
        time.sleep(PAUSE)
    try:
        yield
    finally:
        if not connection.closed and not connection.invalidated:
            connection.rollback()
            connection.execute(sa.select(sa.func.pg_advisory_unlock(KEY)))
            connection.commit()


def attempt(connection: sa.Connection) -> bool:
    # Asked, not waited for: a session that waits keeps a snapshot, and CREATE INDEX
    # CONCURRENTLY in the session that has the lock would wait for that snapshot for ever.
    taken: bool = connection.execute(sa.select(sa.func.pg_try_advisory_lock(KEY))).scalar_one()
    connection.commit()
    return taken
