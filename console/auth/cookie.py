"""The browser's session cookie: read as Flask reads it, but the same cookie only once."""

from __future__ import annotations

import copy
import time
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

MOST_KEPT = 2_000  # cookies; a browser sends the same one for hours


class CookieInterface(SecureCookieSessionInterface):
    """Keeps what it made of cookies with a good signature, until they are too old."""

    def __init__(self) -> None:
        self._keys: tuple[Any, ...] = ()
        self._serializer: URLSafeTimedSerializer | None = None
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Flask's own, made anew only for other keys; what the old ones signed is forgotten."""
        keys = (app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if keys != self._keys:
            self._known = {}
            self._serializer, self._keys = super().get_signing_serializer(app), keys
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie of *request* holds; an empty session where that is not to be believed."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        text = request.cookies.get(self.get_cookie_name(app))
        if not text:
            return self.session_class()
        oldest = time.time() - app.permanent_session_lifetime.total_seconds()
        signed, data = self._known.get(text, (0.0, {}))
        if signed <= oldest:
            try:
                data, moment = serializer.loads(text, return_timestamp=True)
            except BadSignature:
                return self.session_class()
            if (signed := moment.timestamp()) <= oldest:
                return self.session_class()
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[text] = (signed, data)
        # The page may change what is in it.
        return self.session_class(copy.deepcopy(data))
