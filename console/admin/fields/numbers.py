"""Numbers: exact from form to column, as the reader's language writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from console import i18n
from console.admin.fields.base import ConsoleField, PgText, Raw
from console.admin.kinds import Kind, kind_of
from console.i18n.formats import DECIMAL_SIGN

LIMITS = {sa.SmallInteger: 2**15, sa.BigInteger: 2**63, sa.Integer: 2**31}
SPECIAL = {"nan": "NaN", "infinity": "Infinity", "inf": "Infinity", "∞": "Infinity"}
LONGEST = 140_000  # characters; NUMERIC holds 131,072 digits before the sign


def localised(text: str) -> str:
    """A plain number with the reader's decimal sign."""
    return text.replace(".", DECIMAL_SIGN[i18n.current_locale()])


def plain(text: str) -> str:
    """The number *text* writes as digits with a point; ``ValueError`` with a sentence."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    own = re.escape(DECIMAL_SIGN[i18n.current_locale()])
    # What a control of ours shows is read back as it stands, however long it is.
    if len(text) <= LONGEST and re.fullmatch(rf"-?\d+({own}\d+)?", text, re.ASCII):
        return text.replace(",", ".")
    return format(i18n.parse_decimal(text), "f")


class NumberField(ConsoleField):
    """What the fields for numbers share."""

    width = "w-num"

    def control_attributes(self) -> dict[str, Any]:
        return {"inputmode": "decimal"}

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        try:
            return str(special(raw) or plain(raw))
        except ValueError:
            return raw


def special(text: str) -> str | None:
    """``NaN`` or an infinity as PostgreSQL writes it; ``None`` for anything else."""
    bare = text.strip().casefold().replace("\N{MINUS SIGN}", "-")
    name = SPECIAL.get(bare.lstrip("+-"))
    if name is None or (name == "NaN" and bare[0] in "+-"):
        return None
    return f"-{name}" if bare.startswith("-") else name


class IntegerField(NumberField):
    """A whole number within the bounds of its column's type."""

    def control_attributes(self) -> dict[str, Any]:
        return {"inputmode": "numeric"}

    def parse(self, text: str) -> int:
        number = Decimal(plain(text))
        if number != number.to_integral_value():
            raise ValueError(_("This has to be a whole number, without decimals."))
        limit = self._limit()
        if not -limit <= number < limit:
            raise ValueError(
                _(
                    "This has to lie between %(least)s and %(most)s.",
                    least=i18n.format_number(-limit),
                    most=i18n.format_number(limit - 1),
                )
            )
        return int(number)

    def _limit(self) -> int:
        kind = self.column.type if self.column is not None else sa.BigInteger()
        return next((size for t, size in LIMITS.items() if isinstance(kind, t)), 2**63)


class DecimalField(NumberField):
    """A decimal number: no digit lost, none rounded away without a word."""

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            return localised(str(value))
        if not value.is_finite():
            return str(value)
        return localised(format(value, "f"))

    def parse(self, text: str) -> Decimal:
        if name := special(text):
            if not self._takes(name):
                raise ValueError(_("This has to be a number."))
            return Decimal(name)
        number = Decimal(plain(text))
        self._check_size(number)
        return number

    def canonical(self, raw: Raw) -> Raw:
        found = super().canonical(raw)
        _precision, scale = self._size()
        # Where the column keeps two decimals, 10.5 and 10.50 are one value.
        if found is None or scale is None or scale < 0:
            return found
        try:
            number = Decimal(found)
        except ArithmeticError:
            return found
        fits = number.is_finite() and 0 <= decimals(number) <= scale
        return f"{number:.{scale}f}" if fits else found

    def to_column(self, value: Any) -> Any:
        # psycopg2 writes an infinite Decimal as NaN.
        if isinstance(value, Decimal) and not value.is_finite():
            value = PgText(value)
        return super().to_column(value)

    def _size(self) -> tuple[int | None, int | None]:
        kind = self.column.type if self.column is not None else None
        precision = getattr(kind, "precision", None)
        scale = getattr(kind, "scale", None)
        return precision, 0 if scale is None and precision is not None else scale

    def _takes(self, name: str) -> bool:
        if self.column is not None and kind_of(self.column) in {Kind.MONEY, Kind.PERCENT}:
            return False  # and a CHECK would let it pass: to PostgreSQL NaN is more than any number
        return name == "NaN" or self._size() == (None, None)

    def _check_size(self, number: Decimal) -> None:
        precision, scale = self._size()
        if precision is None or scale is None or not 0 <= scale <= precision:
            return  # whatever the type then is, PostgreSQL says what fits
        if decimals(number) > scale:
            raise ValueError(
                ngettext(
                    "At most %(num)s digit after the decimal sign is kept here.",
                    "At most %(num)s digits after the decimal sign are kept here.",
                    scale,
                )
                if scale
                else _("This has to be a whole number, without decimals.")
            )
        # abs() and minus would round to the 28 digits of the context.
        if number.copy_abs() >= Decimal(f"1e{precision - scale}"):
            most = Decimal(f"{'9' * (precision - scale) or 0}.{'9' * scale}")
            raise ValueError(
                _(
                    "This has to lie between %(least)s and %(most)s.",
                    least=i18n.format_number(most.copy_negate()),
                    most=i18n.format_number(most),
                )
            )


def decimals(number: Decimal) -> int:
    """How many digits after the decimal sign *number* needs."""
    return len(format(number, "f").partition(".")[2].rstrip("0"))


class PercentField(DecimalField):
    """A share, in per cent."""

    width = "w-short"
    unit = "%"


class MoneyField(DecimalField):
    """An amount; the row's currency stands after it."""

    def __init__(self, *args: Any, currency: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.state.row
        value = getattr(row, currency, None) if currency and row is not None else None
        self.unit = value if isinstance(value, str) else None


class FloatField(NumberField):
    """A binary number, in the shortest digits that PostgreSQL reads back as the same."""

    exact = True

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        text = str(value)
        return special(text) or localised(text)

    def canonical(self, raw: Raw) -> Raw:
        try:
            return None if raw is None else str(self.parse(raw))
        except ValueError:
            return raw

    def parse(self, text: str) -> PgText:
        if name := special(text):
            return PgText(name)
        own = re.escape(DECIMAL_SIGN[i18n.current_locale()])
        bare = text.strip().replace("\N{MINUS SIGN}", "-")
        if match := re.fullmatch(rf"(-?\d+)(?:{own}(\d+))?[eE]([+-]?\d+)", bare, re.ASCII):
            whole, fraction, exponent = match.groups()
            return PgText(f"{whole}.{fraction or 0}e{int(exponent[:9]):+03d}")
        return PgText(plain(bare))
