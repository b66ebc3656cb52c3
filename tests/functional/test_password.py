"""Changing one's password, by choice and after a reset."""

from __future__ import annotations

import pytest

from console.auth import Role, accounts
from tests.pages import submit
from tests.people import (
    CHANGE,
    EMAIL,
    PASSWORD,
    cookie,
    errors,
    is_signed_in,
    sign_in,
)

OTHER = "a quite different phrase"


class TestChangingThePassword:
    @pytest.fixture
    def change(self, client, maria):
        sign_in(client)

        def change(current=PASSWORD, new=OTHER, repeat=None):
            typed = {"current": current, "new": new, "repeat": new if repeat is None else repeat}
            page = client.get(CHANGE)
            return submit(client, page, "#password", follow_redirects=False, **typed)

        return change

    def test_the_new_one_is_good_and_the_old_one_is_not(self, client, app, change):
        response = change()

        assert response.status_code == 303
        assert is_signed_in(client)
        assert sign_in(app.test_client()).status_code == 403
        assert sign_in(app.test_client(), password=OTHER).status_code == 303

    def test_signs_every_other_browser_out(self, client, app, change):
        elsewhere = app.test_client()
        sign_in(elsewhere)
        copied = app.test_client()
        copied.set_cookie("console", cookie(client))

        change()

        assert is_signed_in(client)
        assert not is_signed_in(elsewhere)
        assert not is_signed_in(copied)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"current": OTHER, "new": "yet another phrase"}, "current password is wrong"),
            ({"new": "short"}, "at least 12"),
            ({"new": "x" * 200}, "at most 128"),
            ({"new": EMAIL}, "must not be the e-mail"),
            ({"new": "password1234"}, "first ones"),
            ({"new": PASSWORD}, "is the old one"),
            ({"repeat": "something else"}, "not the same"),
        ],
    )
    def test_says_what_is_wrong(self, client, change, typed, sentence):
        response = change(**typed)

        assert response.status_code in {403, 422}
        assert sentence in errors(response)[0]

    def test_an_auditor_can_change_it_though_read_only(self, client, maria, change):
        accounts.set_role(EMAIL, Role.AUDITOR)

        assert change().status_code == 303

    def test_guessing_the_current_one_slows_down(self, client, change):
        typed = {"current": "wrong wrong wrong", "new": OTHER, "repeat": OTHER}
        page = client.get(CHANGE)
        statuses = [submit(client, page, "#password", **typed).status_code for _ in range(7)]

        assert statuses[:5] == [403] * 5
        assert 429 in statuses


class TestAfterAReset:
    @pytest.fixture(autouse=True)
    def reset(self, maria):
        accounts.set_password(EMAIL, "temporary pass phrase", must_change=True)

    def test_the_way_leads_over_a_new_password(self, client):
        response = sign_in(client, password="temporary pass phrase", next="/admin/country/")

        assert response.location == "/console/password?next=/admin/country/"

    def test_nothing_else_is_open_before(self, client):
        sign_in(client, password="temporary pass phrase")

        page = client.get("/admin/country/")

        assert page.status_code == 403
        assert "Choose a password of your own" in page.text

    def test_everything_is_open_after(self, client):
        sign_in(client, password="temporary pass phrase")
        typed = {"current": "temporary pass phrase", "new": OTHER, "repeat": OTHER}

        page = submit(client, client.get("/admin/country/"), "#password", **typed)

        assert page.request.path == "/admin/country/"
        assert client.get("/admin/country/").status_code == 200
