"""The rows of a list as HTML: everything that is the same for all rows is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask_babel import gettext as _
from markupsafe import Markup, escape

from console.admin import cells, listing
from console.admin.columns import Column
from console.admin.listing import Row

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

Cell = Callable[[int], str]


def table_body(
    view: ConsoleView,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    pick: bool = False,
    back: str = "",
    saved: str | None = None,
) -> Markup:
    """The ``<tr>`` elements of *rows*: first cell a link to the row, the rest its values.

    *pick* adds a box for batch actions, *back* is the address that the pages linked to lead back
    to, or the query alone of the rows' own list, *saved* is the key of a row to highlight.
    """
    painters = [_painter(view, column, rows, linked=i > 0) for i, column in enumerate(columns)]
    suffix = f"&amp;url={quote(back, safe='/')}" if back else ""
    opening = f"{view.link('details' if view.can_view_details else 'edit')}?id="
    editing = f"{view.link('edit')}?id=" if view.may_edit else None
    classes = [' class="num"' if column.numeric else "" for column in columns]
    cells_ = list(zip(painters, classes, strict=True))
    pick_label = _("Select this row")
    box = (
        '<td class="pick"><input type="checkbox" name="rowid" value="',
        f'" aria-label="{escape(pick_label)}"></td>',
    )
    edit = escape(_("Edit"))
    found = []
    for number, row in enumerate(rows):
        key = quote(row.key, safe="")
        parts = ['<tr class="is-saved">' if row.key == saved else "<tr>"]
        if pick:
            parts.append(f"{box[0]}{escape(row.key)}{box[1]}")
        link = f'<a class="row-link" href="{opening}{key}{suffix}">'
        if cells_:
            paint, css = cells_[0]
            parts.append(f'<th scope="row"{css}>{link}{paint(number)}</a></th>')
        else:
            parts.append(f'<th scope="row">{link}{escape(row.key)}</a></th>')
        parts += [f"<td{css}>{paint(number)}</td>" for paint, css in cells_[1:]]
        if editing:
            parts.append(
                f'<td class="row-actions"><a class="btn-row" href="{editing}{key}{suffix}" '
                f"data-row-edit>{edit}</a></td>"
            )
        parts.append("</tr>")
        found.append("".join(parts))
    # Every part is markup of ours or was escaped above.
    return Markup("\n".join(found))  # noqa: S704


def _painter(view: ConsoleView, column: Column, rows: Sequence[Row], *, linked: bool) -> Cell:
    """A function from a row's number to the HTML of its cell in *column*."""
    formatter = (view.column_formatters or {}).get(column.name)
    if formatter is not None:
        return lambda number: _formatted(formatter, view, rows[number], column)
    if column.target is not None and not column.path:
        return _link_painter(column, rows, linked=linked)
    render = cells.renderer(column)
    if unit := listing.unit_of(column):
        return lambda number: _amount(render, rows[number], column.name, unit)
    return lambda number: render(rows[number].values[column.name])


def _formatted(formatter: Any, view: ConsoleView, row: Row, column: Column) -> str:
    value = formatter(view, None, row.entity, column.name)
    return cells.NULL if value is None else str(escape(value))


def _amount(render: cells.Renderer, row: Row, name: str, unit: str) -> str:
    value = row.values[name]
    if value is None or row.values[unit] is None:
        return render(value)
    return f'{render(value)}\u00a0<span class="unit">{escape(row.values[unit])}</span>'


def _link_painter(column: Column, rows: Sequence[Row], *, linked: bool) -> Cell:
    from console.admin.keys import encode
    from console.admin.registry import view_for

    wanted = listing.link_keys(column, rows)
    words = listing.link_words(column, rows, wanted)
    view = view_for(column.target)
    opening = f"{view.link('details')}?id=" if linked and view and view.may_read else None

    def paint(number: int) -> str:
        key = wanted[number]
        if key is None:
            return cells.NULL
        text = words[number]
        if opening is None or text is None:
            return str(escape(encode(key) if text is None else text))
        return f'<a href="{opening}{quote(encode(key), safe="")}">{escape(text)}</a>'

    return paint
