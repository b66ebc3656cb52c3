"""How people choose language, time zone, theme and density, and what pages make of it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from console.auth import Role
from tests.pages import csrf_token

PREFERENCES = "/console/preferences"


@pytest.fixture
def choose(client):
    """``choose(theme="dark")``: what the switches of the top bar send."""

    def choose(**values):
        token = csrf_token(client.get("/console/sign-in"))
        return client.post(PREFERENCES, data={"csrf_token": token, **values})

    return choose


def html(response):
    return BeautifulSoup(response.text, "html.parser").html


class TestChoosing:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("locale", "pl"),
            ("theme", "dark"),
            ("density", "compact"),
            ("timezone", "Europe/Warsaw"),
        ],
    )
    def test_a_choice_is_remembered_for_a_year(self, choose, name, value):
        cookie = choose(**{name: value}).headers["Set-Cookie"]

        assert cookie.startswith(f"{name}={value};")
        assert "Max-Age=31536000" in cookie
        assert "SameSite=Lax" in cookie

    def test_one_goes_back_to_where_one_was(self, choose):
        response = choose(theme="dark", next="/admin/company/?sort=name")

        assert (response.status_code, response.location) == (303, "/admin/company/?sort=name")

    @pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", "http:evil"])
    def test_but_never_to_another_site(self, choose, foreign):
        assert choose(theme="dark", next=foreign).location == "/admin/"

    def test_what_the_console_does_not_know_is_refused(self, choose):
        response = choose(theme="dark", locale="tlh")

        assert response.status_code == 400
        assert "Set-Cookie" not in response.headers

    def test_a_form_from_elsewhere_is_refused(self, client):
        assert client.post(PREFERENCES, data={"theme": "dark"}).status_code == 400


class TestPages:
    def test_they_say_their_language_and_look(self, client):
        client.set_cookie("locale", "pl")
        client.set_cookie("theme", "dark")
        client.set_cookie("density", "compact")

        page = html(client.get("/console/sign-in"))

        assert page["lang"] == "pl"
        assert (page["data-bs-theme"], page["data-density"]) == ("dark", "compact")

    def test_forged_cookies_change_nothing(self, client):
        for name in ("locale", "theme", "density", "timezone", "menu"):
            client.set_cookie(name, '"><script>alert(1)</script>')

        response = client.get("/console/sign-in")

        assert response.status_code == 200
        assert "<script>alert" not in response.text

    def test_strangers_may_choose(self, client):
        assert client.get(PREFERENCES).status_code == 200

    def test_every_component_is_shown_to_those_signed_in(self, client, login):
        assert client.get("/console/patterns").status_code == 403

        login(Role.AUDITOR)

        assert client.get("/console/patterns").status_code == 200


class TestFrame:
    @pytest.fixture
    def page(self, client, login):
        login(Role.AUDITOR)
        return html(client.get("/admin/country/"))

    def test_it_has_landmarks_one_heading_and_a_way_past_the_menu(self, page):
        assert len(page.find_all("h1")) == 1
        assert len(page.find_all("main")) == 1
        assert page.find("a", class_="skip-link")["href"] == f"#{page.main['id']}"

    def test_the_menu_marks_where_one_is(self, page):
        current = page.select(".menu [aria-current]")

        assert [link.text.strip() for link in current] == ["Countries"]

    def test_the_browsers_title_names_the_page(self, page):
        assert page.title.text == "Countries · Console"

    def test_an_auditor_is_told_that_they_only_read(self, page):
        assert "Read only" in page.select_one(".topbar").text

    def test_nothing_in_it_needs_inline_code_or_style(self, page):
        assert not page.select("[style], [onclick], [onchange], [onsubmit]")
        assert all(script.get("nonce") for script in page.find_all("script"))

    def test_a_folded_group_stays_folded(self, client, login):
        login(Role.AUDITOR)
        client.set_cookie("menu", "sales")

        page = html(client.get("/admin/country/"))

        assert not page.select_one('[data-menu-group="sales"]').has_attr("open")
        assert page.select_one('[data-menu-group="reference"]').has_attr("open")

    def test_a_list_page_is_light(self, client, login):
        login(Role.ADMIN)

        assert len(client.get("/admin/country/").data) < 60_000
