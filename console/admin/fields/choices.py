"""One of a few: booleans with three states, enums, choices that options list."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin import naming, widgets
from console.admin.fields.base import ConsoleField, Raw, cut

_TRUE = {"true", "t", "1", "y", "yes", "on"}
_FALSE = {"false", "f", "0", "n", "no", "off"}


class ChoiceField(ConsoleField):
    """A ``<select>``. What the row holds is always among its options, known or not."""

    widget = staticmethod(widgets.select)
    width = "w-short"

    def __init__(
        self, *args: Any, choices: Iterable[Any] = (), coerce: Any = str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = choices
        self.coerce = coerce

    def known(self) -> list[tuple[str, Any]]:
        """The choices there are: posted value and label."""
        found = self.given() if callable(self.given) else self.given
        pairs = [one if isinstance(one, tuple | list) else (one, one) for one in found]
        return [(str(pair[0]), pair[1]) for pair in pairs]

    def options(self) -> list[tuple[str, Any]]:
        """The options of the control, the blank one first where blank is possible."""
        found = self.known()
        if self.entered is not None and self.entered not in dict(found):
            found.append((self.entered, self.entered))
        if self._offers_blank():
            found.insert(0, ("", self._blank_label()))
        return found

    def _offers_blank(self) -> bool:
        return self.nullable or self.entered is None

    def _blank_label(self) -> str:
        if self.may_be_omitted:
            if text := self.default_text:
                return _("Default: %(value)s", value=text)
            return _("Default")
        return _("No value") if self.nullable else _("Choose…")

    def readable(self, raw: str) -> Any:
        return dict(self.known()).get(raw, raw)

    def hint(self) -> str:
        return ""  # the blank option says it

    def parse(self, text: str) -> Any:
        if text not in dict(self.known()):
            raise ValueError(_("“%(text)s” is not one of the choices.", text=cut(text)))
        try:
            return self.coerce(text)
        except (TypeError, ValueError):
            return text


class BooleanField(ChoiceField):
    """Yes, no, and no value where the column has it."""

    width = "w-short"

    def known(self) -> list[tuple[str, Any]]:
        return [("true", _("Yes")), ("false", _("No"))]

    def raw(self, value: Any) -> Raw:
        return None if value is None else "true" if value else "false"

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        bare = raw.strip().casefold()
        return "true" if bare in _TRUE else "false" if bare in _FALSE else raw

    def parse(self, text: str) -> bool:
        canonical = self.canonical(text)
        if canonical not in {"true", "false"}:
            raise ValueError(_("“%(text)s” is not one of the choices.", text=cut(text)))
        return canonical == "true"


class TypeChoiceField(ChoiceField):
    """One of the choices that a type itself names, as SQLAlchemy-Utils' ChoiceType does."""

    def members(self) -> dict[str, tuple[Any, Any]]:
        """Stored text to what is assigned and what it is called."""
        assert self.column is not None
        found = self.column.type.choices  # type: ignore[attr-defined]
        if isinstance(found, type) and issubclass(found, enum.Enum):
            return {str(one.value): (one, one.name) for one in found}
        return {str(code): (code, label) for code, label in found}

    def known(self) -> list[tuple[str, Any]]:
        return [(text, label) for text, (_value, label) in self.members().items()]

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        return str(getattr(value, "code", getattr(value, "value", value)))

    def parse(self, text: str) -> Any:
        super().parse(text)
        return self.members()[text][0]


# What a control posts for the label "" of an enum, because an empty option means no value.
EMPTY = "''"


class EnumField(ChoiceField):
    """One value of an enum, by the text that the database holds."""

    def members(self) -> dict[str, Any]:
        """Stored text to the value that Python sees."""
        assert self.column is not None
        return {text or EMPTY: value for text, value in enum_members(self.column.type).items()}

    def known(self) -> list[tuple[str, Any]]:
        return [
            (text, _("empty text") if text == EMPTY else naming.choice_label(text))
            for text in self.members()
        ]

    def raw(self, value: Any) -> Raw:
        if value is None:
            return None
        for text, member in self.members().items():
            if member == value:
                return text
        return str(value.value if isinstance(value, enum.Enum) else value) or EMPTY

    def parse(self, text: str) -> Any:
        found = self.members()
        if text not in found:
            raise ValueError(_("“%(text)s” is not one of the choices.", text=cut(text)))
        return found[text]


def enum_members(kind: Any) -> dict[str, Any]:
    """The texts an enum type stores, each with its Python value: a member, or the text itself."""
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    texts = list(getattr(kind, "enums", ()))
    cls = getattr(kind, "enum_class", None)
    if cls is None:
        return {text: text for text in texts}
    return dict(zip(texts, cls, strict=False))
