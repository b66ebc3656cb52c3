"""Values with an inside: JSON, arrays, ranges, and every type that only PostgreSQL knows."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import Any, Self

from flask_babel import gettext as _

from console.admin import widgets
from console.admin.fields import arrays
from console.admin.fields.base import ConsoleField, PgText, Raw
from console.admin.fields.text import newlines
from console.admin.fields.times import BEYOND, day


class PgTextField(ConsoleField):
    """A value in PostgreSQL's own notation; PostgreSQL says whether it can be read."""

    exact = True
    width = "w-text"

    def __init__(
        self, *args: Any, example: str = "", empty_allowed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.example = example
        self.blank_is_null = not empty_allowed

    def widget(self, field: Any, **given: Any) -> Any:
        several = "\n" in (self.entered or "") or len(self.entered or "") > 120
        return (widgets.area if several else widgets.text)(field, **given)

    def control_attributes(self) -> dict[str, Any]:
        return {"spellcheck": "false"}

    def hint(self) -> str:
        found = [super().hint()]
        if self.example:
            found.insert(0, _("Written like %(example)s.", example=self.example))
        return " ".join(filter(None, found))

    def read(self, texts: list[str]) -> Raw:
        if self.blank_is_null:
            return super().read(texts)
        return self.read_with_box(newlines(texts[0]) if texts else "", given=bool(texts))

    def canonical(self, raw: Raw) -> Raw:
        return None if raw is None else newlines(raw)

    def parse(self, text: str) -> PgText:
        return PgText(newlines(text))


class _Number(float):
    """A JSON number that remembers how it was written."""

    text: str

    def __new__(cls, text: str) -> Self:
        self = super().__new__(cls, 0.0)
        self.text = text
        return self

    def __repr__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Number) and other.text == self.text

    __hash__ = float.__hash__


def _refuse(name: str) -> Any:
    raise ValueError(_("JSON has no %(name)s.", name=name))


def json_tree(text: str) -> Any:
    """*text* as nested tuples in which order, repeated keys and every digit are kept."""

    def pairs(found: list[tuple[str, Any]]) -> Any:
        return ("{", tuple(found))

    tree = json.loads(
        text,
        parse_float=_Number,
        parse_int=_Number,
        parse_constant=_refuse,
        object_pairs_hook=pairs,
    )
    return _frozen(tree)


def _frozen(tree: Any) -> Any:
    if isinstance(tree, list):
        return ("[", tuple(map(_frozen, tree)))
    if isinstance(tree, tuple):
        return (tree[0], tuple((key, _frozen(value)) for key, value in tree[1]))
    return tree


class JsonField(PgTextField):
    """JSON as text: key order and numbers as they are, the position of a mistake in words."""

    width = "w-full"
    rows = 4

    def widget(self, field: Any, **given: Any) -> Any:
        return widgets.area(field, **given)

    def control_attributes(self) -> dict[str, Any]:
        return {"spellcheck": "false", "data-json": True}

    def hint(self) -> str:
        rule = _("JSON; blank means no value.") if self.nullable else _("JSON.")
        return " ".join(filter(None, [rule, super().hint()]))

    def canonical(self, raw: Raw) -> Raw:
        try:
            return None if raw is None else repr(json_tree(raw))
        except (ValueError, RecursionError):
            return newlines(raw or "")

    def parse(self, text: str) -> PgText:
        text = newlines(text)
        try:
            json_tree(text)
        except json.JSONDecodeError as error:
            raise ValueError(
                _(
                    "This is not JSON: line %(line)s, character %(column)s cannot be read.",
                    line=error.lineno,
                    column=error.colno,
                )
            ) from None
        except RecursionError:
            raise ValueError(_("This JSON is nested too deeply.")) from None
        return PgText(text)


class ArrayField(PgTextField):
    """A list: one element a line where lines can hold it, else PostgreSQL's ``{a,"b c",NULL}``."""

    width = "w-text"
    rows = 2

    def widget(self, field: Any, **given: Any) -> Any:
        return widgets.area(field, **given)

    def hint(self) -> str:
        rule = (
            _("One a line. {} is an empty list; blank means no value.")
            if self.nullable
            else _("One a line. Blank means an empty list.")
        )
        return " ".join(filter(None, [rule, ConsoleField.hint(self)]))

    @property
    def required(self) -> bool:
        return False

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        text = value if isinstance(value, str) else arrays.write(list(value))
        lines = arrays.lines(text)
        if lines is None:
            return text
        return "\n".join(lines) if lines or not self.nullable else "{}"

    def read(self, texts: list[str]) -> Raw:
        text = newlines(texts[0]) if texts else ""
        if text.strip():
            return text
        return None if self.nullable or self.may_be_omitted else ""

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        found = arrays.read(self.parse(raw))
        return raw if found is None else repr(found)

    def parse(self, text: str) -> PgText:
        text = newlines(text)
        if arrays.is_literal(text):
            return PgText(text.strip())
        return PgText(arrays.write([line for line in text.split("\n") if line.strip()]))


