"""Which columns are edited in the list (``column_editable_list``), and the form that does it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask_admin.helpers import get_form_data

from console.admin import defaults, forms, rights
from console.admin.columns import Column, name_of, to_one
from console.admin.fields.base import ConsoleField
from console.admin.fields.files import BytesField
from console.admin.fields.relations import ManyField
from console.admin.kinds import Kind, is_secret

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

STORE = "_edited_in_list"


def chosen(view: ConsoleView) -> list[str]:
    """The names that ``column_editable_list`` holds."""
    return [name_of(view.model, one) for one in view.column_editable_list or ()]


def obstacle(view: ConsoleView, name: str) -> str | None:
    """Why the column *name* is not edited in the list, in words; ``None`` where it can be."""
    try:
        column = Column(view.model, name)
        if column.path:
            return "which belongs to another row"
        if column.is_property:
            return "which only Python knows"
    except KeyError:
        return "which the model has not"
    if column.relationship is not None:
        return None if to_one(column.relationship) else "which is no link of the row's own"
    own = column.columns[0] if column.columns else None
    if own is None or not hasattr(own, "computed"):
        return "which is no column of the table"
    if is_secret(own):
        return "which is secret"
    if column.system or defaults.is_written_by_database(own):
        return "which the database keeps by itself"
    if column.kind is Kind.BYTES:
        return "which holds files"
    given = (view.form_widget_args or {}).get(name, {})
    if given.get("readonly") or given.get("disabled"):
        return "which form_widget_args makes read-only"
    return None


def names(view: ConsoleView) -> frozenset[str]:
    """The columns that are edited in the list, by those who may edit rows at all."""
    # The option may be a property that says something else to somebody else.
    wanted = tuple(chosen(view))
    known: dict[tuple[str, ...], frozenset[str]] = view.__dict__.setdefault(STORE, {})
    if wanted not in known:
        possible = [name for name in wanted if obstacle(view, name) is None]
        known[wanted] = frozenset(n for n in possible if not _is_denied(view.model, n))
    return known[wanted]


def _is_denied(model: type, name: str) -> bool:
    """Whether the database keeps the console from writing the column *name*."""
    return any(rights.lacks(one, rights.UPDATE) for one in Column(model, name).columns)


def anchors(view: ConsoleView) -> Mapping[str, str]:
    """For each column that the viewer edits in the list, where its field is on the edit page."""
    if not view.column_editable_list or not view.may_edit:
        return {}
    return {name: quote(forms.control_name(name), safe="") for name in names(view)}


def form_of(view: ConsoleView, row: Any) -> Any:
    """The edit form over *row*, with the columns of the list in it that it leaves out."""
    form = view.edit_form(obj=row)
    missing = names(view) - {name_in(field) for field in form}
    return _wider(view, missing)(get_form_data(), obj=row) if missing else form


def _wider(view: ConsoleView, missing: Collection[str]) -> Any:
    base = view._edit_form_class
    options: Any = _Only(view, missing)
    found = forms.fields_of(options, view.model_form_converter(view.session, options))
    return type(f"{view.model.__name__}ListForm", (base,), found)


class _Only:
    """What a view says of its forms, but for which columns they have."""

    def __init__(self, view: ConsoleView, columns: Collection[str]) -> None:
        self._view = view
        self.form_columns = sorted(columns)
        self.form_extra_fields = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)


def name_in(field: Any) -> str:
    """The column that *field* is about."""
    return str(getattr(field, "attribute", field.name))


def keep(form: Any, wanted: Collection[str], posted: Collection[str]) -> list[Any]:
    """The fields of *form* for the columns *wanted*; what else is *posted* is taken out of it.

    Hooks find the other fields with what the row holds, as far as an absent field means that
    nobody has touched it. With a developer's own, or with boxes, it may mean something else.
    """
    for name, field in list(form._fields.items()):
        ours = isinstance(field, ConsoleField) and not isinstance(field, ManyField | BytesField)
        if name_in(field) not in wanted and (not ours or field.name in posted):
            del form[name]
    return [field for field in form if name_in(field) in wanted]
