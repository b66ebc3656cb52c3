"""A browser that does nothing but ask and take the time."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
CHUNK = 65536
KEPT = 2**20  # bytes of an answer that are kept to be looked at


class TooSlowError(Exception):
    """No complete answer within the bound."""


@dataclass(frozen=True)
class Ask:
    """One request; with a *form* it is a POST."""

    path: str
    form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back, after how many seconds the first and the last byte of it."""

    status: int
    first_byte: float
    seconds: float
    size: int
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Client:
    """One connection that is kept open, as a browser keeps it."""

    def __init__(self, port: int, cookies: dict[str, str], bound: float) -> None:
        self.port, self.bound = port, bound
        self.cookies = dict(cookies)
        self._connection: http.client.HTTPConnection | None = None

    def send(self, ask: Ask) -> Answer:
        """The answer to *ask*; ``TooSlowError`` when it does not come within the bound."""
        try:
            return self._send(ask)
        except TimeoutError:
            self.close()
            raise TooSlowError from None
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server closes a connection that nobody has used for a while.
            self.close()
            return self._send(ask)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, ask: Ask) -> Answer:
        connection = self._open()
        body = None if ask.form is None else urlencode(ask.form)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie, "Accept": "text/html", **ask.headers}
        if body is not None:
            headers["Content-Type"] = FORM
        started = time.perf_counter()
        connection.request("GET" if body is None else "POST", ask.path, body, headers)
        response = connection.getresponse()
        kept, size, first = bytearray(), 0, None
        while chunk := response.read1(CHUNK):
            first = first or time.perf_counter()
            size += len(chunk)
            if len(kept) < KEPT:
                kept += chunk
            if time.perf_counter() - started > self.bound:
                raise TimeoutError
        ended = time.perf_counter()
        response.close()
        for text in response.headers.get_all("Set-Cookie", []):
            name, _, value = text.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            response.status, (first or ended) - started, ended - started, size, bytes(kept)
        )

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.bound
            )
        return self._connection
