"""The rows of a list as HTML: everything that is the same for all rows is worked out once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask_babel import gettext as _
from markupsafe import Markup, escape

from console.admin import cells, listing, ported_cells
from console.admin.columns import Column
from console.admin.keys import encode
from console.admin.kinds import Kind
from console.admin.listing import Row
from console.direct import NONE

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# Nothing of a key that is all letters and figures has to be quoted or escaped.
_PLAIN_KEY = re.compile(r"\w+", re.ASCII)
_PLAIN_KEYS = re.compile(r"\w*", re.ASCII)


def table_body(
    view: ConsoleView,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    pick: bool = False,
    back: str = "",
    saved: str | None = None,
    edited: Mapping[str, str] = NONE,
) -> Markup:
    """The ``<tr>`` elements of *rows*: first cell a link to the row, the rest its values.

    *pick* adds a box for batch actions, *back* is the address that the pages linked to lead back
    to where that is not the rows' own list, *saved* is the key of a row to highlight. *edited*
    names the columns that are edited in their cells, and where their fields are on the edit page.

    A column is painted at a time, then a text with gaps is filled for each row. Cells and rows
    end without a tag, as HTML lets them: a page of fifty rows has a thousand of those.
    """
    given = [row.key for row in rows]
    are_plain = _PLAIN_KEYS.fullmatch("".join(given)) is not None
    quoted = given if are_plain else [_quoted(key) for key in given]
    suffix = f"&amp;url={quote(back, safe='/?=')}" if back else ""
    opening = f"{view.link('details' if view.can_view_details else 'edit')}?id="
    painted: list[Sequence[Any]] = []
    row = "<tr>"
    if pick:
        label = escape(_("Select this row"))
        row += _literal('<td class="pick"><input type="checkbox" name="rowid" value="')
        row += "%s" + _literal(f'" aria-label="{label}">')
        painted.append(given if are_plain else [str(escape(key)) for key in given])
    css = _css(columns[0]) if columns else ""
    row += _literal(f'<th scope="row"{css}><a class="row-link" href="{opening}')
    row += "%s" + _literal(f'{suffix}">') + "%s</a>"
    painted.append(quoted)
    if columns:
        painted.append(_painted(view, columns[0], rows, linked=False))
    else:
        painted.append([escape(key) for key in given])
    for number, column in enumerate(columns):
        if number:
            row += f"<td{_css(column)}>%s"
            painted.append(_painted(view, column, rows, linked=True))
        if column.name in edited:
            row += ' <a class="cell-edit" href="edit/?id=%s' + _opener(edited[column.name])
            painted.append(quoted)
    links = ported_cells.row_links(view)
    if view.may_edit or links:
        row += '<td class="row-actions">'
    for link in links:
        row += "%s"
        painted.append([link(one.key, one.entity) for one in rows])
    if view.may_edit:
        row += _literal(f'<a class="btn-row" href="{view.link("edit")}?id=')
        word = escape(_("Edit"))
        row += "%s" + _literal(f'{suffix}" data-row-edit>{word}</a>')
        painted.append(quoted)
    found = [row % cells_ for cells_ in zip(*painted, strict=True)]
    for number in (n for n, one in enumerate(rows) if one.key == saved):
        found[number] = found[number].replace("<tr>", '<tr class="is-saved">', 1)
    # Every part is markup of ours or was escaped above.
    return Markup("\n".join(found))  # noqa: S704


def _opener(anchor: str) -> str:
    """The end of the way to a cell's field. Its address is told from the list's: it is short."""
    word = escape(_("Edit"))
    return _literal(f'#{escape(anchor)}">{word}</a>')


def _literal(text: str) -> str:
    """*text* as a part of a row with gaps."""
    return text.replace("%", "%%")


def _quoted(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else quote(key, safe="")


def _css(column: Column) -> str:
    if column.relationship is None and column.kind in {Kind.CODE, Kind.UUID}:
        return ' class="code"'
    return ' class="num"' if column.numeric else ""


def _painted(
    view: ConsoleView, column: Column, rows: Sequence[Row], *, linked: bool
) -> Sequence[str]:
    """The HTML of the cells of *column*, one for each row."""
    formatter = (view.column_formatters or {}).get(column.name)
    if formatter is not None:
        names = ported_cells.formatter_context(view, formatter, view.list_template)
        return [_formatted(formatter, view, row, column, names) for row in rows]
    if column.target is not None and not column.path:
        return _links(column, rows, linked=linked)
    values = [row.values[column.name] for row in rows]
    if ported_cells.has_words(view, column):
        render = ported_cells.renderer(view, column)
        texts: Sequence[str] = [render(value) for value in values]
    else:
        texts = cells.rendered(column, values)
    if (unit := listing.unit_of(column)) is None:
        return texts
    units = [row.values[unit] for row in rows]
    marks = {one: f'\u00a0<span class="unit">{escape(one)}</span>' for one in set(units)}
    marks[None] = ""
    return [
        text if text is cells.NULL else text + marks[one]
        for text, one in zip(texts, units, strict=True)
    ]


def _formatted(
    formatter: Any, view: ConsoleView, row: Row, column: Column, names: Any | None
) -> str:
    value = formatter(view, names, row.entity, column.name)
    return cells.NULL if value is None else str(escape(value))


def _links(column: Column, rows: Sequence[Row], *, linked: bool) -> list[str]:
    from console.admin.registry import view_for

    wanted = listing.link_keys(column, rows)
    words = listing.link_words(column, rows, wanted)
    view = view_for(column.target)
    opening = f"{view.link('details')}?id=" if linked and view and view.may_read else None
    done: dict[Any, str] = {None: cells.NULL}
    for key, text in zip(wanted, words, strict=True):
        if key not in done:
            done[key] = _link(key, text, opening)
    return [done[key] for key in wanted]


def _link(key: Any, text: str | None, opening: str | None) -> str:
    if opening is None or text is None:
        return str(escape(encode(key) if text is None else text))
    encoded = encode(key)
    quoted = encoded if _PLAIN_KEY.fullmatch(encoded) else quote(encoded, safe="")
    return f'<a href="{opening}{quoted}">{cells.escaped(text)}</a>'
