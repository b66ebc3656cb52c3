"""What a deletion would do, in words: a line for each foreign key that is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from console.admin import (
    catalogue,
    deletiongraph,
    keys,
    links,
    naming,
    parameters,
    query,
    refusals,
    registry,
)
from console.admin.deletiongraph import CAP, CASCADE, DEFAULT, NULL, Effect
from console.auth import current_account
from console.i18n import format_number
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

FEW = 5  # rows of each kind that are named


@dataclass
class Line:
    """One line of the page: what happens to which rows.

    *kind* is delete, null, default, block, unseen.
    """

    kind: str
    sentence: str
    words: list[str]
    lines: list[Line]
    url: str | None = None


def lines(effects: list[Effect], chosen: tuple[ConsoleView, Any] | None = None) -> list[Line]:
    """*effects* in words, those in the way first.

    *chosen*: the view and the one row that is to go, where it is one.
    """
    found = [one for one in effects if one.rows or one.children or one.unseen]
    found.sort(key=lambda one: (not one.blocks, one.key.on_delete != CASCADE))
    return [_line(one, chosen) for one in found]


def _line(effect: Effect, chosen: tuple[ConsoleView, Any] | None) -> Line:
    model = catalogue.model_of(effect.key.schema, effect.key.table)
    if effect.unseen:
        rows = naming.capital(catalogue.words_for_table(effect.key.schema, effect.key.table))
        return Line("unseen", _unseen(rows), [], [])
    values = {"rows": _counted(effect, model), "columns": _columns(effect, model)}
    kind = "block" if effect.blocks else _KINDS[effect.key.on_delete]
    return Line(
        kind,
        _sentence(kind, len(effect.rows), values),
        _words(effect, model),
        lines(effect.children),
        _list_url(effect, model, *chosen) if chosen else None,
    )


def _unseen(rows: str) -> str:
    return _(
        "%(rows)s may refer to this. The database does not let the console look, and decides by "
        "itself.",
        rows=rows,
    )


_KINDS = {CASCADE: "delete", NULL: "null", DEFAULT: "default"}


def _sentence(kind: str, number: int, values: dict[str, str]) -> str:
    """What happens to *number* rows. Each language bends the verb by the number its own way."""
    if kind == "block":
        return ngettext(
            "%(rows)s still refers to this by %(columns)s.",
            "%(rows)s still refer to this by %(columns)s.",
            number,
            **values,
        )
    if kind == "delete":
        return ngettext(
            "%(rows)s will be deleted too.", "%(rows)s will be deleted too.", number, **values
        )
    if kind == "default":
        return ngettext(
            "%(rows)s: %(columns)s will be reset.",
            "%(rows)s: %(columns)s will be reset.",
            number,
            **values,
        )
    return ngettext(
        "%(rows)s: %(columns)s will be emptied.",
        "%(rows)s: %(columns)s will be emptied.",
        number,
        **values,
    )


def _list_url(effect: Effect, model: type | None, view: ConsoleView, row: Any) -> str | None:
    """The list of all rows that refer to *row* by this foreign key, for those who may read it."""
    child = registry.view_for(model)
    if model is None or child is None or not child.may_read:
        return None
    for link in links.links_of(model).values():
        names = tuple(column.name for column in link.columns)
        if names == effect.key.columns and issubclass(view.model, link.target):
            return child.link("list", **{parameters.parameter_of(link.name): keys.key_of(row)})
    return None


def _counted(effect: Effect, model: type | None) -> str:
    number = len(effect.rows)
    shown = _("more than %(number)s", number=format_number(CAP)) if effect.more else None
    if model is not None:
        return naming.count_of(model, number, shown)
    rows = catalogue.words_for_table(effect.key.schema, effect.key.table, one=number == 1)
    return f"{shown or format_number(number)} {rows}"


def _columns(effect: Effect, model: type | None) -> str:
    names = effect.key.emptied
    return refusals.labels(model, names) if model is not None else ", ".join(names)


def _words(effect: Effect, model: type | None) -> list[str]:
    """A few of the rows in words, those the viewer may see."""
    if model is None or not effect.rows:
        return []
    statement = query.visible_to(current_account(), model)
    table = catalogue.table_of(model)
    statement = statement.where(deletiongraph.at(table, sorted(effect.rows)[: FEW * 2]))
    statement = statement.order_by(*keys.primary_key(model))
    found = db.session.scalars(statement.options(*query.unloaded(model)).limit(FEW + 1)).unique()
    words = [naming.words(row) for row in found]
    return [*words[:FEW], "…"] if len(words) > FEW else words
