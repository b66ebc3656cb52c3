"""Does what a document tells its reader to do, in a copy of the project, and compares."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from fnmatch import fnmatchcase
from pathlib import Path

from tests import scratch
from tests.docs.markdown import Document

PATIENCE = 120  # seconds
ADDRESS = "http://127.0.0.1:8000"
# What the reader opens in a browser, in the text or as the target of a link.
_OPENED = re.compile(rf"<({re.escape(ADDRESS)}[^>]*)>|\]\(({re.escape(ADDRESS)}[^)]*)\)")


class Walk:
    """One reader with a clone, a terminal and a browser."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = scratch.copy_of_tree(folder)
        # The packages are there already; installing them anew is tried elsewhere.
        (self.folder / ".venv").symlink_to(sys.prefix)
        self.port = scratch.free_port()
        outer = {n: v for n, v in scratch.bare_environment().items() if not n.startswith("MAKE")}
        self.environment = (
            outer | {"PORT": str(self.port), "DEMO": "300", "WORKERS": "1"} | settings
        )
        self.server: subprocess.Popen[bytes] | None = None
        self.passwords: dict[str, str] = {}
        self.log = self.folder.parent / "make-run.log"

    def follow(self, page: Document, *, skip: tuple[str, ...] = ()) -> None:
        """Write its files, run its commands, open its addresses, in the order of the text."""
        fences = [(fence.start, fence) for fence in page.fences()]
        visits = [(m.start(), m[1] or m[2]) for m in _OPENED.finditer(page.text)]
        for _place, step in sorted([*fences, *visits], key=lambda one: one[0]):
            if isinstance(step, str):
                self.open(step)
            elif step.path:
                (self.folder / step.path).write_text(step.text)
            elif step.language == "console":
                for command, expected in commands(step.text):
                    if command not in skip:
                        self.do(command, expected)

    def do(self, command: str, expected: list[str]) -> None:
        """Run *command* and hold what it says against what the document shows."""
        if command == "^C":
            self.stop()
        elif command == "make run":
            self.start()
            compare(command, expected, self.localised(self.log.read_text()))
        else:
            done = subprocess.run(
                ["sh", "-c", command],
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
            compare(command, expected, done.stdout)
            fails = any(line.startswith(("Error:", "console.E")) for line in expected)
            assert (done.returncode != 0) is fails, done.stdout

    def start(self) -> None:
        """``make run``, until it answers; one that still runs is ended first."""
        self.end()
        with self.log.open("w") as log:
            self.server = subprocess.Popen(
                ["make", "run"],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert self.server.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)
        self.passwords |= dict(re.findall(r"(\w+)@example\.org +(\S+)", self.log.read_text()))

    def stop(self) -> None:
        """Ctrl-C, which goes to everything in the terminal."""
        self.end()
        assert "Stopped." in self.log.read_text()
        self.server = None

    def end(self) -> None:
        if self.server is not None and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGINT)
            self.server.wait(PATIENCE)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.here(f"{ADDRESS}/readyz"), timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def open(self, address: str) -> None:
        """Open *address* as staff, if anything serves now; it has to be a page."""
        if self.server is None:
            return
        browser = self.signed_in("staff")
        with browser.open(self.here(address), timeout=30) as page:
            assert page.status == 200
            assert b"<h1" in page.read()

    def signed_in(self, role: str) -> urllib.request.OpenerDirector:
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        sign_in = self.here(f"{ADDRESS}/console/sign-in")
        with browser.open(sign_in, timeout=30) as page:
            found = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
        assert found
        typed = {"email": f"{role}@example.org", "password": self.passwords[role]}
        form = urllib.parse.urlencode({"csrf_token": found[1], **typed}).encode()
        browser.open(sign_in, form, timeout=30).close()
        return browser

    def here(self, address: str) -> str:
        return address.replace(":8000", f":{self.port}")

    def localised(self, text: str) -> str:
        """*text* as it would read on the usual port."""
        return text.replace(f":{self.port}", ":8000")


def commands(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ ") or line == "^C":
            found.append((line.removeprefix("$ "), []))
        elif line:
            found[-1][1].append(line)
    return found


def compare(command: str, expected: list[str], said: str) -> None:
    """Each line of *expected* has to be said, in this order; ``…`` stands for anything."""
    lines = iter(said.splitlines())
    for line in expected:
        if line.strip() == "…":
            continue
        pattern = re.sub(r"([\[\]*?])", r"[\1]", line).replace("…", "*")
        found = any(fnmatchcase(one.rstrip(), pattern.rstrip()) for one in lines)
        assert found, f"$ {command}\nshould say, after what stands above it: {line}\n\n{said}"
