"""The other end of a download, as far as the server lets one see it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

# Where servers put the connection in the request's environment.
SOCKETS = ("gunicorn.socket", "werkzeug.socket")


def watcher(environ: Mapping[str, Any], patience: float) -> Callable[[], bool]:
    """A function that tells whether the client has left.

    Also bounds how long the server waits for a client that stopped reading: *patience* seconds.
    """
    connection = next((environ[name] for name in SOCKETS if name in environ), None)
    if not isinstance(connection, socket.socket):
        return lambda: False
    connection.settimeout(patience)

    def has_left() -> bool:
        try:
            flags = socket.MSG_PEEK | socket.MSG_DONTWAIT
            return connection.recv(1, flags) == b""
        except (BlockingIOError, ValueError):  # nothing to read; TLS does not let one look
            return False
        except OSError:
            return True

    return has_left
