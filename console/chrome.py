"""The frame around a page: the same for one person on every page but for a few words.

Menu, tools and the script's words are rendered once and kept, with marks where the token, the
nonce and the address of the page go: on a list they would be half of the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from console.i18n import reader
from console.security import csp_nonce

# Marks pass unchanged through escaping and quoting, and occur in nobody's text.
CSRF, NONCE, HERE, QUOTED = "~~csrf~~", "~~nonce~~", "~~here~~", "~~quoted~~"
MOST = 1000  # kept texts; people × languages × looks
CACHE = "console.chrome"


def init_app(app: Flask) -> None:
    app.extensions[CACHE] = {}
    app.jinja_env.globals.update(chrome_tools=tools, chrome_menu=menu, chrome_words=words)


def tools(account: Any) -> Markup:
    """The right end of the top bar: language, looks, account."""
    who = (account.id, str(account), account.email, account.role) if account else None
    text = kept(("tools", who), "_layout_tools.html", account=account)
    # A page that answers a POST cannot be come back to by its address.
    here = "" if request.method != "GET" else request.path
    if here and request.query_string:
        here = request.full_path
    text = text.replace(CSRF, generate_csrf()).replace(HERE, str(escape(here)))
    return Markup(text.replace(QUOTED, quote(here, safe="/")))  # noqa: S704 - see `kept`


def menu(account: Any, groups: Callable[[], list[dict[str, Any]]], current: str | None) -> Markup:
    """The menu, with the table whose list is at *current* marked; *groups* makes it."""
    closed = reader.closed_groups()
    key = ("menu", account.id, account.role, closed, current if closed else None)
    text = kept(key, "_layout_menu.html", menu=groups, current=current)
    if current:
        mark = "page" if request.path == current else "true"
        text = text.replace(f'href="{current}">', f'href="{current}" aria-current="{mark}">')
    return Markup(text)  # noqa: S704 - see `kept`


def words() -> Markup:
    """What the script says, in the reader's language."""
    text = kept(("words",), "_layout_words.html")
    return Markup(text.replace(NONCE, csp_nonce()))  # noqa: S704 - see `kept`


def kept(key: tuple[Any, ...], template: str, **values: Any) -> str:
    """*template* with *values*, rendered once for each *key* and way of looking.

    Rendering escapes; what later takes the place of a mark is escaped or quoted first.
    """
    look = (
        reader.current_locale(),
        reader.theme(),
        reader.density(),
        str(reader.current_timezone()),
    )
    texts: dict[tuple[Any, ...], str] = current_app.extensions[CACHE]
    if (text := texts.get((*key, *look))) is None:
        text = render_template(template, **values)
        if len(texts) >= MOST:
            texts.clear()
        if not current_app.debug:
            texts[(*key, *look)] = text
    return text
