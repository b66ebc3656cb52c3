"""ldap:// in TAB_DB_URL: the directory says where the database is, asked by libpq itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from console.database import DatabaseURL
from console.directory import checked
from tests import scratch
from tests.databases import Server

SLAPD = shutil.which("slapd") or shutil.which("slapd", path="/usr/sbin")
BASE = "dc=example,dc=org"
CONFIG = """\
include /etc/ldap/schema/core.schema
pidfile {folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_ldif
database ldif
suffix "{base}"
directory {folder}/data
rootdn "cn=root,{base}"
access to * by * read
"""
ENTRIES = """\
dn: {base}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=databases,{base}
objectClass: organizationalUnit
ou: databases

dn: cn=books,ou=databases,{base}
objectClass: device
cn: books
description: host={host}
description: port={port}
description: dbname={dbname}
description: user=postgres

dn: cn=broken,ou=databases,{base}
objectClass: device
cn: broken
description: dbname
"""

needs_slapd = pytest.mark.skipif(SLAPD is None, reason="slapd is not installed (apt: slapd)")


@dataclass
class Directory:
    """A directory server that a test may stop and start."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(SLAPD), "-d", "0", "-f", f"{self.folder}/slapd.conf"]
        self.process = subprocess.Popen([*command, "-h", f"ldap://127.0.0.1:{self.port}"])
        deadline = time.monotonic() + 10
        while not scratch.listens(self.port):
            assert time.monotonic() < deadline, "slapd does not start"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def url(self, base: str, scope: str, condition: str = "(cn=books)") -> str:
        return f"ldap://127.0.0.1:{self.port}/{base}?description?{scope}?{condition}"


@pytest.fixture(scope="module")
def directory(server: Server) -> Iterator[Directory]:
    parameters = DatabaseURL.parse(server.url).parameters
    with scratch.folder() as folder:
        directory = Directory(folder, scratch.free_port())
        (folder / "data").mkdir()
        (folder / "slapd.conf").write_text(CONFIG.format(folder=folder, base=BASE))
        entries = ENTRIES.format(
            base=BASE,
            host=parameters["host"],
            port=parameters.get("port", 5432),
            dbname=parameters.get("dbname", "postgres"),
        )
        (folder / "entries.ldif").write_text(entries)
        add = [
            str(SLAPD),
            "-T",
            "add",
            "-f",
            f"{folder}/slapd.conf",
            "-l",
            f"{folder}/entries.ldif",
        ]
        subprocess.run(add, check=True, capture_output=True)
        directory.start()
        yield directory
        directory.stop()


@pytest.fixture(autouse=True)
def own_service_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what the look-up sets for the whole process."""
    monkeypatch.setenv("PGSERVICEFILE", os.devnull)


def application_name(url):
    connection = DatabaseURL.parse(url).connector()()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('application_name')")
            return cursor.fetchone()[0]
    finally:
        connection.close()


@needs_slapd
class TestLookup:
    @pytest.mark.parametrize(
        ("base", "scope"),
        [
            (f"cn=books,ou=databases,{BASE}", "base"),
            (f"ou=databases,{BASE}", "one"),
            (BASE, "sub"),
            ("dc%3Dexample%2Cdc%3Dorg", "sub"),
        ],
    )
    def test_every_scope_leads_to_the_database(self, directory, base, scope):
        assert application_name(directory.url(base, scope)) == "console"

    def test_commands_work_with_it(self, directory):
        done = scratch.program(
            "-m", "flask", "db", "current", TAB_DB_URL=directory.url(BASE, "sub")
        )

        assert done.returncode == 0, done.stderr

    def test_a_worker_that_ends_leaves_the_look_up_to_the_others(self, directory):
        script = (
            "import os, sys; from console.database import DatabaseURL;"
            f"url = DatabaseURL.parse({directory.url(BASE, 'sub')!r});"
            "pid = os.fork();"
            "pid or sys.exit(0);"
            "os.waitpid(pid, 0);"
            "url.connector()().close(); print('connected')"
        )

        assert scratch.program("-c", script).stdout == "connected\n"


@needs_slapd
class TestTrouble:
    """Each ends in an error: libpq must not fall through to whatever its defaults reach."""

    @pytest.fixture
    def defaults(self, server, monkeypatch):
        """A database that libpq would reach without being told any address."""
        parameters = DatabaseURL.parse(server.url).parameters
        for name in ("host", "port", "user"):
            monkeypatch.setenv(f"PG{name.upper()}", parameters.get(name, "5432"))
        monkeypatch.setenv("PGDATABASE", "postgres")
        psycopg2.connect("").close()

    def told(self, url):
        told = DatabaseURL.parse(url).trouble()
        assert told is not None
        return told

    def test_no_entry_matches(self, directory, defaults):
        assert "no entry" in self.told(directory.url(BASE, "sub", "(cn=nothing)"))

    def test_several_entries_match(self, directory, defaults):
        assert "more than one entry" in self.told(directory.url(BASE, "sub", "(cn=b*)"))

    def test_the_base_is_not_there(self, directory, defaults):
        assert "No such object" in self.told(directory.url("dc=elsewhere", "sub"))

    def test_the_entry_is_no_connection(self, directory, defaults):
        assert "list of parameters" in self.told(directory.url(BASE, "sub", "(cn=broken)"))

    def test_the_directory_is_down(self, directory, defaults):
        directory.stop()
        try:
            assert "does not answer" in self.told(directory.url(BASE, "sub"))
        finally:
            directory.start()

    def test_it_is_asked_again_for_every_connection(self, directory):
        connect = DatabaseURL.parse(directory.url(BASE, "sub")).connector()
        directory.stop()
        with pytest.raises(psycopg2.Error):
            connect()
        directory.start()

        connect().close()

    def test_a_command_says_so_in_one_sentence(self, defaults):
        url = f"ldap://127.0.0.1:{scratch.free_port()}/{BASE}?description?sub?(cn=books)"

        done = scratch.program("-m", "flask", "db", "current", TAB_DB_URL=url)

        assert done.returncode == 1
        assert done.stderr.startswith("Error: The directory in TAB_DB_URL")
        assert done.stderr.count("\n") == 1


class TestTheUrl:
    @pytest.mark.parametrize(
        ("url", "problem"),
        [
            ("ldaps://host/dc=x?a?sub?(b=c)", "only scheme"),
            ("ldap:///dc=x?a?sub?(b=c)", "names no host"),
            ("ldap://host/?a?sub?(b=c)", "names no base"),
            ("ldap://host/dc=x", "an attribute, a scope and a filter"),
            ("ldap://host/dc=x?a?sub", "an attribute, a scope and a filter"),
            ("ldap://host/dc=x?a?sub?(b=c)?extra", "an attribute, a scope and a filter"),
            ("ldap://host/dc=x??sub?(b=c)", "exactly one attribute"),
            ("ldap://host/dc=x?a,b?sub?(b=c)", "exactly one attribute"),
            ("ldap://host/dc=x?a??(b=c)", "base, one or sub"),
            ("ldap://host/dc=x?a?tree?(b=c)", "base, one or sub"),
            ("ldap://host/dc=x?a?sub?b=c", "parentheses"),
            ("ldap://host/dc=x?a?sub?", "parentheses"),
            ("ldap://host/dc=x?a?sub?(b=c)\n[tab]", "line break"),
            ("ldap://host/dc=x?a?sub?(b=c)%0Ahost=other", "line break"),
            ("ldap://host/dc=x?a?sub?(b=%3F)", "an attribute, a scope and a filter"),
            ("ldap://host:port/dc=x?a?sub?(b=c)", "port"),
            ("ldap://[::1/dc=x?a?sub?(b=c)", "host"),
        ],
    )
    def test_what_libpq_would_misread_is_refused(self, url, problem):
        with pytest.raises(ValueError, match=problem) as error:
            checked(url)

        assert "ldap://host/base?attribute?scope?filter" in str(error.value)

    def test_the_service_file_is_private_and_ends_in_a_guard(self):
        DatabaseURL.parse("ldap://127.0.0.1/dc=x?a?sub?(b=c)")

        path = Path(os.environ["PGSERVICEFILE"])
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert "=" not in path.read_text().splitlines()[-1]
