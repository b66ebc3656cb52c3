"""Bytes: fetched and replaced as files, never passed through text."""

from __future__ import annotations

import hashlib
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from console import i18n
from console.admin import widgets
from console.admin.fields.base import ConsoleField, Raw


class BytesField(ConsoleField):
    """A value of bytes. What is posted is a file or nothing; nothing leaves the value alone."""

    widget = staticmethod(widgets.file)
    width = "w-text"

    @property
    def has_null_box(self) -> bool:
        return self.nullable

    @property
    def required(self) -> bool:
        return super().required and self.shown is None

    def raw(self, value: Any) -> Raw:
        return None if value is None else hashlib.sha256(bytes(value)).hexdigest()

    def readable(self, raw: str) -> Any:
        return _("a file")

    def summary(self) -> Any:
        """How much there is and where to fetch it."""
        if self.shown is None or self.object_data is None:
            return _("No file yet.")
        size = len(bytes(self.object_data))
        words = ngettext("%(num)s byte", "%(num)s bytes", size).replace(
            str(size), i18n.format_number(size), 1
        )
        url = self.state.file_url(self.attribute)
        return Markup('<a href="{}" download>{}</a>').format(url, words) if url else words

    def _receive(self, formdata: Any, filters: list[Any]) -> None:
        uploads = [one for one in formdata.getlist(self.name) if getattr(one, "filename", "")]
        cleared = self.nullable and self.name in self.state.nulls and not self.creating
        self.present = bool(uploads) or cleared or self.creating
        if not self.present:
            return
        self.data = uploads[0].read() if uploads else None
        self.entered = self.raw(self.data)
        self._compare()
        if not self.changed:
            self.data = self.object_data
        self.omitted = self.data is None and self.may_be_omitted
        if self.data is None and not self.nullable and not self.omitted:
            self.process_errors = [_("Choose a file.")]
