"""``flask`` commands by a process that has the libraries loaded, and forks for each.

A fork is a process as any other: environment, folder, streams and exit status are its own, and
the project's code is loaded by it, from where it runs. Only what lies in site-packages is there
already, which is most of a start. Run as a program, this file is the process that forks.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LIBRARIES = (
    "alembic.command",
    "babel.support",
    "flask.cli",
    "flask_admin.contrib.sqla",
    "flask_babel",
    "flask_login",
    "flask_migrate.cli",
    "flask_sqlalchemy",
    "flask_wtf",
    "psycopg2.extras",
    "sqlalchemy.dialects.postgresql.psycopg2",
)
LARGEST = 1 << 17  # bytes of a request: arguments and environment


class Forks:
    """The side of the tests."""

    def __init__(self) -> None:
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # What a program finds on its way is told by each; this process finds the libraries alone.
        env = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        command = [sys.executable, __file__, str(theirs.fileno())]
        self.process = subprocess.Popen(command, env=env, cwd="/", pass_fds=[theirs.fileno()])
        theirs.close()

    def close(self) -> None:
        """Without anybody to ask, the process ends."""
        self.socket.close()
        self.process.wait()

    def flask(
        self, arguments: tuple[str, ...], cwd: Path, env: dict[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """Run ``python -m flask`` with *arguments* to its end."""
        request = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": env}).encode()
        with (
            Path(os.devnull).open("rb") as nothing,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
        ):
            streams = [nothing.fileno(), out.fileno(), err.fileno()]
            self.socket.settimeout(None)
            socket.send_fds(self.socket, [request], streams)
            number = int(self.socket.recv(LARGEST))
            self.socket.settimeout(timeout)
            try:
                code = int(self.socket.recv(LARGEST))
            except TimeoutError:
                os.kill(number, signal.SIGKILL)
                self.socket.settimeout(None)
                self.socket.recv(LARGEST)
                raise subprocess.TimeoutExpired(["flask", *arguments], timeout) from None
            return subprocess.CompletedProcess(arguments, code, _text(out), _text(err))


@functools.cache
def forks() -> Forks:
    """The process that forks, one for each process of tests, started when it is first needed."""
    made = Forks()
    atexit.register(made.close)
    return made


def _text(file: Any) -> str:
    file.seek(0)
    text: str = file.read().decode()
    return text


def serve(asked: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Fork for each request. Only a fork returns, with what it is to run on which streams."""
    while True:
        message, streams, _flags, _address = socket.recv_fds(asked, LARGEST, 3)
        if not message:
            raise SystemExit
        number = os.fork()
        if not number:
            asked.close()
            return json.loads(message), streams
        for stream in streams:
            os.close(stream)
        asked.send(str(number).encode())
        _number, status = os.waitpid(number, 0)
        asked.send(str(os.waitstatus_to_exitcode(status)).encode())


def become(request: dict[str, Any], streams: list[int]) -> None:
    """Be what ``python -m flask`` is in the folder and environment of *request*."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    path = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    # In the place of the folder of this file comes the one where the command is given.
    sys.path[:1] = [request["cwd"], *path]
    sys.argv = ["flask", *request["arguments"]]
    runpy.run_module("flask", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    gc.collect()
    gc.freeze()
    become(*serve(socket.socket(fileno=int(sys.argv[1]))))
