"""The list page as HTML: what is the same on every page of a list is rendered once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _

from console import chrome
from console.admin import (
    actions,
    asking,
    counting,
    editable,
    facets,
    filters,
    matching,
    naming,
    query,
    rendering,
    rows,
    search,
    toolbar,
)
from console.admin.columns import Column
from console.admin.filters import Filter
from console.admin.liststate import ListState
from console.admin.paging import Page
from console.auth import current_account
from console.i18n import format_number

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


@dataclass(frozen=True)
class _Gap(Filter):
    """A filter of a page that is kept: what it is called in addresses, and its values, are gaps."""

    number: int

    @property
    def parameter(self) -> str:
        return chrome.mark(f"filter_{self.number}")

    @property
    def texts(self) -> list[str]:
        return [chrome.mark(f"filter_{self.number}_{i}") for i in range(len(self.values))]


class ListPage:
    """One page of a list. It reads what it has to read when it is made, not when it is drawn."""

    def __init__(
        self,
        view: ConsoleView,
        columns: Sequence[Column],
        page: Page,
        number: counting.Count,
        hints: Sequence[str],
    ) -> None:
        self.view, self.columns, self.rows, self.number = view, columns, page, number
        self.state, self.hints = page.state, tuple(hints)
        self.actions = tuple(actions.runnable(view))
        self.edited = editable.anchors(view)
        self.question = asking.question(self.state, request.args.get("ask"))
        self.facets = facets.facets(self.state) if "facets" in request.args else None
        self.first = self.state.query(page=1, after="", before="", last=False)
        here = self.state.query()
        self.told: dict[str, Any] = {
            "body": rows.table_body(
                view,
                columns,
                page.rows,
                pick=bool(self.actions),
                saved=request.args.get("saved"),
                edited=self.edited,
            ),
            "sentence": _sentence(self.state, number),
            "search": self.state.search,
            "query": here,
            "address": f"{view.link('list')}{'?' if here else ''}{here}",
            **self._places(),
            **{f"pill_{i}": text for i, text in enumerate(_pills(page))},
        }
        # What has a gap on every page that is kept, whether there is something to say or not.
        self.asked = {**dict(_asked(self.state)), **toolbar.turns(self.state, columns)}

    def html(self) -> str:
        """The page, from its kept frame where there can be one."""
        told = self.told | self.asked
        if not self._is_keepable():
            return self.view.render(self.view.list_template, **self._context(self.state, told))
        frame = chrome.frame(current_account(), self._key, self._frame)
        return frame.fill(told | chrome.told())

    def _is_keepable(self) -> bool:
        """Whether the page is one of ours, with nothing on it that is there just this once."""
        view = self.view
        once = self.question or self.facets is not None or self.state.notices
        return rendering.is_plain(view, view.list_template, "list.html") and not once

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        """What the frame depends on, besides the reader."""
        view = self.view
        rights = (view.may_create, view.may_edit, view.may_write, view.can_export)
        shown = (*(column.name for column in self.columns), bool(self.rows.rows))
        kinds = tuple(view.export_types)
        gaps = (name for name, value in self.told.items() if value)
        doable = self.number.number <= matching.MOST
        parts = (
            self._open.query(),
            self.actions,
            bool(self.edited),
            self.hints,
            self.number.exact,
            self.rows.has_next,
            doable,
        )
        return ("list", view.endpoint, *parts, rights, kinds, shown, *gaps)

    @cached_property
    def _open(self) -> ListState:
        """The state on its first page, with gaps for what is asked and for the order."""
        asked = tuple(
            _Gap(one.column, one.operator, one.values, i)
            for i, one in enumerate(self.state.filters)
        )
        return replace(
            self.state,
            search=self.state.search and chrome.mark("search"),
            filters=asked,
            sort=((chrome.mark("sort"), False),) if self.state.sort else (),
            page=1,
            after="",
            before="",
            last=False,
        )

    def _frame(self, **marks: Any) -> str:
        told = {name: value and chrome.mark(name) for name, value in self.told.items()}
        told |= {name: chrome.mark(name) for name in self.asked}
        context = self._context(self._open, told)
        return self.view.render(self.view.list_template, **context, **marks)

    def _context(self, state: ListState, told: dict[str, Any]) -> dict[str, Any]:
        """What the template is given of a list in *state* about which this is *told*."""
        view = self.view
        return {
            "view": view,
            "state": state,
            "body": told["body"],
            "empty": not self.rows.rows,
            "edited": bool(self.edited),
            "sentence": told["sentence"],
            "query": told["query"],
            "address": told["address"],
            "more": "&" if told["query"] else "?",
            "pills": _pill_links(state, told),
            "pager": self._pager(state, told),
            "question": self.question,
            "kept": toolbar.toolbar(state, self.columns, told),
            "searched": search.searched_labels(view),
            "actions": actions.offered(view),
            "about": naming.about(view.model),
            "carried": state.carried(),
            "singular": naming.accusative(view.model),
            "plural": naming.genitive(view.model),
            "exact": self.number.exact,
            "all_at_once": self.number.number <= matching.MOST,
            "hints": self.hints,
            "facets": self.facets,
        }

    def _places(self) -> dict[str, Any]:
        """Where in the list one is and the ways to the pages beside this one."""
        state, number, here = self.state, self.number, len(self.rows.rows)
        pages = max(1, -(-number.number // state.per_page)) if number.exact else None
        current = pages if state.last else state.page
        first = (current - 1) * state.per_page + 1 if current else None
        if state.last and first:
            first = number.number - here + 1
        start = f"{self.view.link('list')}?{self.first}{'&' if self.first else ''}page="
        before, after = f"{start}{max(1, (current or 2) - 1)}", f"{start}{state.page + 1}"
        if self.rows.first_place:
            before = f"{start}{max(2, (current or 2) - 1)}&before={self.rows.first_place}"
            after += f"&after={self.rows.last_place}"
        return {
            "first": format_number(first) if first else None,
            "last": format_number(first + here - 1) if first else None,
            "page": current,
            "pages": pages,
            "previous_url": before if self.rows.has_previous else None,
            "next_url": after if self.rows.has_next else None,
        }

    def _pager(self, state: ListState, told: dict[str, Any]) -> dict[str, Any]:
        """The pager: its places as *told*, the ways that any page of the list has from *state*."""
        names = ("first", "last", "page", "pages", "previous_url", "next_url")
        return {
            **{name: told[name] for name in names},
            "first_url": state.url(page=1) if told["previous_url"] else None,
            "last_url": state.url(page=1, last=True) if told["next_url"] else None,
            "sizes": [
                {"size": size, "url": state.url(per_page=size), "current": size == state.per_page}
                for size in state.view.page_size_options
            ],
        }


def _sentence(state: ListState, number: counting.Count) -> str:
    """How many rows match, in words."""
    model = state.view.model
    if number.exact:
        return naming.count_of(model, number.number)
    if number.number == counting.CAP + 1:
        # Nobody knows: counting stopped there.
        most = _("more than %(number)s", number=format_number(counting.CAP))
        return naming.count_of(model, counting.CAP, most)
    rough = counting.rounded(number.number)
    return naming.count_of(model, rough, _("about %(number)s", number=format_number(rough)))


def _pills(page: Page) -> list[str]:
    """The filters in force, in words."""
    return [one.sentence(_words_in(one, page)) for one in page.state.filters]


def _words_in(one: Filter, page: Page) -> dict[tuple[Any, ...], str]:
    """What the rows that a filter on a link names are called."""
    if one.column.target is None or one.operator.takes != "value":
        return {}
    if one.operator is filters.EQ and len(one.values) == 1 and page.rows:
        # All rows of the list refer to it, and most lists say what it is called.
        word = page.rows[0].words.get(one.column.name)
        if word is not None:
            return {one.values[0]: word}
    return query.related_words(one.column.target, one.values)


def _asked(state: ListState) -> Iterator[tuple[str, str]]:
    """Filters and order as addresses have them, by the names of their gaps."""
    yield "sort", state.order
    for i, one in enumerate(state.filters):
        yield f"filter_{i}", one.parameter
        yield from ((f"filter_{i}_{j}", text) for j, text in enumerate(one.texts))


def _pill_links(state: ListState, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The filters in force, each with the URL of the list without it."""
    return [
        {
            "text": told[f"pill_{i}"],
            "url": state.url(filters=tuple(other for other in state.filters if other is not one)),
            "change_url": state.ask_url(one.parameter),
        }
        for i, one in enumerate(state.filters)
    ]
