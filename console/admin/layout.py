"""How a form is laid out: fields in groups by what they hold, what nobody enters at the end."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask_admin.form import rules
from flask_babel import gettext as _
from markupsafe import Markup, escape

from console.admin import (
    cells,
    defaults,
    generate,
    keys,
    links,
    linkwords,
    listing,
    macros,
    naming,
    query,
    registry,
)
from console.admin.columns import Column
from console.admin.fields.inline import InlineRows
from console.admin.fields.relations import ManyField
from console.admin.kinds import Kind
from console.i18n import current_locale

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

FEW = 7  # fields that need no headings
MANY = 50  # fields among which one is searched for
KIN = 4  # fields of one group whose names begin alike: they make a group of their own
_MONEY = {Kind.MONEY, Kind.PERCENT}
_DATES = {Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.INTERVAL}
_NOTES = {Kind.LONGTEXT, Kind.JSON, Kind.ARRAY, Kind.BYTES}
_NAMES = (*generate.NATURAL_NAMES, "first_name", "last_name", "kind", "status")


@dataclass
class Fact:
    """A value that is shown and not entered."""

    label: Any
    html: Any
    help: str = ""


@dataclass
class Group:
    """A part of a form: fields to fill in, or facts to read."""

    key: str
    title: str
    fields: list[Any] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    note: Any = ""  # what a developer's rules say above the fields


def groups(view: ConsoleView, form: Any, row: Any | None) -> list[Group]:
    """The groups of *form*, in reading order; the facts of *row* last."""
    ruled = _ruled(view, form)
    found = ruled if ruled is not None else _by_meaning(view, form)
    found += [
        Group(f"inline-{one.short_name}", str(one.label.text), fields=[one])
        for one in form
        if isinstance(one, InlineRows)
    ]
    if row is not None and (facts := facts_of(view, form, row)):
        found.append(Group("system", _("Kept by the database"), facts=facts))
    return found


def shown_fields(form: Any) -> list[Any]:
    """The fields of *form* that people see; the console writes its own token."""
    hidden = {"CSRFTokenField", "HiddenField", "RowKey"}
    return [f for f in form if f.type not in hidden and not isinstance(f, InlineRows)]


def titles() -> Mapping[str, str]:
    """The groups by meaning, in reading order."""
    return _titles(current_locale())


@functools.cache
def _titles(locale: str) -> Mapping[str, str]:
    # Five look-ups are a twentieth of a form.
    return {
        "identity": _("Identity"),
        "business": _("Details"),
        "money": _("Money"),
        "dates": _("Dates"),
        "notes": _("Notes and lists"),
    }


def merge_small(found: dict[str, Group], members: Callable[[Group], list[Any]]) -> None:
    """Put the one member of a group to the others: its heading would be more than itself."""
    for key in ("money", "dates", "notes"):
        if len(members(found[key])) == 1:
            members(found["business"]).extend(members(found.pop(key)))


def _by_meaning(view: ConsoleView, form: Any) -> list[Group]:
    fields = shown_fields(form)
    if len(fields) <= FEW or view.form_columns:
        return [Group("all", "", fields=fields)]
    found = {key: Group(key, title) for key, title in titles().items()}
    for one in fields:
        column = view.columns.get(getattr(one, "attribute", one.name))
        many = isinstance(one, ManyField)
        key = "notes" if many else meaning(column) if column is not None else "business"
        found[key].fields.append(one)
    merge_small(found, lambda group: group.fields)
    groups = [group for group in found.values() if group.fields]
    if len(fields) <= MANY:
        return groups
    return [part for group in groups for part in _by_first_word(group)]


def _by_first_word(group: Group) -> list[Group]:
    """*group* taken apart: fields that begin alike, ``billing_city`` and its kin, together."""
    by_word: dict[str, list[Any]] = {}
    for one in group.fields:
        by_word.setdefault(str(getattr(one, "attribute", one.name)).partition("_")[0], []).append(
            one
        )
    kin = {word: fields for word, fields in by_word.items() if len(fields) >= KIN}
    if len(kin) < 2:
        return [group]
    rest = [one for fields in by_word.values() if len(fields) < KIN for one in fields]
    first = [replace(group, fields=rest)] if rest else []
    return first + [
        Group(f"{group.key}-{word}", naming.capital(naming.spaced(word)), fields=fields)
        for word, fields in kin.items()
    ]


def meaning(column: Column) -> str:
    """Which group *column* belongs to."""
    own: Any = column.columns[0] if column.columns else None
    if own is not None and (own.primary_key or own.unique or column.name in _NAMES):
        return "identity"
    if column.kind in _MONEY or "currency" in column.name:
        return "money"
    if column.kind in _DATES or (
        column.kind is Kind.RANGE and "DATE" in str(column.columns[0].type)
    ):
        return "dates"
    return "notes" if column.kind in _NOTES else "business"


def _ruled(view: ConsoleView, form: Any) -> list[Group] | None:
    """The groups that Flask-Admin's form rules make: order and headings, not their markup."""
    chosen = view._form_create_rules if form_is_new(form) else view._form_edit_rules
    if chosen is None:
        return None
    found = [Group("rules-0", "")]
    for kind, value in walk(chosen.rules):
        if kind == "header":
            found.append(Group(f"rules-{len(found)}", str(value)))
        elif kind == "note":
            found.append(Group(f"rules-{len(found)}", "", note=value))
        elif kind == "macro":
            found += _by_macro(view, form, value, f"rules-{len(found)}")
        elif value in form._fields and not isinstance(form._fields[value], InlineRows):
            found[-1].fields.append(form._fields[value])
    return [group for group in found if group.fields or group.note or group.title]


