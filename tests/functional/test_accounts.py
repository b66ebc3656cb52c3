"""What admins do with accounts and sessions on the pages."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Account, Role, Session, accounts, passwords, sessions
from console.models.db import db
from tests.client import sign_in
from tests.pages import column, csrf_token, flashes, heading, soup, submit, text_of

LIST = "/admin/console.account/"
PASSWORD = "correct horse battery"


@pytest.fixture
def maria(app):
    return accounts.create("maria@example.org", Role.STAFF, PASSWORD, "Maria")


@pytest.fixture
def boss(login):
    return login(Role.ADMIN)


def act(client, action, *chosen, url=LIST):
    """Choose rows and press the action's button, and yes where it asks."""
    form = {
        "csrf_token": csrf_token(client.get(url)),
        "action": action,
        "rowid": [row.id for row in chosen],
    }
    answer = client.post(f"{url}action/", data=form, follow_redirects=True)
    question = soup(answer).select_one("main form[method=post] [name=_confirmed]")
    return submit(client, answer, "form:has([name=_confirmed])") if question else answer


def new_passwords(page):
    return [text_of(tag) for tag in soup(page).select("dd code")]


def fresh(account):
    db.session.expire_all()
    return db.session.get(Account, account.id)


class TestLooking:
    def test_accounts_come_by_address(self, client, boss, maria):
        assert column(client.get(LIST), "email") == ["admin@example.org", "maria@example.org"]

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
    @pytest.mark.parametrize("page", ["", "details/?id={id}", "?search=argon2id"])
    def test_no_page_shows_a_hash(self, client, login, maria, role, page):
        login(role)

        answer = client.get(LIST + page.format(id=maria.id))

        assert answer.status_code == 200
        assert "$argon2id" not in answer.text

    def test_no_export_holds_a_hash(self, own_database):
        file = own_database.client(Role.ADMIN).get(f"{LIST}export/csv/").text

        assert "admin@example.org" in file
        assert "password_hash" not in file
        assert "argon2" not in file

    def test_no_search_finds_a_hash(self, client, boss, maria):
        assert "maria@example.org" not in client.get(f"{LIST}?search=argon2id").text

    @pytest.mark.parametrize(
        "query",
        ["sort=password_hash", "flt_password_hash_contains=argon2", "columns=email,password_hash"],
    )
    def test_no_address_reaches_a_hash(self, client, boss, maria, query):
        answer = client.get(f"{LIST}?{query}")

        assert answer.status_code in {200, 400, 404}
        assert "argon2id" not in answer.text

    def test_who_has_no_name_goes_by_the_address(self, client, boss):
        assert column(client.get("/admin/console.session/"), "account") == ["admin@example.org"]

    def test_no_address_reaches_a_token(self, client, boss):
        answer = client.get("/admin/console.session/")

        kept = db.session.scalar(sa.select(Session.token_hash))
        assert answer.status_code == 200
        assert kept not in answer.text

    @pytest.mark.parametrize("role", [Role.STAFF, Role.OPERATOR])
    def test_others_see_nothing_of_it(self, client, login, role):
        login(role)

        assert client.get(LIST).status_code == 403
        assert "console.account" not in client.get("/admin/").text

    def test_an_auditor_sees_it_without_buttons(self, client, login, maria):
        login(Role.AUDITOR)
        page = soup(client.get(LIST))

        assert not page.select("main [name=action]")
        assert client.get(f"{LIST}edit/?id={maria.id}").status_code == 403


