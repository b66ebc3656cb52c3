"""The controls of record forms as HTML; a page without scripts must be able to use each."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

NULLS = "_null"  # ticked boxes: names of fields that hold no value
MARKED = "_many"  # names of fields whose boxes are on the page, ticked or not


def attributes_html(**attributes: Any) -> Markup:
    """HTML attributes, their values escaped; ``False`` leaves one out."""
    parts = []
    for name, value in sorted(attributes.items()):
        if value is True:
            parts.append(_spelt(name))
        elif value is not False:
            # Markup counts as escaped, but may hold the sign that would end the attribute.
            text = str(escape(value)).replace('"', "&#34;")
            parts.append(f'{_spelt(name)}="{text}"')
    return Markup(" ".join(parts))  # noqa: S704 - each value is escaped


@functools.cache
def _spelt(name: str) -> str:
    """*name* as HTML has it: ``class_`` and ``data_url`` are Python's way, and WTForms'."""
    name = name.rstrip("_")
    return name.replace("_", "-") if name.startswith(("data_", "aria_")) else name


def control(
    field: Any, given: dict[str, Any], base: str = "form-control", **own: Any
) -> dict[str, Any]:
    """The attributes of *field*'s control: its own, then the developer's, then for assistance."""
    attributes: dict[str, Any] = {"id": field.id, "name": field.name, **own}
    # What a developer gives may say anything but what would break the form or the policy.
    extra = {**(field.render_kw or {}), **given}
    classes = [str(extra.pop(name)) for name in ("class", "class_") if name in extra]
    attributes |= {k: v for k, v in extra.items() if k not in {"id", "name", "value", "style"}}
    described = [f"{field.id}-help"] if field.has_help else []
    if field.errors:
        described.insert(0, f"{field.id}-error")
        attributes["aria-invalid"] = "true"
        classes.append("is-invalid")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.required:
        attributes["required"] = True
    width = () if field.unit else (field.width,)
    attributes["class"] = " ".join([base, *width, *classes])
    return attributes


def text(field: Any, *, type: str = "text", **given: Any) -> Markup:  # noqa: A002 - HTML's name
    """An ``<input>``, with the unit after it where the field has one."""
    value = field.entered if field.entered is not None else ""
    own = {"type": type, "value": value, "autocomplete": "off", **field.control_attributes()}
    html = Markup("<input {}>").format(attributes_html(**control(field, given, **own)))
    if field.unit:
        html = Markup(
            '<div class="input-group input-group-flat {}">{}'
            '<span class="input-group-text">{}</span></div>'
        ).format(field.width, html, field.unit)
    return html + null_box(field)


def area(field: Any, **given: Any) -> Markup:
    """A ``<textarea>``; the parser drops one line feed at its start, so it gets one to drop."""
    value = field.entered if field.entered is not None else ""
    rows = min(max(value.count("\n") + 2, field.rows), 20)
    own = {"rows": rows, **field.control_attributes()}
    attributes = attributes_html(**control(field, given, **own))
    return Markup("<textarea {}>\n{}</textarea>").format(attributes, value) + null_box(field)


def select(field: Any, **given: Any) -> Markup:
    """A ``<select>`` of the field's choices."""
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(
            value, Markup(" selected") if value == (field.entered or "") else "", label
        )
        for value, label in field.options()
    )
    attributes = attributes_html(
        **control(field, given, "form-select", **field.control_attributes())
    )
    return Markup("<select {}>{}</select>").format(attributes, options)


def null_box(field: Any) -> Markup:
    """The box that says "no value" where empty text is a value too."""
    if not field.has_null_box:
        return Markup("")
    return tick(NULLS, field.name, field.null_label(), field.is_null_ticked, data=field.id)


