"""Signing in and out, sessions, guessing, and changing one's password."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Account, Role, Session, SignInFailure, accounts, passwords, sessions
from console.models.db import db
from tests.pages import csrf_token, flashes, form, soup, submit, text_of

PASSWORD = "correct horse battery"
OTHER = "a quite different phrase"
EMAIL = "maria@example.org"
SIGN_IN = "/console/sign-in"
CHANGE = "/console/password"
FORM = "#sign-in"
WRONG = "The e-mail address or the password is wrong."


@pytest.fixture
def maria(app):
    return accounts.create(EMAIL, Role.STAFF, PASSWORD, "Maria")


def sign_in(client, email=EMAIL, password=PASSWORD, **more):
    page = client.get(SIGN_IN)
    return submit(
        client, page, FORM, follow_redirects=False, email=email, password=password, **more
    )


def sign_out(client):
    token = csrf_token(client.get(CHANGE))
    return client.post("/console/sign-out", data={"csrf_token": token})


def is_signed_in(client):
    return client.get(CHANGE).status_code == 200


def cookie(client):
    return client.get_cookie("console").value


def errors(response):
    return [text_of(link) for link in soup(response).select("#errors a")]


class TestThePage:
    def test_password_managers_know_its_fields(self, client):
        page = soup(client.get(SIGN_IN))

        assert page.select_one("#email")["autocomplete"] == "username"
        assert page.select_one("#password")["autocomplete"] == "current-password"

    def test_every_field_has_a_label(self, client):
        page = soup(client.get(SIGN_IN))

        assert [text_of(tag) for tag in page.select("#sign-in label")] == ["E-mail", "Password"]
        assert [tag["for"] for tag in page.select("#sign-in label")] == ["email", "password"]

    def test_errors_are_tied_to_their_field_and_linked_from_the_top(self, client):
        page = soup(sign_in(client, "", ""))

        field = page.select_one("#password")
        assert field["aria-invalid"] == "true"
        assert page.select_one("#" + field["aria-describedby"]).get_text() == "Enter your password."
        assert [a["href"] for a in page.select("#errors a")] == ["#email", "#password"]

    def test_who_is_signed_in_is_sent_on(self, client, maria):
        sign_in(client)

        assert client.get(f"{SIGN_IN}?next=/admin/country/").location == "/admin/country/"


class TestSigningIn:
    def test_leads_to_the_home_page(self, client, maria):
        response = sign_in(client)

        assert (response.status_code, response.location) == (303, "/admin/")
        assert is_signed_in(client)

    def test_leads_to_the_page_that_was_asked_for(self, client, maria):
        refused = client.get("/admin/company/?search=a b&sort=-name")
        response = submit(
            client, refused, FORM, follow_redirects=False, email=EMAIL, password=PASSWORD
        )

        assert refused.status_code == 403
        assert flashes(refused) == ["Sign in to see this page."]
        assert response.location == "/admin/company/?search=a%20b&sort=-name"

    @pytest.mark.parametrize("evil", ["//evil.example", "http:evil.example", "/\\evil.example"])
    def test_leads_nowhere_else(self, client, maria, evil):
        assert sign_in(client, next=evil).location == "/admin/"

    @pytest.mark.parametrize("email", ["MARIA@example.org", "  maria@Example.ORG "])
    def test_takes_the_address_however_it_is_written(self, client, maria, email):
        assert sign_in(client, email=email).status_code == 303

    def test_notes_when_and_where(self, client, maria):
        sign_in(client)

        row = db.session.scalars(sa.select(Session)).one()
        assert row.address == "127.0.0.1"
        assert row.user_agent.startswith("Werkzeug")
        assert db.session.get(Account, maria.id).signed_in_at is not None

    def test_strengthens_an_old_hash(self, client, maria):
        weak = passwords.PasswordHasher(1, 8, 1, hash_len=8).hash(PASSWORD)
        db.session.execute(sa.update(Account).values(password_hash=weak))
        db.session.commit()

        sign_in(client)

        kept = db.session.scalar(sa.select(Account.password_hash))
        assert kept != weak
        assert passwords.matches(PASSWORD, kept)


class TestRefusing:
    @pytest.mark.parametrize(
        ("email", "password"),
        [
            (EMAIL, OTHER),
            ("nobody@example.org", PASSWORD),
            (EMAIL, PASSWORD + "\0"),
            (EMAIL + "\0", PASSWORD),
            ("x" * 5000, PASSWORD),
            (EMAIL, "x" * 5000),
            ("' OR 1=1 --", PASSWORD),
            ("maria@%", PASSWORD),
        ],
    )
    def test_one_sentence_serves_for_all_that_is_wrong(self, client, maria, email, password):
        response = sign_in(client, email, password)

        assert response.status_code == 403
        assert errors(response) == [WRONG]
        assert not is_signed_in(client)

    @pytest.mark.parametrize(("email", "password"), [("", PASSWORD), (EMAIL, ""), ("", "")])
    def test_a_missing_field_is_named(self, client, maria, email, password):
        response = sign_in(client, email, password)

        assert response.status_code == 422
        assert len(errors(response)) == (not email) + (not password)

    def test_the_address_is_kept_and_the_password_is_not(self, client, maria):
        page = sign_in(client, password="hunter2hunter2").text

        assert EMAIL in page
        assert "hunter2" not in page

    def test_markup_in_the_address_stays_text(self, client):
        assert "<script>alert" not in sign_in(client, email='"><script>alert(1)</script>').text

    def test_a_disabled_account_is_told_so_only_with_its_password(self, client, maria):
        accounts.disable(EMAIL)

        assert "disabled" in errors(sign_in(client))[0]
        assert errors(sign_in(client, password=OTHER)) == [WRONG]

    def test_a_megabyte_is_too_much(self, client, maria):
        assert sign_in(client, password="x" * 1_000_000).status_code == 413


class TestSessions:
    def test_the_table_knows_no_token(self, client, maria):
        sign_in(client)

        with client.session_transaction() as browser:
            kept = browser["_user_id"]
        row = db.session.scalars(sa.select(Session)).one()
        assert kept not in row.token_hash
        assert row.token_hash == sessions.digest(kept)

    def test_a_cookie_from_before_the_sign_in_is_worth_nothing(self, client, app, maria):
        client.get(SIGN_IN)
        planted = cookie(client)
        sign_in(client)

        other = app.test_client()
        other.set_cookie("console", planted)

        assert not is_signed_in(other)

    def test_signing_in_again_ends_the_session_before(self, client, app, maria):
        sign_in(client)
        before = cookie(client)
        token = csrf_token(client.get(CHANGE))
        client.post(SIGN_IN, data={"csrf_token": token, "email": EMAIL, "password": PASSWORD})

        other = app.test_client()
        other.set_cookie("console", before)

        assert is_signed_in(client)
        assert not is_signed_in(other)

    def test_a_copied_cookie_ends_with_the_sign_out(self, client, app, maria):
        sign_in(client)
        copied = cookie(client)

        response = sign_out(client)

        thief = app.test_client()
        thief.set_cookie("console", copied)
        assert response.location == SIGN_IN
        assert not is_signed_in(client)
        assert not is_signed_in(thief)

    def test_sign_out_is_no_link(self, client, maria):
        sign_in(client)

        assert client.get("/console/sign-out").status_code == 405
        assert client.post("/console/sign-out").status_code == 400
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        "change",
        [
            lambda: accounts.disable(EMAIL),
            lambda: accounts.set_password(EMAIL, OTHER),
            lambda: db.session.execute(sa.delete(Account)),
            lambda: db.session.execute(sa.delete(Session)),
        ],
        ids=["disabled", "password reset", "account deleted", "session deleted"],
    )
    def test_what_happens_to_the_account_ends_it_at_the_next_request(self, client, maria, change):
        sign_in(client)

        change()
        db.session.commit()

        assert not is_signed_in(client)

    def test_another_role_holds_from_the_next_request(self, client, maria):
        sign_in(client)
        before = client.get("/admin/console.account/").status_code

        accounts.set_role(EMAIL, Role.ADMIN)

        assert before == 403
        assert client.get("/admin/console.account/").status_code == 200

    @pytest.mark.parametrize(
        "passed",
        [
            {"last_seen_at": sa.func.now() - sessions.IDLE},
            {"expires_at": sa.func.now()},
        ],
        ids=["idle", "absolute"],
    )
    def test_it_runs_out(self, client, maria, passed):
        sign_in(client)

        db.session.execute(sa.update(Session).values(passed))
        db.session.commit()

        assert not is_signed_in(client)

    def test_last_seen_is_written_once_a_minute(self, client, maria):
        sign_in(client)
        seen = sa.select(Session.last_seen_at)
        first = db.session.scalar(seen)
        client.get(CHANGE)
        second = db.session.scalar(seen)
        past = sa.func.now() - 2 * sessions.STEP
        db.session.execute(sa.update(Session).values(last_seen_at=past))
        client.get(CHANGE)

        assert second == first
        assert db.session.scalar(seen) == first

    def test_a_form_from_before_it_ran_out_can_still_be_sent(self, client, maria):
        sign_in(client)
        data = form(client.get(CHANGE), "#password")
        data |= {"current": PASSWORD, "new": OTHER, "repeat": OTHER}
        db.session.execute(sa.update(Session).values(last_seen_at=sa.func.now() - sessions.IDLE))
        db.session.commit()
        refused = client.post(CHANGE, data=data)

        sign_in(client)

        assert refused.status_code == 403
        assert "Nothing was saved" in refused.text
        assert client.post(CHANGE, data=data).status_code == 303

    def test_a_form_of_the_person_before_cannot(self, client, maria):
        accounts.create("jan@example.org", Role.STAFF, PASSWORD)
        sign_in(client, "jan@example.org")
        planted = csrf_token(client.get(CHANGE))
        data = {"csrf_token": planted, "email": EMAIL, "password": PASSWORD}

        client.post(SIGN_IN, data=data)

        assert client.post("/console/sign-out", data={"csrf_token": planted}).status_code == 400


class TestGuessing:
    def guess(self, client, times, email=EMAIL):
        return [sign_in(client, email, OTHER).status_code for _ in range(times)]

    def test_slows_down(self, client, maria):
        statuses = self.guess(client, 8)

        assert statuses[:5] == [403] * 5
        assert 429 in statuses[5:]

    def test_goes_on_after_the_wait(self, client, maria):
        self.guess(client, 6)
        waiting = sign_in(client)
        db.session.execute(
            sa.update(SignInFailure).values(failed_at=sa.func.now() - sa.text("interval '2 s'"))
        )
        db.session.commit()

        assert waiting.status_code == 429
        assert int(waiting.headers["Retry-After"]) >= 1
        assert sign_in(client).status_code == 303

    def test_tells_nobody_who_has_an_account(self, client, maria):
        assert self.guess(client, 5) == self.guess(client, 5, "nobody@example.org")

    def test_a_right_password_wipes_the_slate(self, client, maria):
        self.guess(client, 4)
        sign_in(client)
        sign_out(client)

        assert self.guess(client, 4) == [403] * 4

    def test_elsewhere_does_not_hold_up_a_browser_one_has_used(self, client, app, maria):
        sign_in(client)
        sign_out(client)
        guesses = [
            {"identifier": key, "address": f"203.0.113.{n}"}
            for n, key in enumerate([sessions.digest(EMAIL)] * 60)
        ]
        db.session.execute(sa.insert(SignInFailure), guesses)
        db.session.commit()

        assert sign_in(client).status_code == 303
        assert sign_in(app.test_client()).status_code == 429

    def test_is_counted_without_what_was_typed(self, client, maria):
        sign_in(client, "my secret in the wrong field", OTHER)

        row = db.session.scalars(sa.select(SignInFailure)).one()
        assert "secret" not in row.identifier
        assert row.account_id is None

    def test_the_current_password_slows_down_too(self, client, maria):
        sign_in(client)
        typed = {"current": "wrong wrong wrong", "new": OTHER, "repeat": OTHER}
        page = client.get(CHANGE)
        statuses = [submit(client, page, "#password", **typed).status_code for _ in range(7)]

        assert statuses[:5] == [403] * 5
        assert 429 in statuses


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
