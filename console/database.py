"""How ``TAB_DB_URL`` becomes connections: libpq reads the URL, SQLAlchemy pools what it gives.

SQLAlchemy is imported where a connection is made: programs that only look at the URL, to start
others with it, need not wait for that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extensions

from console import directory

if TYPE_CHECKING:
    import sqlalchemy as sa

EXAMPLE = "for example postgresql://user:password@host/database"
SCHEMES = ("postgresql", "postgres", "postgresql+psycopg2")

# A request that waits longer than this has failed for the person who sent it. A URL's own
# "options" come later on the command line and therefore win.
SESSION_SETTINGS = {
    "timezone": "UTC",
    # Compiling a plan takes longer than any statement of a page may.
    "jit": "off",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "client_connection_check_interval": "5s",
}
CONNECT_TIMEOUT = 5  # seconds, for each host


@dataclass(frozen=True, repr=False)
class DatabaseURL:
    """A checked ``TAB_DB_URL``. Its text may hold a password, so it has no ``repr``."""

    dsn: str

    @classmethod
    def parse(cls, text: str) -> DatabaseURL:
        """Check *text*; ``ValueError`` says in one sentence, without a password, what is wrong."""
        if not text.strip():
            raise ValueError(f"TAB_DB_URL is not set. Set it to your database, {EXAMPLE}.")
        scheme, separator, rest = text.strip().partition("://")
        if separator and scheme in {"ldap", "ldaps"}:
            return cls(directory.service_dsn(text.strip()))
        if not separator or scheme not in SCHEMES:
            # Without "://" the first part could be anything, a password included.
            named = f"starts with {scheme!r}://" if separator and scheme.isalnum() else "is no URL"
            raise ValueError(
                f"TAB_DB_URL {named}; it must start with postgresql://, postgres://, "
                f"postgresql+psycopg2:// or ldap://, {EXAMPLE}."
            )
        dsn = f"postgresql://{rest}"
        if not _readable(dsn):
            # Nothing is quoted: what is misread may be a part of the password.
            raise ValueError(
                "TAB_DB_URL cannot be read: check its ports, its parameters and that special "
                f"characters in user and password are percent-encoded, {EXAMPLE}."
            )
        return cls(dsn)

    @property
    def parameters(self) -> dict[str, str]:
        """What the URL says, by libpq's own reading."""
        return psycopg2.extensions.parse_dsn(self.dsn)

    @property
    def is_looked_up(self) -> bool:
        """Whether a directory knows where the database is."""
        return self.dsn == directory.DSN

    @property
    def sqlalchemy_url(self) -> sa.URL:
        """What SQLAlchemy shows of the database; connections come from `connector`."""
        import sqlalchemy as sa

        given = self.parameters
        return sa.URL.create(
            "postgresql+psycopg2",
            username=given.get("user"),
            host=given.get("host"),
            database=given.get("dbname"),
        )

    @property
    def engine_options(self) -> dict[str, Any]:
        from console import wire

        return {
            # Whether a connection still stands is asked in `console.wire`, for next to nothing.
            "creator": self.connector(wire.Connection),
            "pool_recycle": 1800,
            "pool_timeout": 10,
            "hide_parameters": True,
        }

    def trouble(self) -> str | None:
        """Why no connection can be had, in one sentence; ``None`` when one can."""
        try:
            self.connector()().close()
        except psycopg2.Error as error:
            return self.explain(error)
        return None

    def explain(self, error: BaseException) -> str:
        """What *error* of a connection attempt means, without the password."""
        lines = (line.strip().rstrip(".") for line in str(error).splitlines())
        says = "; ".join(line for line in lines if line)
        if password := self.parameters.get("password"):
            says = says.replace(password, "***")
        if self.is_looked_up and (told := directory.explain(says)) is not None:
            return told
        return f"The database cannot be reached: {says}. Check TAB_DB_URL and that the server runs."

    def connector(self, kind: Any = None, /, **settings: str) -> Callable[[], Any]:
        """A function that opens one psycopg2 connection, of a *kind* of its own where given.

        *settings* replace the session's.
        """
        from console import loaders

        given = self.parameters
        merged = SESSION_SETTINGS | settings
        options = " ".join(f"-c {name}={value}" for name, value in merged.items())
        arguments: dict[str, Any] = {"options": f"{options} {given.get('options', '')}".strip()}
        if "connect_timeout" not in given:
            arguments["connect_timeout"] = CONNECT_TIMEOUT
        if "application_name" not in given:
            arguments["application_name"] = "console"
        arguments["connection_factory"] = kind
        return lambda: loaders.register(psycopg2.connect(self.dsn, **arguments))


def _readable(dsn: str) -> bool:
    """Whether libpq reads *dsn* as its author meant it."""
    try:
        given = psycopg2.extensions.parse_dsn(dsn)
    except psycopg2.ProgrammingError:
        return False
    # A raw @ or / in a password makes libpq take its tail for the host, and show it in errors.
    user, at, place = dsn.removeprefix("postgresql://").partition("?")[0].partition("@")
    if at and ("/" in user or "@" in place):
        return False
    ports = given.get("port", "").split(",")
    return all(not port or (port.isdecimal() and 0 < int(port) < 65536) for port in ports)