def tick(name: str, value: str, label: Any, checked: bool, data: str | None = None) -> Markup:
    """A labelled box. *data* names the control it stands for, for scripts."""
    attributes = {"type": "checkbox", "class": "form-check-input", "name": name, "value": value}
    if checked:
        attributes["checked"] = True  # type: ignore[assignment]
    if data:
        attributes["data-null-for"] = data
    return Markup(
        '<label class="form-check form-check-inline null-box"><input {}>'
        '<span class="form-check-label">{}</span></label>'
    ).format(attributes_html(**attributes), label)


def span(field: Any, **given: Any) -> Markup:
    """Two date inputs for a range of days, the last day included."""
    ends = field.ends()
    if ends is None:
        return text(field, **given)
    attributes = control(field, given, type="date")
    labels = (_("First day"), _("Last day"))
    inputs = []
    for number, (value, label) in enumerate(zip(ends, labels, strict=True)):
        one = {**attributes, "value": value, "aria-label": f"{field.label.text}: {label}"}
        one.pop("required", None)
        if number:
            one["id"] = f"{field.id}-last"
        inputs.append(Markup("<input {}>").format(attributes_html(**one)))
    return Markup('<div class="range-pair">{}<span class="range-to">–</span>{}</div>').format(
        *inputs
    )


def file(field: Any, **given: Any) -> Markup:
    """What there is (size and a link to fetch it), a control to replace it, a box to remove it."""
    attributes = control(field, given, type="file")
    parts = [Markup('<div class="file-now">{}</div>').format(field.summary())]
    parts.append(Markup("<input {}>").format(attributes_html(**attributes)))
    if field.has_null_box:
        parts.append(tick(NULLS, field.name, field.null_label(), field.is_null_ticked))
    return Markup("").join(parts)


def picker(field: Any, **given: Any) -> Markup:
    """An input that takes a key; with scripts, a search in the related table."""
    attributes = control(
        field,
        given,
        type="text",
        value=field.entered or "",
        autocomplete="off",
        placeholder=_("key"),
    )
    return picker_box(field, attributes_html(**attributes), field.words)


def picker_box(field: Any, attributes: Markup, words: str | None) -> Markup:
    data = {"class": f"picker {field.width}", "data-picker": True, "data-url": field.lookup_url()}
    data |= field.picker_hints()
    if url := field.create_url():
        data |= {"data-create-url": url, "data-label-create": field.create_label()}
    return Markup('<div {}><input {}><output class="picker-words">{}</output>{}</div>').format(
        attributes_html(**data), attributes, words or "", create_link(field, url)
    )


def create_link(field: Any, url: str | None) -> Markup:
    """The way to a missing related row without scripts: its form, in a tab of its own."""
    if not url:
        return Markup("")
    return Markup(
        '<a class="picker-create" href="{}" target="_blank" rel="opener" data-create-related>{}</a>'
    ).format(url, field.create_label())


def boxes(field: Any, **given: Any) -> Markup:
    """A box for each row linked now (or for each there is, when few), and room to add others."""
    if field.too_many:
        return Markup('<p class="form-control-plaintext">{}</p>').format(field.summary())
    parts: list[Any] = [
        Markup('<input type="hidden" name="{}" value="{}">').format(MARKED, field.name)
    ]
    parts += [tick(field.name, key, words, ticked) for key, words, ticked in field.choices_now()]
    for number in range(field.blanks):
        attributes = control(
            field,
            given,
            type="text",
            value="",
            autocomplete="off",
            placeholder=_("key"),
            **{"aria-label": _("Add to %(label)s", label=field.label.text)},
        )
        if number:
            attributes["id"] = f"{field.id}-{number}"
        attributes.pop("required", None)
        parts.append(picker_box(field, attributes_html(**attributes), None))
    return Markup('<div class="many" role="group" aria-labelledby="{}-label">{}</div>').format(
        field.id, Markup("").join(parts)
    )


def hidden(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Hidden controls that carry *pairs*."""
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, escape(value))
        for name, value in pairs
    )
