"""Whether the other end of a connection is still there."""

from __future__ import annotations

import socket

import pytest

from console.transfer.clients import watcher


@pytest.fixture
def ends():
    here, there = socket.socketpair()
    yield here, there
    here.close()
    there.close()


@pytest.mark.parametrize("name", ["gunicorn.socket", "werkzeug.socket"])
def test_a_client_that_closes_has_left(ends, name):
    here, there = ends
    has_left = watcher({name: here}, 5)
    before = has_left()
    there.close()

    assert not before
    assert has_left()


def test_a_client_that_still_has_something_to_say_has_not_left(ends):
    here, there = ends
    has_left = watcher({"gunicorn.socket": here}, 5)
    there.send(b"GET / HTTP/1.1")

    assert not has_left()


def test_sending_to_a_client_that_does_not_read_is_bounded(ends):
    here, _there = ends
    watcher({"gunicorn.socket": here}, 0.2)

    with pytest.raises(TimeoutError):
        here.sendall(b"x" * 2**24)


def test_a_server_that_shows_no_connection_is_believed():
    assert not watcher({}, 5)()
