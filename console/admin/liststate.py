"""What a list shows, as its URL says it: read with an allow-list, written back canonically."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from console.admin import abilities, filters, parameters, ported, search
from console.admin.columns import Column
from console.admin.filter_values import cut
from console.admin.filters import Filter
from console.admin.kinds import Kind

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

LAST_PAGE = 10_000_000
MOST_NAMED = 5  # notices about parameters that nobody knows
MOST_SORTED = 4  # columns that a list is sorted by
PLACE = 8_000  # characters of a row's place in the order
UNSORTABLE = {Kind.JSON, Kind.BYTES}


@dataclass(frozen=True)
class ListState:
    """Search, filters, order, page and columns of one list. Pages count from 1."""

    view: ConsoleView = field(repr=False)
    search: str = ""
    words: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()  # (column name, descending)
    page: int = 1
    after: str = ""  # the place of the row before this page, by which a page is found at any depth
    before: str = ""
    last: bool = False
    per_page: int = 50
    columns: tuple[str, ...] = ()  # empty: the view's own choice
    notices: tuple[str, ...] = ()
    rejected: bool = False  # a filter could not be read: the list must not pretend

    def query(self, **changes: Any) -> str:
        """The canonical query string, with *changes* to the state; defaults are left out."""
        state = replace(self, **changes) if changes else self
        pairs = [("search", state.search)] if state.search else []
        pairs += state.carried()
        if state.last:
            pairs.append(("page", "last"))
        elif state.page > 1:
            pairs.append(("page", str(state.page)))
            pairs += [(n, v) for n, v in (("after", state.after), ("before", state.before)) if v]
        return urlencode(pairs)

    def carried(self) -> list[tuple[str, str]]:
        """What every form of the list keeps: filters, order, columns and page size."""
        pairs: list[tuple[str, str]] = []
        state = self
        for one in state.filters:
            pairs += [(one.parameter, text) for text in one.texts]
        if state.sort:
            pairs.append(("sort", state.order))
        if state.columns:
            pairs.append(("columns", ",".join(state.columns)))
        if state.per_page != self.view.page_size:
            pairs.append(("per_page", str(state.per_page)))
        return pairs

    def url(self, **changes: Any) -> str:
        """The list's URL with *changes* to the state; any but of the page goes to page 1."""
        if changes and "page" not in changes:
            changes["page"] = 1
        if changes:
            changes = {"after": "", "before": "", "last": False} | changes
        query = self.query(**changes)
        return f"{self.view.link('list')}{'?' if query else ''}{query}"

    def ask_url(self, parameter: str) -> str:
        """The list's URL with the filter form open for *parameter*."""
        query = self.query()
        return f"{self.view.link('list')}?{query}{'&' if query else ''}ask={quote(parameter)}"

    @property
    def order(self) -> str:
        """What the list is sorted by, as its URL says it."""
        return ",".join(f"-{name}" if descending else name for name, descending in self.sort)

    @property
    def narrowed(self) -> bool:
        return bool(self.search or self.filters)


def read(view: ConsoleView, arguments: MultiDict[str, str]) -> ListState:
    """The state that a URL's *arguments* ask for; what cannot be read becomes a notice."""
    notices: list[str] = []
    text = arguments.get("search", "")
    words, notice = search.words_of(text) if search.names(view) else ([], None)
    if notice:
        notices.append(notice)
    found, rejected = _filters(view, arguments, notices)
    return ListState(
        view=view,
        search=text.replace("\0", "").strip()[: search.LONGEST] if words else "",
        words=tuple(words),
        filters=tuple(found),
        sort=tuple(_sort(view, arguments.get("sort", ""), notices)),
        page=_page(arguments.get("page"), notices),
        after=arguments.get("after", "")[:PLACE],
        before=arguments.get("before", "")[:PLACE],
        last=arguments.get("page") == "last",
        per_page=_per_page(view, arguments.get("per_page"), notices),
        columns=tuple(_columns(view, arguments)),
        notices=tuple(notices),
        rejected=rejected,
    )


def filterable(view: ConsoleView) -> dict[str, Column]:
    """The columns that may be filtered, by name: the view's choice, else all that can be."""
    chosen: Iterable[Any] | None = view.column_filters
    if chosen is None:
        return {n: c for n, c in view.columns.items() if filters.operators(c)}
    found = [view.column(name) for name in chosen if not hasattr(name, "operation")]
    return {column.name: column for column in found}


def sortable(view: ConsoleView) -> dict[str, Column]:
    """The columns that may be sorted by, by name."""
    chosen = view.column_sortable_list
    if chosen is None:
        return {n: c for n, c in view.columns.items() if _has_order(c)}
    names = [one[0] if isinstance(one, tuple) else one for one in chosen]
    return {column.name: column for column in map(view.column, names)}


