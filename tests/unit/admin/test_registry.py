"""Which models there are, where their pages are, and how one of them differs."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import all_models, registry
from console.admin.generate import view_class
from console.admin.registry import EXTENSION, Views
from console.admin.view import ConsoleView
from console.auth import Account
from console.models.company import Company
from console.models.db import db
from console.models.tag import Tag


def table(name, schema=None):
    return sa.Table(name, sa.MetaData(), schema=schema)


def test_every_model_has_a_view(app):
    assert list(app.extensions[EXTENSION]) == all_models()
    assert Company in all_models()
    assert Account in all_models()


def test_models_come_in_the_same_order_every_time():
    names = [str(model.__table__.fullname) for model in all_models()]

    assert names == sorted(names)


@pytest.mark.parametrize(
    ("name", "schema", "endpoint", "path"),
    [
        ("company", None, "company", "company"),
        ("account", "console", "console:account", "console.account"),
        ("admin", None, "admin:table", "admin"),
        ("console", None, "console:table", "console"),
        ("static", None, "static:table", "static"),
        ("a.b", None, "a:b", "a.b"),
        ("Ünïcode table", None, "Ünïcode table", "Ünïcode table"),
    ],
)
def test_tables_have_endpoints_and_paths(name, schema, endpoint, path):
    assert registry.endpoint_of(table(name, schema)) == endpoint
    assert registry.path_of(table(name, schema)) == path


def test_views_are_made_when_they_are_first_asked_for(app):
    views = Views([Company, Tag], app.extensions["admin"][0])

    assert len(views) == 2
    assert views.at("company") is views[Company] is views.named("company")
    assert views.at("no such table") is None
    assert views.named("no such table") is None
    assert views.get(int) is None


def test_the_view_of_a_model_is_found(app):
    with app.app_context():
        assert registry.view_for(Company).model is Company
        assert registry.view_for(None) is None
        assert registry.view_for(int) is None


@pytest.mark.parametrize("name", ["admin", "static", "new", "a b", "é", "a.b", "%", "?", "ajax"])
def test_tables_of_odd_names_have_addresses_as_well(app, name):
    class Odd(orm.DeclarativeBase):
        pass

    model = type(
        "Model",
        (Odd,),
        {"__tablename__": name, "id": sa.Column("id", sa.Integer, primary_key=True)},
    )
    path = unquote(f"{registry.prefix_of(model)}/")

    endpoint, values = app.url_map.bind("localhost").match(path)

    assert endpoint == "tables.index_view"
    assert values == {"table": name}


class TestOptions:
    def test_lie_over_what_the_mapping_implies(self, app):
        class Options:
            page_size = 20
            column_list = ("name",)
            can_delete = False

        with app.app_context():
            registry._options[Tag], before = Options, registry._options.get(Tag)
            try:
                view = view_class(Tag)(Tag, db)
            finally:
                registry._options.pop(Tag)
                if before is not None:
                    registry._options[Tag] = before

        assert isinstance(view, ConsoleView)
        assert (view.page_size, view.column_list, view.can_delete) == (20, ("name",), False)
        assert view.can_create
        assert view.column_searchable_list == ("name",)

    def test_of_a_model_are_found_by_it(self):
        assert registry.options_of(Account) is not None
        assert registry.options_of(int) is None
