"""One migration at a time: an advisory lock, taken by asking again and again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from alembic.util import CommandError

KEY = int.from_bytes(b"console", "big")
PAUSE = 0.1  # seconds between two attempts

HOLDER = sa.text("""
    SELECT activity.pid, activity.backend_start
    FROM pg_locks AS held JOIN pg_stat_activity AS activity USING (pid)
    WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
      AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (held.classid::bigint << 32) | held.objid::bigint = :key
""").bindparams(key=KEY)


@contextmanager
def held(connection: sa.Connection, wait: float) -> Iterator[None]:
    """Hold the lock on *connection*, at most *wait* seconds from now.

    The lock belongs to the session: the server drops it when the session ends, however the
    process ended.
    """
    take(connection, wait)
    try:
        yield
    finally:
        if not (connection.closed or connection.invalidated):
            connection.rollback()
            connection.execute(sa.select(sa.func.pg_advisory_unlock(KEY)))
            connection.commit()


def take(connection: sa.Connection, wait: float) -> None:
    """Take the lock, or say who has it (``CommandError``)."""
    deadline = time.monotonic() + wait
    told = False
    while not attempt(connection):
        other = holder(connection)
        if time.monotonic() >= deadline:
            raise CommandError(
                f"Another migration is running on this database ({other}), so this one changed "
                "nothing. Run it again when that one has ended, or let it wait longer with "
                "-x wait=10min."
            )
        if not told:
            click.echo(f"Another migration is running ({other}); waiting for it.", err=True)
            told = True
        time.sleep(PAUSE)


def attempt(connection: sa.Connection) -> bool:
    """Take the lock if it is free; leave no transaction open either way."""
    # A session that waits inside pg_advisory_lock keeps a snapshot, and CREATE INDEX
    # CONCURRENTLY in the session that has the lock would wait for that snapshot for ever.
    taken: bool = connection.execute(sa.select(sa.func.pg_try_advisory_lock(KEY))).scalar_one()
    connection.commit()
    return taken


def holder(connection: sa.Connection) -> str:
    """Who has the lock, in words."""
    row = connection.execute(HOLDER).first()
    connection.commit()
    if row is None:
        return "it is just ending"
    # Other roles' times are hidden from those who may not see them.
    since = f", since {row.backend_start:%H:%M:%S %Z}" if row.backend_start else ""
    return f"process {row.pid}{since}"
