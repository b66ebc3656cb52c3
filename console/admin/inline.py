"""Flask-Admin's ``inline_models``, with the console's own fields in the forms of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_admin.contrib.sqla.form import InlineModelConverter, InlineOneToOneModelConverter
from flask_admin.form import BaseForm
from sqlalchemy import orm

from console.admin import defaults, forms, keys, naming
from console.admin.fields.inline import InlineRows, RowKey, view_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


class InlineForm(forms.ConsoleForm):
    """The form of one row inside of another row's form."""

    _model: type

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A row that is still blank is none: no browser may ask for its fields.
        self._state.optional = self._state.creating

    @property
    def _view(self) -> Any:  # type: ignore[override]
        return view_of(self._model)


class _Options:
    """What an inline admin says of its form, as a view would say it; ``None`` for the rest."""

    def __init__(self, info: Any, reverse: str) -> None:
        self._info = info
        self.form_excluded_columns = [*(info.form_excluded_columns or ()), reverse]

    @property
    def mapper(self) -> orm.Mapper[Any]:
        return orm.class_mapper(self._info.model)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._info, name, None)


class SingleRow(InlineRows):
    """The one row that refers to the form's row."""

    single = True


class ConsoleInlineConverter(InlineModelConverter):
    """Makes the fields for ``inline_models``."""

    inline_field_list_type = InlineRows

    def contribute(self, model: type, form_class: Any, inline_model: Any) -> Any:
        """Add to *form_class* the rows of *inline_model* that refer to a row of *model*."""
        info = self.get_info(inline_model)
        converter: Any = self
        kind: type[InlineRows] = self.inline_field_list_type
        if own := getattr(info, "inline_converter", None):
            converter = own(self.session, self.view, self.model_converter)
            kind = SingleRow if issubclass(own, InlineOneToOneModelConverter) else kind
        for forward, reverse in converter._calculate_mapping_key_pair(model, info).items():
            child = info.get_form() or self._form(info, reverse)
            given = {"label": self.get_label(info, forward) or naming.title(info.model)}
            given |= (self.view.form_args or {}).get(forward, {})
            field = kind(
                info.postprocess_form(child), self.session, info.model, reverse, info, **given
            )
            setattr(form_class, forward, field)
        return form_class

    def _form(self, info: Any, reverse: str) -> type[InlineForm]:
        options: Any = _Options(info, reverse)
        bases: tuple[type, ...] = (InlineForm,)
        if info.form_base_class not in {None, BaseForm}:
            bases = (InlineForm, info.form_base_class)
        found: dict[str, Any] = {"_model": info.model}
        for attribute, column in zip(
            keys.primary_key(info.model), options.mapper.primary_key, strict=True
        ):
            if defaults.has_default(column):
                found[attribute.key] = RowKey()
        found |= forms.fields_of(options, self.model_converter(self.session, options))
        return type(f"{info.model.__name__}InlineForm", bases, found)


def contribute(view: ConsoleView, form_class: Any) -> Any:
    """*form_class* with everything that *view*'s ``inline_models`` name."""
    converter = view.inline_model_form_converter(view.session, view, view.model_form_converter)
    for one in view.inline_models or ():
        form_class = converter.contribute(view.model, form_class, one)
    return form_class
