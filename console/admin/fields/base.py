"""What all fields of a record form share: exact text out, exact value in, NULL its own choice."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
import wtforms
from flask_babel import gettext as _
from sqlalchemy import orm
from wtforms.utils import unset_value

from console.admin import defaults, widgets

if TYPE_CHECKING:
    from console.admin.formstate import FormState

# What a control holds, as the browser posts it; None is "no value" (NULL), "" is empty text.
Raw = str | None


class PgText(str):
    """A value in PostgreSQL's own words, written through PostgreSQL's own cast."""

    __slots__ = ()


def literal(text: str) -> sa.ColumnElement[Any]:
    """*text* for an INSERT or UPDATE. Untyped in the SQL, so the column's type reads it."""
    return sa.literal(str(text), sa.String())


class ConsoleField(wtforms.Field):
    """A field that writes only what the person changed.

    ``raw(value)`` is the text a browser would post for *value* as shown; ``parse(text)`` is the
    value a text stands for, or a ``ValueError`` with a sentence; ``canonical(raw)`` makes two
    texts of one value equal, whatever the language, the time zone or the browser.
    """

    widget: Any = staticmethod(widgets.text)
    # Whether values come as PostgreSQL's own text, because Python's type would lose something.
    exact: ClassVar[bool] = False
    # Whether an empty control means "no value".
    blank_is_null: bool = True
    width: str = "w-short"
    unit: Any = None  # what stands after the control: "%", "EUR"
    rows: int = 3

    def __init__(
        self,
        *args: Any,
        attribute: str | None = None,
        column: sa.Column[Any] | None = None,
        nullable: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.attribute = attribute or self.short_name
        self.column = column
        self.nullable = nullable
        self.has_default = column is not None and defaults.has_default(column)
        self.may_be_filled = column is not None and defaults.may_be_filled(column)
        self.state: FormState = self._form._state  # type: ignore[attr-defined]
        self.shown: Raw = None
        self.entered: Raw = None
        self.present = self.changed = self.stale = self.omitted = False

    # -- what a kind of field says about itself ----------------------------------------------

    def raw(self, value: Any) -> Raw:
        """The text that is posted for *value* when nobody touches the control."""
        return None if value is None else str(value)

    def parse(self, text: str) -> Any:
        """The value of *text*; ``ValueError`` with a sentence when it has none."""
        return text

    def canonical(self, raw: Raw) -> Raw:
        """One text for all the texts that mean the same value; *raw* itself when unreadable."""
        return raw

    def read(self, texts: list[str]) -> Raw:
        """What the control's posted *texts* say."""
        text = texts[0] if texts else ""
        return None if self.blank_is_null and not text.strip() else text

    def read_with_box(self, text: str, *, given: bool) -> Raw:
        """*text* where empty text is a value and a box says "no value"; *given* if posted."""
        if not self.has_null_box:
            return None if not given and self.may_be_omitted else text
        if not given and self.creating:
            return None
        ticked = self.name in self.state.nulls
        # Who types into a control that held no value means what was typed, box or no box.
        return None if ticked and not (text and self._was_null()) else text

    def _was_null(self) -> bool:
        seen = self.state.seen.get(self.name)
        return self.creating or (
            self.shown is None if seen is None else seen == self.state.fingerprint(self.name, None)
        )

    def to_column(self, value: Any) -> Any:
        """What is assigned to the mapped attribute for a parsed *value*."""
        if not isinstance(value, PgText):
            return value
        # The row is looked for by its new key at once, which has to be known for that.
        renaming = not self.creating and self.column is not None and self.column.primary_key
        return str(value) if renaming else literal(value)

    # -- what the form asks ------------------------------------------------------------------

    @property
    def creating(self) -> bool:
        return bool(self.state.creating)

    @property
    def required(self) -> bool:
        """Whether a browser may refuse the form while the control is empty."""
        asked = self.blank_is_null and not self.nullable and not self.state.optional
        return asked and not self.may_be_omitted

    @property
    def may_be_omitted(self) -> bool:
        """Whether blank leaves the column out, so that the database fills it."""
        return self.creating and (self.has_default or self.may_be_filled)

    @property
    def default_text(self) -> str | None:
        """What the database fills in, in words."""
        return None if self.column is None else defaults.default_words(self.column)

    @property
    def digest(self) -> str:
        """The digest of what the row holds now."""
        return self.state.fingerprint(self.name, self.canonical(self.shown))

    def stored(self, obj: Any) -> Any:
        """The value of the row *obj*: exact, whatever Python makes of its type."""
        if obj is None:
            return None
        if self.exact and (found := self.state.exact_text(self.attribute)) is not unset_value:
            return found
        return getattr(obj, self.attribute, None)

    # -- WTForms -----------------------------------------------------------------------------

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the row's value, then what was posted. *data* is the row, not its attribute."""
        self.process_errors = []
        if data is unset_value:
            default = self.default() if callable(self.default) else self.default
            value = default
        else:
            value = self.stored(data)
        self.object_data = self.data = value
        self.shown = self.entered = self.raw(value)
        if formdata is not None:
            self._receive(formdata, list(itertools.chain(self.filters, extra_filters or ())))

    def _receive(self, formdata: Any, filters: list[Any]) -> None:
        self.present = self.name in formdata
        self.raw_data = formdata.getlist(self.name) if self.present else []
        if not self.present and not self.creating:
            return
        self.entered = self.read([str(text) for text in self.raw_data])
        self._compare()
        if not self.changed:
            return
        self.omitted = self.entered is None and self.may_be_omitted
        try:
            self.data = None if self.entered is None else self._checked(self.entered)
            if self.entered is None and not self.nullable and not self.omitted:
                raise ValueError(self.missing_sentence())
            for function in filters:
                self.data = function(self.data)
        except ValueError as error:
            self.process_errors = [*self.process_errors, str(error)]

    def _compare(self) -> None:
        """Decide who changed the value since the form was shown: this person, another, both."""
        seen = self.state.seen.get(self.name)
        now = mine = self.digest
        if self.entered != self.shown:
            mine = self.state.fingerprint(self.name, self.canonical(self.entered))
        self.stale = seen is not None and seen != now
        kept = self.name in self.state.theirs
        self.changed = self.creating or (mine not in {seen or now, now} and not kept)
        if not self.changed:
            self.entered = self.shown

    def _checked(self, text: str) -> Any:
        check_text(text)
        return self.parse(text)

    # -- what widgets ask --------------------------------------------------------------------

    @property
    def has_help(self) -> bool:
        return bool(self.description or self.hint())

    @property
    def has_null_box(self) -> bool:
        """Whether "no value" is chosen by a box, because empty text is a value too.

        On a new row it also stands for what the database fills in.
        """
        return (self.nullable or self.may_be_omitted) and not self.blank_is_null

    @property
    def is_null_ticked(self) -> bool:
        """Whether the box is ticked. What only a trigger may fill in is left to it when asked."""
        return self.entered is None and (
            not self.may_be_filled or not self.creating or self.name in self.state.nulls
        )

    def null_label(self) -> str:
        if self.may_be_omitted:
            return _("Leave to the database")
        return _("No value")

    def hint(self) -> str:
        """A sentence on what blank or odd input means, below the control."""
        if not self.may_be_omitted:
            return ""
        if self.may_be_filled:
            return _("Left blank, a trigger of the database may fill it in.")
        if text := self.default_text:
            return _("Left blank: %(default)s.", default=text)
        return _("Left blank, the database fills it in.")

    def control_attributes(self) -> dict[str, Any]:
        """HTML attributes this kind of control has."""
        return {}

    def readable(self, raw: str) -> Any:
        """What *raw* says to a person."""
        return raw

    def missing_sentence(self) -> str:
        return _("Fill this in.")

    def refill(self, raw: Raw) -> None:
        """Show *raw* in an empty form, as if it had been typed."""
        self.entered = raw

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        # What was there before is not this person's to answer for: a row with one bad value
        # must still let the others be corrected.
        if not self.creating and not self.changed:
            self.errors = []
            return True
        return bool(super().validate(form, extra_validators))

    def populate_obj(self, obj: Any, name: str) -> None:
        if self.changed and not self.omitted:
            self.assign(obj, name, self.to_column(self.data))

    def copy_to(self, obj: Any, name: str) -> None:
        """Give *obj*, a copy in the making, what was entered or else exactly what was there."""
        if self.changed:
            self.populate_obj(obj, name)
        elif self.object_data is not None:
            self.assign(obj, name, self.to_column(self.object_data))

    def assign(self, obj: Any, name: str, value: Any) -> None:
        setattr(obj, name, sa.null() if value is None and self.exact else value)
        state = orm.attributes.instance_state(obj)
        if state.persistent and not state.attrs[name].history.has_changes():
            # 1.0 and 1.00 are equal to Python and not to PostgreSQL.
            orm.attributes.flag_modified(obj, name)


def check_text(text: str) -> None:
    """``ValueError`` for characters that PostgreSQL's text cannot hold."""
    if "\0" in text:
        raise ValueError(_("This holds a NUL character, which the database cannot keep."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_("This holds half a character (a lone surrogate).")) from None


def cut(text: str, size: int = 60) -> str:
    """*text* short enough for a sentence."""
    return text if len(text) <= size else f"{text[: size - 1]}…"
