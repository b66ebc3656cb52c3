"""What options written for Flask-Admin do to lists."""

from __future__ import annotations

import functools

import pytest
from markupsafe import Markup

from console.auth import Role
from console.models.tag import Tag
from tests.factories import TagFactory
from tests.pages import column, soup, text_of

LIST = "/admin/tag/"


@pytest.fixture
def options(options):
    """``options(column_list=…)`` lays options over the generated view of tags for one test."""
    return functools.partial(options, Tag)


@pytest.fixture
def staff(client, login):
    TagFactory(name="eco", colour="#00ff00")
    TagFactory(name="<new>", colour="#ff0000")
    login(Role.STAFF)
    return client


def test_formatters_are_given_the_row_and_escaped(staff, options):
    options(column_formatters={"name": lambda view, context, row, name: f"{row.name}!"})

    assert column(staff.get(LIST), "Name") == ["<new>!", "eco!"]


def test_formatters_may_return_markup(staff, options):
    options(
        column_list=("name", "colour"),
        column_formatters={
            "colour": lambda view, context, row, name: Markup("<b>{}</b>").format(name)
        },
    )

    assert [text_of(one) for one in soup(staff.get(LIST)).select("td b")] == ["colour", "colour"]


def test_a_list_may_show_what_only_python_knows(staff, options, monkeypatch):
    monkeypatch.setattr(Tag, "shout", property(lambda tag: tag.name.upper()), raising=False)
    options(column_list=("name", "shout"))

    assert column(staff.get(LIST), "Shout") == ["<NEW>", "ECO"]


def test_excluded_columns_are_left_out(staff, options):
    options(column_exclude_list=("colour",))

    assert "#00ff00" not in staff.get(LIST).text


def test_the_order_is_chosen(staff, options):
    options(column_default_sort=("name", True))

    assert column(staff.get(LIST), "Name") == ["eco", "<new>"]


def test_only_chosen_columns_sort_and_filter(staff, options):
    options(column_sortable_list=("name",), column_filters=("name",))

    page = staff.get(f"{LIST}?sort=colour&colour=%2300ff00")

    notices = [text_of(one) for one in soup(page).select(".alert")]
    assert len(notices) == 2
    assert len(column(page, "Name")) == 2


def test_page_sizes_are_chosen(staff, options):
    options(page_size=1, page_size_options=(1, 2))

    assert len(column(staff.get(LIST), "Name")) == 1
    assert len(column(staff.get(f"{LIST}?per_page=2"), "Name")) == 2
