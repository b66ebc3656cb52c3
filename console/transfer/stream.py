"""A file while it is being made: written in a thread of its own, read by whoever sends it."""

from __future__ import annotations

import contextlib
import contextvars
import errno
import io
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

CHUNK = 64 * 1024
AHEAD = 8  # chunks made before anybody has read them
PATIENCE = 60.0  # seconds that a reader may take over a chunk
GRACE = 0.1  # seconds that a file's beginning may wait for its first rows, or for an error
LAST_WORD = 10.0  # seconds that a cancelled statement gets to end
END = bytearray()  # known by being this very object

Produce = Callable[[Any], None]  # called with a binary file to write to


log = logging.getLogger("console.transfer")


class LeftError(BrokenPipeError):
    """Nobody reads the file any more; servers know this error and say nothing of it."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "nobody reads the export any more")


class BrokenError(Exception):
    """The file has no proper end, and whoever sends it must not make it look as if it had."""


class Stream(Iterator[bytes]):
    """The bytes that *produce* writes, a chunk at a time; holds half a megabyte at most.

    What *produce* flushes is sent at once: a beginning that need not wait for the first row.
    *cancel* interrupts what *produce* waits for. *has_left* is asked every second that passes
    without a chunk. When the reader leaves, or takes longer than *patience* over a chunk, the
    making ends. When something goes wrong in the middle, the *last* bytes say so in the file, and
    `BrokenError` keeps whoever sends it from ending the transfer as if nothing had happened.
    """

    def __init__(
        self,
        produce: Produce,
        *,
        cancel: Callable[[], None],
        head: bytes = b"",
        last: bytes = b"",
        has_left: Callable[[], bool] = lambda: False,
        patience: float = PATIENCE,
    ) -> None:
        self._produce, self._cancel, self._has_left = produce, cancel, has_left
        self._pipe = _Pipe(patience)
        self._file = io.BufferedWriter(self._pipe, CHUNK)
        self._error: BaseException | None = None
        # Also without any: a server sends its headers with the first bytes, however few.
        self._ready: list[Any] = [head]
        self._last = last
        self._ended = False
        context = contextvars.copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._work,), name="export", daemon=True
        )

    def start(self) -> Stream:
        """Begin; raises what goes wrong at once, while it can still be said on a page."""
        self._thread.start()
        # The buffer is the thread's alone. Flushed from here as well, it could wait for a reader,
        # who is the one that flushes, or have been closed meanwhile.
        with contextlib.suppress(queue.Empty):
            self._ready.append(self._pipe.queue.get(timeout=GRACE))
        if self._ready[-1] is END and self._error is not None:
            self._thread.join()
            raise self._error
        return self

    def __next__(self) -> bytes:
        chunk: Any = self._ready.pop(0) if self._ready else self._wait()
        if chunk is not END:
            return bytes(chunk)
        if self._ended:
            raise StopIteration if self._error is None else BrokenError(self._why)
        self._ended = True
        self._ready.append(END)
        self._thread.join()
        if self._error is None:
            raise StopIteration
        return self._last

    @property
    def _why(self) -> str:
        """What went wrong, without a statement or a value."""
        cause = getattr(self._error, "orig", self._error)
        return " ".join(filter(None, (type(cause).__name__, getattr(cause, "pgcode", None))))

    def close(self) -> None:
        """End the making, wherever it is."""
        self._pipe.left = True
        deadline = time.monotonic() + LAST_WORD
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._cancel()
            self._pipe.drain()
            self._thread.join(0.2)

    def _wait(self) -> Any:
        while True:
            try:
                return self._pipe.queue.get(timeout=1)
            except queue.Empty:
                if self._has_left():
                    self.close()
                if self._pipe.left and not self._thread.is_alive():
                    raise LeftError from self._error

    def _work(self) -> None:
        try:
            self._produce(self._file)
            self._file.flush()
        except BaseException as error:  # noqa: BLE001 - raised where the file is read
            self._error = error
            if not self._pipe.left:
                # Here and not where it is read: this thread still knows whose request it is.
                log.error("an export broke off: %s", self._why)
        self._pipe.end()
        # What the buffer still holds, half of a row perhaps, must not follow an error.
        self._pipe.deaf = True
        self._file.close()


class _Pipe(io.RawIOBase):
    """Where the thread writes: a queue of chunks that waits for a reader, but not for ever."""

    def __init__(self, patience: float) -> None:
        self.queue: queue.Queue[Any] = queue.Queue(AHEAD)
        self.patience = patience
        self.left = self.deaf = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        if not self.deaf and data:
            self._put(bytes(data))
            if self.left:
                raise LeftError
        return len(data)

    def end(self) -> None:
        """Tell the reader, if there still is one, that nothing follows."""
        self._put(END)

    def drain(self) -> None:
        """Make room, so that a writer which waits sees that nobody reads any more."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.queue.get_nowait()

    def _put(self, chunk: Any) -> None:
        try:
            if not self.left:
                self.queue.put(chunk, timeout=self.patience)
        except queue.Full:
            self.left = True
