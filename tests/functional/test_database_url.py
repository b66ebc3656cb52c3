"""TAB_DB_URL on a real server: what connects, and one sentence for what does not."""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg2
import pytest

from console.database import DatabaseURL
from tests import scratch
from tests.databases import Server

pytestmark = pytest.mark.slow

PASSWORD = "s3cret-w0rd"
KEY = "k" * 32
IMPORT = ("-c", "import wsgi")
UPGRADE = ("-m", "flask", "db", "upgrade")
USERS = ("-m", "flask", "users", "list")
CHECK = ("-m", "flask", "console", "check")
GUNICORN = ("-m", "gunicorn", "wsgi:app")
PROGRAMS = pytest.mark.parametrize(
    "program", [IMPORT, UPGRADE, USERS, GUNICORN], ids=lambda words: words[-1]
)
CONNECTING = pytest.mark.parametrize(
    "program", [UPGRADE, USERS, GUNICORN], ids=lambda words: words[-1]
)


@pytest.fixture(scope="module")
def cluster():
    with scratch.cluster() as cluster:
        server = Server(cluster.url())
        server.execute(f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}'")
        server.execute("CREATE DATABASE books OWNER clerk")
        yield cluster


@pytest.fixture
def port(cluster):
    return int(cluster.settings["port"])


@pytest.fixture
def sockets(cluster):
    return cluster.place.sockets


def asked(url, question="SELECT current_database()"):
    connection = DatabaseURL.parse(url).connector()()
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def assert_one_sentence(done, *words):
    said = (done.stdout + done.stderr).strip()
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert PASSWORD not in said
    # Commands put "Error: " in front; gunicorn logs that it starts.
    told = [line for line in said.splitlines() if "[INFO]" not in line]
    assert len(told) == 1, said
    for word in words:
        assert word in told[0]


class TestForms:
    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
    def test_every_scheme(self, scheme, port):
        assert asked(f"{scheme}://clerk:{PASSWORD}@127.0.0.1:{port}/books") == "books"

    def test_a_unix_socket_by_parameter_and_by_name(self, sockets, port):
        by_parameter = f"postgresql://clerk@/books?host={sockets}&port={port}"
        by_name = f"postgresql://clerk@{str(sockets).replace('/', '%2F')}:{port}/books"

        assert asked(by_parameter) == asked(by_name) == "books"

    def test_the_first_of_several_hosts_that_answers(self, port):
        dead = scratch.free_port()
        url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:{dead},127.0.0.1:{port}/books"

        assert asked(url, "SELECT inet_server_port()") == port

    def test_the_one_of_several_hosts_that_may_be_written(self, port):
        hosts = f"127.0.0.1:{port},127.0.0.1:{port}"
        url = f"postgresql://clerk:{PASSWORD}@{hosts}/books?target_session_attrs=read-write"

        assert asked(url) == "books"

    def test_a_service(self, tmp_path, monkeypatch, sockets, port):
        services = tmp_path / "pg_service.conf"
        services.write_text(f"[shop]\nhost={sockets}\nport={port}\nuser=clerk\ndbname=books\n")
        monkeypatch.setenv("PGSERVICEFILE", str(services))

        assert asked("postgresql:///?service=shop") == "books"

    def test_a_password_file(self, tmp_path, monkeypatch, port):
        passwords = tmp_path / "pgpass"
        passwords.write_text(f"127.0.0.1:{port}:books:clerk:{PASSWORD}\n")
        passwords.chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(passwords))

        assert asked(f"postgresql://clerk@127.0.0.1:{port}/books") == "books"


class TestTheSession:
    @pytest.fixture
    def url(self, sockets, port):
        return f"postgresql://clerk@/books?host={sockets}&port={port}"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("TimeZone", "UTC"),
            ("application_name", "console"),
            ("statement_timeout", "30s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "1min"),
            ("client_connection_check_interval", "5s"),
        ],
    )
    def test_it_is_set_for_trouble(self, url, name, value):
        assert asked(url, f"SHOW {name}") == value

    def test_parameters_of_the_url_win(self, url):
        url += "&application_name=night&options=-c%20statement_timeout%3D7s%20-c%20work_mem%3D9MB"

        assert asked(url, "SHOW statement_timeout") == "7s"
        assert asked(url, "SHOW work_mem") == "9MB"
        assert asked(url, "SHOW application_name") == "night"
        assert asked(url, "SHOW lock_timeout") == "5s"

    def test_a_statement_that_takes_too_long_is_ended(self, url):
        url += "&options=-c%20statement_timeout%3D50ms"

        with pytest.raises(psycopg2.errors.QueryCanceled):
            asked(url, "SELECT pg_sleep(5)")


