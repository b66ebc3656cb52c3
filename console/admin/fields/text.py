"""Text: every character kept, NULL and empty text told apart."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from console.admin import widgets
from console.admin.fields.base import ConsoleField, Raw
from console.admin.kinds import Kind

_CONTROL_TYPES = {Kind.EMAIL: "email", Kind.URL: "url", Kind.PHONE: "tel"}
_WIDTHS = {Kind.CODE: "w-short", Kind.PHONE: "w-short", Kind.LONGTEXT: "w-full"}
# What browsers' own e-mail and URL controls hold without changing a character.
_CLEAN = re.compile(r"[!-~]*")
LONG = 120  # characters that still fit one line
LIMIT = 10_000_000


def newlines(text: str) -> str:
    """*text* with the one kind of line end that forms keep: browsers post all three as CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_widget(field: Any, **given: Any) -> Any:
    """A line, or a box where the text needs one: a line would drop its line ends."""
    value = field.entered or ""
    if field.kind is Kind.LONGTEXT or len(value) > LONG or re.search(r"[\r\n]", value):
        return widgets.area(field, **given)
    kind = _CONTROL_TYPES.get(field.kind, "text")
    return widgets.text(field, type=kind if _CLEAN.fullmatch(value) else "text", **given)


class TextField(ConsoleField):
    """Text of any kind and length."""

    widget = staticmethod(text_widget)
    rows = 4

    def __init__(
        self,
        *args: Any,
        kind: Kind = Kind.TEXT,
        length: int | None = None,
        empty_allowed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.length = length
        # Where a rule of the table forbids empty text, an empty control can only mean NULL.
        self.blank_is_null = not empty_allowed
        self.width = _WIDTHS.get(kind, "w-text")

    def control_attributes(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        # HTML counts UTF-16 units, PostgreSQL characters: only a limit that cannot be in the way.
        if self.length and self.length <= 100_000:
            found["maxlength"] = max(self.length * 2, len(self.entered or "") * 2)
        if self.kind is Kind.CODE:
            found["spellcheck"] = "false"
        return found

    def read(self, texts: list[str]) -> Raw:
        text = newlines(texts[0]) if texts else ""
        if self.blank_is_null:
            return text if text.strip() else None
        return self.read_with_box(text, given=bool(texts))

    def canonical(self, raw: Raw) -> Raw:
        return None if raw is None else newlines(raw)

    def parse(self, text: str) -> str:
        size = len(text)
        if self.length is not None and size > self.length:
            raise ValueError(
                ngettext(
                    "At most %(num)s character fits, this has %(size)s.",
                    "At most %(num)s characters fit, this has %(size)s.",
                    self.length,
                    size=size,
                )
            )
        if size > LIMIT:
            raise ValueError(_("This text is too long to be edited here."))
        return self._line_ends(text)

    def _line_ends(self, text: str) -> str:
        """*text* with the line ends the stored text has, where those are all of one kind."""
        before = self.object_data
        if not isinstance(before, str) or "\r" not in before:
            return text
        for end in ("\r\n", "\r"):
            if before.count(end) == len(re.findall(r"\r\n|\r|\n", before)):
                return text.replace("\n", end)
        return text
