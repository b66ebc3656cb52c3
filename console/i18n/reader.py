"""What the reader prefers: language, time zone, theme, density, folded menu groups.

Preferences are cookies, so that they hold before signing in and cost no query. A cookie is
written by anybody: whatever is not one of the known values counts as absent.
"""

from __future__ import annotations

import functools
import zoneinfo
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import flask_babel
from flask import current_app, g, has_request_context, request
from flask_babel import get_locale

from console.config import LOCALES

LANGUAGES = {"en": "English", "pl": "Polski"}
THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")


def current_locale() -> str:
    """The reader's language: ``"en"`` or ``"pl"``."""
    locale = get_locale()
    # Code that is not ours may choose for Babel what the console has no words in.
    return locale.language if locale is not None and locale.language in LOCALES else LOCALES[0]


def current_timezone() -> ZoneInfo:
    """The zone the reader sees times in: their cookie's, else ``CONSOLE_TIMEZONE``."""
    return _zone(timezone_name())


class Domain(flask_babel.Domain):
    """The console's messages; a request looks up which language's only once."""

    def get_translations(self) -> Any:
        # Flask-Babel's own place for it, which it empties when the language changes.
        context = getattr(g, "_flask_babel", None) if g else None
        if context is None:
            return super().get_translations()
        found = getattr(context, "babel_translations", None)
        if found is None:
            found = context.babel_translations = super().get_translations()
        return found


def theme() -> str:
    """``"light"``, ``"dark"`` or ``"system"``."""
    return _cookie("theme", THEMES)


def density() -> str:
    """``"comfortable"`` or ``"compact"``."""
    return _cookie("density", DENSITIES)


def closed_groups() -> frozenset[str]:
    """Keys of the menu groups that the reader has folded away."""
    text = request.cookies.get("menu", "") if has_request_context() else ""
    return frozenset(unquote(key) for key in text[:2000].split(".") if key)


@functools.cache
def timezones() -> frozenset[str]:
    """Every zone name that may be chosen."""
    return frozenset(zoneinfo.available_timezones())


def choose_locale() -> str:
    """The cookie's language, else the browser's, else ``CONSOLE_LOCALE``."""
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():
        return default
    value = request.cookies.get("locale")
    if value in LOCALES:
        return value
    return request.accept_languages.best_match(LOCALES) or default


def timezone_name() -> str:
    """The name of the reader's zone, looked up once a request: cells ask hundreds of times."""
    if "console_timezone" not in g:
        value = request.cookies.get("timezone") if has_request_context() else None
        default = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
        g.console_timezone = value if value in timezones() else default
    return str(g.console_timezone)


@functools.lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _cookie(name: str, allowed: tuple[str, ...]) -> str:
    value = request.cookies.get(name) if has_request_context() else None
    return value if value in allowed else allowed[0]
