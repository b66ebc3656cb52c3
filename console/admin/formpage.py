"""The page of a form as HTML: what is the same for every row is rendered once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import current_app
from markupsafe import Markup, escape

from console import chrome
from console.admin import linkwords, rendering
from console.admin.fields.base import ConsoleField
from console.admin.fields.choices import ChoiceField
from console.admin.fields.numbers import NumberField
from console.admin.fields.relations import PickerField
from console.admin.fields.structured import PgTextField, UuidField
from console.admin.fields.text import TextField
from console.admin.fields.times import TemporalField
from console.admin.kinds import Kind
from console.auth import current_account

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

SHORT = 100  # characters of a value that stands in one line


def html(view: ConsoleView, template: str, context: dict[str, Any]) -> str:
    """The page that *template* makes of *context*, from its kept frame where there can be one."""
    if not _is_keepable(view, template, context):
        return view.render(template, **context)
    row, groups = context["row"], context["groups"]
    told = {name: context[name] for name in ("words", "key", "seen", "back", "action")}
    told |= {f"field_{one.name}": "" for group in groups for one in group.fields}
    for number, group in enumerate(groups):
        told |= {f"fact_{number}_{i}": fact.html for i, fact in enumerate(group.facts)}
    _say_links([one for group in groups for one in group.fields])
    first = None if row is not None else next((f for g in groups for f in g.fields), None)
    account = current_account()
    who = account.id if account is not None else None
    for group in groups:
        for one in group.fields:
            told[f"field_{one.name}"] = control(view, one, who, focus=one is first)
    parts = tuple(
        (g.key, *(f.name for f in g.fields), *(str(fact.label) for fact in g.facts)) for g in groups
    )
    rights = (view.can_view_details, view.may_delete, view.may_create, context["multipart"])
    key = ("form", view.endpoint, row is None, parts, rights)

    def render(**marks: Any) -> str:
        gaps = {name: value if value is None else chrome.mark(name) for name, value in told.items()}
        with_gaps = [
            replace(
                group,
                facts=[
                    replace(fact, html=Markup(gaps[f"fact_{number}_{i}"]))  # noqa: S704 - a mark
                    for i, fact in enumerate(group.facts)
                ],
            )
            for number, group in enumerate(groups)
        ]
        known = {name: gaps[name] for name in ("words", "key", "seen", "back", "action")}
        drawn = {"drawn": lambda field, *_given: gaps[f"field_{field.name}"]}
        return view.render(template, **context | known | drawn | {"groups": with_gaps}, **marks)

    return chrome.frame(account, key, render).fill(told | chrome.told())


def _is_keepable(view: ConsoleView, template: str, context: dict[str, Any]) -> bool:
    """Whether the page is one of ours, with nothing on it that is there just this once."""
    once = context["problems"] or "gone" in context or "conflicts" in context
    # Rows inside of the form differ from row to row, and a developer's words are their own affair.
    once = once or any(g.note or g.key.startswith("inline-") for g in context["groups"])
    return rendering.is_plain(view, template, "form.html") and not once


def control(view: ConsoleView, field: Any, who: Any, *, focus: bool) -> Markup:
    """A field with its label and help, drawn for *who* once for each shape that it takes."""
    given = (view.form_widget_args or {}).get(field.short_name, {})
    shape = None if given or not isinstance(field, ConsoleField) else shape_of(field)
    if shape is None:
        return drawn(field, given, focus)
    key = ("field", view.endpoint, who, field.creating, field.name, focus, shape)
    told = {"value": field.entered or ""}
    if isinstance(field, PickerField):
        told["said"] = field.words or ""
    frame = chrome.kept_text(key, lambda: _with_gaps(str(drawn(field, given, focus)), told))
    return drawn(field, given, focus) if frame is None else frame.fill(told)


def _say_links(fields: Sequence[Any]) -> None:
    """Tell all pickers at once what the rows that they hold are called."""
    pickers = [f for f in fields if isinstance(f, PickerField) and f.entered]
    for one in pickers:
        if not one.state.creating:
            one.told = dict(linkwords.known(one.link, one.state.row))
    others = [one for one in pickers if one.entered not in one.told]
    found = linkwords.words_of_all([(one.target, one.entered or "") for one in others])
    for one, words in zip(others, found, strict=True):
        one.told = {one.entered or "": words}


def drawn(field: Any, given: dict[str, Any], focus: bool) -> Markup:
    """A field with its label and help."""
    macros: Any = current_app.jinja_env.get_template("_form_field.html").module
    return Markup(macros.record_field(field, given, focus))  # noqa: S704 - rendering has escaped it


def shape_of(field: ConsoleField) -> Any | None:
    """What of *field*'s control follows from its value, but for the value itself.

    ``None`` where that cannot be told, or for a value that is odd enough to be drawn by itself.
    """
    ours = type(field).__module__.startswith("console.admin.fields.")
    if not ours or "widget" in vars(field) or field.errors or field.render_kw:
        return None
    text = field.entered or ""
    common = (field.entered is None, text == "", field.unit, *field.control_attributes().items())
    if isinstance(field, PickerField | NumberField | TemporalField):
        return common
    if isinstance(field, ChoiceField) and not callable(field.given) and len(text) < SHORT:
        return (*common, text)
    if isinstance(field, TextField) and field.kind is Kind.LONGTEXT:
        return (*common, text.count("\n"))
    in_line = len(text) < SHORT and text.isprintable()
    if type(field) in {PgTextField, UuidField} and in_line:
        return common
    if isinstance(field, TextField) and in_line:
        # An address with a sign that addresses lack takes another type of control.
        return (*common, text.isascii() and " " not in text)
    return None


def _with_gaps(html: str, told: dict[str, str]) -> str | None:
    """*html* with gaps for what is *told*; ``None`` unless it holds each of them once."""
    value, gap = escape(told["value"]), chrome.mark("value")
    places = [(f'value="{value}"', f'value="{gap}"'), (f"\n{value}</t", f"\n{gap}</t")]
    found = [place for place in places if place[0] in html] if value else []
    if "said" in told:
        output = '<output class="picker-words">'
        found.append((f"{output}{escape(told['said'])}<", f"{output}{chrome.mark('said')}<"))
    for old, new in found:
        if html.count(old) != 1:
            return None
        html = html.replace(old, new)
    return html if len(found) == bool(value) + ("said" in told) else None
