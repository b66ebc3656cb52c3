"""The models that one application has read from its database, kept in step with it."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import Flask, g
from psycopg2 import errorcodes
from sqlalchemy.exc import DBAPIError

from console.admin import renewal
from console.adopt import catalogue, queries
from console.adopt.mapping import drafted
from console.config import Config, ConfigError

log = logging.getLogger("console.adopt")

POLL = 10.0  # seconds between two looks whether anything is new
PATIENCE = 2.0  # seconds for which a catalogue that has not changed is not read again
# What PostgreSQL says of a statement that was made for other tables than there are.
CHANGED = frozenset(
    {
        errorcodes.UNDEFINED_TABLE,
        errorcodes.UNDEFINED_COLUMN,
        errorcodes.INVALID_SCHEMA_NAME,
        errorcodes.DATATYPE_MISMATCH,
        errorcodes.UNDEFINED_FUNCTION,
        errorcodes.UNDEFINED_OBJECT,
        errorcodes.NOT_NULL_VIOLATION,
        errorcodes.WRONG_OBJECT_TYPE,
        errorcodes.GENERATED_ALWAYS,
        errorcodes.INVALID_COLUMN_REFERENCE,
    }
)


class ChangedError(Exception):
    """The statement was made for tables as they were; by now they have been read anew."""


class Adoption:
    """The classes of a database as they are now, in *models*; *version* counts the readings."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.models: list[type] = []
        self.version = 0
        self._found: catalogue.Catalogue | None = None
        self._mark: Any = None
        self._looked = self._read = 0.0
        self._lock = threading.Lock()
        self._engine = sa.create_engine(
            config.database.sqlalchemy_url,
            creator=config.database.connector(),
            poolclass=sa.NullPool,
            hide_parameters=True,
        )

    @property
    def left_out(self) -> list[str]:
        """What of the database is not served, in words; of tables that nobody has used yet, not."""
        return list(dict.fromkeys(self._found.left_out if self._found else ()))

    def start(self) -> None:
        """Read the models for the first time; ``ConfigError`` says why that cannot be."""
        try:
            with self._engine.connect() as connection:
                self._refuse_unknown(connection)
                self._take(connection)
        except sa.exc.OperationalError as error:
            raise ConfigError(self.config.database.explain(error.orig or error)) from None

    def follow(self, app: Flask) -> None:
        """At the beginning of a request, now and then: what has changed is read anew."""
        g.console_models = self.version
        now = time.monotonic()
        if now - self._looked < POLL:
            return
        self._looked = now
        with suppress(DBAPIError), self._engine.connect() as connection:
            if connection.execute(queries.MARK).one() != self._mark:
                self.reread(app, connection)
        g.console_models = self.version

    def is_outdated(self, app: Flask) -> bool:
        """Whether the request at hand works with other tables than there are; reads them anew."""
        with suppress(DBAPIError), self._engine.connect() as connection:
            self.reread(app, connection)
        return bool(g.get("console_models", self.version) != self.version)

    def reread(self, app: Flask, connection: sa.Connection) -> None:
        """Read the catalogue, and make classes of what it says where it says something new."""
        with self._lock:
            if time.monotonic() - self._read < PATIENCE and not self._is_new(connection):
                return
            if self._take(connection):
                log.warning("the tables of the database have changed and were read anew")
                renewal.renew(app)

    def _is_new(self, connection: sa.Connection) -> bool:
        return bool(connection.execute(queries.MARK).one() != self._mark)

    def _take(self, connection: sa.Connection) -> bool:
        """Whether the catalogue differs from what is known; it is known then."""
        mark = connection.execute(queries.MARK).one()
        found = catalogue.read(connection, self.config.schemas)
        self._mark, self._looked = mark, time.monotonic()
        self._read = time.monotonic()
        if found == self._found:
            return False
        self.models = list(drafted(found).classes.values())
        self._found = found
        self.version += 1
        return True

    def _refuse_unknown(self, connection: sa.Connection) -> None:
        """``ConfigError`` if there is no such schema as the setting names."""
        wanted = self.config.schemas or ()
        known = set(connection.scalars(queries.SCHEMAS, {"names": list(wanted)}))
        if missing := [name for name in wanted if name not in known]:
            raise ConfigError(
                f"CONSOLE_MODELS is {self.config.models!r}, and the database has no schema called "
                f"{', '.join(missing)}."
            )
