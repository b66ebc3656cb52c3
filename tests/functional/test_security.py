"""What protects every page: the gate, tokens in forms, headers, host names, sizes."""

from __future__ import annotations

import re

import pytest

from console import create_app
from console.auth import Role, accounts
from console.auth.gate import PUBLIC
from console.config import Config
from console.database import DatabaseURL
from tests.client import PASSWORD, client_of
from tests.pages import csrf_token, flashes, heading, soup

SIGN_IN = "/console/sign-in"
SCRIPT = {"Accept": "application/json"}


def path_of(rule):
    """Some path that *rule* matches."""
    return re.sub(r"<[^>]+>", "x", rule.rule)


class TestStrangers:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    @pytest.mark.parametrize(
        "path",
        [
            "/admin/",
            "/admin",
            "/admin/company/",
            "/admin/company",
            "/admin/company/new/",
            "/admin/company/edit/?id=1",
            "/admin/company/details/?id=1",
            "/admin/company/delete/?id=1",
            "/admin/company/action/",
            "/admin/company/export/csv/",
            "/admin/company/ajax/lookup/?name=country",
            "/admin/company/ajax/update/",
            "/admin/console.account/",
            "/admin/static/bootstrap/bootstrap4/css/bootstrap.min.css",
            "/admin/no-such-table/",
        ],
    )
    def test_learn_nothing_about_tables(self, client, method, path):
        assert client.open(path, method=method).status_code == 403

    def test_are_let_into_no_endpoint_but_those_on_the_list(self, app, client):
        rules = [rule for rule in app.url_map.iter_rules() if "." in rule.endpoint]
        closed = [rule for rule in rules if rule.endpoint not in PUBLIC]
        open_to_strangers = [
            rule.endpoint
            for rule in closed
            for method in rule.methods
            if client.open(path_of(rule), method=method).status_code != 403
        ]

        assert len(closed) > 10
        assert open_to_strangers == []

    @pytest.mark.parametrize("path", ["/console/password", "/console/patterns"])
    def test_see_no_page_of_the_console(self, client, path):
        assert client.get(path).status_code == 403

    def test_get_the_sign_in_form_in_its_place(self, client):
        page = client.get("/admin/company/")

        assert heading(page) == "Sign in"
        assert flashes(page) == ["Sign in to see this page."]
        assert soup(page).select_one("#sign-in input[type=password]")

    def test_are_told_that_nothing_was_saved(self, client):
        page = client.post("/admin/company/new/", data={"name": "Acme"})

        assert "Nothing was saved" in flashes(page)[0]

    def test_who_are_scripts_get_the_sentence_as_json(self, client):
        answer = client.get("/admin/company/ajax/lookup/?name=country", headers=SCRIPT)

        assert answer.status_code == 403
        assert "not signed in" in answer.json["message"]

    @pytest.mark.parametrize("path", [SIGN_IN, "/healthz", "/readyz", "/console/preferences"])
    def test_may_see_what_is_meant_for_them(self, client, path):
        assert client.get(path).status_code == 200

    def test_have_nothing_large_to_send(self, client):
        answer = client.post(SIGN_IN, data={"password": "x" * 100_000})

        assert answer.status_code == 413
        assert heading(answer) == "That is too much at once"

    def test_with_a_made_up_token_are_strangers(self, client):
        for token in ("guess", "", 7, None, ["x"], {"a": 1}):
            with client.session_transaction() as browser:
                browser["_user_id"] = token

            assert client.get("/admin/").status_code == 403

    @pytest.mark.parametrize("cookie", ["x", "x" * 60_000, "é", ".eJwx", '"', "a.b.c", ""])
    def test_with_a_broken_cookie_are_strangers(self, app, cookie):
        client = app.test_client(use_cookies=False)

        answer = client.get("/admin/", headers={"Cookie": f"console={cookie}"})

        assert answer.status_code == 403


class TestForgery:
    @pytest.fixture
    def sign_out(self, client, login):
        login(Role.STAFF)
        token = csrf_token(client.get("/console/password"))

        def sign_out(headers=None, **form):
            return client.post("/console/sign-out", data=form, headers=headers)

        sign_out.token = token
        return sign_out

    def test_a_form_without_a_token_is_refused_with_a_sentence(self, client, sign_out):
        answer = sign_out()

        assert answer.status_code == 400
        assert "nothing was saved" in answer.text
        assert client.get("/console/password").status_code == 200

    @pytest.mark.parametrize("token", ["", "x", "x.y.z", "é" * 50])
    def test_a_made_up_token_is_refused(self, sign_out, token):
        assert sign_out(csrf_token=token).status_code == 400

    def test_somebody_elses_token_is_refused(self, app, sign_out):
        other = csrf_token(client_of(app).get(SIGN_IN))

        assert sign_out(csrf_token=other).status_code == 400

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_another_site_is_refused_even_with_the_token(self, sign_out, site):
        answer = sign_out({"Sec-Fetch-Site": site}, csrf_token=sign_out.token)

        assert answer.status_code == 400

    def test_the_token_may_come_in_a_header(self, sign_out):
        assert sign_out({"X-CSRFToken": sign_out.token}).status_code == 303

    def test_signing_somebody_in_without_them_asking_is_refused(self, client):
        accounts.create("eve@example.org", Role.STAFF, PASSWORD)

        answer = client.post(SIGN_IN, data={"email": "eve@example.org", "password": PASSWORD})

        assert answer.status_code == 400

    @pytest.mark.parametrize("table", ["company", "country", "console.account"])
    @pytest.mark.parametrize("page", ["new/", "edit/?id=1", "delete/?id=1", "action/"])
    def test_no_table_takes_a_form_without_a_token(self, client, login, table, page):
        login(Role.ADMIN)

        assert client.post(f"/admin/{table}/{page}", data={"name": "x"}).status_code == 400


