"""Values as texts, made by PostgreSQL: exact whatever they are, and no work for Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from console.transfer import formats
from console.transfer.fields import Family, Field, family_of
from console.transfer.formats import Style

Expression = sa.ColumnElement[Any]
# As numbers, for a database in another encoding may not know all of these characters.
_FORMULA = sorted(map(ord, formats.FORMULA))
_FIGURES = "^[+-][0-9 .]*$"
# What a JSON array can hold so that PostgreSQL reads the same elements from it.
_PLAIN_ITEMS = {
    Family.TEXT, Family.NUMBER, Family.BOOLEAN, Family.DATE, Family.MOMENT, Family.ZONED,
    Family.TIME, Family.CHOICE, Family.UUID, Family.BYTES,
}  # fmt: skip


def text(value: Any) -> Expression:
    """*value* as PostgreSQL's own text."""
    return sa.cast(value, sa.Text)


def neutral(value: Any, *, figures: bool) -> Expression:
    """The same as :func:`console.transfer.formats.neutral`, in SQL."""
    # Whatever Python makes of the column's values must not be made of the patterns.
    value = sa.type_coerce(value, sa.Text())
    runs: Expression = _first(sa.func.ltrim(value, "'")).in_(_FORMULA)
    if figures:
        runs = sa.and_(runs, sa.not_(value.regexp_match(_FIGURES)))
    # A CASE asks in order, and most texts are through with its first question.
    return sa.case(
        (_first(value).not_in([ord("'"), *_FORMULA]), value),
        (runs, sa.literal("'").concat(value)),
        else_=value,
    )


def _first(value: Any) -> Expression:
    """The number of the first character of *value*."""
    return sa.func.ascii(value, type_=sa.Integer)


def iso(value: Any) -> Expression:
    """A date or moment as ISO 8601 writes it; "infinity" and years BC stay readable, too."""
    return sa.func.to_json(value).op("#>>")(sa.literal_column("'{}'"))


def worded(value: Any, words: Mapping[str, str]) -> Expression:
    """The words for the *value* of an enum; a value that has none stays as it is."""
    plain = text(value)
    return sa.case(dict(words), value=plain, else_=plain) if words else plain


class Machine:
    """What PostgreSQL itself would write and read, with ISO dates and nothing a cell could run."""

    figures = True
    null: str | None = None

    def __init__(self, style: Style = formats.MACHINES) -> None:
        self.style = style
        # PostgreSQL's own output functions serve the others.
        self.by_family: dict[Family, Callable[[Any], Expression]] = {
            Family.TEXT: self.text,
            Family.CHOICE: lambda value: self.text(text(value)),
            Family.OTHER: lambda value: self.text(text(value)),
            Family.MONEY: lambda value: sa.cast(value, sa.Numeric),
            Family.BOOLEAN: text,
            Family.ZONED: iso,
            Family.MOMENT: iso,
        }

    def of(self, field: Field) -> Expression:
        """The text of *field*, NULL for NULL."""
        found = self.by_family.get(field.family)
        return field.value if found is None else found(field.value)

    def all(self, fields: Sequence[Field]) -> list[Expression]:
        """The texts of *fields*."""
        return [self.of(field) for field in fields]

    def text(self, value: Any) -> Expression:
        return neutral(value, figures=self.figures)

    def made(self, value: Any) -> str | None:
        """A value that Python made."""
        return formats.plain(value)


