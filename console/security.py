"""What protects every page: tokens in forms, headers, host names, proxies, safe redirects."""

from __future__ import annotations

import functools
import ipaddress
import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer

from console.config import Config

# Where the console's own pages are: strangers learn nothing, not even whether a page is there.
PRIVATE = "/admin"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HEADERS = tuple((name.lower(), name, value) for name, value in HEADERS.items())
# Loopback, the private networks of RFC 1918 and RFC 4193, link-local.
NEAR = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def init_app(app: Flask) -> None:
    """Protect every response of *app*; who may see it is asked in `console.auth.gate`."""
    config: Config = app.extensions["console"]
    app.config.update(
        # A form left open over lunch is still good: its token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        # Checked here instead: Werkzeug's check takes no IPv6 address and leaves the error page
        # without a way to build URLs.
        TRUSTED_HOSTS=None,
        # Checked by `refuse_forgery`, once it is known that the sender is no stranger.
        WTF_CSRF_CHECK_DEFAULT=False,
        # Some proxies and browsers strip Referer; the token and Sec-Fetch-Site do without.
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME=_host_prefix(config, "console"),
    )
    CSRFProtect(app)
    ours = {"csp_nonce": csp_nonce, "csrf_token": csrf_token}
    app.jinja_env.globals.update(ours)
    app.context_processor(ours.copy)
    app.before_request(_refuse_forged_host)
    app.before_request(_refuse_without_key)
    app.after_request(_add_headers)
    if config.url is not None:
        app.wsgi_app = BehindProxy(app.wsgi_app, config)  # type: ignore[method-assign]


def csp_nonce() -> str:
    """The value that this response's own ``<script>`` and ``<style>`` elements carry."""
    nonce: str | None = g.get("csp_nonce")
    if nonce is None:
        nonce = g.csp_nonce = secrets.token_urlsafe(16)
    return nonce


def csrf_token() -> str:
    """The token for a form's ``csrf_token`` field; empty where nothing can be signed."""
    if not current_app.secret_key:
        return ""
    # It lives as long as the session, so one signature serves all of its pages.
    secret = session.get(current_app.config["WTF_CSRF_FIELD_NAME"])
    return generate_csrf() if secret is None else _signed(str(current_app.secret_key), secret)


@functools.lru_cache(maxsize=10_000)
def _signed(key: str, secret: str) -> str:
    """What `generate_csrf` makes of a session's *secret*."""
    return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret))


def is_changing() -> bool:
    """Whether the request may change something, by its method."""
    return request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}


def refuse_forgery() -> None:
    """400 for a changing request that one of our own forms did not send."""
    if not is_changing():
        return
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        foreign = True
    if foreign:
        abort(
            400,
            description=_(
                "This form was not sent from a page of the console, or its page is too old, so "
                "nothing was saved. Go back, reload the page and send it again."
            ),
        )


def safe_next(value: str | None, default: str) -> str:
    """*value* if it is a path on this site, else *default*; ``//evil`` and its kin are not.

    A query alone (``?status=active``) belongs to the path of *default*.
    """
    if value and value.startswith("?"):
        value = f"{default.partition('?')[0]}{value}"
    if not value or len(value) > 4000 or not value.startswith("/"):
        return default
    # Browsers drop control characters and read a backslash as a slash.
    if "\\" in value or " " in value or not value.isprintable():
        return default
    try:
        parts = urlsplit(value)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc or value.startswith("//") else value


def is_bare() -> bool:
    """Whether the request is for an app-level route, which is its developer's own affair."""
    if (endpoint := request.endpoint) is None:
        return not f"{request.path}/".startswith(f"{PRIVATE}/")
    return "." not in endpoint


def wants_json() -> bool:
    """Whether a script, not a person's navigation, waits for the answer."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return True
    accepts = request.accept_mimetypes
    return request.is_json or accepts["application/json"] > accepts["text/html"]


def cookie_name(name: str) -> str:
    """*name* as the cookie is called; over TLS no other host can then set it."""
    return _host_prefix(current_app.extensions["console"], name)


class BehindProxy:
    """Believes a proxy, but only one that can be ours, and only what has to come from it.

    ``CONSOLE_URL`` says that there is one, and which scheme and host people use; ``Host`` has to
    arrive unchanged. From ``X-Forwarded-For`` the last address counts, the one our own proxy
    wrote, and only when the peer is on this machine or a private network.
    """

    def __init__(self, app: Any, config: Config) -> None:
        self.app = app
        self.scheme = "https" if config.secure else "http"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.url_scheme"] = self.scheme
        client = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if _is_near(environ.get("REMOTE_ADDR") or "") and _address(client) is not None:
            environ["REMOTE_ADDR"] = client
        return self.app(environ, start_response)


def _is_near(peer: str) -> bool:
    # A peer on a Unix socket has no address.
    address = _address(peer.removeprefix("::ffff:"))
    return not peer or any(address in network for network in NEAR if address is not None)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _host_prefix(config: Config, name: str) -> str:
    return f"__Host-{name}" if config.secure else name


def _refuse_forged_host() -> None:
    hosts = current_app.extensions["console"].hosts
    if not _is_ours(request.host, hosts):
        names = ", ".join(hosts)
        sentence = _("The console does not answer under this name, only as %(names)s.", names=names)
        abort(400, description=sentence)


@functools.lru_cache(maxsize=1000)
def _is_ours(host: str, hosts: tuple[str, ...]) -> bool:
    return re.sub(r":\d+$", "", host.lower()) in {one.lower() for one in hosts}


def _refuse_without_key() -> None:
    """503 for pages that need signed cookies while there is nothing to sign them with."""
    if current_app.secret_key or is_bare():
        return
    abort(
        503,
        description=_(
            "The console cannot sign anybody in: set CONSOLE_SECRET_KEY to at least 16 random "
            "characters and start it again."
        ),
    )


def _add_headers(response: Response) -> Response:
    config: Config = current_app.extensions["console"]
    headers = response.headers
    present = {name.lower() for name, _value in headers}
    for known, name, value in _HEADERS:
        if known not in present:
            headers.add(name, value)
    # To set one that is not there, each that is would be looked at.
    policy = CONTENT_SECURITY_POLICY.format(nonce=csp_nonce())
    put = headers.set if "content-security-policy" in present else headers.add
    put("Content-Security-Policy", policy)
    if "cache-control" not in present:
        if request.endpoint != "static":
            headers.add("Cache-Control", "no-store")
    elif not is_bare():
        headers.set("Cache-Control", "no-store")
    if config.secure:
        headers.set("Strict-Transport-Security", "max-age=31536000")
    return response
