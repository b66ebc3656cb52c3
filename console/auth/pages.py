"""Signing in and out, and changing one's password."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.urls import iri_to_uri

from console.auth import accounts, login, passwords, throttle
from console.auth.current import current_account
from console.auth.models import Account
from console.auth.store import transaction
from console.pages import blueprint
from console.security import is_changing, safe_next, wants_json

log = logging.getLogger(__name__)


@dataclass
class Form:
    """What was typed and what is wrong with it, for the templates."""

    email: str = ""
    next: str = ""
    notice: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    first: str = "email"

    @property
    def focus(self) -> str:
        """The field to write in: the first that is wrong, else the first of all."""
        return next(iter(self.errors), self.first)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    home = url_for("admin.index")
    form = Form(
        email=request.form.get("email", "").strip(),
        next=safe_next(request.values.get("next"), home),
    )
    if not is_changing():
        return redirect(form.next) if current_account() else _sign_in_page(form)
    typed = request.form.get("password", "")
    if _has_blanks(form, typed):
        return _sign_in_page(form, 422)

    account, wait = _recognise(form.email, typed)
    if wait:
        return _sign_in_page(form, 429, _ask_to_wait(form, "password", wait))
    if account is None:
        # One sentence for both, so that nobody learns who has an account.
        form.errors["password"] = _("The e-mail address or the password is wrong.")
        return _sign_in_page(form, 403)
    if not account.is_active:
        form.errors["email"] = _("This account is disabled. An admin can enable it again.")
        return _sign_in_page(form, 403)

    login.sign_in(account)
    log.info("account %s signed in from %s", account.id, login.address())
    target = form.next
    if account.must_change_password:
        target = url_for("console.password", next=form.next)
    return login.remember_device(redirect(target, 303), account.id)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    login.sign_out()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("console.sign_in"), 303)
    # What pickers put first is this person's affair, not that of the next one at this browser.
    response.delete_cookie("recent")
    return response


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """The page on which people change their own password."""
    account = current_account()
    assert account is not None  # the gate lets nobody else come here
    asked = safe_next(request.values.get("next"), url_for("admin.index"))
    form = Form(account.email, asked, first="current")
    if not is_changing():
        return _password_page(form)
    current, new = request.form.get("current", ""), request.form.get("new", "")
    if _is_unfit(form, account, current, new):
        return _password_page(form, 422)

    same, wait = _recognise(account.email, current, known=True)
    if wait:
        return _password_page(form, 429, _ask_to_wait(form, "current", wait))
    if same is None:
        form.errors["current"] = _("The current password is wrong.")
        return _password_page(form, 403)

    with transaction() as session:
        accounts.replace_password(session, account.id, new)
    login.sign_in(account)
    log.info("account %s changed its password", account.id)
    flash(_("Your password was changed. Every other browser was signed out."), "success")
    return login.remember_device(redirect(form.next, 303), account.id)


def refuse_stranger() -> ResponseReturnValue:
    """403: who is not signed in gets the sign-in form in place of the page."""
    if wants_json():
        return _refuse_script(_("You are not signed in, or your session has ended."))
    form = Form(next=_asked(), notice=_("Sign in to see this page."))
    if is_changing():
        form.notice = _(
            "Nothing was saved: you are not signed in, or your session has ended. Sign in again in "
            "another tab, then come back with your browser's Back button and send the form again."
        )
    return _sign_in_page(form, 403)


def refuse_old_password() -> ResponseReturnValue:
    """403: somebody else knows the password, so it has to be changed first."""
    notice = _("Choose a password of your own before you go on.")
    if wants_json():
        return _refuse_script(notice)
    account = current_account()
    email = account.email if account else ""
    return _password_page(Form(email, _asked(), notice, first="current"), 403)


def _refuse_script(message: str) -> ResponseReturnValue:
    return jsonify(error=_("This is not open to you"), message=message), 403


def _asked() -> str:
    """The page that was asked for, to go there afterwards."""
    asked = None if is_changing() else iri_to_uri(request.full_path.rstrip("?"))
    return safe_next(asked, url_for("admin.index"))


def _has_blanks(form: Form, typed: str) -> bool:
    if not form.email:
        form.errors["email"] = _("Enter your e-mail address.")
    if not typed:
        form.errors["password"] = _("Enter your password.")
    return bool(form.errors)


def _is_unfit(form: Form, account: Account, current: str, new: str) -> bool:
    if (problem := passwords.problem(new, account.email, account.name)) is not None:
        form.errors["new"] = problem
    elif new != request.form.get("repeat", ""):
        form.errors["repeat"] = _("This is not the same as the new password.")
    elif new == current:
        form.errors["new"] = _("The new password is the old one.")
    return bool(form.errors)


def _recognise(email: str, typed: str, *, known: bool = False) -> tuple[Account | None, int]:
    """The account whose *email* and password were *typed*, or the seconds to wait."""
    account = accounts.find(email)
    known = known or (account is not None and login.is_known_device(account.id))
    # Never what was typed: people type passwords into the wrong field.
    whose = f"account {account.id}" if account else "no account"
    number, wait = throttle.attempt(email, login.address(), known=known)
    if wait:
        log.warning("guesses at %s from %s have to wait", whose, login.address())
        return None, wait
    if not passwords.matches(typed, account.password_hash if account else None) or account is None:
        throttle.failed(number, account.id if account else None)
        log.warning("wrong password for %s from %s", whose, login.address())
        return None, 0
    with transaction() as session:
        throttle.forgive(session, email, login.address())
        accounts.rehash(session, account, typed)
    return account, 0


def _ask_to_wait(form: Form, name: str, wait: int) -> dict[str, str]:
    """Say so beside the field *name*; return the header that says it to programs."""
    form.errors[name] = ngettext(
        "Too many wrong passwords. Try again in %(num)s second.",
        "Too many wrong passwords. Try again in %(num)s seconds.",
        wait,
    )
    return {"Retry-After": str(wait)}


def _sign_in_page(
    form: Form, status: int = 200, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    return render_template("sign_in.html", form=form), status, headers or {}


def _password_page(
    form: Form, status: int = 200, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    return render_template("password.html", form=form, rules=passwords), status, headers or {}
