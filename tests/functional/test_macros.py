"""Macros of a developer's own templates, named by options as with Flask-Admin."""

from __future__ import annotations

import pytest
from flask_admin.form import rules
from flask_admin.model.template import (
    BaseListRowAction,
    EditRowAction,
    TemplateLinkRowAction,
    macro,
)
from jinja2 import ChoiceLoader, DictLoader
from markupsafe import Markup

from console.admin import checks, registry
from console.models.tag import Tag
from tests.factories import TagFactory
from tests.pages import column, element, form, soup, submit

FORM = "form.record-form"
FORMS = {"create_template": "my/form.html", "edit_template": "my/form.html"}
PRINT = TemplateLinkRowAction("my.print", "Print")
TEMPLATES = {
    "my/macros.html": """
{% macro notice(text) %}<p class="notice">{{ text }} ({{ _('Save') }})</p>{% endmacro %}
{% macro print(action, id, row) %}
<a class="btn-row print" href="/print/{{ id }}">{{ action.title }} {{ row.name }}</a>{% endmacro %}
{% macro loud(model, column) %}<b>{{ model[column]|upper }}</b>{% endmacro %}
""",
    "my/base.html": """{% extends "form.html" %}{% import "my/macros.html" as my %}""",
    "my/form.html": """{% extends "my/base.html" %}
{% set mark = "!" %}
{% macro boxed(title) %}
<div class="boxed" title="{{ title }}{{ mark }}">{{ caller() }}</div>{% endmacro %}""",
    "my/list.html": """{% extends "list.html" %}
{% import "my/macros.html" as my %}{% from "my/macros.html" import loud %}""",
}


@pytest.fixture(autouse=True)
def templates(app, monkeypatch):
    found = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader])
    monkeypatch.setattr(app.jinja_env, "loader", found)
    app.extensions.pop("console.macros", None)
    app.jinja_env.cache.clear()


class TestFormRules:
    @pytest.fixture
    def page(self, staff, options):
        options(
            Tag,
            create_template="my/form.html",
            edit_template="my/form.html",
            form_rules=(
                rules.Macro("my.notice", text="Think <twice>"),
                "name",
                rules.Container("boxed", rules.NestedRule(("colour",)), title="Looks"),
            ),
        )
        return staff.get("/admin/tag/new/")

    def test_draw_what_the_macro_says(self, page):
        assert element(page, ".form-note .notice").text == "Think <twice> (Save)"

    def test_put_fields_into_the_macros_of_containers(self, page):
        boxed = element(page, ".boxed")

        assert boxed["title"] == "Looks!"
        assert boxed.select_one("input[name=colour]")["id"] == "colour"
        assert len(soup(page).select("[name=colour]")) == 1

    def test_save_and_refuse_like_any_other_form(self, staff, page):
        refused = submit(staff, page, FORM, name="eco", colour="red")
        assert element(refused, ".boxed .field-error")

        submit(staff, refused, FORM, name="eco", colour="#ff0000")
        assert column(staff.get("/admin/tag/"), "Name") == ["eco"]

    def test_whose_macro_is_not_there_still_ask_for_their_fields(self, staff, options):
        inside = rules.Container("lib.card", rules.NestedRule(("colour",)))
        options(Tag, form_rules=(rules.Macro("lib.none"), "name", inside))

        assert {"name", "colour"} <= form(staff.get("/admin/tag/new/"), FORM).keys()


class TestRowActions:
    def test_are_drawn_by_their_macro(self, staff, options):
        options(Tag, list_template="my/list.html", column_extra_row_actions=[PRINT])
        tag = TagFactory(name="<eco>")
        link = element(staff.get("/admin/tag/"), ".row-actions .print")

        assert (link["href"], link.text) == (f"/print/{tag.id}", "Print <eco>")

    def test_cost_the_same_for_any_number_of_rows(self, staff, options, count_queries):
        options(Tag, list_template="my/list.html", column_extra_row_actions=[PRINT])
        TagFactory.create_batch(3)
        with count_queries() as few:
            staff.get("/admin/tag/")
        TagFactory.create_batch(20)
        with count_queries() as many:
            staff.get("/admin/tag/")

        assert len(few) == len(many)

    def test_of_ones_own_draw_themselves(self, staff, options):
        class Stars(BaseListRowAction):
            def render(self, context, row_id, row):
                return Markup('<i class="stars">{}</i>').format("*" * len(row.name))

        options(Tag, column_extra_row_actions=[Stars("Stars")])
        TagFactory(name="eco")

        assert element(staff.get("/admin/tag/"), ".stars").text == "***"

    def test_whose_macro_is_not_there_are_left_out(self, staff, options):
        options(Tag, column_extra_row_actions=[EditRowAction(), TemplateLinkRowAction("no.such")])
        TagFactory()
        page = staff.get("/admin/tag/")

        assert [one.text for one in soup(page).select("tbody .row-actions > *")] == ["Edit"]


def test_a_macro_may_be_a_formatter(staff, options):
    options(Tag, list_template="my/list.html", column_formatters={"name": macro("loud")})
    TagFactory(name="eco")

    assert column(staff.get("/admin/tag/"), "Name") == ["ECO"]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"form_create_rules": (rules.Macro("my.notice", text=""),)}, 1),
        ({"form_rules": ("name", rules.Container("boxed", rules.Macro("my.none")))}, 2),
        ({"form_rules": (rules.Macro("my.notice"),), **FORMS}, 0),
        ({"form_rules": (rules.Macro("my.notice"),), "create_template": "my/form.html"}, 1),
        ({"form_create_rules": (rules.Macro("my.none"),), **FORMS}, 1),
        ({"form_rules": ("name", rules.Header("Looks"), rules.Field("colour"))}, 0),
        ({"column_extra_row_actions": [EditRowAction()]}, 1),
        ({"column_extra_row_actions": [PRINT], "list_template": "my/list.html"}, 0),
        ({"column_extra_row_actions": [PRINT], "list_template": "no.html"}, 1),
    ],
)
def test_a_macro_that_is_not_there_is_said_at_the_start(app, options, given, problems):
    options(Tag, **given)
    view = registry.views(app)[Tag]

    assert [p.id for p in checks.macros_are_there(view)] == ["console.W005"] * problems
