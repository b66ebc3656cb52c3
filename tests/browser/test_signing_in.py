"""Signing in and out in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from console.auth import Role
from tests.client import PASSWORD, account_of


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_person_signs_in_where_they_wanted_to_go_and_out_again(visit, site, script):
    account = account_of(Role.STAFF)
    page = visit(path="/admin/country/", java_script_enabled=script)

    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile(r"/admin/country/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Countries")

    page.get_by_title(account.email, exact=True).click()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/admin/country/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_on_the_page_keeps_anybody_out(visit, barriers, theme):
    page = visit(path="/console/sign-in", preferences={"theme": theme})

    assert barriers(page) == []
