"""The frame around a page: the same for one person on every page but for a few words.

Menu, tools and the script's words are rendered once and kept, with gaps where the token, the
nonce and the address of the page go: on a list they would be half of the work. A page may be kept
whole in the same way (`frame`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote_plus

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from markupsafe import Markup, escape

from console import health
from console.i18n import reader
from console.security import csp_nonce, csrf_token

MOST = 1000  # kept texts; people × languages × looks
CACHE = "console.chrome"
# Marks pass unchanged through escaping and quoting. Nobody can write one into a page: what stands
# in an address would otherwise be where the token is put.
_SALT = secrets.token_hex(8)
_MARK = re.compile(rf"~~{_SALT}(\w+)~~")
_SPECIAL = re.compile("[&<>\"']")
PART = "Console-Part"  # the header by which a script asks for what is inside of the frame
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)


def init_app(app: Flask) -> None:
    app.extensions[CACHE] = {}
    app.jinja_env.globals.update(chrome_tools=tools, chrome_menu=menu, chrome_words=words)
    app.jinja_env.globals.update(chrome_flashes=flashes)


def mark(name: str) -> str:
    """What stands in a kept text for *name*; beside a "=" its value will be quoted for a URL."""
    return f"~~{_SALT}{name}~~"


def answer(html: str) -> Response:
    """*html* as a page; to a script that has the frame already, its title and ``<main>`` alone."""
    wanted = request.headers.get(PART) == "main"
    response = make_response(_part(html) if wanted else html)
    response.vary.add(PART)
    return response


def _part(html: str) -> str:
    title, main = _TITLE.search(html), _MAIN.search(html)
    return f"{title[0]}{main[0]}" if title and main else html


class Frame:
    """A rendered text with gaps."""

    def __init__(self, text: str) -> None:
        self.pieces = _MARK.split(text)
        around = zip(self.pieces[::2], self.pieces[1::2], self.pieces[2::2], strict=False)
        self.gaps = [
            (name, before.endswith("=") or after.startswith("=")) for before, name, after in around
        ]
        self._wanted = set(self.gaps)

    def fill(self, values: Mapping[str, Any]) -> Markup:
        """The text with *values*, escaped but for markup, in its gaps."""
        texts = {
            (name, quoted): quote_plus(values[name]) if quoted else _escaped(values[name])
            for name, quoted in self._wanted
        }
        pieces = self.pieces.copy()
        pieces[1::2] = [texts[gap] for gap in self.gaps]
        # Rendering has escaped the rest.
        return Markup("".join(pieces))  # noqa: S704


def _escaped(value: Any) -> str:
    if type(value) is str and not _SPECIAL.search(value):
        return value
    return str(escape(value))


def tools(account: Any) -> Markup:
    """The right end of the top bar: language, looks, account."""
    return _tools(account).fill({"csrf": csrf_token(), "here": _here()})


def menu(account: Any, groups: Callable[[], list[dict[str, Any]]], current: str | None) -> Markup:
    """The menu, with the table whose list is at *current* marked; *groups* makes it."""
    closed = reader.closed_groups()
    key = ("menu", account.id, account.role, closed, current if closed else None)
    text = str(kept(key, "_layout_menu.html", menu=groups, current=current).fill({}))
    if current:
        here = "page" if request.path == current else "true"
        text = text.replace(f'href="{current}">', f'href="{current}" aria-current="{here}">')
    return Markup(text)  # noqa: S704 - rendering has escaped it


def words() -> Markup:
    """What the script says, in the reader's language."""
    return _words().fill({"nonce": csp_nonce()})


def flashes() -> Markup:
    """What just happened: most of the time nothing."""
    if "_flashes" not in session:
        return Markup("")
    return Markup(render_template("_layout_flashes.html"))  # noqa: S704


def frame(account: Any, key: tuple[Any, ...], render: Callable[..., str]) -> Frame:
    """The page that *render* makes, kept for each reader under *key*.

    *render* is given what writes gaps in place of token, nonce, address and messages; the caller
    adds gaps of its own and fills all of them, these with `told`.
    """
    who = (account.id, str(account), account.email, account.role) if account else None
    closed = reader.closed_groups()

    def made() -> str:
        text = render(
            csrf_token=lambda: mark("csrf"),
            csp_nonce=lambda: mark("nonce"),
            chrome_tools=lambda account: Markup("".join(_with_marks(_tools(account)))),  # noqa: S704
            chrome_words=lambda: Markup("".join(_with_marks(_words()))),  # noqa: S704
            chrome_flashes=lambda: mark("flashes"),
        )
        if any(secret in text for secret in (csrf_token(), csp_nonce()) if secret):
            # A macro that is imported without context does not see the marks.
            raise RuntimeError("A page that is kept holds a token or nonce of one request.")
        # Nobody reads how the templates are indented.
        return re.sub(r"\n\s+", "\n", text)

    found = kept_text((*key, who, closed, request.script_root, health.banner()), made)
    assert found is not None
    return found


def told() -> dict[str, Any]:
    """What goes into the gaps that every `frame` has."""
    values = {"csrf": csrf_token(), "nonce": csp_nonce(), "here": _here()}
    return {**values, "flashes": flashes()}


def kept(key: tuple[Any, ...], template: str, **values: Any) -> Frame:
    """*template* with *values*, rendered once for each *key* and way of looking."""
    found = kept_text(key, lambda: render_template(template, **values))
    assert found is not None
    return found


def kept_text(key: tuple[Any, ...], render: Callable[[], str | None]) -> Frame | None:
    """What *render* makes, kept like a template; nothing, and not kept, where it makes nothing."""
    frames, look = _shelf()
    if (found := frames.get((key, look))) is None:
        if (text := render()) is None:
            return None
        found = Frame(text)
        if len(frames) >= MOST:
            frames.clear()
        if not current_app.debug:
            frames[(key, look)] = found
    return found


def _shelf() -> tuple[dict[Any, Frame], tuple[str, ...]]:
    """What is kept, and what makes pages look different for one person; asked once a request."""
    known: tuple[dict[Any, Frame], tuple[str, ...]] | None = g.get("console_shelf")
    if known is None:
        look = (
            reader.current_locale(),
            reader.theme(),
            reader.density(),
            reader.timezone_name(),
        )
        known = g.console_shelf = current_app.extensions[CACHE], look
    return known


def _tools(account: Any) -> Frame:
    who = (account.id, str(account), account.email, account.role) if account else None
    marks = {name: mark(name) for name in ("csrf", "here")}
    return kept(("tools", who), "_layout_tools.html", account=account, **marks)


def _words() -> Frame:
    return kept(("words",), "_layout_words.html", nonce=mark("nonce"))


def _with_marks(frame: Frame) -> list[str]:
    pieces = frame.pieces.copy()
    pieces[1::2] = map(mark, pieces[1::2])
    return pieces


def _here() -> str:
    """The page's address, to come back to; a page that answers a POST has none."""
    if request.method != "GET":
        return ""
    return request.full_path if request.query_string else request.path
