"""How accounts differ from the generated view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import Response, g, make_response, render_template
from flask_admin import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from console.admin import records
from console.admin.actions import batch_action
from console.admin.registry import options_for
from console.auth import Account, Role, accounts, current_account, passwords, sessions
from console.models.db import db


def _address(form: Any, field: Any) -> None:
    accounts.checked_email(field.data or "")


@options_for(Account)
class AccountOptions:
    column_list = ("email", "name", "role", "disabled_at", "must_change_password", "signed_in_at")
    column_default_sort = "email"
    column_searchable_list = ("email", "name")
    column_filters = ("role", "disabled_at", "must_change_password", "signed_in_at")
    form_columns = ("email", "name", "role")
    form_args = {"email": {"validators": [_address]}}

    # Accounts are disabled, not deleted: what a person did keeps its name.
    can_delete = False

    @expose("/new/", methods=("GET", "POST"))  # type: ignore[untyped-decorator]
    def create_view(self: Any) -> Any:
        """The form for a new account, then its password, which nobody can look up later."""
        answer = records.create_page(self)
        made = g.pop("new_passwords", None)
        return _shown_once(self, made) if made else answer

    def on_model_change(self, form: Any, account: Account, is_created: bool) -> None:
        """Keep addresses apart, the console administrable, and people from slipping themselves."""
        account.email = accounts.checked_email(account.email)
        accounts.refuse_twins(db.session(), account)
        if is_created:
            password = accounts.generate_password()
            account.password_hash = passwords.hashed(password)
            account.must_change_password = True
            g.password = password
            return
        # Asked anew: the form has already written over what the row said.
        before = db.session.scalar(sa.select(Account.role).where(Account.id == account.id))
        if before is Role.ADMIN and account.role != before:
            _refuse_oneself([account], _("You cannot change your own role; another admin can."))
            accounts.keep_an_admin(db.session(), [account.id])

    def after_model_change(self, form: Any, account: Account, is_created: bool) -> None:
        if is_created:
            g.new_passwords = [(account, g.password)]

    @batch_action(
        _l("Give new passwords"),
        confirm=_l(
            "Make new passwords for these accounts? They are shown once, and the people are "
            "signed out everywhere."
        ),
    )
    def reset_passwords(self, chosen: Sequence[Account]) -> Response:
        _refuse_oneself(chosen, _("Change your own password from the menu under your name."))
        made = [(account, accounts.generate_password()) for account in chosen]
        for account, password in made:
            accounts.replace_password(db.session(), account.id, password, must_change=True)
        return _shown_once(self, made)

    @batch_action(_l("Sign out everywhere"))
    def sign_out(self, chosen: Sequence[Account]) -> str:
        for account in chosen:
            sessions.end_all(db.session(), account.id)
        n = len(chosen)
        return str(
            ngettext(
                "Signed %(num)s person out everywhere.", "Signed %(num)s people out everywhere.", n
            )
        )

    @batch_action(_l("Enable"))
    def enable(self, chosen: Sequence[Account]) -> str:
        for account in chosen:
            account.disabled_at = None
        return str(ngettext("Enabled %(num)s account.", "Enabled %(num)s accounts.", len(chosen)))

    @batch_action(
        _l("Disable"),
        confirm=_l("Disable these accounts? The people are signed out at once."),
        danger=True,
    )
    def disable(self, chosen: Sequence[Account]) -> str:
        _refuse_oneself(chosen, _("You cannot disable your own account; another admin can."))
        accounts.disable_all(db.session(), [account.id for account in chosen])
        return str(ngettext("Disabled %(num)s account.", "Disabled %(num)s accounts.", len(chosen)))


def _refuse_oneself(chosen: Sequence[Account], sentence: str) -> None:
    me = current_account()
    if me is not None and me.id in {account.id for account in chosen}:
        raise accounts.AccountError(sentence)


def _shown_once(view: Any, made: list[tuple[Account, str]]) -> Response:
    # A page of its own and not a flash: flashes travel in a cookie that anybody can decode.
    return make_response(render_template("new_passwords.html", view=view, made=made))
