"""How figures, dates and times are set, in the reader's language and zone.

Babel parses a pattern for every value; a list sets some four hundred, so these work on plain
strings instead and a test holds them to Babel's locale data.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from decimal import Decimal

from babel import Locale
from flask_babel import ngettext

from console.i18n.reader import current_locale, current_timezone

NBSP = "\N{NO-BREAK SPACE}"
# Python groups with "," and begins decimals with "."; what each language has in their place.
_SIGNS = {"en": str.maketrans({}), "pl": str.maketrans({",": NBSP, ".": ","})}
DECIMAL_SIGN = {"en": ".", "pl": ","}
GROUP_SIGN = {"en": ",", "pl": NBSP}
# NUMERIC reaches 131,072 digits; beyond this many the exponent form is shown.
_WIDEST = 60


def format_number(value: Decimal | float) -> str:
    """*value* grouped in thousands, with every digit it has and no others."""
    return number_setter()(value)


def number_setter() -> Callable[[Decimal | float], str]:
    """:func:`format_number` for many values: the reader's language is looked up once."""
    signs = _SIGNS[current_locale()]

    def set_number(value: Decimal | float) -> str:
        if isinstance(value, int):
            return format(value, ",d").translate(signs) if signs else format(value, ",d")
        if isinstance(value, float):
            value = Decimal(repr(value))
        wide = not -_WIDEST <= value.adjusted() <= _WIDEST
        text = str(value) if wide else format(value, ",f")
        return text.translate(signs) if signs else text

    return set_number


def format_input(value: Decimal | float) -> str:
    """*value* as it stands in a field: the reader's decimal sign and no grouping."""
    return format_number(value).replace(GROUP_SIGN[current_locale()], "")


def format_date(value: dt.date | str) -> str:
    """A short date whose month cannot be taken for its day: "03 Nov 2026", "03.11.2026"."""
    return date_setter()(value)


def date_setter() -> Callable[[dt.date | str], str]:
    """:func:`format_date` for many values."""
    months = None if current_locale() == "pl" else _months("en")

    def set_date(value: dt.date | str) -> str:
        if isinstance(value, str):  # beyond Python's calendar: "infinity", "12000-01-01"
            return value
        if months is None:
            return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
        return f"{value.day:02d} {months[value.month]} {value.year:04d}"

    return set_date


def format_time(value: dt.time | dt.datetime | str, *, exact: bool = False) -> str:
    """Hours and minutes, and seconds where a time of day has them; *exact* shows all there is."""
    if isinstance(value, str):
        return value
    text = f"{value.hour:02d}:{value.minute:02d}"
    if exact or (isinstance(value, dt.time) and (value.second or value.microsecond)):
        text += f":{value.second:02d}"
        if value.microsecond:
            fraction = f".{value.microsecond:06d}".rstrip("0")
            text += fraction.translate(_SIGNS[current_locale()])
    return text


def format_datetime(value: dt.datetime | str, *, exact: bool = False) -> str:
    """Date and time in the reader's zone; *exact* adds seconds, fraction and the zone's name."""
    if isinstance(value, str):
        return value
    local = to_reader(value)
    text = f"{format_date(local)}, {format_time(local, exact=exact)}"
    return f"{text} {local.tzname()}" if exact and local.tzinfo is not None else text


def datetime_setter() -> Callable[[dt.datetime | str], str]:
    """:func:`format_datetime` for many values, to the minute."""
    set_date, zone = date_setter(), current_timezone()
    days: dict[int, str] = {}

    def set_datetime(value: dt.datetime | str) -> str:
        if isinstance(value, str):
            return value
        try:
            local = value if value.tzinfo is None else value.astimezone(zone)
        except OverflowError:  # the first and last day of Python's calendar
            local = value
        # The moments of a list share few days.
        if (text := days.get(local.toordinal())) is None:
            text = days[local.toordinal()] = set_date(local.date())
        return f"{text}, {local.hour:02d}:{local.minute:02d}"

    return set_datetime


def format_duration(value: dt.timedelta) -> str:
    """Days, then hours and minutes where there are any: "3 days 04:30"."""
    if value < dt.timedelta():
        return f"\N{MINUS SIGN}{format_duration(-value)}"
    text = ngettext("%(num)s day", "%(num)s days", value.days)
    text = text.replace(str(value.days), format_number(value.days), 1)
    hours, rest = divmod(value.seconds, 3600)
    clock = dt.time(hours, *divmod(rest, 60), value.microseconds)
    if clock == dt.time():
        return text
    time = format_time(clock)
    return f"{text} {time}" if value.days else time


def to_reader(value: dt.datetime) -> dt.datetime:
    """*value* in the reader's zone; a value without zone stays as it is."""
    return _in_zone(value, current_timezone())


def _in_zone(value: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(zone)
    except OverflowError:  # the first and last day of Python's calendar
        return value


@functools.cache
def _months(locale: str) -> dict[int, str]:
    return dict(Locale(locale).months["format"]["abbreviated"])