class TestAdding:
    def add(self, client, **typed):
        page = client.get(f"{LIST}new/")
        return submit(client, page, "main form[method=post]", **typed)

    def test_shows_the_password_once_and_it_works(self, client, boss):
        page = self.add(client, email="jan@example.org", name="Jan", role="operator")

        account = accounts.find("jan@example.org")
        (password,) = new_passwords(page)
        assert heading(page) == "New password"
        assert (account.role, account.must_change_password) == (Role.OPERATOR, True)
        assert passwords.matches(password, account.password_hash)
        assert password not in client.get(LIST).text

    def test_the_password_travels_in_no_cookie(self, client, boss):
        page = self.add(client, email="jan@example.org", role="staff")

        with client.session_transaction() as browser:
            assert new_passwords(page)[0] not in str(dict(browser))
        assert page.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("email", "sentence"),
        [
            ("MARIA@example.org", "maria@example.org already has an account."),
            ("maria", "Write the e-mail address like name@example.org."),
            ("a b@example.org", "Write the e-mail address like name@example.org."),
            ("", "Fill this in."),
        ],
    )
    def test_an_address_that_cannot_be_is_a_sentence(self, client, boss, maria, email, sentence):
        page = self.add(client, email=email, role="staff")

        assert page.status_code == 422
        assert sentence in text_of(soup(page).select_one(".error-summary"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 2

    def test_asks_for_no_more_than_is_known(self, client, boss):
        page = soup(client.get(f"{LIST}new/"))

        names = {tag["name"] for tag in page.select("main form .field [name]")}
        assert names == {"email", "name", "role"}


class TestChanging:
    def edit(self, client, account, **typed):
        page = client.get(f"{LIST}edit/?id={account.id}")
        return submit(client, page, "main form[method=post]", **typed)

    def test_a_role_holds_at_once_and_keeps_the_password(self, client, boss, maria):
        self.edit(client, maria, role="auditor")

        assert fresh(maria).role is Role.AUDITOR
        assert fresh(maria).password_hash == maria.password_hash

    def test_nobody_demotes_himself(self, client, boss, maria):
        accounts.set_role("maria@example.org", Role.ADMIN)

        page = self.edit(client, boss, role="staff")

        assert "another admin can" in page.text
        assert fresh(boss).role is Role.ADMIN

    def test_one_admin_may_demote_another(self, client, boss, maria):
        accounts.set_role("maria@example.org", Role.ADMIN)

        self.edit(client, maria, role="staff")

        assert fresh(maria).role is Role.STAFF

    def test_no_hidden_field_sets_what_is_not_on_the_form(self, client, boss, maria):
        self.edit(client, maria, name="M", password_hash="x", disabled_at="2026-01-01", id="99")

        assert fresh(maria).name == "M"
        assert fresh(maria).password_hash == maria.password_hash
        assert fresh(maria).is_active

    def test_accounts_are_never_deleted(self, client, boss, maria):
        assert client.get(f"{LIST}delete/?id={maria.id}").status_code == 403


class TestActions:
    def test_disabling_signs_out_and_enabling_lets_in(self, client, boss, maria):
        token = sessions.start(maria.id)

        said = act(client, "disable", maria)

        assert flashes(said) == ["Disabled 1 account."]
        assert not fresh(maria).is_active
        assert sessions.account_of(token) is None
        assert flashes(act(client, "enable", maria)) == ["Enabled 1 account."]
        assert fresh(maria).is_active

    def test_nobody_disables_himself(self, client, boss, maria):
        said = act(client, "disable", boss, maria)

        assert "another admin can" in flashes(said)[0]
        assert fresh(boss).is_active
        assert fresh(maria).is_active

    def test_new_passwords_are_shown_once_and_end_sessions(self, client, boss, maria):
        token = sessions.start(maria.id)

        page = act(client, "reset_passwords", maria)

        (password,) = new_passwords(page)
        assert passwords.matches(password, fresh(maria).password_hash)
        assert fresh(maria).must_change_password
        assert sessions.account_of(token) is None

    def test_an_action_asks_before_it_signs_people_out(self, client, boss, maria):
        token = csrf_token(client.get(LIST))
        form = {"csrf_token": token, "action": "reset_passwords", "rowid": [maria.id]}

        page = client.post(f"{LIST}action/", data=form)

        assert "signed out everywhere" in page.text
        assert fresh(maria).password_hash == maria.password_hash

    def test_signing_out_everywhere(self, client, boss, maria):
        tokens = [sessions.start(maria.id), sessions.start(maria.id)]

        act(client, "sign_out", maria)

        assert [sessions.account_of(token) for token in tokens] == [None, None]

    def test_ending_one_session(self, client, boss, maria):
        kept, ended = sessions.start(maria.id), sessions.start(maria.id)
        row = db.session.scalar(sa.select(Session).filter_by(token_hash=sessions.digest(ended)))

        said = act(client, "end", row, url="/admin/console.session/")

        assert flashes(said) == ["Ended 1 session."]
        assert sessions.account_of(ended) is None
        assert sessions.account_of(kept) is not None

    @pytest.mark.parametrize("action", ["disable", "enable", "reset_passwords", "sign_out"])
    @pytest.mark.parametrize("role", [Role.STAFF, Role.OPERATOR, Role.AUDITOR])
    def test_others_may_run_none(self, app, client, maria, role, action):
        sign_in(client, role)
        token = csrf_token(client.get("/console/password"))
        form = {"csrf_token": token, "action": action, "rowid": [maria.id], "_confirmed": "1"}

        answer = client.post(f"{LIST}action/", data=form)

        assert answer.status_code == 403
        assert fresh(maria).password_hash == maria.password_hash
