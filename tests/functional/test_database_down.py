"""A database that goes away while the console serves: 503 in seconds, well again by itself."""

from __future__ import annotations

import os
import signal
import time

import pytest

from console.auth import Role
from console.models.db import db
from tests import databases, scratch
from tests.client import client_of, sign_in
from tests.pages import heading, soup

pytestmark = pytest.mark.slow

PAGES = ("/admin/", "/admin/country/", "/admin/country/details/?id=PL", "/console/password")


@pytest.fixture(scope="module")
def cluster():
    with scratch.cluster() as cluster:
        databases.upgrade(cluster.url())
        yield cluster


@pytest.fixture(scope="module")
def site(cluster):
    app = databases.app_on(cluster.url())
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(site, cluster):
    cluster.start()
    with site.app_context():
        client = client_of(site)
        sign_in(client, Role.STAFF)
        db.session.remove()
    assert client.get("/admin/country/").status_code == 200
    return client


def kill(cluster):
    """End the server and everything of it as a power cut would."""
    pid = int((cluster.place.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while cluster.answers():
        time.sleep(0.05)


def timed(client, page):
    started = time.monotonic()
    response = client.get(page)
    return response, time.monotonic() - started


@pytest.mark.parametrize("end", [lambda cluster: cluster.stop(), kill], ids=["stopped", "killed"])
class TestWhileItIsDown:
    def test_every_page_says_so_within_seconds(self, client, cluster, end):
        end(cluster)

        for page in PAGES:
            response, seconds = timed(client, page)
            assert response.status_code == 503, page
            assert seconds < 5

    def test_the_page_is_a_sentence(self, client, cluster, end):
        end(cluster)

        response = client.get("/admin/country/")

        assert heading(response)
        assert "psycopg2" not in response.text
        assert str(cluster.place.sockets) not in soup(response).get_text()
        assert int(response.headers["Retry-After"]) > 0

    def test_health_and_readiness_differ(self, client, cluster, end):
        end(cluster)

        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503

    def test_the_first_request_after_it_is_well_and_still_signed_in(self, client, cluster, end):
        end(cluster)
        client.get("/admin/country/")

        cluster.start()

        for page in PAGES:
            assert client.get(page).status_code == 200, page
        assert client.get("/readyz").status_code == 200

    def test_a_restart_between_two_requests_is_not_noticed(self, client, cluster, end):
        end(cluster)
        cluster.start()

        assert client.get("/admin/country/").status_code == 200


def test_a_server_that_is_silent_is_given_up_on():
    with scratch.silent_port() as port:
        app = databases.app_on(f"postgresql://u@127.0.0.1:{port}/d?connect_timeout=2")

        response, seconds = timed(client_of(app), "/readyz")

    assert response.status_code == 503
    assert seconds < 15
