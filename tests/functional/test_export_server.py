"""Downloads from the real server: what happens when either end goes away."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.db import db
from tests.conftest import own
from tests.databases import ROOT, SECRET_KEY
from tests.scratch import bare_environment, free_port, listens

pytestmark = pytest.mark.slow
# Some hundred megabytes that take next to no room in the database.
ROWS = """INSERT INTO company (name, city, country_code, notes)
    SELECT 'Company ' || i, 'Kraków', 'PL', repeat('x', 200000)
    FROM generate_series(1, 1500) AS i"""
URL = "/admin/company/export/csv/?columns=name,notes"
RUNNING = """SELECT min(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'active' AND query LIKE 'COPY (SELECT%'"""


@pytest.fixture(scope="module")
def database(server, template):
    """A database with much to export."""
    with own(server, template) as database:
        db.session.execute(sa.text(ROWS))
        db.session.commit()
        yield database


@pytest.fixture(scope="module")
def port(database):
    """The port of a server on it."""
    port = free_port()
    env = bare_environment(
        TAB_DB_URL=database.url,
        CONSOLE_SECRET_KEY=SECRET_KEY,
        PORT=str(port),
        WORKERS="1",
    )
    command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet) as process:
        until(lambda: listens(port), 30)
        yield port
        process.terminate()


@pytest.fixture
def download(database, port):
    """A download of which somebody has read the first bytes; no other runs."""
    assert until(lambda: running() is None, 10)
    cookie = database.client(Role.STAFF).get_cookie("console")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", URL, headers={"Cookie": f"console={cookie.value}"})
    response = connection.getresponse()
    assert response.status == 200
    response.read(2**20)

    def leave():
        response.close()
        connection.close()

    yield response, leave
    leave()


def running():
    found = db.session.scalar(sa.text(RUNNING))
    db.session.rollback()
    return found


def until(done, seconds):
    """Wait for *done*; returns whether it was, in time."""
    deadline = time.monotonic() + seconds
    while not (found := done()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_the_query_ends_when_the_client_leaves(download):
    _response, leave = download
    before = running()
    leave()

    assert before
    assert until(lambda: running() is None, 10)


def test_a_download_that_breaks_off_does_not_end_like_a_whole_one(download):
    response, _leave = download
    db.session.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": running()})
    db.session.rollback()

    with pytest.raises(http.client.IncompleteRead):
        response.read()


def test_other_pages_are_served_meanwhile(download, database, port):
    cookie = database.client(Role.STAFF).get_cookie("console")
    other = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    other.request("GET", "/admin/tag/", headers={"Cookie": f"console={cookie.value}"})

    assert other.getresponse().status == 200
    assert running()
    other.close()
