"""Model in, form class out: which columns people enter, and the field each of them gets."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import wtforms
from flask_admin.contrib.sqla.form import AdminModelConverter
from flask_admin.form import BaseForm, recreate_field
from flask_admin.model.form import FieldPlaceholder
from flask_babel import lazy_gettext
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg
from wtforms.utils import unset_value

from console.admin import columns, defaults, links, naming, parts, rules
from console.admin.fields import choices, files, numbers, relations, structured, text, times
from console.admin.fields.base import ConsoleField
from console.admin.fields.inline import InlineRows
from console.admin.formstate import FormState
from console.admin.kinds import Kind, is_secret, kind_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# What a developer's ``form_args`` may say of our fields; Flask-Admin's rest concerns its own.
_ARGUMENTS = {"label", "validators", "filters", "description", "default", "widget", "render_kw"}
_RESERVED_CONTROLS = {"csrf_token"}
_INSTANCE = {"meta", "form_errors"}  # what WTForms sets on every form


class ConsoleForm(BaseForm):
    """A form over one row. Everything of ours hangs on ``_state``: columns have any other name."""

    _view: ConsoleView

    def __init__(
        self, formdata: Any = None, obj: Any = None, prefix: str = "", **kwargs: Any
    ) -> None:
        self._state = FormState(self._view, obj, self._exact_names())
        if formdata is not None and not hasattr(formdata, "getlist"):
            formdata = None
        if formdata is not None:
            self._state.receive(formdata)
        super().__init__(formdata=formdata, obj=obj, prefix=prefix, **kwargs)

    @classmethod
    def _exact_names(cls) -> tuple[str, ...]:
        """The columns that are shown in PostgreSQL's own words."""
        if (found := vars(cls).get("_exact")) is None:
            fields = (f for _name, f in cls._console_fields() if f.field_class.exact)
            found = tuple(filter(None, (f.kwargs.get("attribute") for f in fields)))
            type.__setattr__(cls, "_exact", found)  # WTForms would look at its fields again
        return found

    @classmethod
    def _links(cls) -> tuple[links.Link, ...]:
        """What its pickers refer to."""
        if (found := vars(cls).get("_shown_links")) is None:
            fields = (f.kwargs.get("link") for _name, f in cls._console_fields())
            found = tuple(link for link in fields if link is not None)
            type.__setattr__(cls, "_shown_links", found)
        return found

    @classmethod
    def _console_fields(cls) -> Iterator[tuple[str, Any]]:
        for name in dir(cls):
            field: Any = getattr(cls, name, None) if not name.startswith("_") else None
            made = getattr(field, "field_class", None)
            if made is not None and issubclass(made, ConsoleField):
                yield name, field

    def process(
        self,
        formdata: Any = None,
        obj: Any = None,
        data: Any = None,
        extra_filters: Any = None,
        **kwargs: Any,
    ) -> None:
        formdata = self.meta.wrap_formdata(self, formdata)
        given = {**(data or {}), **kwargs}
        for name, field in self._fields.items():
            filters = list((extra_filters or {}).get(name, ()))
            if inline := getattr(self, f"filter_{name}", None):
                filters.append(inline)
            if isinstance(field, ConsoleField | InlineRows):
                field.process(formdata, unset_value if obj is None else obj, filters)
                continue
            value = getattr(obj, name) if obj is not None and hasattr(obj, name) else unset_value
            value = given.get(name, unset_value) if value is unset_value else value
            field.console_before = _as_shown(field, value)
            field.process(formdata, value, extra_filters=filters)
        if self._parent_form is None:
            self.post_process(formdata)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        return parts.check(self) and bool(valid)

    def populate_obj(self, obj: Any) -> None:
        """Give *obj* what the person changed and nothing else."""
        for name, field in parts.in_order(self):
            if isinstance(field, ConsoleField):
                field.populate_obj(obj, field.attribute)
            elif self._state.creating or not _untouched(field):
                field.populate_obj(obj, name)


def _as_shown(field: Any, value: Any) -> Any:
    """What an untouched control of a developer's own *field* will post."""
    if isinstance(field, wtforms.FieldList | wtforms.FormField) or value is unset_value:
        return unset_value
    field.process(None, value)
    if isinstance(field, wtforms.BooleanField):
        return bool(field.data)
    return field._value() if hasattr(field, "_value") else field.data


def _untouched(field: Any) -> bool:
    before = getattr(field, "console_before", unset_value)
    if before is unset_value:
        return False
    if isinstance(field, wtforms.BooleanField) or not hasattr(field, "_value"):
        return bool(field.data == before)
    posted = field.raw_data[0] if field.raw_data else ""
    return bool(text.newlines(str(posted)) == text.newlines(str(before)))


