"""Who reads what: the reader's language and time zone, and how figures and dates are set."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel

from console.i18n import formats, reader
from console.i18n.alphabet import sort_key
from console.i18n.formats import (
    date_setter,
    datetime_setter,
    format_date,
    format_datetime,
    format_duration,
    format_input,
    format_number,
    format_time,
    number_setter,
    to_reader,
)
from console.i18n.numbers import parse_decimal, parse_integer
from console.i18n.reader import (
    DENSITIES,
    LANGUAGES,
    THEMES,
    current_locale,
    current_timezone,
    timezones,
)

__all__ = [
    "DENSITIES",
    "LANGUAGES",
    "THEMES",
    "current_locale",
    "current_timezone",
    "date_setter",
    "datetime_setter",
    "format_date",
    "format_datetime",
    "format_duration",
    "format_input",
    "format_number",
    "format_time",
    "init_app",
    "number_setter",
    "parse_decimal",
    "parse_integer",
    "sort_key",
    "timezones",
    "to_reader",
]


def init_app(app: Flask) -> None:
    """Choose language and time zone per request and give templates the words for it."""
    babel = Babel(app, locale_selector=reader.choose_locale, timezone_selector=reader.timezone_name)
    babel.domain_instance = reader.Domain()
    app.jinja_env.globals.update(
        locale=current_locale,
        languages=LANGUAGES,
        theme=reader.theme,
        density=reader.density,
        timezone=reader.timezone_name,
        closed_groups=reader.closed_groups,
        format_number=formats.format_number,
        format_date=formats.format_date,
        format_datetime=formats.format_datetime,
        format_time=formats.format_time,
    )
