"""make run: one command from a clone to a page, ended by one key, kept for the next time."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests import scratch
from tests.databases import Server

pytestmark = pytest.mark.slow

SERVE = (sys.executable, "-m", "console.serve")


class Run:
    """``make run`` in a folder, after the virtual environment is there."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.folder, self.port = folder, port
        self.seconds, self.key_before = 0.0, ""
        self.log = folder.parent / f"{port}-{time.monotonic_ns()}.log"
        settings = {"PORT": str(port), "DEMO": "300", "PYTHONUNBUFFERED": "1"} | settings
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                SERVE,
                cwd=folder,
                env=scratch.bare_environment(**settings),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def ready(self, patience: float = 90) -> Run:
        deadline = time.monotonic() + patience
        while status(f"http://127.0.0.1:{self.port}/readyz") != 200:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        return self

    def end(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(40)

    def family(self) -> list[psutil.Process]:
        """Everything that runs because of this: children, and the server, which is nobody's."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if str(self.folder) in " ".join([*process.cmdline(), process.cwd()]):
                    found.append(process)
        return found


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.fixture(scope="module")
def folder():
    with scratch.folder() as path:
        yield scratch.copy_of_tree(path / "clone")
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if str(path) in " ".join(process.cmdline()):
                    process.kill()


@pytest.fixture(scope="module")
def port():
    return scratch.free_port()


@pytest.fixture(scope="module")
def first(folder, port):
    """What the very first run said; it is over."""
    run = Run(folder, port).ready()
    run.end()
    return run


@pytest.fixture
def running(first, folder, port):
    run = Run(folder, port).ready()
    yield run
    if run.process.poll() is None:
        run.end()


@pytest.fixture(scope="class")
def served(first, folder, port):
    """A second run, which these tests look at and leave alone."""
    key = (folder / "instance/secret-key").read_text()
    started = time.monotonic()
    run = Run(folder, port).ready()
    run.seconds = time.monotonic() - started
    run.key_before = key
    yield run
    run.end()


def passwords(said):
    return dict(re.findall(r"(\w+)@example\.org +(\S+)", said))


class TestTheFirstRun:
    def test_migrates_seeds_and_loads_demo_rows(self, first):
        assert re.search(r"300 +sales_order", first.said)
        assert "Everything" not in first.said
        assert "Traceback" not in first.said

    def test_prints_a_password_for_every_role(self, first):
        assert passwords(first.said).keys() == {"admin", "staff", "operator", "auditor"}
        assert f"http://127.0.0.1:{first.port}" in first.said

    def test_keeps_a_secret_key_that_only_its_owner_reads(self, first, folder):
        path = folder / "instance/secret-key"

        assert len(path.read_text()) == 64
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_leaves_nothing_running(self, first):
        assert first.family() == []

    def test_ends_without_an_error(self, first):
        assert first.process.returncode == 0
        assert first.said.rstrip().endswith("Stopped.")


class TestALaterRun:
    def test_starts_in_seconds(self, served):
        assert served.seconds < 30  # three on a quiet machine

    def test_changes_nothing(self, served, folder):
        assert passwords(served.said) == {}
        assert "sales_order" not in served.said
        assert (folder / "instance/secret-key").read_text() == served.key_before

    def test_keeps_the_data_and_lets_other_programs_use_it(self, served):
        done = flask(served, "users", "list")

        assert done.stdout.count("@example.org") == 4
        assert status(f"http://127.0.0.1:{served.port}/readyz") == 200

    def test_a_second_one_in_the_folder_says_where_the_first_is(self, served, folder):
        second = Run(folder, scratch.free_port())

        assert second.process.wait(20) == 1
        assert f"already, at http://127.0.0.1:{served.port} (process" in second.said
        assert status(f"http://127.0.0.1:{served.port}/readyz") == 200

    def test_flask_says_what_to_export_while_it_runs(self, served, folder):
        done = scratch.program("-m", "flask", "db", "current", cwd=folder)

        assert done.returncode == 1
        assert re.search(r"export TAB_DB_URL='postgresql://\S+'$", done.stderr.strip())

    def test_the_database_cannot_be_reset_under_it(self, served, folder):
        done = scratch.program("-m", "console.embedded", "reset", cwd=folder)

        assert done.returncode == 1
        assert "in use" in done.stderr


class TestEnding:
    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
    def test_any_wish_to_end_ends_everything(self, running, how):
        assert running.end(how) == 0
        assert running.family() == []

    def test_ctrl_c_goes_to_all_of_them_and_ends_all_of_them(self, running):
        for process in [psutil.Process(running.process.pid), *children(running)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGINT)

        assert running.process.wait(40) == 0
        assert running.family() == []

    def test_an_end_during_the_start_ends_everything(self, first, folder, port):
        run = Run(folder, port)
        time.sleep(1)

        run.end()

        assert run.family() == []

    def test_a_killed_run_takes_the_web_server_along_and_the_next_one_takes_over(
        self, running, folder, port
    ):
        running.process.kill()
        running.process.wait()
        deadline = time.monotonic() + 30
        while status(f"http://127.0.0.1:{port}/healthz") and time.monotonic() < deadline:
            time.sleep(0.1)

        run = Run(folder, port).ready()

        assert run.end() == 0
        assert run.family() == []

    def test_after_a_kill_of_everything_no_row_is_lost(self, running, folder, port):
        for process in running.family():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        running.process.wait()

        run = Run(folder, port).ready()
        listed = flask(run, "users", "list").stdout
        run.end()

        assert listed.count("@example.org") == 4


class TestRefusals:
    def test_a_port_in_use_is_said_before_anything_is_started(self, folder):
        with scratch.silent_port() as taken:
            run = Run(folder, taken)

            assert run.process.wait(20) == 1

        assert "in use" in run.said
        assert f"PORT={run.port + 1}" in run.said
        assert len(run.said.splitlines()) == 1

    @pytest.mark.parametrize("value", ["abc", "70000"])
    def test_a_port_that_is_none(self, folder, value):
        run = Run(folder, 1, PORT=value)

        assert run.process.wait(20) == 1
        assert run.said.startswith(f"PORT is '{value}'")


class TestADatabaseOfOnesOwn:
    def test_is_used_and_no_other_is_started(self, first, folder, empty_database):
        run = Run(folder, scratch.free_port(), TAB_DB_URL=empty_database, DEMO="0").ready()
        command_lines = [" ".join(process.cmdline()) for process in run.family()]
        run.end()

        assert not any("postgres -D" in line for line in command_lines)
        assert passwords(run.said).keys() == {"admin", "staff", "operator", "auditor"}

    def test_gets_no_demo_rows_when_it_was_not_empty(self, first, folder, empty_database):
        Server(empty_database).execute("CREATE TABLE ledger (id int)")

        run = Run(folder, scratch.free_port(), TAB_DB_URL=empty_database).ready()
        run.end()

        assert "sales_order" not in run.said

    def test_that_does_not_answer_is_one_sentence(self, first, folder):
        url = f"postgresql://clerk:s3cret@127.0.0.1:{scratch.free_port()}/books"

        run = Run(folder, scratch.free_port(), TAB_DB_URL=url)

        assert run.process.wait(30) == 1
        assert "cannot be reached" in run.said
        assert "s3cret" not in run.said
        assert len(run.said.splitlines()) == 1


def children(run):
    return psutil.Process(run.process.pid).children(recursive=True)


def flask(run, *arguments):
    program = ("-m", "console.embedded", "run", sys.executable, "-m", "flask", *arguments)
    return scratch.program(*program, cwd=run.folder)
