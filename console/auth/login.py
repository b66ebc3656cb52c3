"""Flask-Login's half of a session: the browser's cookie and the account of this request."""

from __future__ import annotations

from flask import Flask, current_app, g, request, session
from flask_login import AnonymousUserMixin, LoginManager, login_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from console import security
from console.auth import sessions
from console.auth.models import Account

DEVICE_DAYS = 180


def init_app(app: Flask) -> None:
    """Let ``current_user`` be the account behind the session token."""
    manager = LoginManager(app)
    # For remember-me cookies, which there are none of: it would look into the session at every
    # answer and so mark each, static files included, as depending on the cookie.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    # Telephones change their address all day; the token alone says who it is.
    manager.session_protection = None
    # Without protection nobody compares what it makes of browser and address at every request.
    manager._session_identifier_generator = str
    manager.user_loader(_load)


def sign_in(account: Account) -> None:
    """Sign this browser in as *account*, with a new token and nothing left of before."""
    before = _token()
    form_secret = session.get("csrf_token")
    same_person = before is not None and sessions.owner_of(before) == account.id
    token = sessions.start(
        account.id,
        user_agent=request.user_agent.string,
        address=address(),
        replaces=before,
    )
    session.clear()
    if same_person:
        # A form that was open when the session ran out can still be sent. Anybody else's
        # secret, perhaps planted before the sign-in, is gone.
        session["csrf_token"] = form_secret
    login_user(account)
    session["_user_id"] = token


def sign_out() -> None:
    """End this browser's session on the server and forget it in the cookie."""
    if (token := _token()) is not None:
        sessions.end(token)
    session.clear()
    g._login_user = AnonymousUserMixin()


def address() -> str:
    """Where the request comes from, as far as it can be believed (see `console.security`)."""
    return request.remote_addr or "local"


def is_known_device(account_id: int) -> bool:
    """Whether *account_id* has signed in with this browser before."""
    try:
        owner = _signer().loads(
            request.cookies.get(_device_cookie(), ""), max_age=DEVICE_DAYS * 86400
        )
    except BadSignature:
        return False
    return bool(owner == account_id)


def remember_device(response: Response, account_id: int) -> Response:
    """Let `is_known_device` recognise this browser; it signs nobody in."""
    response.set_cookie(
        _device_cookie(),
        _signer().dumps(account_id),
        max_age=DEVICE_DAYS * 86400,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _load(token: object) -> Account | None:
    # A page about a failing database asks who is reading it: it must not fail again.
    g._login_user = AnonymousUserMixin()
    if not isinstance(token, str):
        return None
    if (account := sessions.account_of(token)) is not None:
        g.actor = account.email  # for the log
    return account


def _token() -> str | None:
    token = session.get("_user_id")
    return token if isinstance(token, str) else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="console-device")


def _device_cookie() -> str:
    return security.cookie_name("console-device")
