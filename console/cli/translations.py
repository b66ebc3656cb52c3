"""``flask translations``: collect what is to be translated, compile what is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from console.cli.base import ConsoleGroup

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "console" / "translations"
TEMPLATE = FOLDER / "messages.pot"
# English is what the code says; these are translated.
LANGUAGES = ("pl",)
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "N_": None, "lazy_gettext": None}

# Only what gettext reads.
HEADER = """\
msgid ""
msgstr ""
"Language: {0}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {1}\\n"

"""

translations = ConsoleGroup("translations", help="The words of the pages in other languages.")


@translations.command()
def update() -> None:
    """Write messages.pot anew and bring each language's messages.po up to date with it.

    Translations that are there stay; words that the code no longer says go.
    """
    catalog = collected()
    _write(TEMPLATE, as_text(catalog))
    for language in LANGUAGES:
        path = po_of(language)
        known = read(language)
        known.update(catalog, no_fuzzy_matching=True)
        known.obsolete.clear()
        _write(path, as_text(known))
        missing = len(untranslated(known))
        click.echo(f"{path.relative_to(ROOT)}: {len(known)} messages, {missing} to translate")
        _compile(language)


@translations.command("compile")
def compile_all() -> None:
    """Write messages.mo, which the console reads, from each language's messages.po."""
    for language in LANGUAGES:
        click.echo(_compile(language).relative_to(ROOT))


def collected() -> Catalog:
    """Everything the code, the templates and the models say, in the order of their files."""
    catalog = Catalog(project="console", fuzzy=False)
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT / "console",
        [(pattern.removeprefix("console/"), method) for pattern, method in methods],
        {pattern.removeprefix("console/"): kept for pattern, kept in options.items()},
        KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    )
    for name, _line, message, comments, context in sorted(found, key=lambda one: one[:2]):
        place = [(f"console/{name}", 0)]
        catalog.add(message, None, place, auto_comments=comments, context=context)
    for texts in _of_models():
        catalog.add(texts if len(texts) > 1 else texts[0], None, [("console/models", 0)])
    for case, text in _declined():
        catalog.add(text, None, [("console/models", 0)], context=case)
    return catalog


def read(language: str) -> Catalog:
    """The translations into *language* that there are."""
    path = po_of(language)
    if not path.exists():
        return Catalog(language, project="console", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalog: Catalog) -> list[str]:
    """The ids of messages without a translation, or with one that somebody has to look at."""
    return [str(m.id) for m in catalog if m.id and (m.fuzzy or not _is_complete(m.string))]


def po_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def as_text(catalog: Catalog) -> bytes:
    """The text of a messages.pot or .po: no dates and line numbers, which would always change."""
    file = BytesIO()
    if catalog.locale is not None:
        file.write(HEADER.format(catalog.locale, catalog.plural_forms).encode())
    write_po(file, catalog, width=100, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """The compiled form of *catalog*; messages that are not translated are left out."""
    # The format has room for dates; today's would make every compilation differ.
    catalog.creation_date = catalog.revision_date = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def _compile(language: str) -> Path:
    path = po_of(language).with_suffix(".mo")
    _write(path, as_mo(read(language)))
    return path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _is_complete(string: str | Sequence[str] | None) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


def _of_models() -> Iterator[tuple[str, ...]]:
    """Names, labels, help texts and choices of the project's own models and the console's."""
    from console.admin import all_models, naming

    yield from naming.messages(all_models())


def _declined() -> Iterator[tuple[str, str]]:
    """The names of models in the grammatical cases that sentences need, each with its case."""
    from console.admin import all_models, naming

    yield from naming.declined(all_models())
