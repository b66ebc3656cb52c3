"""Links of several columns beside controls of those very columns: the two have to agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from console.admin.fields.base import ConsoleField
from console.admin.fields.relations import PickerField


def check(form: Any) -> bool:
    """Whether no two controls say different things of a column; else the later says so."""
    said: dict[str, tuple[Any, Any]] = {}
    agree = True
    for link in _wide(form):
        for name, value in _chosen(link).items():
            first, other = said.setdefault(name, (link, value))
            if other != value:
                _object(link, first)
                agree = False
    for field, name in _parts(form):
        if name not in said or not field.changed or field.entered is None or field.errors:
            continue
        link, value = said[name]
        if _value(field, name, value) != _canonical(field, value):
            _object(field, link)
            agree = False
    return agree


def in_order(form: Any) -> Iterator[tuple[str, Any]]:
    """The fields of *form*, links of several columns before those columns.

    What such a link says of a column stays where the column's own control is left blank.
    """
    wide = list(_wide(form))
    if not wide:
        yield from form._fields.items()
        return
    told = {name for link in wide for name in _chosen(link)}
    blank = {id(f) for f, name in _parts(form) if name in told and _is_blank(f)}
    fields = form._fields.items()
    yield from ((name, field) for name, field in fields if field in wide)
    yield from ((n, f) for n, f in fields if f not in wide and id(f) not in blank)


def _wide(form: Any) -> Iterator[PickerField]:
    for field in form:
        if isinstance(field, PickerField) and len(field.link.pairs) > 1:
            yield field


def _parts(form: Any) -> Iterator[tuple[Any, str]]:
    """The controls of a single column, with the name of its attribute."""
    for field in form:
        if isinstance(field, PickerField):
            if len(field.link.pairs) == 1:
                yield field, field.link.local[0]
        elif isinstance(field, ConsoleField) and field.column is not None:
            yield field, field.attribute


def _chosen(link: PickerField) -> dict[str, Any]:
    """What the row says of our columns that was chosen just now."""
    if not link.changed or link.errors or link.entered is None:
        return {}
    row = link.data
    return {} if row is None else link.link.values_from(row)


def _is_blank(field: Any) -> bool:
    return bool(field.creating and field.entered is None)


def _value(field: Any, name: str, like: Any) -> Any:
    """What *field* says of the attribute *name*, to be compared with the value *like*."""
    if isinstance(field, PickerField):
        return None if field.data is None else field.link.values_from(field.data)[name]
    return field.canonical(field.entered)


def _canonical(field: Any, value: Any) -> Any:
    return value if isinstance(field, PickerField) else field.canonical(field.raw(value))


def _object(field: Any, other: Any) -> None:
    """Say at *field* that *other* says something else."""
    message = _("This does not go with “%(label)s”: change one of the two.", label=other.label.text)
    field.errors = [*field.errors, message]
