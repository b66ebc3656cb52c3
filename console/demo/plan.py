"""How much is made up, for which days, and from which chance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from random import Random

DAYS = 3 * 365  # the days that orders fall on
DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Plan:
    """What was asked for; all sizes follow from the number of orders."""

    orders: int
    seed: int
    until: dt.date

    @property
    def companies(self) -> int:
        return max(40, self.orders // 5)

    @property
    def products(self) -> int:
        return min(max(120, self.orders // 50), 5000)

    @property
    def employees(self) -> int:
        return min(20 + self.orders // 1000, 400)

    @property
    def last_day(self) -> int:
        """The last day with orders, as a proleptic ordinal like every day here."""
        return self.until.toordinal()

    @property
    def first_day(self) -> int:
        return self.last_day - DAYS + 1

    def chance(self, part: str) -> Random:
        """The random numbers for *part*; one part does not disturb another's."""
        return Random(f"{self.seed}/{part}")  # noqa: S311 - made-up rows, no secrets


@cache
def day(ordinal: int) -> str:
    """A day in ISO 8601."""
    return dt.date.fromordinal(ordinal).isoformat()


def moment(seconds: int) -> str:
    """A moment, counted in seconds from ordinal day 0 like every moment here, in ISO 8601."""
    ordinal, rest = divmod(seconds, DAY)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{day(ordinal)} {hour:02}:{minute:02}:{second:02}+00"


def amount(cents: int) -> str:
    """Hundredths as a decimal number."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02}"
