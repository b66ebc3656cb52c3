"""What Flask-Admin's options say of cells and rows: choices, types of values, links of rows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask_admin.contrib.sqla import typefmt as sqla_formats
from flask_admin.model import template as flask_admin_template
from flask_admin.model import typefmt
from flask_admin.model.template import (
    EndpointLinkRowAction,
    LinkRowAction,
    TemplateLinkRowAction,
)
from flask_babel import gettext as _
from markupsafe import Markup, escape

from console.admin import cells, macros
from console.admin.columns import Column

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# Formatters that every view of Flask-Admin has: the console's own cells stand in their place.
COMMON = (
    sqla_formats.DEFAULT_FORMATTERS,
    typefmt.BASE_FORMATTERS,
    typefmt.DETAIL_FORMATTERS,
)
Link = Callable[[str, Any], Markup]


def renderer(view: ConsoleView, column: Column, *, long: bool = False) -> cells.Renderer:
    """A function from a value of *column* to safe HTML, by the view's options first."""
    plain = cells.renderer(column, long=long)
    words = dict((view.column_choices or {}).get(column.name) or ())
    formats = own_formats(view.column_type_formatters_detail if long else None)
    formats = formats or own_formats(view.column_type_formatters)
    if not words and not formats:
        return plain

    def render(value: Any) -> str:
        if isinstance(value, str | int) and value in words:
            return str(escape(words[value]))
        formatter = _format_of(value, formats)
        if formatter is None:
            return plain(value)
        return str(escape(_called(formatter, view, value, column.name)))

    return render


def own_formats(chosen: Any) -> dict[type, Any]:
    """The formatters by type in *chosen* that are not those every view has."""
    if not chosen or chosen is COMMON[0]:
        return {}
    known = {formatter for formats in COMMON for formatter in formats.values()}
    return {kind: made for kind, made in chosen.items() if made not in known}


def has_words(view: ConsoleView, column: Column) -> bool:
    """Whether the view's options say how values of *column*, or of their types, are shown."""
    formats = (view.column_type_formatters_detail, view.column_type_formatters)
    return column.name in (view.column_choices or {}) or any(map(own_formats, formats))


def _format_of(value: Any, formats: dict[type, Any]) -> Any | None:
    if (exact := formats.get(type(value))) is not None:
        return exact
    return next((made for kind, made in formats.items() if isinstance(value, kind)), None)


def _called(formatter: Any, view: ConsoleView, value: Any, name: str) -> Any:
    # Flask-Admin's formatters have taken the column's name since 2.0.
    takes = len(inspect.signature(formatter).parameters)
    return formatter(view, value, name) if takes > 2 else formatter(view, value)


def row_links(view: ConsoleView) -> list[Link]:
    """The ``column_extra_row_actions``: functions of a row's key and the row."""
    found = [one for one in view.column_extra_row_actions or () if is_shown(view, one)]
    names = macros.context(view, view.list_template) if not all(map(is_link, found)) else None
    return [_link(view, one) if is_link(one) else _drawn(one, names) for one in found]


def is_shown(view: ConsoleView, action: Any) -> bool:
    """Whether the list has what *action* is drawn by."""
    if not isinstance(action, TemplateLinkRowAction):
        return True
    return macros.has(view, view.list_template, action.template_name)


def _drawn(action: Any, names: Any) -> Link:
    """What a macro of the developer's, or an action of another kind, makes of a row."""
    # Whatever it returns is escaped unless it is markup, as a macro's is.
    return lambda key, row: escape(action.render(names, key, row))


def is_link(action: Any) -> bool:
    return isinstance(action, LinkRowAction | EndpointLinkRowAction)


def need_rows(view: ConsoleView) -> bool:
    """Whether some of the links are made from the whole row."""
    return any(
        callable(getattr(one, "url", None)) or (not is_link(one) and is_shown(view, one))
        for one in view.column_extra_row_actions or ()
    )


def formatter_context(view: ConsoleView, formatter: Any, template: str) -> Any | None:
    """What Flask-Admin's ``macro("name")``, as a formatter, looks its macro up in."""
    if getattr(formatter, "__module__", "") != flask_admin_template.__name__:
        return None
    return macros.context(view, template)


def _link(view: ConsoleView, action: Any) -> Link:
    title = action.title or _("Open")

    def link(key: str, row: Any) -> Markup:
        if isinstance(action, EndpointLinkRowAction):
            url = view.get_url(action.endpoint, **{**(action.url_args or {}), action.id_arg: key})
        elif callable(action.url):
            url = action.url(action, key, row)
        else:
            url = action.url.format(row_id=key)
        return Markup('<a class="btn-row" href="{}">{}</a>').format(url, title)

    return link
