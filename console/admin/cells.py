"""Values as HTML: one function per kind of value, chosen once per column and page."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from console import i18n
from console.admin import naming
from console.admin.columns import Column
from console.admin.kinds import Kind

SHORT = 60  # characters of a text in a list
# A text that begins with something to see and holds nothing to escape: most texts do.
_PLAIN = re.compile(r"[^\s&<>\"'][^&<>\"']*")
_ALL_PLAIN = re.compile(
    rf"[^\s&<>\"'\0][^&<>\"'\0]{{0,{SHORT - 1}}}(?:\0[^\s&<>\"'\0][^&<>\"'\0]{{0,{SHORT - 1}}})*"
)
NULL = Markup('<span class="null" title="NULL">—</span>')

Renderer = Callable[[Any], str]


def empty() -> Markup:
    """The mark of a text that is there and has no characters."""
    return Markup('<span class="empty">{}</span>').format(_("empty"))


def escaped(text: str) -> str:
    """*text* as HTML."""
    return text if _PLAIN.fullmatch(text) else str(escape(text))


def renderer(column: Column, *, long: bool = False) -> Renderer:
    """A function from a value of *column* to safe HTML, NULL and all.

    *long* shows the whole value (details); otherwise long text is cut (lists).
    """
    inner = _BY_KIND.get(column.kind, _text)(column, long)

    def render(value: Any) -> str:
        if value is None:
            return NULL
        return inner(value)

    return render


def rendered(column: Column, values: Sequence[Any]) -> list[str]:
    """The HTML of a list's *values* of *column*, NULL and all."""
    # What figures and codes look like is said once, by the class of their column.
    build = _text if column.kind in {Kind.CODE, Kind.UUID} else _BY_KIND.get(column.kind, _text)
    if build is _text and all_plain(values):
        return list(values)
    inner = build(column, False)
    return [NULL if value is None else inner(value) for value in values]


def all_plain(values: Sequence[Any]) -> bool:
    """Whether all *values* are short texts that a list shows as they are: looked at together."""
    try:
        return _ALL_PLAIN.fullmatch("\0".join(values)) is not None
    except TypeError:  # some are no texts
        return False


def cell(column: Column, value: Any, *, long: bool = False) -> Markup:
    """The HTML of one value; for many values of a column take :func:`renderer` once."""
    # Renderers escape what they show.
    return Markup(renderer(column, long=long)(value))  # noqa: S704


def _text(column: Column, long: bool) -> Renderer:
    blank = empty()

    def render(value: Any) -> str:
        text = value if isinstance(value, str) else str(value)
        if text == "":
            return blank
        if not long and len(text) <= SHORT and _PLAIN.fullmatch(text):
            return text
        if long:
            return f'<span class="text">{escape(text)}</span>'
        if text.isspace():
            # Blanks alone would look like nothing at all.
            return f'<span class="blank">{"␠" * min(len(text), 9)}</span>'
        if len(text) > SHORT:
            cut = text[: SHORT - 1].rstrip()
            return f'<span class="cut" title="{escape(text[:1000])}">{escape(cut)}…</span>'
        return str(escape(text))

    return render


def _number(column: Column, long: bool) -> Renderer:
    # Figures and signs only: nothing to escape.
    return i18n.number_setter()


def _percent(column: Column, long: bool) -> Renderer:
    return lambda value: f"{escape(i18n.format_number(value))}\u00a0%"


def _integer(column: Column, long: bool) -> Renderer:
    # A key or a year is a name, not an amount: grouping would only make it harder to copy.
    if column.columns and (column.columns[0].primary_key or column.columns[0].foreign_keys):
        return str
    return _number(column, long)


def _code(column: Column, long: bool) -> Renderer:
    plain = _text(column, long)
    return lambda value: f'<span class="code">{plain(value)}</span>'


def _boolean(column: Column, long: bool) -> Renderer:
    marks = {True: ("yes", "✓", _("yes")), False: ("no", "✕", _("no"))}
    html = {
        value: f'<span class="bool bool-{name}"><span aria-hidden="true">{mark}</span> '
        f'<span class="{"" if long else "visually-hidden"}">{escape(word)}</span></span>'
        for value, (name, mark, word) in marks.items()
    }
    return lambda value: html[bool(value)]


def _date(column: Column, long: bool) -> Renderer:
    set_date = i18n.date_setter()
    if not long:
        # A day reads the same long and short; four hundred cells weigh.
        return lambda value: (
            set_date(value) if isinstance(value, dt.date) else str(escape(set_date(value)))
        )
    return lambda value: f'<time datetime="{_iso(value)}">{escape(set_date(value))}</time>'


def _datetime(column: Column, long: bool) -> Renderer:
    if long:
        return lambda value: f'<time datetime="{_iso(value)}">{_exact(value)}</time>'
    set_datetime = i18n.datetime_setter()

    def render(value: Any) -> str:
        if value.__class__ is str:
            return f'<time title="{escape(value)}">{set_datetime(value)}</time>'
        exact = value.isoformat()
        if exact[-6:] == "+00:00":
            exact = f"{exact[:-6]}Z"
        return f'<time title="{exact}">{set_datetime(value)}</time>'

    return render