class RangeField(PgTextField):
    """A range in PostgreSQL's notation; days as a first and a last one."""

    width = "w-text"

    def __init__(self, *args: Any, days: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days = days

    def widget(self, field: Any, **given: Any) -> Any:
        return (widgets.span if self.days else widgets.text)(field, **given)

    def hint(self) -> str:
        if self.ends() is None:
            return super().hint()
        rule = (
            _("An end left blank is open; both blank mean no value.")
            if self.nullable
            else _("An end left blank is open.")
        )
        return " ".join(filter(None, [rule, ConsoleField.hint(self)]))

    @property
    def required(self) -> bool:
        return False

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        text = str(value)
        return (days_shown(text) or text) if self.days else text

    def ends(self) -> tuple[str, str] | None:
        """First and last day for two controls; ``None`` where those cannot hold the range."""
        if not self.days:
            return None
        if self.entered is None:
            return "", ""
        match = _SHOWN.fullmatch(self.entered)
        return (match[1] or "", match[2] or "") if match else None

    def read(self, texts: list[str]) -> Raw:
        if len(texts) < 2:
            return super().read(texts)
        first, last = texts[0].strip(), texts[1].strip()
        if not first and not last:
            return None if self.nullable or self.may_be_omitted else "[,]"
        return f"[{first},{last}]"

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        return (days_shown(raw.strip()) or raw.strip()) if self.days else raw.strip()

    def parse(self, text: str) -> PgText:
        match = _SHOWN.fullmatch(text.strip())
        if not self.days or match is None:
            return PgText(text.strip())
        ends = [end for end in match.groups() if end and day(end) is None]
        if ends and all(BEYOND.fullmatch(end) for end in ends):
            return PgText(text.strip())
        if ends:
            raise ValueError(_("Write this like %(example)s.", example="2026-11-23"))
        if match[1] and match[2] and match[1] > match[2]:
            raise ValueError(_("The last day lies before the first."))
        lower, upper = ("[" if match[1] else "("), ("]" if match[2] else ")")
        return PgText(f"{lower}{match[1] or ''},{match[2] or ''}{upper}")


_SHOWN = re.compile(r"\[([^,\[\]()]*),([^,\[\]()]*)\]")
_STORED = re.compile(r"([\[(])([\d-]*),([\d-]*)([\])])", re.ASCII)


def days_shown(text: str) -> str | None:
    """PostgreSQL's ``[2026-01-01,2026-07-01)`` with its last day included, in brackets.

    ``None`` for what two date controls cannot hold: an empty range, no end at all, infinity,
    days beyond the calendar.
    """
    match = _STORED.fullmatch(text)
    if match is None:
        return None
    left, first, last, right = match.groups()
    ends: list[str] = []
    for end, inside, step in ((first, left == "[", 1), (last, right == "]", -1)):
        found = day(end) if end else None
        if end and found is None:
            return None
        try:
            moved = found if found is None or inside else found + dt.timedelta(days=step)
        except OverflowError:
            return None
        ends.append(moved.isoformat() if moved else "")
    if (not any(ends)) or (all(ends) and ends[0] > ends[1]):
        return None
    return f"[{ends[0]},{ends[1]}]"


class UuidField(ConsoleField):
    """A UUID, however its digits are grouped."""

    width = "w-text"

    def canonical(self, raw: Raw) -> Raw:
        try:
            return None if raw is None else str(uuid.UUID(raw.strip()))
        except ValueError:
            return raw

    def parse(self, text: str) -> Any:
        try:
            found = uuid.UUID(text.strip())
        except ValueError:
            raise ValueError(
                _(
                    "Write this like %(example)s.",
                    example="0b7c1a52-9f4e-4d0e-8a3b-6f1c2d3e4f50",
                )
            ) from None
        as_text = self.column is not None and getattr(self.column.type, "as_uuid", True) is False
        return str(found) if as_text else found
