"""One row, whole: every column in full, and what refers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, request
from flask_babel import gettext as _
from markupsafe import Markup, escape

from console.admin import keys, layout, links, linkwords, naming, ported_cells, query, related, urls
from console.admin.columns import Column
from console.admin.kinds import Kind
from console.admin.layout import Fact, Group

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


def page(view: ConsoleView) -> Any:
    """The details of the row that ``id`` names; with ``file``, the bytes of one of its columns."""
    row = query.get_row(view, request.args.get("id"), beside=linkwords.beside(_links(view)))
    if row is None or not view.can_view_details:
        abort(
            404,
            description=_(
                "There is no such %(row)s, or it is not yours to see.",
                row=naming.singular(view.model),
            ),
        )
    if "file" in request.args:
        return _file(view, row, request.args["file"])
    key = keys.key_of(row)
    back = urls.back(view)
    here = view.link("details", id=key, url=back)
    sections, others = related.related_tables(view, _place(row, here))
    return view.render(
        view.details_template,
        view=view,
        row=row,
        words=naming.words(row),
        singular=naming.singular(view.model),
        key=key,
        groups=groups(view, row),
        related=sections,
        related_others=others,
        back=back,
        here=here,
    )


def _place(row: Any, here: str) -> related.Place:
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 1
    section = request.args.get("section", "")
    return related.Place(row, here, section, min(max(page, 1), related.LAST_PAGE))


def groups(view: ConsoleView, row: Any) -> list[Group]:
    """The columns of *row* in the groups that its form has, those of the system last."""
    titles = {**layout.titles(), "system": _("Kept by the database")}
    found = {key: Group(key, title) for key, title in titles.items()}
    chosen = shown_columns(view)
    for column in chosen:
        key = "system" if layout.is_kept(column) else layout.meaning(column)
        fact = Fact(column.label, value(view, column, row), column.help)
        found[key].facts.append(fact)
    layout.merge_small(found, lambda group: group.facts)
    return [group for group in found.values() if group.facts]


def _links(view: ConsoleView) -> list[links.Link]:
    """What the columns that are shown refer to."""
    found = (layout.link_of(column) for column in shown_columns(view))
    return [link for link in found if link is not None]


def shown_columns(view: ConsoleView) -> list[Column]:
    """What the page shows: ``column_details_list``, else every column that may be shown."""
    if view.column_details_list:
        return [view.column(name) for name in view.column_details_list]
    excluded = {str(getattr(n, "key", n)) for n in view.column_details_exclude_list or ()}
    return [column for name, column in view.columns.items() if name not in excluded]


def value(view: ConsoleView, column: Column, row: Any) -> Markup:
    """The value of *column*, by the developer's formatter where there is one."""
    formatters = view.column_formatters_detail or view.column_formatters or {}
    if (formatter := formatters.get(column.name)) is not None:
        names = ported_cells.formatter_context(view, formatter, view.details_template)
        return escape(formatter(view, names, row, column.name))
    if _has_words(view, column):
        return Markup(  # noqa: S704 - renderers escape what they show
            ported_cells.renderer(view, column, long=True)(getattr(row, column.leaf))
        )
    html = escape(layout.value_html(column, row))
    if column.kind is Kind.BYTES and getattr(row, column.leaf, None) is not None:
        url = view.link("details", id=keys.key_of(row), file=column.name)
        return html + Markup(' <a href="{}" download>{}</a>').format(url, _("Download"))
    return html


def _has_words(view: ConsoleView, column: Column) -> bool:
    """Whether the view's options say how values of *column* are shown."""
    own = not column.path and column.relationship is None
    return own and ported_cells.has_words(view, column)


def _file(view: ConsoleView, row: Any, name: str) -> Response:
    column = view.columns.get(name)
    if column is None or column.kind is not Kind.BYTES or column.relationship is not None:
        abort(404, description=_("There is no such file."))
    content = getattr(row, column.leaf)
    if content is None:
        abort(404, description=_("There is no such file."))
    response = Response(bytes(content), mimetype="application/octet-stream")
    # Whatever the bytes are, a browser keeps them and does not open them on this site.
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{view.endpoint}-{name}.bin"
    )
    return response
