"""A psycopg2 connection that does not wait for answers nobody reads.

psycopg2 sends BEGIN by itself and waits for it before the first statement of a transaction. Here
BEGIN, and what else has to come before that statement, travels with it: one round trip instead of
three. Whatever the driver promises of commit, rollback and isolation stays as it is.
"""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg2
from flask import Flask
from psycopg2 import extensions
from sqlalchemy import event, exc

IDLE = 60.0  # seconds after which a connection is asked whether its server is still there
LEVELS = {
    extensions.ISOLATION_LEVEL_READ_COMMITTED: b"READ COMMITTED",
    extensions.ISOLATION_LEVEL_REPEATABLE_READ: b"REPEATABLE READ",
    extensions.ISOLATION_LEVEL_SERIALIZABLE: b"SERIALIZABLE",
    extensions.ISOLATION_LEVEL_READ_UNCOMMITTED: b"READ UNCOMMITTED",
}
DEFAULTS: tuple[Any, ...] = ("default", "default", "default")
_autocommit = cast("Any", extensions.connection.autocommit)


class Cursor(extensions.cursor):
    """Sends what its connection has put off in front of the next statement."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - psycopg2's word
        before, put_off = self.connection.taken(query)
        if not before:
            super().execute(query, vars)
            return
        try:
            super().execute(before + self.mogrify(query, vars))
        except psycopg2.Error:
            self.connection.keep(put_off)
            raise

    def executemany(self, query: Any, vars_list: Any) -> None:
        self.connection.flush()
        super().executemany(query, vars_list)

    def callproc(self, procname: Any, parameters: Any = ()) -> Any:
        self.connection.flush()
        return super().callproc(procname, parameters)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        self.connection.flush()
        super().copy_expert(sql, file, size)

    def copy_from(self, file: Any, table: str, *arguments: Any, **named: Any) -> None:
        self.connection.flush()
        super().copy_from(file, table, *arguments, **named)

    def copy_to(self, file: Any, table: str, *arguments: Any, **named: Any) -> None:
        self.connection.flush()
        super().copy_to(file, table, *arguments, **named)


class Connection(extensions.connection):
    """To the driver it commits each statement by itself; transactions are its own affair."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        _autocommit.__set__(self, True)
        self._put_off = b""
        self._alone = False
        self._next_alone = False
        self._level: int | None = None
        self._readonly: bool | None = None
        self._deferrable: bool | None = None
        self._told: tuple[Any, ...] = DEFAULTS
        self._used = time.monotonic()

    # -- what is sent along --------------------------------------------------------------------

    def first(self, statement: str, values: Any = None) -> None:
        """Send *statement* in front of the next one of this transaction, or of its COMMIT.

        Its result is not read; what is wrong with it is raised there.
        """
        with extensions.cursor(self) as cursor:
            self._put_off += cursor.mogrify(statement, values) + b"; "

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let the block's first statement, if it is a SELECT, be a transaction of its own.

        Nothing has to end it then. What was put off comes along, and once more with the statement
        that begins a transaction after it. In one that has begun, or of which BEGIN says more,
        it is a statement like any other, and so is one that writes.
        """
        self._next_alone = (self._level, self._readonly, self._deferrable) == (None, None, None)
        try:
            yield
        finally:
            # One that failed on its way here must not leave it to somebody else's.
            self._next_alone = False

    def taken(self, statement: Any = b"") -> tuple[bytes, bytes]:
        """What to send in front of the next *statement*, and what of it was put off."""
        self._used = time.monotonic()
        next_alone, self._next_alone = self._next_alone, False
        reads = next_alone and isinstance(statement, str) and statement.startswith("SELECT")
        if reads and not (self._alone or self._driven or self.in_transaction):
            return self._put_off, b""
        put_off, self._put_off = self._put_off, b""
        if self._alone or self._driven or self.in_transaction:
            return put_off, put_off
        return self._begin() + put_off, put_off

    def keep(self, put_off: bytes) -> None:
        """Take back what was *put_off*, unless it got through and began a transaction."""
        # A statement that cannot be parsed is refused with all that was sent along with it.
        if not self.closed and not self.in_transaction:
            self._put_off = put_off + self._put_off

    def flush(self) -> None:
        """Begin now, for what the driver sends by itself."""
        before, _put_off = self.taken()
        if before:
            self._send(before)

    def is_there(self) -> bool:
        """Whether the server has not hung up: asked on the wire only after a while of silence.

        A server that ends a session says so, and then there is something to read.
        """
        if self.closed:
            return False
        watched = select.poll()
        watched.register(self.fileno(), select.POLLIN)
        if not watched.poll(0) and time.monotonic() - self._used < IDLE:
            return True
        try:
            self._send(b"SELECT")
        except psycopg2.Error:
            return False
        return True

    def read(
        self, statement: str, values: Any, first: tuple[str, Any] | None = None
    ) -> tuple[list[tuple[Any, ...]], Any]:
        """The rows of one *statement* and their description, in a transaction of its own.

        *first*, a statement and its values, is a part of that; its result is not read. All of it
        is one message, for which PostgreSQL begins and ends a transaction by itself.
        """
        with extensions.cursor(self) as cursor:
            if first is None:
                cursor.execute(statement, values)
            else:
                cursor.execute(cursor.mogrify(*first) + b"; " + cursor.mogrify(statement, values))
            self._used = time.monotonic()
            return cursor.fetchall(), cursor.description

    # -- transactions --------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        return self.get_transaction_status() != extensions.TRANSACTION_STATUS_IDLE

    def commit(self) -> None:
        self._end(b"COMMIT")

    def rollback(self) -> None:
        self._put_off = b""
        self._end(b"ROLLBACK")

    def _begin(self) -> bytes:
        parts = [b"BEGIN"]
        if self._level is not None:
            parts += [b"ISOLATION LEVEL", LEVELS[self._level]]
        if self._readonly is not None:
            parts.append(b"READ ONLY" if self._readonly else b"READ WRITE")
        if self._deferrable is not None:
            parts.append(b"DEFERRABLE" if self._deferrable else b"NOT DEFERRABLE")
        return b" ".join(parts) + b"; "

    def _end(self, statement: bytes) -> None:
        if self.closed or self._driven:
            super().commit() if statement == b"COMMIT" else super().rollback()
            self._drive(False)
            return
        put_off, self._put_off = self._put_off, b""
        if self.in_transaction:
            self._send(put_off + statement)

    def _send(self, statement: bytes) -> None:
        with extensions.cursor(self) as cursor:
            cursor.execute(statement)
        self._used = time.monotonic()

    # -- cursors that begin by themselves --------------------------------------------------------

    def cursor(  # type: ignore[override]
        self, name: Any = None, cursor_factory: Any = None, **named: Any
    ) -> Any:
        """A cursor. Around one with a *name*, which lives on the server, the driver begins."""
        chosen: Any = self.cursor_factory
        factory = cursor_factory or chosen or Cursor
        if name is not None:
            self._drive(True)
            return super().cursor(name, cursor_factory or chosen, **named)
        if not issubclass(factory, Cursor):
            self.flush()
        return super().cursor(cursor_factory=factory, **named)

    @property
    def _driven(self) -> bool:
        """Whether the transaction is the driver's."""
        return not _autocommit.__get__(self)

    def _drive(self, wanted: bool) -> None:
        """Let the driver begin the next transaction, or no longer."""
        if self.closed or wanted is self._driven or (wanted and self._alone):
            return
        if not wanted:
            super().set_session(*DEFAULTS)
            _autocommit.__set__(self, True)
            return
        put_off, self._put_off = self._put_off, b""
        _autocommit.__set__(self, False)
        super().set_session(*self._settings)
        if put_off:
            self._send(put_off)

    # -- settings, as the driver has them --------------------------------------------------------

    @property
    def autocommit(self) -> bool:
        return self._alone

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self._change(_alone=bool(value))

    def set_isolation_level(self, level: int | None) -> None:
        self.rollback()
        alone = level == extensions.ISOLATION_LEVEL_AUTOCOMMIT
        self._change(_alone=alone, _level=level if level in LEVELS else None)

    @property
    def readonly(self) -> Any:
        return self._readonly

    @readonly.setter
    def readonly(self, value: Any) -> None:
        self._change(_readonly=value)

    @property
    def deferrable(self) -> Any:
        return self._deferrable

    @deferrable.setter
    def deferrable(self, value: Any) -> None:
        self._change(_deferrable=value)

    def _change(self, **settings: Any) -> None:
        if not self.closed and self.in_transaction:
            raise psycopg2.ProgrammingError("settings cannot change inside a transaction")
        vars(self).update(settings)
        # Where there is no BEGIN to say it in, the server has to know it beforehand.
        wanted = self._settings if self._alone else DEFAULTS
        if wanted != self._told:
            super().set_session(*wanted)
            self._told = wanted

    @property
    def _settings(self) -> tuple[Any, ...]:
        given = (self._level, self._readonly, self._deferrable)
        return tuple("default" if one is None else one for one in given)


def first(connection: Any, statement: str, values: Any = None) -> None:
    """Run *statement* on SQLAlchemy's *connection* before the next one; nobody reads its result."""
    driver = connection.connection.driver_connection
    if isinstance(driver, Connection):
        driver.first(statement, values)
    else:  # of an engine that is not the console's
        connection.exec_driver_sql(statement, values)


@contextmanager
def alone(connection: Any) -> Iterator[None]:
    """Let the block's first SELECT on SQLAlchemy's *connection* be a transaction of its own."""
    driver = connection.connection.driver_connection
    if isinstance(driver, Connection):
        with driver.alone():
            yield
    else:  # of an engine that is not the console's
        yield


def init_app(app: Flask) -> None:
    """Let the pool of *app* give no connection away whose server has hung up."""
    with app.app_context():
        event.listen(app.extensions["sqlalchemy"].engine, "checkout", _checked)


def _checked(connection: Any, _record: Any, _proxy: Any) -> None:
    if not connection.is_there():
        # The others have most likely lost theirs too.
        raise exc.InvalidatePoolError