def _has_order(column: Column) -> bool:
    return column.kind not in UNSORTABLE and all(map(abilities.ordered, column.columns[:1]))


def _filters(
    view: ConsoleView, arguments: MultiDict[str, str], notices: list[str]
) -> tuple[list[Filter], bool]:
    if arguments.keys() <= parameters.RESERVED:
        return [], False
    allowed, rejected, asked = filterable(view), False, 0
    found: list[Filter] = []
    unknown: list[str] = []
    for parameter, texts in arguments.lists():
        if parameter in parameters.RESERVED or parameter.startswith("op:"):
            continue
        name, operator = _asked(parameter, arguments, allowed)
        given = [text for text in texts if text != ""]
        if not given:
            continue
        name = name if name in allowed else _by_column(allowed, name)
        argument = None if name in allowed else ported.argument_of(view, name)
        if name not in allowed and argument is None:
            unknown.append(parameter)
            continue
        if asked >= filters.MOST:
            notices.append(_("Only the first %(n)s filters were applied.", n=filters.MOST))
            rejected = True
            break
        asked += 1
        try:
            if argument is not None:
                one: Filter = ported.make(view, argument, given)
            else:
                one = filters.make(allowed[name], operator, given)
            filters.check_room(found, one)
            _join(found, one)
        except ValueError as error:
            rejected = True
            notices.append(
                _(
                    "The filter on %(column)s was not applied: %(reason)s.",
                    column=ported.label(view, argument) if argument else allowed[name].label,
                    reason=error,
                )
            )
    notices += _left_out(unknown)
    return found, rejected


def _left_out(names: list[str]) -> Iterator[str]:
    for name in names[:MOST_NAMED]:
        yield _("“%(name)s” is no filter of this list and was left out.", name=cut(name))
    if (more := len(names) - MOST_NAMED) > 0:
        yield ngettext("%(num)s more was left out.", "%(num)s more were left out.", more)


def _asked(
    parameter: str, arguments: MultiDict[str, str], allowed: dict[str, Column]
) -> tuple[str, str]:
    """Column and operator that a parameter names.

    ``status`` and ``created_at__ge`` are the canonical forms; the filter panel, which must work
    without scripts, sends ``add:created_at`` with the operator in ``op:created_at``.
    """
    if parameter.startswith("add:"):
        name = parameter.removeprefix("add:")
        return name, arguments.get(f"op:{name}") or "eq"
    return parameters.asked(parameter, allowed)


def _by_column(allowed: dict[str, Column], name: str) -> str:
    """The name of what shows the table's column *name*: ``company`` for ``company_id``."""
    named = (n for n, column in allowed.items() if [c.name for c in column.columns] == [name])
    return next(named, name)


def _join(found: list[Filter], one: Filter) -> None:
    """Add *one*; "is a" and "is b" on one column mean "is a or b", for a row cannot be both.

    A filter of the view's own says itself what it means.
    """
    for place, other in enumerate(found):
        if other.column.name == one.column.name and other.operator is one.operator is filters.EQ:
            values = tuple(dict.fromkeys(other.values + one.values))
            found[place] = replace(other, values=values)
            return
    found.append(one)


def _sort(view: ConsoleView, text: str, notices: list[str]) -> list[tuple[str, bool]]:
    parts, found = [part for part in text.split(",") if part][:MOST_SORTED], []
    allowed = sortable(view) if parts else {}
    for part in parts:
        name, descending = part.removeprefix("-"), part.startswith("-")
        name = name if name in allowed else _by_column(allowed, name)
        if name in allowed:
            found.append((name, descending))
        else:
            notices.append(
                _("The list cannot be sorted by “%(name)s”; it keeps its order.", name=cut(name))
            )
    return found


def _page(text: str | None, notices: list[str]) -> int:
    if text is None or text == "last":
        return 1
    if not 1 <= (number := _number(text)) <= LAST_PAGE:
        notices.append(_("“%(text)s” is no page of this list; this is the first.", text=cut(text)))
        return 1
    return number


def _number(text: str) -> int:
    """The number that *text* is, 0 where it is none or no list is that long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _per_page(view: ConsoleView, text: str | None, notices: list[str]) -> int:
    if text is None:
        return view.page_size
    if (number := _number(text)) in view.page_size_options:
        return number
    options = ", ".join(map(str, view.page_size_options))
    notices.append(
        _(
            "A page holds %(options)s rows; %(text)s is not among them.",
            options=options,
            text=cut(text),
        )
    )
    return view.page_size


def _columns(view: ConsoleView, arguments: MultiDict[str, str]) -> list[str]:
    # Either one list with commas (canonical) or one value for each ticked box.
    names = [name for text in arguments.getlist("columns") for name in text.split(",")]
    return [name for name in dict.fromkeys(names) if name in view.columns]
