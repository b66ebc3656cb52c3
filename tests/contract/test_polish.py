"""Whether every page says all of its own words in Polish, and leaves none in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import html

from console.admin import all_models, keys, registry
from console.auth import Role
from console.cli import translations
from console.i18n import LANGUAGES
from console.models.db import db
from tests.contract.test_every_model import pages_of
from tests.rows import NASTY

# What a page says in attributes.
SAID = ("aria-label", "title", "placeholder", "data-label", "data-label-create", "data-confirm")
# What holds no words for people, and where rows speak and not the console.
SILENT = {"script", "style", "code", "kbd", "pre", "textarea", "template"}
ROWS = {
    "td",
    "row",
    "dd",
    "output",
    "option",
    "h1",
    "title",
    "crumbs",
    "delete-tree",
    "account-who",
}
OTHERS = ["/admin/", "/console/password", "/console/preferences", "/console/status/"]
OTHERS += ["/console/patterns", "/admin/nothing/", "/admin/company/details/?id=0"]
NAMES = {*LANGUAGES.values(), "JSON Lines", "Europe/Warsaw", "admin@example.org"}


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """Each message with its Polish; of plural messages two forms, one by one."""
    found: dict[str, str] = {}
    for message in translations.read("pl"):
        if message.id and isinstance(message.id, (tuple, list)):
            found |= dict(zip(message.id, message.string, strict=False))
        elif message.id:
            found.setdefault(message.id, message.string)
    return found


@pytest.fixture(scope="module")
def english(catalogue) -> re.Pattern[str]:
    """What no Polish page may say: every message whose Polish is another."""
    spoken = {plain(polish) for polish in catalogue.values()}
    texts = [text for text in map(plain, catalogue) if text not in spoken]
    patterns = [re.escape(text).replace(r"%\(num\)s", r"[\d,]+") for text in texts]
    patterns = [re.sub(r"%\\\(\w+\\\)s", ".+?", one) for one in patterns]
    return re.compile("|".join(one for one in patterns if re.search("[a-z]{3}", one)))


@pytest.fixture
def opened(client, login):
    """Opens pages in a language, as an admin."""
    login(Role.ADMIN)

    def opened(path: str, language: str) -> html.HtmlElement:
        client.set_cookie("locale", language)
        return html.document_fromstring(client.get(path).data.decode())

    return opened


@pytest.fixture
def paths(app, request) -> list[str]:
    model = request.param
    if model is None:
        return OTHERS
    row = db.session.scalar(sa.select(model).order_by(*keys.primary_key(model)).limit(1))
    found = pages_of(f"{registry.prefix_of(model)}/", registry.views()[model], row)
    # Lists with a filter form differ by the kind of the column, and kinds come again elsewhere.
    return [path for path in found if "columns=" not in path][:7]


def plain(text: str) -> str:
    return " ".join(text.split())


def said(tag: html.HtmlElement, *, rows: bool = True) -> Iterator[str]:
    """Every text in *tag*, and what attributes say; *rows*: also where rows speak."""
    if tag.tag in SILENT or not isinstance(tag.tag, str):
        return
    if not rows and not ROWS.isdisjoint({tag.tag, tag.get("class"), tag.get("scope")}):
        return
    yield from (plain(tag.get(name)) for name in SAID if tag.get(name))
    yield plain(tag.text or "")
    for child in tag:
        yield from said(child, rows=rows)
        yield plain(child.tail or "")


def own_words(page: html.HtmlElement) -> set[str]:
    """What the console says of itself on *page*, without what rows say."""
    texts = {text for text in said(page, rows=False) if NASTY[:9] not in text}
    return {text for text in texts if re.search(r"[a-z]{3}", text)}


@pytest.mark.parametrize(
    "paths", [None, *all_models()], indirect=True, ids=lambda one: getattr(one, "__name__", "other")
)
def test_pages_speak_polish(opened, paths, english, catalogue):
    same = NAMES | {plain(text) for text, polish in catalogue.items() if text == polish}
    left: dict[str, Any] = {}
    for path in paths:
        page = opened(path, "pl")

        untranslated = {text for text in said(page) if english.fullmatch(text)}
        # What reads the same in both languages never went through the catalogue.
        unmarked = own_words(page) & own_words(opened(path, "en")) - same
        left |= dict.fromkeys(untranslated | unmarked, path)

    assert left == {}
