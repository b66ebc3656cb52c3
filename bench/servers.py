"""The contestants as gunicorn processes, each on a port of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
CONFIG = "bench/gunicorn.conf.py"
PATIENCE = 60  # seconds a server may take to answer


class Server:
    """One application behind one gunicorn worker."""

    def __init__(self, target: str, environment: Mapping[str, str]) -> None:
        self.target, self.environment = target, dict(environment)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "-c", CONFIG, "-b", address, self.target]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        deadline = time.monotonic() + PATIENCE
        while not self._worker_is_up():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"{self.target} does not start; its own words are above.")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it and what it started, also when it is busy."""
        if self._process is None:
            return
        family = [psutil.Process(self._process.pid)] if self._process.poll() is None else []
        family += [child for one in family for child in one.children(recursive=True)]
        self._process.terminate()
        _gone, busy = psutil.wait_procs(family, timeout=3)
        for process in busy:
            process.kill()
        # Whoever still listens would keep the port from the next.
        psutil.wait_procs(busy, timeout=10)
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def memory(self) -> int:
        """Bytes of memory that the worker holds now."""
        return int(self._worker().memory_info().rss)

    def forget_peak(self) -> None:
        """Let `peak` begin anew."""
        Path(f"/proc/{self._worker().pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """The most memory that the worker held since `forget_peak`, in bytes."""
        status = Path(f"/proc/{self._worker().pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def cpu(self) -> float:
        """Seconds of processor time that the worker has had, exact where Linux tells."""
        found = 0
        for task in Path(f"/proc/{self._worker().pid}/task").iterdir():
            found += int((task / "schedstat").read_text().split()[0])
        return found / 1e9

    def _worker(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid).children()[0]

    def _worker_is_up(self) -> bool:
        # The listener is the master's; what answers is a worker that has loaded the application.
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as probe:
                probe.sendall(b"GET /robots.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return bool(probe.recv(1))
        except OSError:
            return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
