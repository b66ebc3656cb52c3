"""A connection of its own on which everything is read as of one moment."""

from __future__ import annotations

import contextlib
import threading
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from console.auth import Account, prepare

# Texts that are the same whatever the server's locale; no limit but that somebody reads.
SETTINGS = {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "5min",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "lc_monetary": "C",
    # Compiling what formats a row costs more than it saves.
    "jit": "off",
}


class Snapshot:
    """Reads, and only reads, what is committed now. A context manager that closes itself."""

    def __init__(self, engine: sa.Engine, account: Account | None) -> None:
        self.connection = engine.connect()
        self._lock = threading.Lock()
        self._spoilt = self._closed = False
        try:
            self.connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            prepare(self.connection, account)
            settings = [sa.func.set_config(name, text, True) for name, text in SETTINGS.items()]
            self.connection.execute(sa.select(*settings))
        except BaseException:
            self.connection.close()
            raise

    @property
    def driver(self) -> Any:
        """The driver's own connection."""
        return self.connection.connection.driver_connection

    def limit(self, seconds: int) -> None:
        """Let statements run for so long; 0 is for ever."""
        timeout = sa.func.set_config("statement_timeout", f"{seconds}s", True)
        self.connection.execute(sa.select(timeout))

    def cancel(self) -> None:
        """Stop what is being read; may be called from any thread, also when it has ended."""
        with self._lock, contextlib.suppress(Exception):
            if not self._closed:
                self._spoilt = True
                self.driver.cancel()

    def close(self) -> None:
        """Give the connection back, unless a statement was left before its end."""
        # Under the lock: a connection that is given back may soon be somebody else's to cancel.
        with self._lock:
            if self._spoilt and not self._closed:
                self.connection.invalidate()
            self._closed = True
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._spoilt = self._spoilt or error is not None
        self.close()
