"""References to other rows: a key is posted, words are shown, no table is ever read whole."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm
from wtforms.utils import unset_value

from console.admin import keys, links, loaders, naming, query, registry, widgets
from console.admin.fields.base import ConsoleField, Raw, check_text, cut
from console.auth import current_account
from console.i18n import sort_key
from console.models.db import db

FEW = 12  # rows of a table that are all offered as boxes
MOST = 100  # linked rows that a form still shows one by one


class _Related(ConsoleField):
    """What fields share that hold keys of rows of another table."""

    width = "w-text"
    target: type

    def lookup_url(self) -> str:
        return str(self.state.view.link("lookup", name=self.attribute))

    @property
    def loader(self) -> Any | None:
        """The developer's own look-up (``form_ajax_refs``), which then knows the rows."""
        return loaders.own_loader(self.state.view, self.attribute)

    def picker_hints(self) -> dict[str, Any]:
        """What the script is told of the picker."""
        return loaders.hints(self.state.view, self.attribute)

    def create_url(self) -> str | None:
        """The form for a missing row, for those who may add one."""
        view = registry.view_for(self.target)
        if view is None or not view.may_create:
            return None
        return str(view.link("new", popup=1, field=self.name))

    def create_label(self) -> str:
        return _("Create %(row)s…", row=naming.accusative(self.target))

    def wanted(self, text: str) -> Any:
        """The row whose key is *text*; ``ValueError`` naming what was looked for."""
        check_text(text)
        if (loader := self.loader) is not None:
            row = loaders.find(loader, self.target, text.strip())
        else:
            # Blanks may belong to the key, or to whoever typed it.
            row = links.find(self.target, text) or links.find(self.target, text.strip())
        if row is None:
            raise ValueError(
                _(
                    "There is no %(row)s with the key “%(key)s”.",
                    row=naming.singular(self.target),
                    key=cut(text.strip()),
                )
            )
        return row


