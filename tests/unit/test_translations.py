"""Whether every language says all that the code says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from console.cli import translations

pytestmark = pytest.mark.parametrize("language", translations.LANGUAGES)
CALLS = {"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "pgettext"}
HOLES = re.compile(r"%\(\w+\)s|%%|\{\w+\}")


@pytest.fixture
def catalog(language: str) -> Catalog:
    return translations.read(language)


def pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each message id with each of its translations."""
    for message in catalog:
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        for number, text in enumerate(texts):
            if ids[0] and text:
                yield ids[min(number, len(ids) - 1)], text


def test_everything_is_translated(catalog):
    assert translations.untranslated(catalog) == []


def test_the_template_is_what_the_code_says(app: Flask, language):
    with translations.TEMPLATE.open("rb") as file:
        known = {message.id for message in read_po(file)}

    said = {message.id for message in translations.collected()}

    assert said == known, "run make messages"


def test_the_catalogue_has_the_templates_messages(catalog):
    with translations.TEMPLATE.open("rb") as file:
        asked = {message.id for message in read_po(file)}

    assert {message.id for message in catalog} == asked, "run make messages"


def test_what_pages_read_is_compiled_from_it(catalog, language):
    compiled = translations.po_of(language).with_suffix(".mo").read_bytes()

    assert compiled == translations.as_mo(catalog), "run flask translations compile"


def test_values_keep_their_places(catalog):
    wrong = [
        (one, text)
        for one, text in pairs(catalog)
        # A plural form for one thing may leave the number out, and say "one".
        if set(HOLES.findall(text)) - {"%(num)s"} != set(HOLES.findall(one)) - {"%(num)s"}
    ]

    assert wrong == []


def test_sentences_end_alike(catalog):
    wrong = [
        (one, text) for one, text in pairs(catalog) if one[-1] in ".…?:" and text[-1] != one[-1]
    ]

    assert wrong == []


def test_no_message_hides_in_an_f_string(language):
    """Before Python 3.12 their inside is one token, and nothing that collects messages sees it."""
    hidden = [
        f"{path.relative_to(translations.ROOT)}:{call.lineno}"
        for path in (translations.ROOT / "console").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in CALLS
        if call.args and isinstance(call.args[0], ast.Constant)
    ]

    assert hidden == []


@pytest.mark.parametrize("sign", ['"', "'", "“", " - ", "..."])
def test_signs_are_those_of_print(catalog, sign):
    wrong = [text for one, text in pairs(catalog) if sign in text and sign not in plain(one)]

    assert wrong == []


def plain(text: str) -> str:
    """English *text* without its quotation marks: every language has its own."""
    return text.replace("“", "").replace("”", "")


def test_short_words_do_not_end_a_line(catalog, language):
    """Polish keeps "w", "z", "o" … with the next word: a no-break space stands between."""
    alone = re.compile(r"(?<!\w)[aiouwz] ", re.IGNORECASE)

    texts = [text for _one, text in pairs(catalog) if language == "pl"]

    assert [text for text in texts if alone.search(text)] == []
