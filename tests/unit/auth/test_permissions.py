"""Who may do what: the whole table of rights, and what is not in it."""

from __future__ import annotations

import pytest

from console.auth import Account, ConsoleBase, Permission, Role, Session, allowed, row_rule
from console.auth.permissions import Family, family_of, may_see_status
from console.models.db import db
from console.models.mixins import Reference

R, W = Permission.READ, Permission.WRITE

RIGHTS = {
    (Role.ADMIN, Family.BUSINESS): {R, W},
    (Role.ADMIN, Family.REFERENCE): {R, W},
    (Role.ADMIN, Family.CONSOLE): {R, W},
    (Role.STAFF, Family.BUSINESS): {R, W},
    (Role.STAFF, Family.REFERENCE): {R},
    (Role.STAFF, Family.CONSOLE): set(),
    (Role.OPERATOR, Family.BUSINESS): {R},
    (Role.OPERATOR, Family.REFERENCE): {R, W},
    (Role.OPERATOR, Family.CONSOLE): set(),
    (Role.AUDITOR, Family.BUSINESS): {R},
    (Role.AUDITOR, Family.REFERENCE): {R},
    (Role.AUDITOR, Family.CONSOLE): {R},
}


def a_model(family: Family) -> type:
    models = [mapper.class_ for mapper in db.Model.registry.mappers]
    if family is Family.CONSOLE:
        return Account
    return next(m for m in models if issubclass(m, Reference) == (family is Family.REFERENCE))


def an_account(role: Role) -> Account:
    return Account(email=f"{role}@example.org", role=role)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_the_table_of_rights_says(role, family, permission):
    expected = permission in RIGHTS[role, family]

    assert allowed(permission, a_model(family), an_account(role)) is expected


class TestClosedByDefault:
    def test_a_stranger_may_nothing(self):
        assert not allowed(R, a_model(Family.BUSINESS))

    def test_a_disabled_account_may_nothing(self):
        admin = an_account(Role.ADMIN)
        admin.disabled_at = "2026-01-01"

        assert not allowed(R, a_model(Family.BUSINESS), admin)

    @pytest.mark.parametrize("role", ["owner", "", None, "ADMIN"])
    def test_an_unknown_role_may_nothing(self, role):
        account = an_account(Role.STAFF)
        account.role = role

        assert not allowed(R, a_model(Family.BUSINESS), account)
        assert not may_see_status(account)

    @pytest.mark.parametrize("model", [int, object, ConsoleBase, db.Model, "company", None])
    def test_what_is_no_table_is_open_to_nobody(self, model):
        assert family_of(model) is None
        assert not allowed(R, model, an_account(Role.ADMIN))

    @pytest.mark.parametrize("permission", ["delete", "", None, "READ"])
    def test_an_unknown_permission_is_given_to_nobody(self, permission):
        assert not allowed(permission, a_model(Family.BUSINESS), an_account(Role.ADMIN))


class TestRows:
    def test_who_may_read_a_table_sees_all_its_rows(self):
        assert row_rule(an_account(Role.STAFF), a_model(Family.BUSINESS)) is None

    @pytest.mark.parametrize("account", [None, an_account(Role.STAFF)])
    def test_who_may_not_sees_none(self, account):
        assert str(row_rule(account, Session)) == "false"


@pytest.mark.parametrize("role", Role)
def test_all_but_staff_see_how_the_database_stands(role):
    assert may_see_status(an_account(role)) is (role is not Role.STAFF)
