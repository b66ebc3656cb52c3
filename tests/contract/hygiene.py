"""What is wrong with a page, whatever it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

from tests.pages import soup, text_of

# Attributes that hold ids of other elements.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget")
ADDRESSES = ("href", "src", "action", "data-href", "data-url", "data-create-url")
CONTROLS = "input:not([type=hidden]), select, textarea"


def faults(app: Flask, response: TestResponse) -> list[str]:
    """Sentences about *response*, an HTML page of *app*; none when it is as it should be."""
    page = soup(response)
    return [
        *frame(page),
        *scripts(page, response),
        *identities(page),
        *addresses(app, page),
        *forms(page),
        *words(page),
    ]


def frame(page: BeautifulSoup) -> Iterator[str]:
    headings = page.select("h1")
    if len(headings) != 1 or not text_of(headings[0]):
        yield f"{len(headings)} h1: {[text_of(one) for one in headings]}"
    if not page.html or page.html.get("lang") not in {"en", "pl"}:
        yield "html has no lang"
    title, _dot, _name = text_of(page.title).partition(" · ")
    if not title:
        yield f"the title says nothing: {text_of(page.title)!r}"


def scripts(page: BeautifulSoup, response: TestResponse) -> Iterator[str]:
    """What the Content-Security-Policy would not let through."""
    policy = response.headers["Content-Security-Policy"]
    for tag in page.find_all(True):
        if tag.has_attr("style"):
            yield f"style=: {_start(tag)}"
        if handlers := [name for name in tag.attrs if name.startswith("on")]:
            yield f"{handlers}: {_start(tag)}"
        if tag.name in {"script", "style"} and f"'nonce-{tag.get('nonce')}'" not in policy:
            yield f"no nonce: {_start(tag)}"
        if str(tag.get("href", "")).lower().startswith("javascript:"):
            yield f"a script as an address: {_start(tag)}"


def identities(page: BeautifulSoup) -> Iterator[str]:
    ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
    yield from (f"id {one!r} is there {number} times" for one, number in ids.items() if number > 1)
    for name in REFERENCES:
        for tag in page.select(f"[{name}]"):
            for one in str(tag[name]).split():
                if one not in ids:
                    yield f"{name} names {one!r}, which is not there: {_start(tag)}"


def addresses(app: Flask, page: BeautifulSoup) -> Iterator[str]:
    routes = app.url_map.bind("localhost")
    for name in ADDRESSES:
        for text in {str(tag[name]) for tag in page.select(f"[{name}]")}:
            parts = urlsplit(text)
            if parts.scheme in {"mailto", "tel", "http", "https", "data"}:
                continue
            if "bootstrap4" in text or "/admin/static" in text:
                yield f"Flask-Admin's own theme: {text}"
            if parts.path.startswith("/static/"):
                file = Path(str(app.static_folder)) / parts.path.removeprefix("/static/")
                if not file.is_file():
                    yield f"no such file: {text}"
            elif parts.path:
                try:
                    routes.match(parts.path, query_args=parts.query)
                except MethodNotAllowed:
                    pass
                except HTTPException:
                    yield f"{name} leads nowhere: {text}"


def forms(page: BeautifulSoup) -> Iterator[str]:
    for form in page.select("form[method=post]"):
        if form.select_one("input[name=csrf_token]") is None:
            yield f"a form without a token: {_start(form)}"
    for control in page.select(CONTROLS):
        if not _is_named(page, control):
            yield f"a field that nothing names: {_start(control)}"
    for control in page.select("button, a[href], summary"):
        if not (text_of(control) or control.get("aria-label") or control.get("title")):
            yield f"a control without words: {_start(control)}"


def words(page: BeautifulSoup) -> Iterator[str]:
    for cell in page.select("td, th, dd, .pill, output"):
        if text_of(cell) in {"None", "NaT", "[]", "{}"} or "object at 0x" in text_of(cell):
            yield f"Python instead of words: {cell}"
    if "%(" in text_of(page.body):
        yield "a placeholder that nobody filled in"


def _is_named(page: BeautifulSoup, control: Tag) -> bool:
    wrapped = control.find_parent("label")
    by_id = control.get("id") and page.select_one(f'label[for="{control["id"]}"]')
    return bool(wrapped or by_id or control.get("aria-label") or control.get("aria-labelledby"))


def _start(tag: Tag) -> str:
    return str(tag)[:160]
