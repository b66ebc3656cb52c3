"""Macros that a developer's template defines or imports, for options of Flask-Admin that name them.

Rows and fields are drawn before the page around them is. So of the template, and of those that it
extends, only what makes names is run: imports, macros and assignments. The console's own templates
make none for others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, has_app_context
from flask_admin import helpers
from flask_admin.form import rules
from flask_admin.model.template import TemplateLinkRowAction
from jinja2 import Template, TemplateNotFound, nodes
from jinja2.runtime import Context
from jinja2.utils import missing

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

STORE = "console.macros"
_OURS = Path(__file__).parents[1] / "templates"
_NAMING = (nodes.Import, nodes.FromImport, nodes.Macro, nodes.Assign, nodes.AssignBlock)


def context(view: ConsoleView, template: str) -> Context:
    """The names that *template* makes, beside those that every page of *view* has."""
    arguments = getattr(view, "_template_args", {})
    given = {"admin_view": view, "view": view, "get_url": view.get_url, "h": helpers, **arguments}
    bare: Template = _kept(current_app, ("template", template), lambda: _bare(template))
    found = bare.new_context(given)
    for _text in bare.root_render_func(found):
        pass
    return found


def find(view: ConsoleView, template: str, name: str) -> Any | None:
    """The macro *name*, which may be one of an import (``lib.name``), as *template* has it."""
    if not has(view, template, name):
        return None
    first, *rest = name.split(".")
    found = context(view, template).resolve_or_missing(first)
    for part in rest:
        found = getattr(found, part, missing)
    return None if found is missing else found


def has(view: ConsoleView, template: str, name: str) -> bool:
    """Whether *template* has the macro *name*; runs nothing of it."""
    app: Any = current_app if has_app_context() else view.admin.app
    known: Mapping[str, frozenset[str] | None] = _kept(
        app, ("names", template), lambda: _names(app, template)
    )
    first, _dot, rest = name.partition(".")
    inner = known.get(first, frozenset())
    return first in known and (not rest or inner is None or rest in inner)


def _kept(app: Flask, key: tuple[str, str], make: Any) -> Any:
    known: dict[tuple[str, str], Any] = app.extensions.setdefault(STORE, {})
    if key not in known or app.debug:
        known[key] = make()
    return known[key]


def _bare(name: str) -> Template:
    environment = current_app.jinja_env
    tree = nodes.Template(list(_naming(current_app, name)), lineno=1)
    code = environment.compile(tree, name)
    return Template.from_code(environment, code, environment.make_globals(None))


def _naming(app: Flask, name: str) -> Iterator[nodes.Node]:
    """What makes names in the template *name*, after those of the template that it extends."""
    environment = app.jinja_env
    assert environment.loader is not None
    try:
        source, filename, _uptodate = environment.loader.get_source(environment, name)
    except TemplateNotFound:
        return
    if filename is not None and _OURS in Path(filename).parents:
        return
    body = environment.parse(source, name, filename).body
    for one in body:
        if isinstance(one, nodes.Extends) and isinstance(one.template, nodes.Const):
            yield from _naming(app, one.template.value)
    yield from (one for one in body if isinstance(one, _NAMING))


def _names(app: Flask, template: str) -> dict[str, frozenset[str] | None]:
    """What the template's names are; of an import, which names it has, where that can be told."""
    found: dict[str, frozenset[str] | None] = {}
    for one in _naming(app, template):
        if isinstance(one, nodes.Macro):
            found[one.name] = frozenset()
        elif isinstance(one, nodes.Import):
            told = one.template.value if isinstance(one.template, nodes.Const) else None
            found[one.target] = None if told is None else frozenset(_names(app, told))
        elif isinstance(one, nodes.FromImport):
            found |= {n if isinstance(n, str) else n[1]: frozenset() for n in one.names}
        else:
            found |= {target.name: None for target in one.find_all(nodes.Name)}
    return found


def is_macro(rule: Any) -> bool:
    """Whether a form's *rule* is drawn by a macro of the developer's own."""
    of_flask_admin = rules.Field | rules.Header | rules.Group
    return isinstance(rule, rules.Macro) and not isinstance(rule, of_flask_admin)


def asked(view: ConsoleView) -> Iterator[tuple[str, str, str]]:
    """Every macro that an option of *view* names: the option, the template, the macro."""
    for action in view.column_extra_row_actions or ():
        if isinstance(action, TemplateLinkRowAction):
            yield "column_extra_row_actions", view.list_template, action.template_name
    for option, templates in (
        ("form_rules", {view.create_template, view.edit_template}),
        ("form_create_rules", {view.create_template}),
        ("form_edit_rules", {view.edit_template}),
    ):
        for rule in filter(is_macro, _every(getattr(view, option, None) or ())):
            yield from ((option, template, rule.macro_name) for template in sorted(templates))


def _every(given: Any) -> Iterator[Any]:
    for rule in given:
        yield rule
        inner = [rule.child_rule] if isinstance(rule, rules.Container) else ()
        yield from _every(rule.rules if isinstance(rule, rules.NestedRule) else inner)
