"""What the view class knows of records: which forms, how they are saved. Made when first used."""

from __future__ import annotations

from typing import Any

from flask import flash

from console.admin import rights
from console.admin.forms import ConsoleModelConverter
from console.admin.inline import ConsoleInlineConverter
from console.admin.registry import MAKING

SCAFFOLDED = frozenset(
    {
        "_list_columns",
        "_sortable_columns",
        "_details_columns",
        "_export_columns",
        "_form_ajax_refs",
        "_delete_form_class",
        "_action_form_class",
        "_list_form_class",
        "_search_supported",
        "_column_choices_map",
        "_filters",
        "_filter_groups",
        "_filter_args",
        "_form_create_rules",
        "_form_edit_rules",
    }
)


class Recorded:
    """Flask-Admin's hooks for forms and writing, with the console's own behind them."""

    model_form_converter = ConsoleModelConverter
    inline_model_form_converter = ConsoleInlineConverter
    _form_classes: dict[str, Any] | None = None

    def _refresh_cache(self) -> None:
        """Scaffold nothing yet: five hundred tables start in no time that way."""
        self.__dict__.pop("_scaffolded", None)
        for name in ("column_labels", "column_descriptions", "column_choices"):
            setattr(self, name, getattr(self, name) or {})

    def scaffold_auto_joins(self) -> list[Any]:
        """None: lists bring related words themselves, and asking would scaffold everything."""
        return []

    def __getattr__(self, name: str) -> Any:
        # Flask-Admin's own attributes, all made by one call when the first is asked for.
        if name not in SCAFFOLDED:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        with MAKING:
            if name in self.__dict__:
                return self.__dict__[name]
            if "_scaffolded" in self.__dict__:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            self._scaffold()
        return getattr(self, name)

    def _scaffold(self) -> None:
        self._scaffolded = True
        self._form_classes = None
        super()._refresh_cache()  # type: ignore[misc]
        self._form_classes = {}

    def _refresh_forms_cache(self: Any) -> None:
        self._form_ajax_refs = self._process_ajax_references()
        self.form_widget_args = self.form_widget_args or {}
        self.column_editable_list = self.column_editable_list or {}
        self._delete_form_class = self.get_delete_form()
        self._action_form_class = self.get_action_form()

    def _validate_form_class(
        self, ruleset: Any, form_class: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Rules order and group fields here; a field they leave out stays on the form's class."""

    @property
    def _create_form_class(self) -> Any:
        return self._form_class("create")

    @property
    def _edit_form_class(self) -> Any:
        return self._form_class("edit")

    def _form_class(self: Any, kind: str) -> Any:
        with MAKING:
            if "_scaffolded" not in self.__dict__:
                self._scaffold()
            if self._form_classes is None:  # asked by Flask-Admin while it scaffolds
                return None
            if kind not in self._form_classes:
                made = self.get_create_form() if kind == "create" else self.get_edit_form()
                self._form_classes[kind] = rights.fields_of(made, kind)
            return self._form_classes[kind]

    def scaffold_form(self) -> Any:
        from console.admin import forms

        return forms.scaffold(self)  # type: ignore[arg-type]

    def list_form(self, obj: Any = None) -> Any:
        """The form in which columns of the row *obj* are edited in the list."""
        from console.admin import editable

        return editable.form_of(self, obj)  # type: ignore[arg-type]

    def scaffold_inline_form_models(self, form_class: Any) -> Any:
        from console.admin import inline

        return inline.contribute(self, form_class)  # type: ignore[arg-type]

    def create_model(self, form: Any) -> Any:
        """Add a row from *form*: the row, or ``False`` with the reasons in the form's errors."""
        from console.admin import saving

        return saving.create(self, form)  # type: ignore[arg-type]

    def delete_model(self, model: Any) -> bool:
        """Delete the row *model*; the reason why not is shown on the next page."""
        from console.admin import deletion

        reason = deletion.erase_now(self, [model])  # type: ignore[arg-type]
        if reason is not None:
            flash(reason, "danger")
        return reason is None

    def update_model(self, form: Any, model: Any) -> bool:
        """Give *model* what *form* changed; the reasons why not are in the form's errors."""
        from console.admin import saving

        return saving.update(self, form, model)  # type: ignore[arg-type]