def scaffold(view: ConsoleView) -> type[ConsoleForm]:
    """The form class of *view*'s model, Flask-Admin's ``form_*`` options applied."""
    converter = view.model_form_converter(view.session, view)
    bases: tuple[type, ...] = (ConsoleForm,)
    if view.form_base_class is not BaseForm:
        bases = (ConsoleForm, view.form_base_class)
    found = {"_view": view, **fields_of(view, converter)}
    form = type(f"{view.model.__name__}Form", bases, found)
    if view.inline_models:
        form = view.scaffold_inline_form_models(form)
    return form


def fields_of(view: ConsoleView, converter: Any) -> dict[str, Any]:
    """The fields of a form, by attribute; *view* may be whatever has a view's form options."""
    found: dict[str, Any] = {}
    for name, prop in properties(view):
        field = converter.convert(
            view.model, view.mapper, name, prop, (view.form_args or {}).get(name), False
        )
        if field is not None:
            others = {*found, *view.mapper.all_orm_descriptors.keys()} - {name}
            found[_free(attribute_name(name), others)] = field
    return found


def _free(name: str, taken: Container[str]) -> str:
    """*name*, or one like it that no other column has."""
    while name in taken:
        name = f"column_{name}"
    return name


def attribute_name(name: str) -> str:
    """*name* as an attribute of a form class: not one that WTForms needs, not hidden from it."""
    taken = name in _INSTANCE or name.startswith("_") or hasattr(ConsoleForm, name)
    return f"column_{name}" if taken else name


def control_name(name: str) -> str:
    """*name* as a control is called: not as one of the console's own."""
    taken = name in _RESERVED_CONTROLS or name.startswith("_")
    return f"column.{name}" if taken else name


def properties(view: ConsoleView) -> Iterator[tuple[str, Any]]:
    """What the form holds, in order: ``form_columns``, else all columns and links."""
    extra = view.form_extra_fields or {}
    if view.form_columns:
        for chosen in view.form_columns:
            name = chosen if isinstance(chosen, str) else chosen.key
            if name in extra:
                yield name, FieldPlaceholder(extra[name])
            else:
                yield name, _property(view, name)
        return
    excluded = {str(getattr(name, "key", name)) for name in view.form_excluded_columns or ()}
    for name in (*columns.displayable(view.model), *_many(view.mapper)):
        if name not in excluded and name not in extra:
            yield name, view.mapper.attrs[name]
    for name, field in extra.items():
        yield name, FieldPlaceholder(field)


def _property(view: ConsoleView, name: str) -> Any:
    prop = view.mapper.all_orm_descriptors.get(name)
    if prop is None:
        raise ValueError(f"form_columns of {view.model.__name__} names “{name}”, which it has not.")
    return view.mapper.attrs.get(name, prop)


def _many(mapper: orm.Mapper[Any]) -> list[str]:
    """Relationships through a table between, which a form may edit."""
    return [r.key for r in mapper.relationships if r.secondary is not None and not r.viewonly]