class TestRoutesOfDevelopers:
    """Routes added to the application itself are their developers' own."""

    @pytest.fixture
    def client(self, app):
        # The application of the tests has already served; one more can still be added to.
        other = create_app(app.extensions["console"])
        other.config["TESTING"] = True

        @other.post("/webhook")
        def webhook():
            return "taken"

        return client_of(other)

    def test_a_program_without_a_session_needs_neither_account_nor_token(self, client):
        assert client.post("/webhook").text == "taken"

    def test_a_browser_with_a_session_needs_a_token(self, client):
        with client.session_transaction() as browser:
            browser["_user_id"] = "somebody"

        assert client.post("/webhook").status_code == 400


class TestHeaders:
    @pytest.fixture(params=[SIGN_IN, "/admin/company/", "/no-such-page", "/healthz"])
    def headers(self, client, request):
        return client.get(request.param).headers

    def test_every_answer_carries_them(self, headers):
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Cache-Control"] == "no-store"

    def test_files_are_the_same_for_everybody(self, client, login):
        login(Role.STAFF)

        answer = client.get("/static/favicon.svg")

        assert answer.status_code == 200
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "no-store" not in answer.headers["Cache-Control"]

    def test_only_what_is_ours_may_run_or_load(self, headers):
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))

        assert policy["default-src"] == "'none'"
        assert re.fullmatch(r"'nonce-[\w-]{22}'", policy["script-src"])
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == policy["connect-src"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]

    def test_every_answer_has_a_nonce_of_its_own_and_its_scripts_carry_it(self, client):
        first, second = client.get(SIGN_IN), client.get(SIGN_IN)
        scripts = soup(first).select("script")

        assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]
        assert all(
            f"'nonce-{tag['nonce']}'" in first.headers["Content-Security-Policy"] for tag in scripts
        )

    def test_no_page_has_inline_handlers_or_styles(self, client, login):
        login(Role.ADMIN)
        for path in (SIGN_IN, "/console/password", "/console/preferences", "/no-such-page"):
            page = soup(client.get(path))

            assert not page.select("[style], style:not([nonce]), script:not([nonce])")
            assert not [t for t in page.find_all() if any(a.startswith("on") for a in t.attrs)]

    def test_cookies_are_kept_from_scripts_and_other_sites(self, client):
        cookie = client.get(SIGN_IN).headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


class TestHostNames:
    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:1"])
    def test_loopback_is_answered_on_any_port(self, client, host):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "localhost.evil.example",
            "evil-localhost",
            "localhost.",
            "127.0.0.1.evil.example:8000",
            "localhost:8000@evil.example",
            "localhost/evil",
            "a b",
            "",
        ],
    )
    def test_any_other_name_is_refused_with_a_sentence(self, client, host):
        answer = client.get(SIGN_IN, headers={"Host": host})

        assert answer.status_code == 400
        assert "does not answer under this name" in answer.text
        assert "evil" not in answer.text

    def test_a_proxys_header_changes_nothing(self, client):
        forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}

        answer = client.get("/", headers=forwarded)

        assert answer.location == "/admin/"


class TestOverTls:
    @pytest.fixture
    def client(self, app):
        config = Config(
            app.extensions["console"].database,
            secret_key=app.secret_key,
            url="https://console.example.org",
        )
        return client_of(create_app(config))

    def get(self, client, path, **more):
        return client.get(path, base_url="https://console.example.org", **more)

    def test_browsers_are_told_to_stay_with_it(self, client):
        assert (
            "max-age=31536000" in self.get(client, "/healthz").headers["Strict-Transport-Security"]
        )

    def test_no_other_host_can_set_the_cookie(self, client):
        cookie = self.get(client, SIGN_IN).headers["Set-Cookie"]

        assert cookie.startswith("__Host-console=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie

    def test_loopback_is_no_longer_its_name(self, client):
        assert client.get("/healthz", base_url="http://127.0.0.1:8000").status_code == 400


class TestWithoutASecretKey:
    @pytest.fixture
    def client(self, app):
        return client_of(create_app(Config(app.extensions["console"].database)))

    @pytest.mark.parametrize("path", ["/admin/", SIGN_IN, "/console/password", "/admin/nothing/"])
    def test_pages_say_what_to_set(self, client, path):
        answer = client.get(path)

        assert answer.status_code == 503
        assert "set CONSOLE_SECRET_KEY" in answer.text

    def test_the_process_still_lives(self, client):
        assert client.get("/healthz").status_code == 200


class TestADatabaseThatIsDown:
    def test_who_was_signed_in_gets_a_page_all_the_same(self, app):
        config = Config(DatabaseURL.parse("postgresql://127.0.0.1:1/none"), app.secret_key)
        client = client_of(create_app(config))
        with client.session_transaction() as browser:
            browser["_user_id"] = "somebody"

        answer = client.get("/admin/")

        assert answer.status_code == 503
        assert heading(answer) == "The database does not answer"
