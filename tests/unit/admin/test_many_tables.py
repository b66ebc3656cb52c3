"""Many tables cost what is used of them: no view is made before somebody asks for it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import home, registry
from console.admin.registry import EXTENSION, Views
from console.auth import Role
from console.models.db import db
from console.models.tag import Tag
from tests.pages import soup

MANY = 200
REGISTRY = orm.registry(metadata=sa.MetaData())


class Many(db.Model):  # type: ignore[name-defined]
    """Tables of the project to every rule, but in a registry that no migration looks at."""

    __abstract__ = True
    registry = _sa_registry = REGISTRY
    metadata = REGISTRY.metadata

    def __str__(self):
        return self.name


@pytest.fixture(scope="module")
def models():
    """Mapped tables, each with a link to the one before."""
    found: list[type] = []
    for number in range(MANY):
        before = sa.ForeignKey(f"many_{max(number - 1, 0)}.id")
        body = {
            "__tablename__": f"many_{number}",
            "id": sa.Column(sa.Integer, primary_key=True),
            "name": sa.Column(sa.Text, nullable=False, index=True),
            "before_id": sa.Column(before),
        }
        found.append(type(f"Many{number}", (Many,), body))
    yield found
    REGISTRY.dispose()


@pytest.fixture
def views(own_database, models):
    """The views of a fresh application that knows them, too."""
    known = registry.views(own_database.app)
    # What an options class exposes beyond the usual pages has its rules from the start.
    assert all(registry.options_of(model) for model in known._made)
    views = Views([*known, *models], known.admin)
    own_database.app.extensions[EXTENSION] = views
    return views


def test_a_page_and_its_menu_make_one_view(own_database, views):
    client = own_database.client(Role.AUDITOR)

    page = client.get("/admin/tag/")

    links = {link["href"] for link in soup(page).select("nav a")}
    assert page.status_code == 200
    assert {f"/admin/many_{number}/" for number in range(MANY)} <= links
    assert set(views._made) == {Tag}


def test_the_home_page_names_all_and_makes_none_of_them(own_database, views):
    REGISTRY.metadata.create_all(db.engine)
    client = own_database.client(Role.ADMIN)

    page = client.get("/admin/")

    links = {link["href"] for link in soup(page).select(".home-table a")}
    assert page.status_code == 200
    assert {f"/admin/many_{number}/" for number in range(MANY)} <= links
    assert any(link.startswith("/admin/many_7/new/") for link in links)
    # Those with options may differ from what their mapping implies; charts are drawn of views.
    assert len([one for one in views._made if not registry.options_of(one)]) <= home.CHARTS


def test_looking_tables_up_makes_none(views, models):
    assert len(views) > MANY
    assert models[7] in views
    assert list(views)[-MANY:] == models
    assert not views._made


def test_the_one_that_is_asked_for_is_made(views, models):
    view = views.at("many_7")

    assert view is not None
    assert list(views._made) == [models[7]]
    assert view is views[models[7]]