class PickerField(_Related):
    """A reference to one row, posted as that row's key."""

    widget = staticmethod(widgets.picker)

    def __init__(self, *args: Any, link: links.Link, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link = link
        self.target = link.target
        self.told: dict[str, str | None] = {}

    @property
    def data(self) -> Any:
        """The row referred to, which hooks may ask for its attributes; fetched when asked for."""
        value = self.__dict__.get("_data")
        if isinstance(value, tuple):
            return links.find(self.target, keys.encode(value))
        if value is None and not self.changed and self.state.row is not None:
            return vars(self.state.row).get(self.link.name)
        return value

    @data.setter
    def data(self, value: Any) -> None:
        self.__dict__["_data"] = value

    @property
    def words(self) -> str | None:
        """What the row is called whose key the control holds."""
        if self.entered and (loader := self.loader) is not None:
            return loaders.words(loader, self.target, self.entered)
        if self.entered in self.told:
            return self.told[self.entered]
        return links.words(self.target, self.entered)

    def readable(self, raw: str) -> Any:
        return links.words(self.target, raw) or raw

    def stored(self, obj: Any) -> Any:
        return None if obj is None else self.link.key_of(obj)

    def raw(self, value: Any) -> Raw:
        if value is None or isinstance(value, str):
            return value
        return keys.encode(value if isinstance(value, tuple) else (value,))

    def canonical(self, raw: Raw) -> Raw:
        if raw is None:
            return None
        if raw == self.shown:
            return raw
        key = keys.decode(self.target, raw.strip())
        return raw.strip() if key is None else keys.encode(key)

    def parse(self, text: str) -> Any:
        return self.wanted(text)

    def populate_obj(self, obj: Any, name: str) -> None:
        if not self.changed or self.omitted:
            return
        if self.data is None:
            values: dict[str, Any] = dict.fromkeys(self.link.clearable)
        else:
            values = self.link.values_from(self.data)
        self._give(obj, values, self.data)

    def copy_to(self, obj: Any, name: str) -> None:
        if self.changed:
            self.populate_obj(obj, name)
        elif self.state.row is not None:
            values = {ours: getattr(self.state.row, ours) for ours in self.link.local}
            self._give(obj, values, None)

    def _give(self, obj: Any, values: dict[str, Any], target: Any) -> None:
        for ours, value in values.items():
            setattr(obj, ours, value)
        if self.link.name in orm.class_mapper(self.link.model).relationships and (
            # A row cannot be written before itself, which is what SQLAlchemy would try.
            (target is not None and target is not obj) or not values
        ):
            # Hooks read the relationship; the columns alone decide what is written.
            orm.attributes.set_committed_value(obj, self.link.name, target)


class ManyField(_Related):
    """Rows linked through a table between: boxes for those that are, pickers to add others."""

    widget = staticmethod(widgets.boxes)
    blanks = 2

    def __init__(
        self, *args: Any, relationship: orm.RelationshipProperty[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.relationship = relationship
        self.target = relationship.mapper.class_
        self.too_many = False

    @property
    def required(self) -> bool:
        return False

    def stored(self, obj: Any) -> Any:
        """The encoded keys of the rows linked now, those the viewer may see."""
        if obj is None:
            return []
        attribute = getattr(type(obj), self.relationship.key)
        statement = (
            query.visible_to(current_account(), self.target)
            .with_only_columns(*keys.primary_key(self.target))
            .where(linked_to(attribute, obj))
            .limit(MOST + 1)
        )
        found = [keys.encode(tuple(key)) for key in db.session.execute(statement)]
        self.too_many = len(found) > MOST
        return sorted(found)

    def raw(self, value: Any) -> Raw:
        return json.dumps(sorted(value or ()))

    def read(self, texts: list[str]) -> Raw:
        found = {text.strip() for one in texts for text in one.splitlines() if text.strip()}
        return json.dumps(sorted(found))

    def _receive(self, formdata: Any, filters: list[Any]) -> None:
        marked = self.name in self.state.marked or self.name in formdata
        if self.too_many or not (marked or self.creating):
            return
        self.present = True
        self.raw_data = formdata.getlist(self.name)
        self.entered = self.read([str(text) for text in self.raw_data])
        self._compare()
        if self.changed:
            try:
                self.data = [self.wanted(key) for key in self.keys_entered]
            except ValueError as error:
                self.process_errors = [str(error)]

    def readable(self, raw: str) -> Any:
        return ", ".join(links.words(self.target, key) or key for key in json.loads(raw))

    def refill(self, raw: Raw) -> None:
        self.entered = json.dumps([raw] if raw else [])

    @property
    def keys_entered(self) -> list[str]:
        found: list[str] = json.loads(self.entered or "[]")
        return found

    def choices_now(self) -> list[tuple[str, str, bool]]:
        """The boxes: key, words, whether ticked."""
        ticked = self.keys_entered
        decoded = {
            key: keys.decode(self.target, key) for key in [*ticked, *json.loads(self.shown or "[]")]
        }
        decoded |= self._all_when_few()
        words = query.related_words(self.target, [key for key in decoded.values() if key])
        rows = [(key, words.get(value or (), key), key in ticked) for key, value in decoded.items()]
        return sorted(rows, key=lambda row: sort_key(row[1]))

    def _all_when_few(self) -> dict[str, tuple[Any, ...] | None]:
        if loaders.loader_of(self.state.view, self.attribute) is not None:
            return {}
        statement = (
            query.visible_to(current_account(), self.target)
            .with_only_columns(*keys.primary_key(self.target))
            .limit(FEW + 1)
        )
        found = [tuple(key) for key in db.session.execute(statement)]
        if len(found) > FEW:
            return {}
        self.blanks = 0
        return {keys.encode(key): key for key in found}

    def summary(self) -> str:
        return ngettext(
            "More than %(num)s is linked; links are added and removed on the other side.",
            "More than %(num)s are linked; links are added and removed on the other side.",
            MOST,
        )

    def populate_obj(self, obj: Any, name: str) -> None:
        if not self.changed:
            return
        linked = getattr(obj, self.relationship.key)
        wanted = {keys.key_of(row): row for row in self.data or ()}
        ours = {keys.key_of(row): row for row in linked}
        seen = set(self.object_data or ()) if self.object_data is not unset_value else set()
        for key in seen - set(wanted):
            if key in ours:
                linked.remove(ours[key])
        for key, row in wanted.items():
            if key not in ours:
                linked.append(row)

    def copy_to(self, obj: Any, name: str) -> None:
        if not self.changed:
            self.data = [
                row for key in self.object_data or () if (row := links.find(self.target, key))
            ]
            self.changed = bool(self.data)
        self.populate_obj(obj, name)


def linked_to(attribute: Any, obj: Any) -> sa.ColumnElement[bool]:
    """The condition that rows of the other side are linked to *obj*."""
    relationship = attribute.property
    own_key = relationship.parent.get_property_by_column
    ours = [
        between == getattr(obj, own_key(local).key)
        for local, between in relationship.synchronize_pairs
    ]
    theirs = [between == remote for remote, between in relationship.secondary_synchronize_pairs]
    return sa.select(1).select_from(relationship.secondary).where(*ours, *theirs).exists()
