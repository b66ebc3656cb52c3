"""Settings. The only module that reads the environment."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from console.database import DatabaseURL

LOCALES = ("en", "pl")
MODELS = "console.models"
REFLECT = "reflect:"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# A host is a name, an IPv4 address or, in brackets, an IPv6 address.
PUBLIC_URL = re.compile(r"https?://([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?/?", re.ASCII | re.IGNORECASE)


class ConfigError(SystemExit):
    """A setting is missing or wrong; ends the program with one sentence.

    A ``SystemExit`` because every way to start (``flask``, gunicorn, a plain import) then
    prints the sentence, and nothing but the sentence, and exits with 1.
    """


@dataclass(frozen=True)
class Config:
    """What the operator decides. Immutable once read."""

    database: DatabaseURL
    secret_key: str | None = None
    url: str | None = None
    locale: str = "en"
    timezone: str = "UTC"
    models: str = MODELS

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read and check the settings in *environ*, by default the process's own."""
        env = os.environ if environ is None else environ
        try:
            return cls(
                database=_database(env.get("TAB_DB_URL", "")),
                secret_key=_secret(env.get("CONSOLE_SECRET_KEY")),
                url=_public_url(env.get("CONSOLE_URL")),
                locale=_locale(env.get("CONSOLE_LOCALE") or "en"),
                timezone=_timezone(env.get("CONSOLE_TIMEZONE") or "UTC"),
                models=_models(env.get("CONSOLE_MODELS") or MODELS),
            )
        except ValueError as error:
            raise ConfigError(str(error)) from None

    def checked_to_serve(self) -> Config:
        """The settings themselves, once it is sure that they are enough to serve with."""
        if not self.secret_key:
            raise ConfigError(
                "CONSOLE_SECRET_KEY is not set: it signs cookies and forms. Make one, and keep it, "
                'with python -c "import secrets; print(secrets.token_hex(32))".'
            )
        if (trouble := self.database.trouble()) is not None:
            raise ConfigError(trouble)
        return self

    @property
    def reflects(self) -> bool:
        """Whether models are read from the live database instead of from files."""
        return self.models.startswith(REFLECT)

    @property
    def schemas(self) -> tuple[str, ...] | None:
        """The schemas to read models from; ``None`` for all of them."""
        return _schemas(self.models)

    @property
    def secure(self) -> bool:
        """Whether people reach the console over TLS."""
        return self.url is not None and self.url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The ``Host`` names requests may carry, without ports."""
        if self.url is None:
            return LOOPBACK
        return (re.sub(r":\d+$", "", urlsplit(self.url).netloc),)

    def flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database.sqlalchemy_url,
            "SQLALCHEMY_ENGINE_OPTIONS": self.database.engine_options,
            "SESSION_COOKIE_NAME": "console",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure,
            "TRUSTED_HOSTS": list(self.hosts),
            "PREFERRED_URL_SCHEME": "https" if self.secure else "http",
            "BABEL_DEFAULT_LOCALE": self.locale,
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
            "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
            # A pasted document fits; a flood of form data does not.
            "MAX_FORM_MEMORY_SIZE": 16 * 1024 * 1024,
        }


@dataclass(frozen=True)
class Serving:
    """How ``gunicorn`` serves, here and with ``make run``."""

    host: str
    port: int
    workers: int
    threads: int
    demo_orders: int

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Serving:
        """Read ``HOST``, ``PORT``, ``WORKERS``, ``THREADS`` and ``DEMO``."""
        env = os.environ if environ is None else environ
        try:
            return cls(
                host=env.get("HOST") or "127.0.0.1",
                port=_number(env, "PORT", 8000, 1, 65535),
                workers=_number(env, "WORKERS", 2, 1, 64),
                threads=_number(env, "THREADS", 4, 1, 64),
                demo_orders=_number(env, "DEMO", 20_000, 0, 20_000_000),
            )
        except ValueError as error:
            raise ConfigError(str(error)) from None

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        host = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def bind(self) -> str:
        """The same as gunicorn takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with *settings* on top, for a program it starts."""
    return os.environ | settings


def _database(text: str) -> DatabaseURL:
    if not text.strip() and (hint := _running_here()):
        raise ValueError(f"TAB_DB_URL is not set. {hint}")
    return DatabaseURL.parse(text)


def _running_here() -> str | None:
    """What to set for the database of ``make run``, where this checkout has one."""
    from console import embedded

    if not (embedded.INSTANCE / "pg").exists():
        return None
    cluster = embedded.own_cluster()
    if not cluster.answers():
        return (
            "This checkout has a database of its own, which `make run` starts; set TAB_DB_URL "
            "only for another one, for example postgresql://user:password@host/database."
        )
    url = cluster.url(embedded.DATABASE)
    return f"For the database of `make run`, which is running: export TAB_DB_URL='{url}'"


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{name} is {text!r}; it must be a whole number from {low} to {high}.")
    return int(text)


def _secret(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) < 16:
        raise ValueError(
            "CONSOLE_SECRET_KEY is too short: it signs cookies and forms, so give it at least 16 "
            'characters, for example from python -c "import secrets; print(secrets.token_hex(32))".'
        )
    return value


def _public_url(value: str | None) -> str | None:
    if not value:
        return None
    if not PUBLIC_URL.fullmatch(value):
        raise ValueError(
            "CONSOLE_URL must be the public address people type, scheme and host only, "
            "for example https://console.example.org."
        )
    return value.rstrip("/").lower()


def _locale(value: str) -> str:
    if value not in LOCALES:
        raise ValueError(
            f"CONSOLE_LOCALE is {value!r}; the console speaks {' and '.join(LOCALES)}."
        )
    return value


def _models(value: str) -> str:
    value = value.strip()
    if value.startswith(REFLECT):
        if _schemas(value) == ():
            raise ValueError(
                f"CONSOLE_MODELS is {value!r}; name schemas, as in reflect:public,sales, or all "
                "of them: reflect:*."
            )
        return value
    if not all(part.isidentifier() for part in value.split(".")):
        raise ValueError(
            f"CONSOLE_MODELS is {value!r}; it must be a package such as {MODELS}, or reflect:* "
            "for the tables of the database as they are."
        )
    return value


def _schemas(value: str) -> tuple[str, ...] | None:
    """The names after ``reflect:``; one that holds a comma stands in double quotes."""
    (names,) = csv.reader([value.removeprefix(REFLECT)], skipinitialspace=True) or ([],)
    found = tuple(name.strip() for name in names if name.strip())
    return None if "*" in found else found


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"CONSOLE_TIMEZONE is {value!r}, which is no time zone; write it like Europe/Warsaw."
        ) from None
    return value