class TestNothingSet:
    @PROGRAMS
    def test_says_what_to_set(self, program):
        done = scratch.program(*program, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "TAB_DB_URL is not set")

    def test_says_it_from_anywhere_flask_is_run(self):
        done = scratch.program("-m", "flask", "routes")

        assert_one_sentence(done, "TAB_DB_URL is not set")


class TestNoUrl:
    @PROGRAMS
    def test_an_unknown_scheme(self, program):
        url = f"mysql://clerk:{PASSWORD}@127.0.0.1/books"

        done = scratch.program(*program, TAB_DB_URL=url, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "postgresql://")

    @PROGRAMS
    def test_a_port_that_is_no_number(self, program):
        url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:abc/books"

        done = scratch.program(*program, TAB_DB_URL=url, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "ports")


class TestNoAnswer:
    @CONNECTING
    def test_a_port_where_nobody_listens(self, program):
        url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:{scratch.free_port()}/books"

        done = scratch.program(*program, TAB_DB_URL=url, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "cannot be reached", "refused")

    def test_a_name_that_nobody_has(self):
        url = f"postgresql://clerk:{PASSWORD}@nowhere.invalid/books"

        done = scratch.program(*UPGRADE, TAB_DB_URL=url)

        assert_one_sentence(done, "cannot be reached", "nowhere.invalid")

    def test_a_host_that_is_silent_is_given_up_on(self):
        with scratch.silent_port() as silent:
            url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:{silent}/books?connect_timeout=2"

            done = scratch.program(*UPGRADE, TAB_DB_URL=url)

        assert_one_sentence(done, "cannot be reached", "timeout")

    def test_importing_the_application_asks_nobody(self):
        url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:{scratch.free_port()}/books"

        done = scratch.program(*IMPORT, TAB_DB_URL=url)

        assert done.returncode == 0, done.stderr


class TestRefused:
    @CONNECTING
    def test_a_wrong_password(self, program, port):
        url = f"postgresql://clerk:not-{PASSWORD}@127.0.0.1:{port}/books"

        done = scratch.program(*program, TAB_DB_URL=url, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "password authentication failed", "clerk")

    def test_no_password(self, port, tmp_path):
        url = f"postgresql://clerk@127.0.0.1:{port}/books"

        done = scratch.program(*UPGRADE, TAB_DB_URL=url, PGPASSFILE=str(tmp_path / "none"))

        assert_one_sentence(done, "no password supplied")

    @CONNECTING
    def test_a_database_that_is_not_there(self, program, port):
        url = f"postgresql://clerk:{PASSWORD}@127.0.0.1:{port}/ledgers"

        done = scratch.program(*program, TAB_DB_URL=url, CONSOLE_SECRET_KEY=KEY)

        assert_one_sentence(done, "ledgers", "does not exist")

    def test_a_service_nobody_has_described(self):
        done = scratch.program(*UPGRADE, TAB_DB_URL="postgresql:///?service=nowhere")

        assert_one_sentence(done, "nowhere")


class TestServing:
    def test_needs_a_secret_key(self, sockets, port):
        url = f"postgresql://clerk@/books?host={sockets}&port={port}"

        done = scratch.program(*GUNICORN, TAB_DB_URL=url)

        assert_one_sentence(done, "CONSOLE_SECRET_KEY is not set")

    def test_the_check_says_what_to_do_with_an_empty_database(self, sockets, port):
        url = f"postgresql://clerk@/books?host={sockets}&port={port}"

        done = scratch.program(*CHECK, TAB_DB_URL=url)

        assert done.returncode == 1
        assert "flask db upgrade" in done.stdout
        assert "Traceback" not in done.stderr


def test_the_url_of_an_embedded_server_is_one_that_is_accepted(cluster):
    assert urlsplit(cluster.url("books")).scheme == "postgresql"
    assert asked(cluster.url("books")) == "books"