class ConsoleModelConverter(AdminModelConverter):
    """Flask-Admin's converter with the console's own fields in it."""

    def convert(
        self,
        model: type,
        mapper: orm.Mapper[Any],
        name: str,
        prop: Any,
        field_args: dict[str, Any] | None,
        hidden_pk: bool,
    ) -> Any:
        """The field for *prop*; ``None`` where people enter nothing."""
        if isinstance(prop, FieldPlaceholder):
            return recreate_field(prop.field)
        given = dict(field_args or {})
        link = links.links_of(model).get(name)
        if isinstance(prop, orm.RelationshipProperty):
            return self._relationship(model, mapper, name, prop, given=given, link=link)
        column = prop.columns[0] if isinstance(prop, orm.ColumnProperty) else None
        if not isinstance(column, sa.Column) or self._is_hidden(column, name):
            return None
        if (override := self._get_field_override(name)) is not None:
            return override(**self._plain(model, name, column, given))
        if hidden_pk and column.primary_key:
            return wtforms.HiddenField()
        own = self._own(model, name, column, given)
        if listed := given.get("choices") or (self.view.form_choices or {}).get(name):
            coerce = _COERCE.get(kind_of(column), str)
            return choices.ChoiceField(choices=listed, coerce=given.get("coerce", coerce), **own)
        if link is not None:
            return relations.PickerField(link=link, **own)
        return field_for(column)(**own)

    def _relationship(
        self,
        model: type,
        mapper: orm.Mapper[Any],
        name: str,
        prop: orm.RelationshipProperty[Any],
        *,
        given: dict[str, Any],
        link: links.Link | None,
    ) -> Any:
        special = "query_factory" in given or self._get_field_override(name) is not None
        if special or (link is None and prop.secondary is None):
            # A collection of child rows has no place on a parent's form unless asked for by name.
            named = special or name in (self.view.form_columns or ())
            return super().convert(model, mapper, name, prop, given, False) if named else None
        if prop.secondary is not None:
            own = self._own(model, name, None, given)
            return relations.ManyField(relationship=prop, **own)
        assert link is not None
        first = link.columns[0] if len(link.columns) == 1 else None
        own = self._own(model, name, first, given) | {"nullable": link.nullable}
        return relations.PickerField(link=link, **own)

    def _is_hidden(self, column: sa.Column[Any], name: str) -> bool:
        """Whether nobody enters *column*: the database does, or it must never be seen."""
        if column.computed is not None:
            return True
        named = name in {str(getattr(n, "key", n)) for n in self.view.form_columns or ()}
        by_database = defaults.is_written_by_database(column) or column.info.get("system")
        return bool(not named and (is_secret(column) or by_database))

    def _own(
        self, model: type, name: str, column: sa.Column[Any] | None, given: dict[str, Any]
    ) -> dict[str, Any]:
        """The arguments of a field of ours."""
        found = {key: value for key, value in given.items() if key in _ARGUMENTS}
        found.setdefault("label", self._label(model, name))
        found.setdefault("description", self._help(model, name))
        found["name"] = control_name(name)
        if column is not None:
            scalar = getattr(column.default, "arg", None) if column.default is not None else None
            if scalar is not None and getattr(column.default, "is_scalar", False):
                found.setdefault("default", scalar)
            found["nullable"] = bool(column.nullable)
        return {**found, "attribute": name, "column": column}

    def _plain(
        self, model: type, name: str, column: sa.Column[Any], given: dict[str, Any]
    ) -> dict[str, Any]:
        """The arguments of a developer's own field, as Flask-Admin would give them."""
        checks = list(given.get("validators") or ())
        if column.nullable:
            checks.append(wtforms.validators.Optional())
        elif not defaults.has_default(column) and not isinstance(column.type, sa.Boolean):
            checks.append(wtforms.validators.InputRequired())
        found = {"label": self._label(model, name), "description": self._help(model, name)}
        return {**found, **given, "validators": checks}

    def _label(self, model: type, name: str) -> Any:
        own = (self.view.column_labels or {}).get(name)
        return own if own is not None else lazy_gettext(naming.label_id(model, name))

    def _help(self, model: type, name: str) -> Any:
        own = (getattr(self.view, "column_descriptions", None) or {}).get(name)
        found = naming.help_id(model, name)
        return own if own is not None else lazy_gettext(found) if found else ""


_COERCE: dict[Kind, Callable[[str], Any]] = {Kind.INTEGER: int}


def field_for(column: sa.Column[Any]) -> Callable[..., Any]:
    """The class of field that fits *column*, with what only the column's type tells."""
    kind = kind_of(column)
    if getattr(column.type, "choices", None):
        return choices.TypeChoiceField
    if kind.textual or kind is Kind.SECRET:
        return partial(
            text.TextField,
            kind=kind,
            length=getattr(column.type, "length", None),
            # A type of somebody's own may not be able to read empty text back.
            empty_allowed=rules.allows_empty(column)
            and not isinstance(column.type, sa.types.TypeDecorator),
        )
    if kind is Kind.MONEY:
        return partial(numbers.MoneyField, currency=_currency(column))
    if kind is Kind.RANGE:
        return partial(structured.RangeField, days=isinstance(column.type, pg.DATERANGE))
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    # Where it is not known that empty text is no value of the type, NULL has a box of its own.
    empty_allowed = not isinstance(column.type, _NEVER_EMPTY)
    example = _EXAMPLES.get(kind, "")
    return partial(structured.PgTextField, example=example, empty_allowed=empty_allowed)


def _currency(column: sa.Column[Any]) -> str | None:
    named = column.info.get("currency")
    return named or ("currency_code" if "currency_code" in column.table.c else None)


_EXAMPLES = {Kind.INTERVAL: "3 days 04:30:00"}
_NEVER_EMPTY = (
    sa.Interval,
    pg.INTERVAL,
    pg.INET,
    pg.CIDR,
    pg.MACADDR,
    pg.MACADDR8,
    pg.MONEY,
    pg.OID,
    pg.REGCLASS,
    pg.ranges.AbstractMultiRange,
)
_BY_KIND: dict[Kind, Callable[..., Any]] = {
    Kind.INTEGER: numbers.IntegerField,
    Kind.DECIMAL: numbers.DecimalField,
    Kind.PERCENT: numbers.PercentField,
    Kind.FLOAT: numbers.FloatField,
    Kind.BOOLEAN: choices.BooleanField,
    Kind.ENUM: choices.EnumField,
    Kind.DATE: times.DateField,
    Kind.TIME: times.TimeField,
    Kind.DATETIME: times.DateTimeField,
    Kind.JSON: structured.JsonField,
    Kind.ARRAY: structured.ArrayField,
    Kind.BYTES: files.BytesField,
    Kind.UUID: structured.UuidField,
}