def walk(given: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for rule in given:
        if isinstance(rule, rules.Header):
            yield "header", rule.default_args.get("text", "")
        elif isinstance(rule, rules.Text):
            # The developer's own words, in HTML only where they say so.
            yield "note", escape(rule.text) if rule.escape else Markup(rule.text)  # noqa: S704
        elif isinstance(rule, rules.NestedRule):
            yield from walk(rule.rules)
        elif macros.is_macro(rule):
            yield "macro", rule
        else:
            for name in getattr(rule, "visible_fields", ()):
                yield "field", name


def _by_macro(view: ConsoleView, form: Any, rule: Any, key: str) -> list[Group]:
    """What the macro of *rule* draws; where there is none, the fields that would be in it."""
    if (html := _drawn(view, form, rule)) is not None:
        return [Group(key, "", note=html)]
    names = [name for name in rule.visible_fields if name in form._fields]
    return [Group(key, "", fields=[form._fields[name] for name in names])]


def _drawn(view: ConsoleView, form: Any, rule: Any) -> Markup | None:
    template = view.create_template if form_is_new(form) else view.edit_template
    macro = macros.find(view, template, rule.macro_name)
    if macro is None:
        return None
    given = dict(rule.default_args)
    if isinstance(rule, rules.Container):
        given["caller"] = lambda **_more: _inside(view, form, [rule.child_rule])
    return Markup(macro(**given))  # noqa: S704 - a macro escapes what it is given


def _inside(view: ConsoleView, form: Any, given: Iterable[Any]) -> Markup:
    """What the rules *given* draw inside of a macro."""
    from console.admin import formpage

    parts: list[Any] = []
    for kind, value in walk(given):
        if kind == "header":
            parts.append(Markup("<h3>{}</h3>").format(value))
        elif kind == "note":
            parts.append(value)
        elif kind == "macro":
            parts.append(_drawn(view, form, value) or _inside(view, form, _children(value)))
        elif value in form._fields:
            arguments = (view.form_widget_args or {}).get(value, {})
            parts.append(formpage.drawn(form._fields[value], arguments, False))
    return Markup('<div class="fields">{}</div>').format(Markup("").join(parts))


def _children(rule: Any) -> list[Any]:
    return [rule.child_rule] if isinstance(rule, rules.Container) else []


def form_is_new(form: Any) -> bool:
    state = getattr(form, "_state", None)
    return bool(state.creating) if state is not None else getattr(form, "_obj", None) is None


def facts_of(view: ConsoleView, form: Any, row: Any) -> list[Fact]:
    """The columns of *row* that the form does not ask for: keys, computed values, time stamps."""
    entered = {getattr(f, "attribute", f.name) for f in form}
    excluded = {str(getattr(name, "key", name)) for name in view.form_excluded_columns or ()}
    only = view.form_columns and {str(getattr(n, "key", n)) for n in view.form_columns}
    found = []
    for name, column in view.columns.items():
        if name in entered or ((only or name in excluded) and not is_kept(column)):
            continue
        found.append(Fact(column.label, value_html(column, row), column.help))
    return found


def is_kept(column: Column) -> bool:
    """Whether the database keeps *column* by itself."""
    own = column.columns[0] if column.columns else None
    if own is None or not hasattr(own, "computed"):
        return False
    return column.system or defaults.is_written_by_database(own)


def value_html(column: Column, row: Any) -> Any:
    """The value of *column* in *row*, long, as HTML; a link in words."""
    if column.relationship is not None and not column.path:
        return link_html(link_of(column), row)
    value = row
    for part in column.name.split("."):
        value = getattr(value, part, None)
    html = cells.cell(column, value() if callable(value) else value, long=True)
    unit = listing.unit_of(column)
    currency = getattr(row, unit, None) if unit else None
    return html if currency is None or value is None else html + f"\u00a0{currency}"


def link_of(column: Column) -> links.Link | None:
    """The link that *column* shows, if it shows one of the row's own."""
    if column.relationship is None or column.path:
        return None
    return links.of_relationship(column.relationship)


def link_html(link: links.Link | None, row: Any) -> Any:
    """The row that *link* of *row* refers to, in words, linked where the viewer may read it."""
    key = link.key_of(row) if link is not None else None
    if link is None or key is None:
        return cells.NULL
    encoded = keys.encode(key)
    words = linkwords.known(link, row).get(encoded)
    if words is None:
        words = query.related_words(link.target, [key]).get(key)
    view = registry.view_for(link.target)
    if words is None or view is None or not view.may_read:
        return words or encoded
    return Markup('<a href="{}">{}</a>').format(view.link("details", id=encoded), words)
