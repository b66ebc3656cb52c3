"""What is written for Flask-Admin works on the console: its own tests say so.

They run as the wheel ships them, in a process of their own, with `ConsoleView` in the place of
``ModelView`` and PostgreSQL in that of SQLite, signed in and with the tokens of forms. What the
console does otherwise on purpose is in `tests.dropin.lost`. ``test_base`` and ``test_model`` have
no ``ModelView`` in them: they hold that Flask-Admin beside the console is as it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import flask_admin.tests
import pytest

from tests.databases import ROOT, Server
from tests.dropin.plugin import URL

SUITE = Path(flask_admin.tests.__file__).resolve().parent
FILES = ("sqla", "test_model.py", "test_base.py")


@pytest.mark.slow
def test_its_own_tests_pass_but_for_what_is_lost_on_purpose(
    server: Server, template: str, tmp_path: Path
) -> None:
    database = server.clone(template)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.dropin.plugin",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-c", os.devnull, "--rootdir", str(SUITE), "--assert=plain", "-q", "--tb=short"]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    settings = {URL: server.url_of(database), "PYTHONPATH": path}

    done = subprocess.run(
        [*command, *(str(SUITE / name) for name in FILES)],
        cwd=tmp_path,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    server.drop(database)

    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
