"""One PostgreSQL server: made, started, shared by whoever needs it, stopped by the last."""

from __future__ import annotations

import fcntl
import functools
import locale
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2 import sql

from console.embedded.place import Place, Trouble, as_user, settings_arguments, version

__all__ = ["Cluster", "Trouble"]

PATIENCE = 60.0  # seconds a start may take, recovery after a crash included
ATTEMPTS = 5
PORT = "5432"
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}


class Cluster:
    """A server with its data in one folder, reached through a Unix socket only.

    Anybody who can open the socket is let in; the socket's folder is private.
    """

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.asked = data
        self.settings = SETTINGS | dict(settings or {})

    @functools.cached_property
    def place(self) -> Place:
        """Where the server lives; asked late, because as root it may add a user."""
        return Place.of(self.asked)

    @property
    def log(self) -> Path:
        return self.place.data / "log"

    def url(self, database: str = "postgres") -> str:
        """The address of *database*, as ``TAB_DB_URL`` takes it."""
        port = "" if self.settings["port"] == PORT else f"&port={self.settings['port']}"
        host = quote(str(self.place.sockets))
        return f"postgresql://postgres@/{quote(database)}?host={host}{port}"

    def answers(self) -> bool:
        """Whether the server runs and takes connections."""
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    @contextmanager
    def up(self) -> Iterator[Cluster]:
        """The server, running: started if need be, stopped when its last user leaves."""
        self.asked.parent.mkdir(parents=True, exist_ok=True)
        # A lock that the system lets go of, however its holder ends.
        with self._lockfile("users") as users:
            with self._alone():
                try:
                    self.start()
                except Trouble:
                    raise
                except BaseException:
                    # Ctrl-C, most likely: what has been started by then must not stay.
                    self._await_postmaster()
                    self._stop_unused(users)
                    raise
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield self
            finally:
                with self._alone():
                    self._stop_unused(users)

    def refuse_if_used(self) -> None:
        """End the program where somebody uses the server now."""
        with self._last_user():
            pass

    def delete(self) -> None:
        """Stop the server and remove its data, unless somebody is using it."""
        with self._last_user():
            self.stop()
            shutil.rmtree(self.place.data)
            if self.asked.is_symlink():
                self.asked.unlink()
                self.place.data.parent.rmdir()

    def create_database(self, name: str) -> None:
        """Make the database *name* unless it is there."""
        connection = self._connect()
        connection.autocommit = True
        try:
            with connection.cursor() as cursor, suppress(psycopg2.errors.DuplicateDatabase):
                cursor.execute("SELECT FROM pg_database WHERE datname = %s", (name,))
                if cursor.rowcount == 0:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        finally:
            connection.close()

    def start(self) -> None:
        """Start the server, making its data folder first if there is none."""
        if self.answers():
            return
        if self.place.data.exists() and not os.access(self.place.data, os.R_OK | os.X_OK):
            raise Trouble(
                f"{self.asked} belongs to another user, who made it with an earlier run: run this "
                "as that user (or root), or set TAB_DB_URL."
            )
        if not (self.place.data / "PG_VERSION").exists():
            self._initialise()
        self._check()
        deadline = time.monotonic() + PATIENCE
        for _attempt in range(ATTEMPTS):
            if self._launch(deadline):
                return
            # What an earlier server left behind may need a moment to go away.
            time.sleep(1)
        raise Trouble(f"PostgreSQL does not start. It says: {self._last_words()}")

    def stop(self) -> None:
        """End the server, if it runs; sessions that are open are ended with it."""
        for mode in ("fast", "immediate"):
            arguments = ["-D", str(self.place.data), "-m", mode, "-t", "30", "-w"]
            if self._postmaster() is None:
                return
            if self.place.run("pg_ctl", "stop", *arguments).returncode == 0:
                return

    def _stop_unused(self, users: IO[str]) -> None:
        """Stop the server unless somebody else holds the lock *users*."""
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def _await_postmaster(self) -> None:
        """Give a server that was started just now the time to say which process it is."""
        deadline = time.monotonic() + 2
        while self._postmaster() is None and time.monotonic() < deadline:
            time.sleep(0.05)

    def _initialise(self) -> None:
        """Make the data folder beside its place and move it there when complete."""
        fresh = self.place.data.with_name(f"{self.place.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self.place.own(fresh)
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
        # The same order and the same idea of a letter on every machine.
        arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments += [f"--locale={_character_locale()}", f"--pgdata={fresh}"]
        if self.settings.get("fsync") == "off":
            arguments.append("--no-sync")
        done = self.place.run("initdb", *arguments)
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Trouble(f"PostgreSQL could not make {fresh}: {_last_line(done.stderr)}")
        shutil.rmtree(self.place.data, ignore_errors=True)
        fresh.rename(self.place.data)
        if self.place.data != self.asked:
            # A sign for whoever looks for the data, or removes the project.
            self.asked.unlink(missing_ok=True)
            self.asked.symlink_to(self.place.data)

    def _check(self) -> None:
        """Refuse a folder that this server cannot, or must not, use."""
        made_by = (self.place.data / "PG_VERSION").read_text().strip()
        if made_by != version().partition(".")[0]:
            raise Trouble(
                f"{self.asked} was made by PostgreSQL {made_by}, and this is {version()}: move it "
                "away to begin anew (make resetdb), or set TAB_DB_URL."
            )

    def _launch(self, deadline: float) -> bool:
        """Start the server, or wait for one that is on its way; whether it answers."""
        process = self._postmaster()
        pid = process.pid if process else None
        if pid is None:
            (self.place.data / "postmaster.pid").unlink(missing_ok=True)
            pid = self._spawn()
        while _lives(pid) and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.05)
        return self.answers()

    def _spawn(self) -> int:
        self.place.own(self.place.sockets)
        settings = self.settings | {"unix_socket_directories": str(self.place.sockets)}
        command = [str(self.place.binaries / "postgres"), "-D", str(self.place.data)]
        # Through a shell that leaves at once, so that the server is nobody's child; in a session
        # of its own, so that Ctrl-C does not reach it before the programs that use it.
        script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(self.log), *command, *settings_arguments(settings)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **as_user(self.place.user),
        )
        return int(done.stdout)

    def _postmaster(self) -> psutil.Process | None:
        """The process that ``postmaster.pid`` names, if that is still a PostgreSQL."""
        try:
            text = (self.place.data / "postmaster.pid").read_text()
            process = psutil.Process(int(text.split("\n", 1)[0]))
            return process if process.name().startswith("postgres") else None
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None

    def _connect(self) -> psycopg2.extensions.connection:
        return psycopg2.connect(self.url(), connect_timeout=5)

    def _last_words(self) -> str:
        try:
            return _last_line(self.log.read_text(errors="replace"))
        except OSError:
            return "nothing"

    @contextmanager
    def _last_user(self) -> Iterator[None]:
        with self._lockfile("users") as users, self._alone():
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble("The database is in use: end `make run` first.") from None
            yield

    def _lockfile(self, name: str) -> IO[str]:
        return self.asked.with_name(f"{self.asked.name}.{name}").open("a")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else starts or stops this server meanwhile."""
        with self._lockfile("lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _character_locale() -> str:
    """A UTF-8 locale of the C library; pg_trgm asks it what a letter is."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8"):
            with suppress(locale.Error):
                locale.setlocale(locale.LC_CTYPE, name)
                return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _last_line(text: str) -> str:
    """The line of a log that says most about why it ends."""
    # Our own knocking at the door is no reason.
    lines = [line for line in text.splitlines() if line.strip() and "is starting up" not in line]
    telling = [line for line in lines if re.search("PANIC|FATAL|[Ee]rror", line)]
    return (telling or lines or ["nothing"])[-1].strip()
