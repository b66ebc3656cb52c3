"""The session's cookie is read once, and believed no longer than Flask would believe it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask, session
from itsdangerous import URLSafeTimedSerializer

from console.auth.cookie import CookieInterface


@pytest.fixture
def site():
    site = Flask(__name__)
    site.secret_key = "a-secret-of-this-test"
    site.session_interface = CookieInterface()
    site.add_url_rule("/", "show", lambda: dict(session))
    site.add_url_rule("/put", "put", lambda: session.setdefault("list", []).append(1) or "")
    return site


def signed(site, **data: Any) -> str:
    return site.session_interface.get_signing_serializer(site).dumps(data)


def seen(site, cookie: str) -> Any:
    client = site.test_client(use_cookies=False)
    return client.get("/", headers={"Cookie": f"session={cookie}"}).json


def test_is_verified_once(site, monkeypatch):
    cookie = signed(site, name="Ada")
    assert seen(site, cookie) == {"name": "Ada"}
    monkeypatch.setattr(URLSafeTimedSerializer, "loads", None)

    assert seen(site, cookie) == {"name": "Ada"}


def test_is_refused_where_somebody_else_signed_it(site):
    cookie = signed(site, name="Ada")
    content, _dot, signature = cookie.rpartition(".")
    # Not its last sign, of which two bits say nothing.
    other = ("A" if signature[0] != "A" else "B") + signature[1:]

    assert seen(site, f"{content}.{other}") == {}
    assert seen(site, cookie) == {"name": "Ada"}


def test_is_forgotten_with_the_key_that_signed_it(site):
    cookie = signed(site, name="Ada")
    assert seen(site, cookie) == {"name": "Ada"}
    site.secret_key = "another-secret-of-this-test"

    assert seen(site, cookie) == {}


def test_is_no_longer_believed_when_it_is_too_old(site):
    cookie = signed(site, name="Ada")
    assert seen(site, cookie) == {"name": "Ada"}
    site.permanent_session_lifetime = dt.timedelta(seconds=-1)

    assert seen(site, cookie) == {}


def test_what_a_page_does_to_it_is_not_there_for_the_next(site):
    cookie = signed(site, list=[])
    client = site.test_client(use_cookies=False)
    client.get("/put", headers={"Cookie": f"session={cookie}"})

    assert seen(site, cookie) == {"list": []}