def _exact(value: Any) -> Markup:
    return escape(i18n.format_datetime(value, exact=True))


def _time(column: Column, long: bool) -> Renderer:
    return lambda value: (
        f'<time title="{escape(_iso(value))}">{escape(i18n.format_time(value))}</time>'
    )


def _interval(column: Column, long: bool) -> Renderer:
    plain = _text(column, long)

    def render(value: Any) -> str:
        # PostgreSQL's own text has months, which have no length in days.
        known = isinstance(value, dt.timedelta)
        return plain(i18n.format_duration(value) if known else value)

    return render


def _iso(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(escape(value))


def _enum(column: Column, long: bool) -> Renderer:
    done: dict[Any, str] = {}

    def render(value: Any) -> str:
        if value not in done:
            word = naming.choice_label(value)
            done[value] = f'<span class="badge badge-quiet">{escape(word)}</span>'
        return done[value]

    return render


def _json(column: Column, long: bool) -> Renderer:
    def render(value: Any) -> str:
        if long:
            text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
            return f'<pre class="json">{escape(text)}</pre>'
        text = json.dumps(value, ensure_ascii=False, default=str)
        return short(text)

    short = _text(column, False)
    return render


def _array(column: Column, long: bool) -> Renderer:
    blank, plain = empty(), _text(column, long)

    def render(value: Any) -> str:
        if isinstance(value, str):  # of elements that psycopg2 does not know, such as inet[]
            return plain(value)
        if not len(value):
            return blank
        shown = value if long else value[:4]
        tags = " ".join(f'<span class="tag">{_element(item)}</span>' for item in shown)
        rest = len(value) - len(shown)
        return f"{tags} +{rest}" if rest else tags

    return render


def _element(item: Any) -> str:
    if item is None or item == "":
        return str(NULL if item is None else empty())
    return str(escape(str(item)))


def _range(column: Column, long: bool) -> Renderer:
    def render(value: Any) -> str:
        return str(escape(range_words(value)))

    return render


def range_words(value: Any) -> str:
    """A range in words: "01 Jan 2026 until 31 Dec 2026"."""
    if isinstance(value, str):  # a range of several parts, which psycopg2 does not take apart
        return value
    if getattr(value, "isempty", False) or getattr(value, "is_empty", False):
        return _("no values")
    end, included = _last(value)
    lower, upper = _bound(value.lower), _bound(end)
    if lower is None and upper is None:
        return _("unlimited")
    if upper is None:
        return _("from %(lower)s", lower=lower)
    if lower is None:
        return _("until %(last)s", last=upper) if included else _("before %(upper)s", upper=upper)
    if included:
        return _("%(lower)s until %(last)s", lower=lower, last=upper)
    return _("%(lower)s until before %(upper)s", lower=lower, upper=upper)


def _last(value: Any) -> tuple[Any, bool]:
    """The upper end of a range, and whether it belongs to it: of days and whole numbers, it does.

    PostgreSQL keeps those two kinds without their end, people say them with it.
    """
    end = value.upper
    if value.bounds[1] == ")":
        if isinstance(end, int):
            return end - 1, True
        if isinstance(end, dt.date) and not isinstance(end, dt.datetime) and end > dt.date.min:
            return end - dt.timedelta(days=1), True
        return end, False
    return end, True


def _bound(value: Any) -> str | None:
    if value is None or isinstance(value, str):  # beyond Python's calendar
        return value
    if hasattr(value, "hour"):
        return i18n.format_datetime(value)
    return i18n.format_date(value) if hasattr(value, "isoformat") else i18n.format_number(value)


def _bytes(column: Column, long: bool) -> Renderer:
    def render(value: Any) -> str:
        data = bytes(value)
        preview = data[: 64 if long else 8].hex(" ")
        size = _("%(size)s bytes", size=i18n.format_number(len(data)))
        more = "…" if len(data) > 8 else ""
        return f'<span class="bytes"><code>{preview}{more}</code> {escape(size)}</span>'

    return render


def _link(scheme: str) -> Callable[[Column, bool], Renderer]:
    def build(column: Column, long: bool) -> Renderer:
        plain = _text(column, long)
        if not long:
            return plain

        def render(value: Any) -> str:
            if not value:
                return plain(value)
            if scheme == "" and not str(value).startswith(("http://", "https://")):
                return plain(value)
            extra = ' rel="noopener noreferrer" target="_blank"' if scheme == "" else ""
            return f'<a href="{scheme}{escape(value)}"{extra}>{escape(value)}</a>'

        return render

    return build


_BY_KIND: Mapping[Kind, Callable[[Column, bool], Renderer]] = {
    Kind.CODE: _code,
    Kind.UUID: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _number,
    Kind.FLOAT: _number,
    Kind.MONEY: _number,
    Kind.PERCENT: _percent,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.TIME: _time,
    Kind.INTERVAL: _interval,
    Kind.ENUM: _enum,
    Kind.JSON: _json,
    Kind.ARRAY: _array,
    Kind.RANGE: _range,
    Kind.BYTES: _bytes,
    Kind.EMAIL: _link("mailto:"),
    Kind.PHONE: _link("tel:"),
    Kind.URL: _link(""),
}
