"""Servers and copies of the project that a test may break."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.config import environment
from console.embedded import Cluster
from tests.databases import FAST, ROOT, memory
from tests.forks import forks

# Over TCP a password is asked for, through the socket none.
RULES = "local all all trust\nhost all all all scram-sha-256\n"


@contextmanager
def folder() -> Iterator[Path]:
    """A short temporary folder that the server's user can enter, unlike pytest's."""
    path = Path(tempfile.mkdtemp(prefix="console-", dir=memory()))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server of its own, which also listens on a free port of 127.0.0.1."""
    with folder() as path:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(free_port()),
            "max_connections": "50",
            # What was committed outlives a kill of the server, though not one of the machine.
            "synchronous_commit": "on",
        }
        with Cluster(path / "pg", FAST | settings).up() as server:
            (server.place.data / "pg_hba.conf").write_text(RULES)
            server.place.run("pg_ctl", "reload", "-D", str(server.place.data))
            yield server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield int(silent.getsockname()[1])


def copy_of_tree(target: Path) -> Path:
    """The files of the project as they are now, without what is ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return target


def program(
    *arguments: str, cwd: Path = ROOT, timeout: float = 60, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run ``python`` with *arguments* and *settings*, as from a shell that sets none itself.

    ``-m flask`` need not load the libraries anew; who tests the start itself says ``-c``.
    """
    if arguments[:2] == ("-m", "flask"):
        return forks().flask(arguments[2:], cwd, bare_environment(**settings), timeout)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=bare_environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


def bare_environment(**settings: str) -> dict[str, str]:
    """The environment without any setting of the console's, and with *settings*."""
    ours = ("TAB_", "CONSOLE_", "FLASK_", "PG", "HOST", "PORT", "DEMO", "WORKERS", "THREADS")
    kept = {name: text for name, text in environment().items() if not name.startswith(ours)}
    return kept | settings


def listens(port: int) -> bool:
    """Whether somebody takes connections on *port* of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
