"""Dates and times: the browser's own controls where they hold the value, exact text where not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from console.admin.fields.base import ConsoleField, PgText, Raw

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?", re.ASCII)
_MOMENT = re.compile(
    rf"({_DATE.pattern})[ T]({_TIME.pattern})\s*(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?", re.ASCII
)
# Beyond Python's calendar and the browser's controls; PostgreSQL reads them itself.
BEYOND = re.compile(
    r"[+-]?infinity|\d{5,}-\d\d-\d\d.*|\d{4,}-\d\d-\d\d.* BC", re.ASCII | re.IGNORECASE
)


def day(text: str) -> dt.date | None:
    """The day of ``2026-11-23``; ``None`` when *text* is none."""
    match = _DATE.fullmatch(text.strip())
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def hour(text: str) -> dt.time | None:
    """The time of ``09:30``, ``09:30:15`` or with a fraction; ``None`` when *text* is none."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    try:
        return dt.time(
            int(hours), int(minutes), int(seconds or 0), int((fraction or "").ljust(6, "0"))
        )
    except ValueError:
        return None


def short(value: dt.time) -> str:
    """Hours and minutes, and only what else there is: the form browsers reduce a time to."""
    if value.microsecond:
        return value.isoformat("microseconds").rstrip("0")
    return value.isoformat("seconds" if value.second else "minutes")


class TemporalField(ConsoleField):
    """What the fields for dates and times share."""

    exact = True
    native = "date"

    def fits(self, text: str) -> bool:
        """Whether the browser's control holds *text*."""
        raise NotImplementedError

    def understood(self, text: str) -> Any:
        """The value of *text*, or ``None``; ``ValueError`` where it has two or might have."""
        raise NotImplementedError

    def example(self) -> str:
        raise NotImplementedError

    def control_attributes(self) -> dict[str, Any]:
        # After an error in it, the control has to take what explains the error away.
        return {"type": self.native if self._native() else "text", "step": self._step()}

    def _native(self) -> bool:
        return not self.errors and (self.entered is None or self.fits(self.entered))

    def _step(self) -> Any:
        return False

    def parse(self, text: str) -> Any:
        value = self.understood(text)
        if value is not None:
            return value
        if BEYOND.fullmatch(text.strip()):
            return PgText(text.strip())
        raise ValueError(_("Write this like %(example)s.", example=self.example()))

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        try:
            value = self.understood(raw)
        except ValueError:
            value = None
        return raw.strip() if value is None else self._plain(value)

    def _plain(self, value: Any) -> str:
        return str(value.isoformat())


class DateField(TemporalField):
    """A day."""

    width = "w-date"

    def fits(self, text: str) -> bool:
        return day(text) is not None

    def understood(self, text: str) -> dt.date | None:
        return day(text)

    def example(self) -> str:
        return "2026-11-23"


class TimeField(TemporalField):
    """A time of day."""

    native = "time"
    width = "w-date"

    @property
    def zoned(self) -> bool:
        return (
            bool(getattr(self.column.type, "timezone", False)) if self.column is not None else False
        )

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        text = value.isoformat() if isinstance(value, dt.time) else str(value)
        found = None if self.zoned else hour(text)
        return text if found is None else short(found)

    def fits(self, text: str) -> bool:
        found = hour(text)
        return found is not None and not found.microsecond and not self.zoned

    def understood(self, text: str) -> Any:
        if not self.zoned:
            return PgText("24:00:00") if text.strip() in {"24:00", "24:00:00"} else hour(text)
        # An offset belongs to the value; PostgreSQL keeps it, Python's time with a zone may not.
        match = re.fullmatch(rf"({_TIME.pattern})\s*([+-]\d\d(?::\d\d){{0,2}}|Z)", text.strip())
        return PgText(text.strip()) if match and hour(match[1]) else None

    def _plain(self, value: Any) -> str:
        return str(value) if isinstance(value, PgText) else str(value.isoformat())

    def _step(self) -> Any:
        return 1 if self._native() else False

    def example(self) -> str:
        return "09:30:00+01:00" if self.zoned else "09:30"


