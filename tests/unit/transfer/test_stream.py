"""A file while it is made: bounded, interruptible, and never silently cut short."""

from __future__ import annotations

import threading
import time

import pytest

from console.transfer import stream
from console.transfer.stream import BrokenError, LeftError, Stream

MEGABYTE = b"x" * 2**20


@pytest.fixture
def started():
    """``started(produce, …)``: a stream that has begun; all end with the test."""
    streams = []

    def start(produce, *, cancel=lambda: None, **options):
        streams.append(Stream(produce, cancel=cancel, **options))
        return streams[-1].start()

    yield start
    for one in streams:
        one.close()


def endless(ended):
    """Makes a file that has no end, and sets *ended* when it is made no longer."""

    def produce(file):
        try:
            while True:
                file.write(MEGABYTE)
        finally:
            ended.set()

    return produce


def test_gives_head_and_all_that_was_written(started):
    found = started(lambda file: file.write(MEGABYTE), head=b"head,")

    assert b"".join(found) == b"head," + MEGABYTE


def test_is_at_its_end_more_than_once(started):
    found = started(lambda file: None)

    assert list(found) == [b""]
    assert list(found) == []


def test_trouble_at_once_is_raised_before_anything_is_sent(started):
    def produce(file):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        started(produce)


def test_trouble_in_the_middle_is_said_in_the_file_and_breaks_the_transfer(started):
    def produce(file):
        file.write(MEGABYTE)
        file.write(b"half a row")
        raise ZeroDivisionError

    found = started(produce, head=b"head", last=b"\nbroken\n")
    chunks = []
    with pytest.raises(BrokenError, match="ZeroDivisionError"):
        chunks.extend(found)

    assert b"".join(chunks) == b"head" + MEGABYTE + b"\nbroken\n"


def test_the_head_does_not_wait_for_the_first_row(started):
    gate = threading.Event()

    def produce(file):
        file.write(b"preamble")
        file.flush()
        gate.wait(10)
        file.write(b"rows")

    found = started(produce, head=b"head")

    assert next(found) == b"head"
    assert next(found) == b"preamble"
    gate.set()
    assert b"".join(found) == b"rows"


def test_a_writer_that_is_ahead_when_the_head_is_sent_does_not_stall(started, monkeypatch):
    # Nothing has come within the grace; then more comes than is made ahead of a reader.
    monkeypatch.setattr(stream, "GRACE", 0.0)

    found = started(lambda file: file.write(MEGABYTE), patience=0.5)
    time.sleep(0.1)

    assert b"".join(found) == MEGABYTE


def test_little_is_made_before_it_is_read(started):
    made = []

    def produce(file):
        for _ in range(50):
            file.write(MEGABYTE[: stream.CHUNK])
            made.append(stream.CHUNK)

    started(produce)
    time.sleep(0.3)

    assert sum(made) <= (stream.AHEAD + 3) * stream.CHUNK


def test_a_reader_that_leaves_ends_the_making(started):
    cancelled, ended = threading.Event(), threading.Event()

    def produce(file):
        try:
            cancelled.wait(10)
            file.write(MEGABYTE)
        finally:
            ended.set()

    started(produce, cancel=cancelled.set).close()

    assert ended.is_set()


def test_a_reader_that_leaves_in_mid_file_ends_the_making(started):
    ended = threading.Event()
    found = started(endless(ended))
    next(found)
    found.close()

    assert ended.is_set()


def test_a_client_that_left_is_noticed_while_there_is_nothing_to_send(started):
    cancelled = threading.Event()

    def produce(file):
        cancelled.wait(10)
        raise ZeroDivisionError

    found = started(produce, cancel=cancelled.set, has_left=lambda: True)

    with pytest.raises(LeftError):
        list(found)


def test_nobody_waits_for_ever_for_a_reader_that_stalls(started):
    ended = threading.Event()
    found = started(endless(ended), patience=0.2)

    assert ended.wait(5)
    with pytest.raises(LeftError):
        list(found)
