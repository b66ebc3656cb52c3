"""The other end of a download, as far as the server lets one see it."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Mapping
from typing import Any

# Where servers put the connection in the request's environment.
SOCKETS = ("gunicorn.socket", "werkzeug.socket")
# The other end has closed, or at least will send no more; the latter only Linux tells.
GONE = select.POLLHUP | select.POLLERR | getattr(select, "POLLRDHUP", 0)


def watcher(environ: Mapping[str, Any], patience: float) -> Callable[[], bool]:
    """A function that tells whether the client has left.

    Also bounds how long the server waits for a client that stopped reading: *patience* seconds.
    """
    connection = next((environ[name] for name in SOCKETS if name in environ), None)
    if not isinstance(connection, socket.socket):
        return lambda: False
    connection.settimeout(patience)
    poll = select.poll()
    poll.register(connection, GONE)
    return lambda: bool(poll.poll(0))
