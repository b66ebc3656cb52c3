"""Options that cannot work are named before anybody meets them."""

from __future__ import annotations

import pytest

from console.admin import checks
from console.admin.generate import defaults
from console.admin.view import ConsoleView
from console.auth import Account, Session
from console.models.company import Company
from console.models.db import db


def problems(app, model=Company, **options):
    """The ids of what the checks say about *model* with these options."""
    view_class = type("Tried", (ConsoleView,), defaults(model) | options)
    with app.app_context():
        view = view_class(model, db, endpoint="tried")
    return [problem.id for check in checks.CHECKS for problem in check(view)]


def test_the_generated_options_are_fine(app):
    assert problems(app) == []


@pytest.mark.parametrize("option", checks.NAMING_OPTIONS)
def test_a_name_that_the_model_has_not_is_an_error(app, option):
    assert problems(app, **{option: ("name", "colour")}) == ["console.E001"]


@pytest.mark.parametrize("option", checks.NAMING_OPTIONS)
def test_columns_links_and_attributes_may_be_named(app, option):
    assert problems(app, **{option: ("name", "country", Company.city)}) == []


@pytest.mark.parametrize("option", ["column_list", "column_filters", "column_sortable_list"])
def test_columns_of_a_linked_row_may_be_named(app, option):
    assert problems(app, **{option: ("country.name", "account_manager.last_name")}) == []


def test_a_list_may_show_what_only_python_knows(app):
    assert problems(app, column_list=("name", "contacts")) == []


@pytest.mark.parametrize(
    "chosen", ["colour", ("colour", True), [("name", False), ("colour", True)]]
)
def test_an_order_by_no_column_is_an_error(app, chosen):
    assert problems(app, column_default_sort=chosen) == ["console.E002"]


@pytest.mark.parametrize("option", ["column_list", "column_filters", "form_columns"])
def test_a_secret_column_is_an_error(app, option):
    assert problems(app, Account, **{option: ("email", "password_hash")}) == ["console.E003"]


def test_a_secret_column_of_a_linked_row_is_an_error(app):
    found = problems(app, Session, column_filters=("account.email", "account.password_hash"))

    assert found == ["console.E003"]


def test_a_secret_column_may_be_excluded(app):
    assert problems(app, Account, form_excluded_columns=("password_hash",)) == []


@pytest.mark.parametrize("method", checks.UNASKED)
def test_a_method_that_nobody_calls_is_an_error(app, method):
    assert problems(app, **{method: lambda self: None}) == ["console.E004"]


def test_a_page_size_that_is_not_offered_is_a_warning(app):
    with pytest.warns(UserWarning, match="page_size"):
        found = problems(app, page_size=30)

    assert found == ["console.W002"]
