"""``make run``: what one checkout needs to serve, started in order and ended together."""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from console import embedded
from console.config import Serving, environment

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 30  # seconds a program may take to end before it is killed
SET_PDEATHSIG = 1  # prctl(2)


class Stopped(BaseException):
    """Somebody wants the program to end."""


def main() -> None:
    """Serve until a signal comes; end everything that was started."""
    serving = Serving.from_env()
    end_with_parent()
    for number in ENDING:
        signal.signal(number, _stop)
    try:
        with alone(serving), listening(serving) as listener, database() as url:
            env = environment(
                TAB_DB_URL=url,
                CONSOLE_SECRET_KEY=environment().get("CONSOLE_SECRET_KEY") or secret_key(),
            )
            run([sys.executable, "-m", "flask", "console", "prepare"], env)
            gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener}"]
            run([*gunicorn, "wsgi:app"], env, keep=listener)
    except Stopped:
        print("Stopped.")
    except PermissionError as error:
        raise SystemExit(
            f"{error.filename} belongs to another user, perhaps from an earlier run as root: give "
            f"{embedded.INSTANCE} to the user who runs this."
        ) from None


@contextmanager
def database() -> Iterator[str]:
    """The URL of the database to use: the one that is set, else our own, running."""
    if url := environment().get("TAB_DB_URL"):
        yield url
        return
    with embedded.own_cluster().up() as cluster:
        cluster.create_database(embedded.DATABASE)
        yield cluster.url(embedded.DATABASE)


@contextmanager
def alone(serving: Serving) -> Iterator[None]:
    """Refuse to run twice from one folder."""
    embedded.INSTANCE.mkdir(exist_ok=True)
    with (embedded.INSTANCE / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise SystemExit(f"`make run` is running here already{lock.read()}.") from None
        lock.truncate(0)
        lock.write(f", at {serving.address} (process {os.getpid()})")
        lock.flush()
        yield


@contextmanager
def listening(serving: Serving) -> Iterator[int]:
    """A socket on the address to serve, taken before anything is started."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            serving.host, serving.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise SystemExit(
            f"Cannot serve on {serving.host} port {serving.port}: {error.strerror or error}. "
            f"Choose another port, for example make run PORT={serving.port + 1}."
        ) from None
    with listener:
        yield listener.fileno()


def run(command: list[str], env: dict[str, str], keep: int | None = None) -> None:
    """Run *command* to its end; end it when we are to end ourselves."""
    with subprocess.Popen(
        command,
        env=env,
        cwd=embedded.INSTANCE.parent,
        pass_fds=() if keep is None else (keep,),
        preexec_fn=end_with_parent,  # noqa: PLW1509 - there is one thread
    ) as process:
        try:
            code = process.wait()
        except Stopped:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()
            raise
    if code:
        # The program has said why.
        raise SystemExit(code if code > 0 else 128 - code)


def secret_key() -> str:
    """The key of this checkout, made once and readable by its owner only."""
    path = embedded.INSTANCE / "secret-key"
    with suppress(FileExistsError):
        # Complete before it has its name: a key cut short would be kept for ever.
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        path.hardlink_to(fresh)
    path.with_suffix(".new").unlink(missing_ok=True)
    return path.read_text()


def end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the program that started this one is gone."""
    if sys.platform == "linux":
        LIBC.prctl(SET_PDEATHSIG, signal.SIGTERM)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    for number in ENDING:
        # What was started is being ended; a second Ctrl-C must not leave it running.
        signal.signal(number, signal.SIG_IGN)
    raise Stopped


# Looked up here because between fork and exec it is too late for an import.
LIBC = ctypes.CDLL(None)

if __name__ == "__main__":
    main()
