"""Signing in by hand, as a person does, for tests that are about just that."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import csrf_token, soup, submit, text_of

PASSWORD = "correct horse battery"
EMAIL = "maria@example.org"
SIGN_IN = "/console/sign-in"
CHANGE = "/console/password"


def sign_in(
    client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **more: str
) -> TestResponse:
    page = client.get(SIGN_IN)
    typed = {"email": email, "password": password, **more}
    return submit(client, page, "#sign-in", follow_redirects=False, **typed)


def sign_out(client: FlaskClient) -> TestResponse:
    token = csrf_token(client.get(CHANGE))
    return client.post("/console/sign-out", data={"csrf_token": token})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get(CHANGE).status_code == 200


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("console")
    assert found is not None
    return found.value


def errors(response: TestResponse) -> list[str]:
    return [text_of(link) for link in soup(response).select("#errors a")]
