"""What is wrong with a page, whatever it shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import TestResponse

from tests.pages import soup, text_of

# Attributes that hold ids of other elements.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget")
ADDRESSES = ("href", "src", "action", "data-href", "data-url", "data-create-url")
CONTROLS = ("input", "select", "textarea")
CELLS = ("td", "th", "dd", "output")


class Page:
    """A page's elements, gone through once: by name, and by the attributes that they have."""

    def __init__(self, response: TestResponse) -> None:
        self.soup = soup(response)
        self.path = urlsplit(response.request.url).path
        self.tags: list[Tag] = self.soup.find_all(True)
        self.named: dict[str, list[Tag]] = defaultdict(list)
        self.having: dict[str, list[Tag]] = defaultdict(list)
        for tag in self.tags:
            self.named[tag.name].append(tag)
            for attribute in tag.attrs:
                self.having[attribute].append(tag)

    def values(self, attribute: str) -> list[str]:
        return [str(tag[attribute]) for tag in self.having[attribute]]


def faults(app: Flask, response: TestResponse) -> list[str]:
    """Sentences about *response*, an HTML page of *app*; none when it is as it should be."""
    page = Page(response)
    return [
        *frame(page),
        *scripts(page, response),
        *identities(page),
        *addresses(app, page),
        *forms(page),
        *words(page),
    ]


def frame(page: Page) -> Iterator[str]:
    headings = page.named["h1"]
    if len(headings) != 1 or not text_of(headings[0]):
        yield f"{len(headings)} h1: {[text_of(one) for one in headings]}"
    html = page.soup.html
    if not html or html.get("lang") not in {"en", "pl"}:
        yield "html has no lang"
    title, _dot, _name = text_of(page.soup.title).partition(" · ")
    if not title:
        yield f"the title says nothing: {text_of(page.soup.title)!r}"


def scripts(page: Page, response: TestResponse) -> Iterator[str]:
    """What the Content-Security-Policy would not let through."""
    policy = response.headers["Content-Security-Policy"]
    for tag in page.tags:
        if tag.has_attr("style"):
            yield f"style=: {_start(tag)}"
        if handlers := [name for name in tag.attrs if name.startswith("on")]:
            yield f"{handlers}: {_start(tag)}"
        if tag.name in {"script", "style"} and f"'nonce-{tag.get('nonce')}'" not in policy:
            yield f"no nonce: {_start(tag)}"
        if str(tag.get("href", "")).lower().startswith("javascript:"):
            yield f"a script as an address: {_start(tag)}"


def identities(page: Page) -> Iterator[str]:
    ids = Counter(page.values("id"))
    yield from (f"id {one!r} is there {number} times" for one, number in ids.items() if number > 1)
    for name in REFERENCES:
        for tag in page.having[name]:
            for one in str(tag[name]).split():
                if one not in ids:
                    yield f"{name} names {one!r}, which is not there: {_start(tag)}"


def addresses(app: Flask, page: Page) -> Iterator[str]:
    routes = app.url_map.bind("localhost")
    for name in ADDRESSES:
        for text in {*page.values(name)}:
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
                    routes.match(urljoin(page.path, parts.path), query_args=parts.query)
                except MethodNotAllowed:
                    pass
                except HTTPException:
                    yield f"{name} leads nowhere: {text}"


def forms(page: Page) -> Iterator[str]:
    for form in page.named["form"]:
        token = form.find("input", attrs={"name": "csrf_token"})
        if form.get("method") == "post" and token is None:
            yield f"a form without a token: {_start(form)}"
    labelled = {str(tag.get("for")) for tag in page.named["label"]}
    for control in (tag for name in CONTROLS for tag in page.named[name]):
        if control.get("type") != "hidden" and not _is_named(control, labelled):
            yield f"a field that nothing names: {_start(control)}"
    links = [tag for tag in page.named["a"] if tag.has_attr("href")]
    for control in [*page.named["button"], *page.named["summary"], *links]:
        if not (text_of(control) or control.get("aria-label") or control.get("title")):
            yield f"a control without words: {_start(control)}"


def words(page: Page) -> Iterator[str]:
    pills = [tag for tag in page.having["class"] if "pill" in tag["class"]]
    for cell in [*(tag for name in CELLS for tag in page.named[name]), *pills]:
        said = text_of(cell)
        if said in {"None", "NaT", "[]", "{}"} or "object at 0x" in said:
            yield f"Python instead of words: {cell}"
    if "%(" in text_of(page.soup.body):
        yield "a placeholder that nobody filled in"


def _is_named(control: Tag, labelled: set[str]) -> bool:
    if control.get("id") in labelled or control.get("aria-label"):
        return True
    return bool(control.get("aria-labelledby") or control.find_parent("label"))


def _start(tag: Tag) -> str:
    return str(tag)[:160]