class DateTimeField(TemporalField):
    """A moment, in the reader's zone; or date and time without zone where the column has none."""

    native = "datetime-local"
    width = "w-datetime"

    @property
    def zoned(self) -> bool:
        return (
            bool(getattr(self.column.type, "timezone", True)) if self.column is not None else True
        )

    @property
    def zone(self) -> ZoneInfo:
        return self.state.zone

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        moment = value if isinstance(value, dt.datetime) else self._stored(str(value))
        if moment is None:
            return str(value)
        if not self.zoned:
            between = " " if moment.microsecond else "T"
            return f"{moment.date().isoformat()}{between}{short(moment.time())}"
        try:
            local = moment.astimezone(self.zone)
        except OverflowError:  # the first and the last day of Python's calendar
            return str(value)
        text = f"{local.date().isoformat()}T{short(local.time())}"
        # The second pass through an hour that comes twice is told by its offset.
        if not local.microsecond and self._reads_as(text, moment):
            return text
        return text.replace("T", " ") + offset(local)

    def _reads_as(self, text: str, moment: dt.datetime) -> bool:
        try:
            return self.understood(text) == moment
        except ValueError:
            return False

    def _stored(self, text: str) -> dt.datetime | None:
        """The value of PostgreSQL's own text; it names an offset wherever the column has zones."""
        match = _MOMENT.fullmatch(text)
        if match is None or bool(text_offset(match)) != self.zoned:
            return None
        return moment_of(match)

    def fits(self, text: str) -> bool:
        match = _MOMENT.fullmatch(text.strip())
        moment = moment_of(match) if match else None
        if match is None or moment is None or text_offset(match):
            return False
        return not moment.microsecond

    def understood(self, text: str) -> dt.datetime | None:
        match = _MOMENT.fullmatch(text.strip())
        moment = moment_of(match) if match else None
        if match is None or moment is None:
            return None
        if not self.zoned:
            if text_offset(match):
                raise ValueError(_("Write this without a time zone; the column keeps none."))
            return moment
        if moment.tzinfo is None:
            moment = in_zone(moment, self.zone)
        try:
            return moment.astimezone(dt.UTC)
        except OverflowError:
            raise ValueError(_("This lies beyond the calendar.")) from None

    def _step(self) -> Any:
        return 1 if self._native() else False

    def example(self) -> str:
        return "2026-11-23 09:30"


def text_offset(match: re.Match[str]) -> str | None:
    """The offset that a moment's text names."""
    return match[match.re.groups]


def moment_of(match: re.Match[str]) -> dt.datetime | None:
    """The moment a match of ``_MOMENT`` stands for, with zone where it names an offset."""
    date, time = day(match[1]), hour(match[5])
    given = text_offset(match)
    try:
        zone = _tzinfo(given) if given else None
    except ValueError:  # a day and more from Greenwich
        return None
    return dt.datetime.combine(date, time, zone) if date and time is not None else None


def _tzinfo(given: str) -> dt.timezone:
    if given == "Z":
        return dt.UTC
    digits = given[1:].replace(":", "").ljust(6, "0")
    delta = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6]))
    return dt.timezone(-delta if given[0] == "-" else delta)


def offset(local: dt.datetime) -> str:
    """The offset of *local* as PostgreSQL reads it: ``+01:00``."""
    return local.isoformat()[len(local.replace(tzinfo=None).isoformat()) :]


def in_zone(naive: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """*naive* as clocks in *zone* show it; ``ValueError`` when they never do, or do twice."""
    first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise ValueError(
            _(
                "Clocks in %(zone)s skip this hour that day. Choose a time before or after it.",
                zone=zone.key,
            )
        )
    raise ValueError(
        _(
            "Clocks in %(zone)s show this hour twice that day. Say which one by its offset: "
            "%(first)s or %(second)s.",
            zone=zone.key,
            first=f"{naive.isoformat(' ', 'minutes')}{offset(first)}",
            second=f"{naive.isoformat(' ', 'minutes')}{offset(second)}",
        )
    )
