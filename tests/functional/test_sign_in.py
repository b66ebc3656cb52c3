"""The sign-in page: what it takes, what it refuses, how it slows guessing down."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Account, Session, SignInFailure, accounts, passwords, sessions
from console.models.db import db
from tests.pages import flashes, soup, submit, text_of
from tests.people import (
    EMAIL,
    PASSWORD,
    SIGN_IN,
    errors,
    is_signed_in,
    sign_in,
    sign_out,
)

OTHER = "a quite different phrase"
FORM = "#sign-in"
WRONG = "The e-mail address or the password is wrong."


class TestThePage:
    def test_password_managers_know_its_fields(self, client):
        page = soup(client.get(SIGN_IN))

        assert page.select_one("#email")["autocomplete"] == "username"
        assert page.select_one("#password")["autocomplete"] == "current-password"

    def test_looking_only_at_its_head_is_no_attempt(self, client):
        assert client.head(SIGN_IN).status_code == 200

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