class Excel(Machine):
    """What Excel in the reader's language takes for numbers, dates and words."""

    figures = False  # Excel would turn +48 22 123 into 4822123

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.by_family |= {
            Family.NUMBER: self.number,
            Family.MONEY: lambda value: self.number(sa.cast(value, sa.Numeric)),
            Family.BOOLEAN: self.boolean,
            Family.DATE: lambda value: self._dated(value, value, style.date),
            Family.MOMENT: lambda value: self._dated(value, value, style.moment),
            Family.ZONED: lambda value: self._dated(
                value, sa.func.timezone(style.zone, value), style.moment
            ),
            Family.ARRAY: self.array,
        }

    def of(self, field: Field) -> Expression:
        if field.choices:
            return worded(field.value, field.choices)
        return super().of(field)

    def number(self, value: Any) -> Expression:
        if self.style.decimal == ".":
            return value  # type: ignore[no-any-return]
        return sa.func.replace(text(value), ".", self.style.decimal)

    def boolean(self, value: Any) -> Expression:
        return sa.case((value, self.style.yes), (sa.not_(value), self.style.no))

    def array(self, value: Any) -> Expression:
        joined = sa.func.array_to_string(value, ", ", "NULL")
        flat = sa.func.coalesce(sa.func.array_ndims(value), 1) == 1
        return sa.case((flat, self.text(joined)), else_=text(value))

    def _dated(self, value: Any, local: Any, pattern: str) -> Expression:
        # to_char() says nothing of infinity and drops "BC".
        usual = value.between(sa.literal_column("'0001-01-02'"), sa.literal_column("'9999-12-30'"))
        return sa.case((usual, sa.func.to_char(local, pattern)), else_=text(value))

    def made(self, value: Any) -> str | None:
        if isinstance(value, bool):
            return self.style.yes if value else self.style.no
        found = formats.plain(value)
        if found and isinstance(value, int | float) and self.style.decimal != ".":
            return found.replace(".", self.style.decimal)
        return found


class Sheet(Machine):
    """What the cells of a workbook hold: days since 1899-12-30 for dates, texts as they are."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.by_family |= {
            Family.DATE: lambda value: _serial(
                value, sa.cast(value, sa.DateTime), "'1900-03-01'", "'9999-12-31'"
            ),
            Family.MOMENT: lambda value: _serial(value, value, "'1900-03-01'", "'9999-12-31'"),
            Family.ZONED: lambda value: _serial(
                value, sa.func.timezone(style.zone, value), "'1900-03-02'", "'9999-12-30'"
            ),
            Family.TIME: lambda value: text(sa.func.date_part("epoch", value) / 86400),
            Family.ARRAY: lambda value: Excel(style).array(value),
        }

    def of(self, field: Field) -> Expression:
        if field.choices or field.family is Family.CHOICE:
            return worded(field.value, field.choices)
        return super().of(field)

    def text(self, value: Any) -> Expression:
        return value  # type: ignore[no-any-return]

    def made(self, value: Any) -> Any:
        return value if isinstance(value, bool | int | float) else formats.plain(value)


def _serial(value: Any, local: Any, first: str, last: str) -> Expression:
    # Excel counts a 29 February 1900 that never was, so earlier days are texts; later ones too.
    usual = value.between(sa.literal_column(first), sa.literal_column(last))
    days = sa.func.date_part("epoch", local - sa.literal_column("timestamp '1899-12-30'")) / 86400
    return sa.case((usual, text(days)), else_=text(value))


class Json(Machine):
    """Values as JSON; what PostgreSQL alone knows how to read is a JSON string of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.by_family = dict.fromkeys(_PLAIN_ITEMS, sa.func.to_json) | {
            Family.MONEY: lambda value: sa.func.to_json(sa.cast(value, sa.Numeric)),
            Family.OTHER: lambda value: sa.func.to_json(text(value)),
        }

    def of(self, field: Field) -> Expression:
        if field.family is Family.JSON:
            # A column of type json keeps line breaks between its tokens, and only there.
            return sa.func.translate(text(field.value), "\n\r", "  ")
        if field.family is Family.ARRAY:
            return sa.func.coalesce(text(_json_array(field)), "null")
        return sa.func.coalesce(text(self.by_family[field.family](field.value)), "null")

    def made(self, value: Any) -> str | None:
        return formats.dumped(value)


def _json_array(field: Field) -> Expression:
    own = sa.func.to_json(text(field.value))
    if family_of(field.kind.item_type) not in _PLAIN_ITEMS:
        return own
    # "[0:1]={1,2}": bounds that a JSON array cannot say.
    bounds = sa.func.starts_with(text(field.value), "[")
    return sa.case((bounds, own), else_=sa.func.to_json(field.value))
