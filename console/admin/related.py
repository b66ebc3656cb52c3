"""What refers to a row: each table's first few rows, how many there are, and the way to all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import orm

from console.admin import (
    changelist,
    chosen,
    counting,
    keys,
    links,
    listing,
    naming,
    ordering,
    parameters,
    query,
    registry,
    rows,
)
from console.i18n import format_number

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

FIRST = 5
COLUMNS = 5
# A count up to here is exact; beyond, nobody decides anything by the last digit.
CAP = 1_000


@dataclass(frozen=True)
class Related:
    """The rows of one table that refer to a row, or are linked with it."""

    title: str
    counted: str
    heads: list[dict[str, Any]]
    body: Markup
    list_url: str | None
    add_url: str | None
    add_label: str
    edits: bool


def related_tables(view: ConsoleView, row: Any, here: str) -> list[Related]:
    """Everything that refers to *row*, table by table, as far as the viewer may read it.

    A bounded number of statements for each table, whatever there is in it. *here* is the URL
    that the pages linked to lead back to.
    """
    found = [_children(child, link, row, here) for child, link in referring(view)]
    return found + [_linked(view, one, row, here) for one in _many(view)]


def referring(view: ConsoleView) -> Iterator[tuple[ConsoleView, links.Link]]:
    """The views whose rows refer to rows of *view*'s model, with the link each does it by."""
    for model, child in registry.views().items():
        if not child.may_read:
            continue
        for link in links.links_of(model).values():
            if issubclass(view.model, link.target):
                yield child, link


def _many(view: ConsoleView) -> list[orm.RelationshipProperty[Any]]:
    """The relationships of *view*'s model through a table between, to tables one may read."""
    found = []
    for one in view.mapper.relationships:
        other = registry.view_for(one.mapper.class_)
        if one.secondary is not None and other is not None and other.may_read:
            found.append(one)
    return found


def _children(child: ConsoleView, link: links.Link, row: Any, here: str) -> Related:
    conditions = [getattr(child.model, ours) == getattr(row, theirs) for ours, theirs in link.pairs]
    key = keys.key_of(row)
    several = [one for one in links.links_of(child.model).values() if one.target is link.target]
    title = child.title
    if len(several) > 1 or child.model is link.target:
        title = _("%(rows)s by %(link)s", rows=title, link=naming.label_of(child.model, link.name))
    given = {parameters.prefill_of(link.name): key}
    add = child.link("new", url=here, **given) if child.may_create else None
    return _related(
        child,
        query.base(child).where(*conditions),
        here,
        title=title,
        without=link.name,
        list_url=child.link("list", **{parameters.parameter_of(link.name): key}),
        add_url=add,
    )


def _linked(
    view: ConsoleView, relationship: orm.RelationshipProperty[Any], row: Any, here: str
) -> Related:
    from console.admin.fields.relations import linked_to

    other = registry.view_for(relationship.mapper.class_)
    assert other is not None
    statement = query.base(other).where(linked_to(getattr(view.model, relationship.key), row))
    title = naming.label_of(view.model, relationship.key)
    return _related(other, statement, here, title=title)


def _related(
    child: ConsoleView,
    statement: sa.Select[Any],
    here: str,
    *,
    title: str,
    without: str | None = None,
    list_url: str | None = None,
    add_url: str | None = None,
) -> Related:
    shown = [c for c in chosen.list_columns(child) if c.name != without][:COLUMNS]
    found = listing.run(child, _in_order(child, statement).limit(FIRST + 1), shown, ())
    first = found[:FIRST]
    return Related(
        title=title,
        counted=_counted(child, statement, len(found)),
        heads=[{"label": c.label, "numeric": c.numeric} for c in shown],
        body=rows.table_body(child, shown, first, back=here) if first else Markup(""),
        list_url=list_url,
        add_url=add_url,
        add_label=_("Add %(row)s", row=naming.accusative(child.model)),
        edits=child.may_edit,
    )


def _in_order(view: ConsoleView, statement: sa.Select[Any]) -> sa.Select[Any]:
    """*statement* in the order of the view's list, as far as own columns make it, then by key."""
    for name, descending in ordering.default_sort(view):
        if name in view.mapper.column_attrs:
            attribute = getattr(view.model, name)
            statement = statement.order_by(
                attribute.desc().nulls_last() if descending else attribute.asc()
            )
    return statement.order_by(*keys.primary_key(view.model))


def _counted(view: ConsoleView, statement: sa.Select[Any], seen: int) -> str:
    """How many rows there are in words; nobody counts what was all fetched."""
    if seen <= FIRST:
        return naming.count_of(view.model, seen)
    number = counting.count(statement)
    if number.exact and number.number <= CAP:
        return naming.count_of(view.model, number.number)
    if number.exact:
        words = _("more than %(number)s", number=format_number(CAP))
        return naming.count_of(view.model, CAP, words)
    rough = changelist.rounded(number.number)
    return naming.count_of(view.model, rough, _("about %(number)s", number=format_number(rough)))
