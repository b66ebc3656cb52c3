"""Makes ``.venv`` and installs a hashed lock file into it; runs on any Python 3, on its own."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NEEDED = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def main(lock_name: str) -> None:
    """Bring ``.venv`` in line with *lock_name*; does nothing when it already is."""
    use_new_enough_python()
    lock = ROOT / lock_name
    with (ROOT / ".venv.lock").open("a") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        if not works():
            make_venv()
        stamp = VENV / f".{lock_name}.installed"
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != digest:
            install(lock)
            stamp.write_text(digest)


def use_new_enough_python() -> None:
    """Go on in a newer Python when this one is too old and there is a newer one."""
    if sys.version_info >= NEEDED:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found and answers([found, "-c", "import venv, ssl"]):
            os.execv(found, [found, *sys.argv])  # noqa: S606
    version = ".".join(map(str, sys.version_info[:3]))
    sys.exit(
        f"This is Python {version}, and the console needs 3.11 or newer: install one, or name it, "
        "for example make run PYTHON=/usr/bin/python3.12."
    )


def works() -> bool:
    """Whether there is a virtual environment that runs and can install."""
    # Every `make` asks: for its version pip would load all of itself, which takes far longer.
    return PYTHON.exists() and answers([str(PYTHON), "-c", "import pip"])


def make_venv() -> None:
    say("Making .venv …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode or not works():
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        sys.exit(
            "Python could not make a virtual environment; on Debian and Ubuntu run apt install "
            f"python3-venv. It says: {lines[-1] if lines else 'nothing'}"
        )


def install(lock: Path) -> None:
    say(f"Installing {lock.name} (the first time takes a minute) …")
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--require-hashes", "--requirement", str(lock)]
    if subprocess.call(command, cwd=ROOT):
        sys.exit(f"Could not install {lock.name}; what is above says why.")


def answers(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
