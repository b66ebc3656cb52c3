"""Which models there are, where their pages are, and how one of them differs."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import all_models, registry, routes
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


class TestPaths:
    def test_a_name_that_reads_as_another_schemas_table_carries_its_own_schema(self):
        metadata = sa.MetaData()
        there = sa.Table("twin", metadata, schema="other")
        here = sa.Table("other.twin", sa.MetaData(), schema="public")
        here.metadata = metadata

        assert registry.path_of(there) == "other.twin"
        assert registry.path_of(here) == "public.other.twin"

    @pytest.mark.parametrize("name", [".", ".."])
    def test_browsers_do_not_walk_along_the_name(self, name):
        assert registry.path_of(table(name, None)) == f"public.{name}"


class TestSlashes:
    @pytest.mark.parametrize(
        ("line", "path", "kept"),
        [
            ("/admin/a%2Fb/", "/admin/a/b/", "/admin/a%2Fb/"),
            ("/admin/a%2fb/new/?x=%2F", "/admin/a/b/new/", "/admin/a%2Fb/new/"),
            ("/admin/%2F%2F/", "/admin////", "/admin/%2F%2F/"),
            ("/prefix/admin/a%2Fb/", "/admin/a/b/", "/admin/a%2Fb/"),
            ("http://host/admin/a%2Fb/edit/?id=1", "/admin/a/b/edit/", "/admin/a%2Fb/edit/"),
            ("/admin/%C5%BC%2Fx/", "/admin/\xc5\xbc/x/", "/admin/\xc5\xbc%2Fx/"),
            ("/admin/a/?x=%2F", "/admin/a/", "/admin/a/"),
            ("/static/a%2Fb", "/static/a/b", "/static/a/b"),
        ],
    )
    def test_in_a_tables_name_are_no_parts_of_the_path(self, line, path, kept):
        assert routes.one_segment(line, path) == kept
