"""Settings. The only module that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from console.database import DatabaseURL

LOCALES = ("en", "pl")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


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

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Config:
        """Read and check the settings in *environ*, by default the process's own."""
        env = os.environ if environ is None else environ
        try:
            return cls(
                database=DatabaseURL.parse(env.get("TAB_DB_URL", "")),
                secret_key=_secret(env.get("CONSOLE_SECRET_KEY")),
                url=_public_url(env.get("CONSOLE_URL")),
                locale=_locale(env.get("CONSOLE_LOCALE") or "en"),
                timezone=_timezone(env.get("CONSOLE_TIMEZONE") or "UTC"),
            )
        except ValueError as error:
            raise ConfigError(str(error)) from None

    @property
    def secure(self) -> bool:
        """Whether people reach the console over TLS."""
        return self.url is not None and self.url.startswith("https://")

    @property
    def hosts(self) -> tuple[str, ...]:
        """The ``Host`` names requests may carry, without ports."""
        if self.url is None:
            return LOOPBACK
        host = urlsplit(self.url).netloc.rpartition("@")[2]
        return (re.sub(r":\d+$", "", host),)

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


def _secret(value: str | None) -> str | None:
    if value is not None and len(value) < 16:
        raise ValueError(
            "CONSOLE_SECRET_KEY is too short: it signs cookies and forms, so give it at least 16 "
            'characters, for example from python -c "import secrets; print(secrets.token_hex(32))".'
        )
    return value


def _public_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError(
            "CONSOLE_URL must be the public address people type, scheme and host only, "
            "for example https://console.example.org."
        )
    return value.rstrip("/")


def _locale(value: str) -> str:
    if value not in LOCALES:
        raise ValueError(
            f"CONSOLE_LOCALE is {value!r}; the console speaks {' and '.join(LOCALES)}."
        )
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"CONSOLE_TIMEZONE is {value!r}, which is no time zone; write it like Europe/Warsaw."
        ) from None
    return value
