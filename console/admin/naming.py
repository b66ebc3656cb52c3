"""What tables, columns, values and rows are called, in the viewer's language."""

from __future__ import annotations

import enum
import functools
from typing import Any

from flask_babel import gettext, pgettext
from sqlalchemy import orm

from console.admin.mapping import foreshadowed, mapper_of, outline_of

CUT = 80  # characters of a row's own words


def singular(model: type) -> str:
    """What one row of *model* is called: "company"."""
    return gettext(names(model)[0])


def plural(model: type) -> str:
    """What the rows of *model* are called: "companies"."""
    return gettext(names(model)[1])


def accusative(model: type) -> str:
    """What one row is called as the object of a verb: "Add *company*", "Dodaj *firmę*"."""
    return _declined("accusative", names(model)[0])


def genitive(model: type) -> str:
    """What rows are called when there are none of them: "no *companies*", "brak *firm*"."""
    return _declined("genitive", names(model)[1])


def _declined(case: str, word: str) -> str:
    """*word* in a grammatical case: a message context, for the languages that decline nouns."""
    found = pgettext(case, word)
    return gettext(word) if found == word else str(found)


def title(model: type) -> str:
    """The heading of *model*'s list: "Companies"."""
    return capital(plural(model))


def count_of(model: type, number: int, shown: str | None = None) -> str:
    """A number with its noun: "1,284 companies"; *shown* replaces the figures.

    The catalogue holds ``%(num)s company`` with all its plural forms.
    """
    from flask_babel import ngettext

    from console.i18n import format_number  # i18n formats for the request at hand

    text = ngettext(*counted(model), number)
    return text.replace(str(number), shown or format_number(number), 1)


def counted(model: type) -> tuple[str, str]:
    """The message ids of a number with its noun: whole phrases, put there by `messages`."""
    one, many = (word.replace("%", "%%") for word in names(model))
    return f"%(num)s {one}", f"%(num)s {many}"


@functools.cache
def names(model: type) -> tuple[str, str]:
    """Singular and plural message ids of *model*: its own, else guessed from its name."""
    if declared := getattr(model, "__labels__", None):
        return str(declared[0]), str(declared[1])
    return guessed(str(getattr(model, "__tablename__", model.__name__)))


def guessed(name: str) -> tuple[str, str]:
    """English singular and plural of a table's *name*, whichever of them it is."""
    engine = _english()
    head, _, last = spaced(name).rpartition(" ")
    if not last:
        return name, name
    one = engine.singular_noun(last) or last
    many = last if one != last else engine.plural_noun(last)
    return f"{head} {one}".strip(), f"{head} {many}".strip()


@functools.cache
def _english() -> Any:
    # Only models without labels need it. It has typeguard write type checks into its functions at
    # every import, which takes seconds; all that we give it is text.
    import typeguard

    checked = typeguard.typechecked
    typeguard.typechecked = lambda function: function  # type: ignore[assignment]
    try:
        import inflect
    finally:
        typeguard.typechecked = checked
    return inflect.engine()


@functools.cache
def label_id(model: type, name: str) -> str:
    """The message id of the label of *name*, an attribute of *model* or a dotted path."""
    if "." in name:
        return capital(spaced(name.replace(".", " ")))
    if name in (known := foreshadowed(model) or {}):
        return known[name].label
    mapper = mapper_of(model)
    attribute = mapper.all_orm_descriptors.get(name)
    info = getattr(attribute, "info", None) or {}
    if label := info.get("label"):
        return str(label)
    base = name[:-3] if name.endswith("_id") and len(name) > 3 else name
    link = mapper.relationships.get(base)
    if link is not None and len(link.local_columns) > 1:
        # A part of that link, which may be filled in by itself and stands beside it.
        base = name
    columns = getattr(getattr(attribute, "property", None), "columns", ())
    if base.endswith("_code") and any(column.foreign_keys for column in columns):
        base = base[: -len("_code")]
    return capital(spaced(base)) or name


def label_of(model: type, name: str) -> str:
    """The label of an attribute: the column's own ``info["label"]``, else its name in words."""
    return gettext(label_id(model, name))


@functools.cache
def help_id(model: type, name: str) -> str:
    """The message id of the help text of *name*: the database's comment on its column."""
    prop = mapper_of(model).attrs.get(name)
    if isinstance(prop, orm.RelationshipProperty):
        columns = [c for c in prop.local_columns if c.foreign_keys]
    else:
        columns = list(getattr(prop, "columns", ()))
    comments = [c.comment for c in columns if getattr(c, "comment", None)]
    return comments[0] if comments else ""


def help_of(model: type, name: str) -> str:
    """The help text of an attribute, or an empty string."""
    text = help_id(model, name)
    return gettext(text) if text else ""


def about(model: type) -> str:
    """What the table is for: the database's comment on it, or an empty string."""
    comment = getattr(outline_of(model), "comment", None)
    return gettext(comment) if comment else ""


@functools.cache
def choice_id(value: Any) -> str:
    """The message id of one choice of an enum: "on_hold" reads "On hold"."""
    text = str(value.value) if isinstance(value, enum.Enum) else str(value)
    return capital(spaced(text)) or text


def choice_label(value: Any) -> str:
    """One choice of an enum as people read it."""
    text = choice_id(value)
    return gettext(text) if text else text


def words(row: Any) -> str:
    """*row* in a few words: its ``str()``, guarded, never empty and never long."""
    try:
        text = str(row).strip()
    except Exception:  # noqa: BLE001 - a __str__ of a model file must not take a page down
        text = ""
    if not text:
        from console.admin import keys

        text = f"{capital(singular(type(row)))} {keys.key_of(row)}"
    return cut(text)


def cut(text: str) -> str:
    """*text* no longer than a line of words may be."""
    return text if len(text) <= CUT else f"{text[: CUT - 1]}…"


@functools.lru_cache(maxsize=10_000)
def spaced(name: str) -> str:
    """``created_at`` and ``CreatedAt`` as "created at"."""
    split = "".join(
        f" {c}" if c.isupper() and i and name[i - 1].islower() else c for i, c in enumerate(name)
    )
    kept = split.replace("_", " ").strip()
    return " ".join(
        word if word.isupper() and len(word) > 1 else word.lower() for word in kept.split()
    )


def capital(text: str) -> str:
    """*text* with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]


def at_end(words: str) -> str:
    """*words* to end a sentence with: of "Acme Inc." and the sentence, one full stop is enough."""
    return words.removesuffix(".")


def messages(models: list[type]) -> list[tuple[str, ...]]:
    """Every message id that models bring: one-tuples, and (singular, plural) pairs."""
    found: dict[tuple[str, ...], None] = {}
    for model in models:
        one, many = names(model)
        found[(one,)] = found[(many,)] = found[(capital(many),)] = None
        found[counted(model)] = None
        mapper = mapper_of(model)
        texts = [getattr(model, "__category__", None), getattr(mapper.local_table, "comment", None)]
        for prop in mapper.attrs:
            texts += [label_id(model, prop.key), help_id(model, prop.key)]
            for column in getattr(prop, "columns", ()):
                texts += map(choice_id, getattr(column.type, "enums", None) or ())
        for text in filter(None, texts):
            found[(str(text),)] = None
    return list(found)


def declined(models: list[type]) -> list[tuple[str, str]]:
    """The message ids that models bring once for each grammatical case: (case, id)."""
    found: dict[tuple[str, str], None] = {}
    for one, many in map(names, models):
        found[("accusative", one)] = found[("genitive", many)] = None
    return list(found)
