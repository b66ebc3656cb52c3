"""Rows that refer to the row of a form, entered in the same form: ``inline_models``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import wtforms
from flask_admin.contrib.sqla.fields import InlineModelFormList
from flask_babel import gettext as _
from sqlalchemy import orm
from wtforms.utils import unset_value

from console.admin import keys, naming, query, registry
from console.admin.fields.base import ConsoleField
from console.admin.mapping import mapper_of
from console.models.db import db

MOST = 50  # rows that are edited inside of another one's form; more have a list of their own
NUMBER = "NUMBER"  # stands for a new row's number in the part of the page that is copied


def view_of(model: type) -> Any:
    """The view of *model*, also where it has none of its own."""
    from console.admin.generate import view_class

    return registry.view_for(model) or view_class(model)(model, db)


class RowKey(wtforms.HiddenField):
    """Carries the key of a row that is there already; nobody enters it."""

    def populate_obj(self, obj: Any, name: str) -> None:
        """Leave the key as the database made it."""


class InlineRows(InlineModelFormList):
    """A form for each row that refers to this one, and one that is still blank.

    Rows are found by the key that their part of the page carries: what others have added
    meanwhile stays as it is.
    """

    single = False  # whether there is one such row at most
    width = "w-full"

    # -- what the form asks ------------------------------------------------------------------

    @property
    def view(self) -> Any:
        return view_of(self.model)

    @property
    def changed(self) -> bool:
        """Whether saving writes any of the rows."""
        return any(self.should_delete(entry) or entry_changed(entry) for entry in self.entries)

    @property
    def conflicts(self) -> list[ConsoleField]:
        """The fields that somebody else changed, too."""
        return [f for f in self.fields() if f.changed and f.stale]

    def fields(self) -> Iterator[ConsoleField]:
        """Every field of ours in every row's form."""
        for entry in self.entries:
            yield from (f for f in entry.form if isinstance(f, ConsoleField))

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the rows there are, then what was posted. *data* is the row they refer to."""
        self.process_errors: list[str] = []
        self.entries: list[Any] = []
        self.last_index = -1
        self.object_data = None
        self.too_many = False
        rows = self._rows(None if data is unset_value else data)
        if formdata is None or self.too_many:
            for row in rows.values():
                self._add_entry(None, row)
            return
        self._take(formdata, rows)

    def _take(self, formdata: Any, rows: dict[str, Any]) -> None:
        for number in sorted(set(self._extract_indices(self.name, formdata))):
            posted = self._posted_key(formdata, number)
            row = rows.get(posted) if posted else None
            if posted and row is None:
                self.process_errors.append(_("One of these rows was deleted meanwhile."))
                continue
            entry = self._add_entry(formdata, row if row is not None else unset_value, number)
            entry._should_delete = f"del-{entry.id}" in formdata
            if row is None and (entry._should_delete or not entry_changed(entry)):
                self.entries.remove(entry)

    def _posted_key(self, formdata: Any, number: int) -> str | None:
        """The encoded key that the part of the page with *number* carries, if it does."""
        prefix = f"{self.name}{self._separator}{number}{self._separator}"
        texts = [formdata.get(f"{prefix}{attribute.key}", "") for attribute in self._keys()]
        return (
            keys.encode(tuple(texts))
            if all(texts) and self._by_database()
            else (formdata.get(f"{prefix}_key") or None)
        )

    def _keys(self) -> Any:
        return keys.primary_key(self.model)

    def _by_database(self) -> bool:
        """Whether nobody enters the key, so that the control of that name tells the row."""
        return all(getattr(self.form, key.key, None) is not None for key in self._keys()) and all(
            issubclass(getattr(self.form, key.key).field_class, RowKey) for key in self._keys()
        )

    def _rows(self, parent: Any | None) -> dict[str, Any]:
        """The rows that refer to *parent* and that the viewer may see, by encoded key."""
        if parent is None or not orm.attributes.instance_state(parent).persistent:
            return {}
        forward = getattr(type(parent), self.short_name)
        statement = query.base(self.view).where(orm.with_parent(parent, forward))
        statement = statement.order_by(*self._keys()).options(*query.unloaded(self.model))
        found = db.session.scalars(statement.limit(MOST + 1)).unique().all()
        self.too_many = len(found) > MOST
        return {} if self.too_many else {keys.key_of(row): row for row in found}

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        for field in self.conflicts:
            field.process_errors = [
                *field.process_errors,
                _(
                    "Someone else has made this “%(value)s” meanwhile. Save again to replace that.",
                    value=field.readable(field.shown) if field.shown else _("no value"),
                ),
            ]
        valid: bool = super().validate(form, extra_validators)
        said: list[Any] = list(self.errors)  # type: ignore[has-type]
        # What is wrong inside of the rows stands beside their own fields.
        self.errors = [*self.process_errors, *(one for one in said if isinstance(one, str))]
        return valid and not self.process_errors

    def populate_obj(self, obj: Any, name: str) -> None:
        """Write what changed: rows that are new, edited or ticked for deletion."""
        view = self.view
        for entry in self.entries:
            row = entry.object_data if entry.object_data is not unset_value else None
            if row is not None and self.should_delete(entry):
                if view.may_delete:
                    db.session.delete(row)
                continue
            if not entry_changed(entry) or not (view.may_edit if row else view.may_create):
                continue
            created = row is None
            if created:
                row = view.build_new_instance()
                self._attach(obj, name, row)
            entry.form.populate_obj(row)
            self.inline_view._on_model_change(entry, row, created)

    def _attach(self, obj: Any, name: str, row: Any) -> None:
        """Make *row* one of those that refer to *obj*."""
        if mapper_of(self.model).relationships[self.prop].uselist:
            getattr(obj, name).append(row)
        else:
            setattr(row, self.prop, obj)
        db.session.add(row)

    # -- what the page asks ------------------------------------------------------------------

    def blank(self, number: Any = None) -> Any:
        """A form for one more row, that is saved only where something was entered in it."""
        number = self.last_index + 1 if number is None else number
        entry = self.unbound_field.bind(
            form=None, name=f"{self.name}-{number}", id=f"{self.id}-{number}", _meta=self.meta
        )
        entry.process(None)
        return entry

    @property
    def may_add(self) -> bool:
        return bool(self.view.may_create) and not (self.single and self.entries)

    def words(self, entry: Any) -> str:
        """What the row of *entry* is called; empty for one that is still to be made."""
        row = entry.object_data
        return "" if row is None or row is unset_value else naming.words(row)

    def encoded_key(self, entry: Any) -> str:
        row = entry.object_data
        return "" if row is None or row is unset_value else keys.key_of(row)

    def visible(self, entry: Any) -> list[Any]:
        """The fields of *entry* that people see, in the order of its rules, if it has any."""
        from console.admin import layout

        fields = {f.short_name: f for f in layout.shown_fields(entry.form)}
        rules = self.inline_view._form_rules
        if rules is None:
            return list(fields.values())
        named = [name for kind, name in layout.walk(rules.rules) if kind == "field"]
        return [fields[name] for name in named if name in fields]

    def list_url(self) -> str:
        return str(self.view.link("list"))


def entry_changed(entry: Any) -> bool:
    """Whether something was entered in the form of one row that is not there already."""
    state = entry.form._state
    if not state.creating:
        return any(
            getattr(f, "changed", bool(f.data)) for f in entry.form if not isinstance(f, RowKey)
        )
    return any(map(_is_filled, entry.form))


def _is_filled(field: Any) -> bool:
    """Whether *field* of a new row says something that a blank one would not."""
    if isinstance(field, wtforms.HiddenField):
        return False
    given = [text for text in field.raw_data or () if str(text).strip()]
    if not isinstance(field, ConsoleField):
        return bool(given and field.data)
    return bool(given) and field.canonical(field.entered) != field.canonical(field.shown)
