"""What refers to a row: each table's first few rows, how many there are, and the way to all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import orm

from console.admin import (
    chosen,
    counting,
    keys,
    links,
    listing,
    mapping,
    naming,
    ordering,
    parameters,
    query,
    registry,
    rows,
)
from console.auth import Permission, allowed
from console.i18n import format_number

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

FIRST = 5
PAGE = 20  # rows of the one table that is looked at more closely
LAST_PAGE = 500  # who has not found it by then filters the list
MOST = 12  # tables shown with their rows; what else refers is named
COLUMNS = 5
# A count up to here is exact; beyond, nobody decides anything by the last digit.
CAP = 1_000


@dataclass(frozen=True)
class Related:
    """The rows of one table that refer to a row, or are linked with it."""

    name: str
    title: str
    counted: str
    heads: list[dict[str, Any]]
    body: Markup
    list_url: str | None
    add_url: str | None
    add_label: str
    edits: bool
    pages: list[tuple[str, str | None, str]]


@dataclass(frozen=True)
class Place:
    """Where the page is: its row, its address, and the table it looks at more closely."""

    row: Any
    here: str
    chosen: str = ""
    page: int = 1

    def url(self, name: str, page: int = 1) -> str:
        """The same page, looking at *page* of the table *name*."""
        number = f"&page={page}" if page > 1 else ""
        return f"{self.here}&section={quote(name, safe='')}{number}#related"


def related_tables(view: ConsoleView, place: Place) -> tuple[list[Related], list[tuple[str, str]]]:
    """What refers to the row, as far as the viewer may read it: tables with their first rows,
    and of those beyond ``MOST`` the titles and where they are shown.

    A bounded number of statements, however many tables there are and whatever is in them.
    """
    makers = dict(_makers(view, place))
    # Views are made of those that are shown; hundreds of tables may refer to one.
    names = list(makers)
    if place.chosen in makers:
        names.remove(place.chosen)
        names.insert(0, place.chosen)
    shown = [makers[name][1]() for name in names[:MOST]]
    return shown, [(makers[name][0], place.url(name)) for name in names[MOST:]]


def _makers(
    view: ConsoleView, place: Place
) -> Iterator[tuple[str, tuple[str, Callable[[], Related]]]]:
    """Name, title and maker of each section."""
    elsewhere = keys.lies_elsewhere(place.row)
    for child, link in () if elsewhere else referring(view):
        # What is missing is referred to by nobody.
        if all(getattr(place.row, theirs) is not None for _ours, theirs in link.pairs):
            made = registry.views().differing(child)
            endpoint = made.endpoint if made else registry.endpoint_of(mapping.table_of(child))
            name, title = f"{endpoint}.{link.name}", _title(child, made, link)
            yield name, (title, partial(_children, child, link, place, name=name, title=title))
    for one in _many(view):
        title = naming.label_of(view.model, one.key)
        yield one.key, (title, partial(_linked, view, one, place, title=title))


def referring(view: ConsoleView) -> Iterator[tuple[type, links.Link]]:
    """The models whose rows refer to rows of *view*'s, with the link each does it by."""
    for model, link in links.referring_to(view.model, registry.views()):
        if allowed(Permission.READ, model):
            yield model, link


def _title(child: type, made: ConsoleView | None, link: links.Link) -> str:
    title = made.title if made else naming.title(child)
    several = [one for one in links.links_of(child).values() if one.target is link.target]
    if len(several) > 1 or child is link.target:
        label = naming.label_of(child, link.name)
        return _("%(rows)s by %(link)s", rows=title, link=label)
    return title


def _many(view: ConsoleView) -> list[orm.RelationshipProperty[Any]]:
    """The relationships of *view*'s model through a table between, to tables one may read."""
    found = []
    for one in view.mapper.relationships:
        other = registry.view_for(one.mapper.class_)
        if one.secondary is not None and other is not None and other.may_read:
            found.append(one)
    return found


def _children(model: type, link: links.Link, place: Place, *, name: str, title: str) -> Related:
    child, row = registry.views()[model], place.row
    conditions = [getattr(child.model, ours) == getattr(row, theirs) for ours, theirs in link.pairs]
    key = keys.key_of(row)
    given = {parameters.prefill_of(link.name): key}
    return _related(
        child,
        query.base(child).where(*conditions),
        place,
        name=name,
        title=title,
        without=link.name,
        list_url=child.link("list", **{parameters.parameter_of(link.name): key}),
        add_url=child.link("new", url=place.here, **given) if child.may_create else None,
    )


def _linked(
    view: ConsoleView, relationship: orm.RelationshipProperty[Any], place: Place, *, title: str
) -> Related:
    from console.admin.fields.relations import linked_to

    other = registry.view_for(relationship.mapper.class_)
    assert other is not None
    linked = linked_to(getattr(view.model, relationship.key), place.row)
    statement = query.base(other).where(linked)
    return _related(other, statement, place, name=relationship.key, title=title)


def _related(
    child: ConsoleView,
    statement: sa.Select[Any],
    place: Place,
    *,
    name: str,
    title: str,
    without: str | None = None,
    list_url: str | None = None,
    add_url: str | None = None,
) -> Related:
    shown = [c for c in chosen.list_columns(child) if c.name != without][:COLUMNS]
    page, size = (place.page, PAGE) if place.chosen == name else (1, FIRST)
    ordered = _in_order(child, statement).offset((page - 1) * size).limit(size + 1)
    found = listing.run(child, ordered, shown, ())
    first, more = found[:size], len(found) > size
    body = rows.table_body(child, shown, first, back=place.here) if first else Markup("")
    return Related(
        name=name,
        title=title,
        counted=_counted(child, statement, len(found) if page == 1 and not more else None),
        heads=[{"label": c.label, "numeric": c.numeric} for c in shown],
        body=body,
        list_url=list_url,
        add_url=add_url,
        add_label=_("Add %(row)s", row=naming.accusative(child.model)),
        edits=child.may_edit,
        pages=_pages(place, name, page, more=more),
    )


def _pages(place: Place, name: str, page: int, *, more: bool) -> list[tuple[str, str | None, str]]:
    """The ways on from the rows shown: label, address, relation."""
    if place.chosen != name:
        return [(_("More"), place.url(name), "next")] if more else []
    previous = place.url(name, page - 1) if page > 1 else None
    following = place.url(name, page + 1) if more and page < LAST_PAGE else None
    if previous is None and following is None:
        return []
    return [(_("Previous"), previous, "prev"), (_("Next"), following, "next")]


def _in_order(view: ConsoleView, statement: sa.Select[Any]) -> sa.Select[Any]:
    """*statement* in the order of the view's list, as far as own columns make it, then by key."""
    for name, descending in ordering.default_sort(view):
        if name in view.mapper.column_attrs:
            attribute = getattr(view.model, name)
            statement = statement.order_by(
                attribute.desc().nulls_last() if descending else attribute.asc()
            )
    return statement.order_by(*keys.primary_key(view.model))


def _counted(view: ConsoleView, statement: sa.Select[Any], seen: int | None) -> str:
    """How many rows there are in words; nobody counts what was all *seen*."""
    if seen is not None:
        return naming.count_of(view.model, seen)
    number = counting.count(statement)
    if number.exact and number.number <= CAP:
        return naming.count_of(view.model, number.number)
    if number.exact:
        words = _("more than %(number)s", number=format_number(CAP))
        return naming.count_of(view.model, CAP, words)
    rough = counting.rounded(number.number)
    return naming.count_of(view.model, rough, _("about %(number)s", number=format_number(rough)))
