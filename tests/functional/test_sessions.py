"""Sessions: what begins one, and everything that ends it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Account, Role, Session, accounts, sessions
from console.models.db import db
from tests.pages import csrf_token, form
from tests.people import (
    CHANGE,
    EMAIL,
    PASSWORD,
    SIGN_IN,
    cookie,
    is_signed_in,
    sign_in,
    sign_out,
)

OTHER = "a quite different phrase"


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
