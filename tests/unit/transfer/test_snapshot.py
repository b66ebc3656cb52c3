"""A moment of the database, read on a connection of its own."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from console.transfer.snapshot import Snapshot


def count(snapshot):
    return snapshot.connection.scalar(sa.text("SELECT count(*) FROM thing"))


@pytest.fixture
def thing(engine):
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE thing (id int)"))


def test_everything_is_read_as_of_one_moment(engine, thing):
    with Snapshot(engine, None) as snapshot:
        before = count(snapshot)
        with engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO thing VALUES (1)"))

        assert count(snapshot) == before


def test_nothing_can_be_written(engine, thing):
    with (
        pytest.raises(sa.exc.InternalError, match="read-only"),
        Snapshot(engine, None) as snapshot,
    ):
        snapshot.connection.execute(sa.text("INSERT INTO thing VALUES (1)"))


def test_a_statement_is_stopped_from_another_thread(engine):
    snapshot = Snapshot(engine, None)
    timer = threading.Timer(0.2, snapshot.cancel)
    timer.start()
    begun = time.monotonic()

    with pytest.raises(sa.exc.OperationalError), snapshot:
        snapshot.connection.execute(sa.text("SELECT pg_sleep(20)"))

    assert time.monotonic() - begun < 5


def test_a_connection_that_was_stopped_is_given_to_nobody_else(engine):
    with Snapshot(engine, None) as snapshot:
        stopped = snapshot.connection.scalar(sa.text("SELECT pg_backend_pid()"))
        snapshot.cancel()

    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT pg_backend_pid()")) != stopped


def test_stopping_what_has_ended_harms_nobody(engine):
    snapshot = Snapshot(engine, None)
    snapshot.close()

    snapshot.cancel()

    assert engine.pool.checkedout() == 0


def test_a_limit_ends_what_takes_too_long(engine):
    with Snapshot(engine, None) as snapshot:
        snapshot.limit(1)

        with pytest.raises(sa.exc.OperationalError, match="timeout"):
            snapshot.connection.execute(sa.text("SELECT pg_sleep(20)"))
