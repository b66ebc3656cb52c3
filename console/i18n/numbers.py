"""Reads numbers as people write them, and refuses those that can be read in two ways."""

from __future__ import annotations

import re
from decimal import Decimal

from flask_babel import gettext as _

from console.i18n.formats import DECIMAL_SIGN, format_input
from console.i18n.reader import current_locale

LONGEST = 200  # characters; NUMERIC(38, 10) with its signs needs 65
# Space, no-break space, narrow no-break space, thin space, figure space; typewriter and real
# apostrophe; minus sign.
_ALIKE = str.maketrans("\u00a0\u202f\u2009\u2007\u2019\u2212", "    '-")


def _shape(decimal_sign: str, group_signs: str) -> re.Pattern[str]:
    """Digits, thousands set apart in threes by one of *group_signs* or not at all, decimals."""
    grouped = rf"[1-9]\d{{0,2}}(?:(?P<group>[{group_signs}])\d{{3}})(?:(?P=group)\d{{3}})*"
    return re.compile(
        rf"(?P<sign>[+-]?)(?P<whole>{grouped}|\d*)(?:{re.escape(decimal_sign)}(?P<fraction>\d*))?",
        re.ASCII,
    )


_SHAPES = {".": _shape(".", ", '"), ",": _shape(",", ". '")}


def parse_decimal(text: str, example: Decimal = Decimal("1284.5")) -> Decimal:
    """The number that *text* writes; ``ValueError`` with a sentence when there is not just one.

    Both decimal signs are understood in either language, and thousands may be set apart by
    spaces, apostrophes, points or commas, in threes (``1 284,50``, ``1,284.50``, ``1.284,50``).
    What remains open is one sign before exactly three digits. The reader's own decimal sign
    then means decimals (English ``1.234``, Polish ``1,234``); the other could mean either
    (English ``1,234``, Polish ``1.234``) and is refused rather than guessed. *example* is
    what the sentence shows as well written.
    """
    text = text.strip().translate(_ALIKE)
    own = DECIMAL_SIGN[current_locale()]
    readings: set[Decimal] = set()
    for sign in sorted(_SHAPES, key=lambda sign: sign != own):
        match = _SHAPES[sign].fullmatch(text[: LONGEST + 1])
        if match is None or not any(map(str.isdigit, text)):
            continue
        readings.add(_value(match))
        if sign == own and match["group"] is None:
            break
    if len(text) > LONGEST or not readings:
        raise ValueError(
            _(
                "This is not a number. Write it like %(example)s.",
                example=format_input(Decimal("1284.5")),
            )
        )
    if len(readings) > 1:
        low, high = sorted(readings, key=abs)
        raise ValueError(
            _(
                "%(text)s could mean %(low)s or %(high)s. Write one of these.",
                text=text,
                low=format_input(low),
                high=format_input(high),
            )
        )
    return readings.pop()


def parse_integer(text: str) -> int:
    """The whole number that *text* writes; ``ValueError`` with a sentence otherwise."""
    value = parse_decimal(text, Decimal(1284))
    if value != value.to_integral_value():
        raise ValueError(_("This has to be a whole number, without decimals."))
    return int(value)


def _value(match: re.Match[str]) -> Decimal:
    whole = match["whole"].replace(match["group"] or "\0", "")
    return Decimal(f"{match['sign']}{whole or 0}.{match['fraction'] or ''}")
