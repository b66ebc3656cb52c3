"""Managing accounts from a terminal."""

from __future__ import annotations

import re

import pytest

from console.auth import Role, Session, accounts, passwords, sessions
from console.models.db import db

PASSWORD = "correct horse battery"
EMAIL = "maria@example.org"


@pytest.fixture
def users(app):
    def users(*arguments, stdin=""):
        return app.test_cli_runner().invoke(args=["users", *arguments], input=stdin)

    return users


@pytest.fixture
def maria(app):
    accounts.create("boss@example.org", Role.ADMIN, PASSWORD)
    return accounts.create(EMAIL, Role.STAFF, PASSWORD, "Maria")


class TestCreating:
    def test_takes_the_password_from_standard_input(self, users):
        result = users(
            "create", EMAIL, "--role", "staff", "--password-stdin", stdin=f"{PASSWORD}\n"
        )

        account = accounts.find(EMAIL)
        assert result.output == f"Created {EMAIL} (staff).\n"
        assert passwords.matches(PASSWORD, account.password_hash)
        assert not account.must_change_password

    def test_makes_one_up_that_has_to_be_changed(self, users):
        result = users("create", EMAIL, "--role", "auditor", "--name", "Maria")

        made_up = re.search(r"first sign-in: (\S+)\n", result.output)[1]
        account = accounts.find(EMAIL)
        assert passwords.matches(made_up, account.password_hash)
        assert (account.name, account.must_change_password) == ("Maria", True)

    @pytest.mark.parametrize(
        ("email", "stdin", "sentence"),
        [
            ("MARIA@example.org", PASSWORD, "already has an account"),
            ("maria", PASSWORD, "like name@example.org"),
            ("a b@example.org", PASSWORD, "like name@example.org"),
            ("@example.org", PASSWORD, "like name@example.org"),
            ("jan@example.org", "short", "at least 12"),
            ("jan@example.org", "", "at least 12"),
            ("jan@example.org", "jan@example.org", "must not be the e-mail"),
        ],
    )
    def test_says_what_is_wrong(self, users, maria, email, stdin, sentence):
        result = users("create", email, "--role", "staff", "--password-stdin", stdin=stdin)

        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert sentence in result.output
        assert len(result.output.splitlines()) == 1

    def test_knows_four_roles(self, users):
        result = users("create", EMAIL, "--role", "owner")

        assert result.exit_code == 2
        assert "'admin', 'staff', 'operator', 'auditor'" in result.output


class TestListing:
    def test_shows_who_may_sign_in(self, users, maria):
        accounts.disable(EMAIL)

        lines = users("list").output.splitlines()

        assert re.split(r"\s{2,}", lines[1]) == ["boss@example.org", "admin", "active", "never"]
        assert re.search(r"maria@example\.org +staff +Maria +disabled since \d{4}", lines[2])

    def test_shows_no_hash(self, users, maria):
        assert "argon2" not in users("list").output


class TestChanging:
    def test_another_role(self, users, maria):
        result = users("set-role", EMAIL, "operator")

        assert result.output == f"{EMAIL} is now operator.\n"
        assert accounts.find(EMAIL).role is Role.OPERATOR

    def test_disabling_ends_every_session(self, users, maria):
        token = sessions.start(maria.id)

        result = users("disable", EMAIL)

        assert result.output == f"Disabled {EMAIL}.\n"
        assert sessions.account_of(token) is None
        assert db.session.query(Session).count() == 0

    def test_enabling_lets_in_again(self, users, maria):
        users("disable", EMAIL)

        assert users("enable", EMAIL).output == f"Enabled {EMAIL}.\n"
        assert accounts.find(EMAIL).is_active

    def test_a_reset_makes_a_password_up_and_ends_every_session(self, users, maria):
        token = sessions.start(maria.id)

        made_up = re.search(r"next sign-in: (\S+)\n", users("reset-password", EMAIL).output)[1]

        account = accounts.find(EMAIL)
        assert passwords.matches(made_up, account.password_hash)
        assert account.must_change_password
        assert sessions.account_of(token) is None

    def test_a_reset_takes_a_password_too(self, users, maria):
        users("reset-password", EMAIL, "--password-stdin", stdin="quite another phrase\n")

        assert passwords.matches("quite another phrase", accounts.find(EMAIL).password_hash)

    @pytest.mark.parametrize(
        "command", [("disable",), ("enable",), ("reset-password",), ("set-role", "staff")]
    )
    def test_an_unknown_address_is_a_sentence(self, users, command):
        name, *rest = command

        result = users(name, "nobody@example.org", *rest)

        assert result.exit_code == 1
        assert result.output == "Error: nobody@example.org has no account.\n"

    @pytest.mark.parametrize("command", [("disable",), ("set-role", "staff")])
    def test_the_last_admin_stays(self, users, maria, command):
        name, *rest = command

        result = users(name, "boss@example.org", *rest)

        assert result.exit_code == 1
        assert "Make somebody else an admin first" in result.output
        assert accounts.find("boss@example.org").role is Role.ADMIN

    def test_a_disabled_admin_is_no_admin_to_fall_back_on(self, users, maria):
        accounts.create("old@example.org", Role.ADMIN, PASSWORD)
        accounts.disable("old@example.org")

        assert users("disable", "boss@example.org").exit_code == 1
        assert users("set-role", "old@example.org", "staff").exit_code == 0
