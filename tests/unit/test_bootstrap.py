"""The virtual environment: made once, brought in line when the lock file changes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from console import bootstrap
from tests.databases import ROOT


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder whose installations are only noted."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv/bin/python")
    (tmp_path / "lock.txt").write_text("one==1")
    return tmp_path


@pytest.fixture
def steps(project, monkeypatch):
    steps = []

    def make_venv():
        steps.append("venv")
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "make_venv", make_venv)
    monkeypatch.setattr(bootstrap, "works", bootstrap.PYTHON.exists)
    monkeypatch.setattr(bootstrap, "install", lambda lock: steps.append(lock.name))
    return steps


class TestInstalling:
    def test_happens_once(self, steps):
        bootstrap.main("lock.txt")
        bootstrap.main("lock.txt")

        assert steps == ["venv", "lock.txt"]

    def test_happens_again_when_the_lock_file_changed(self, steps, project):
        bootstrap.main("lock.txt")
        (project / "lock.txt").write_text("one==2")

        bootstrap.main("lock.txt")

        assert steps == ["venv", "lock.txt", "lock.txt"]

    def test_happens_again_when_it_was_interrupted(self, steps, project, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(bootstrap, "install", lambda lock: sys.exit("no network"))
            with pytest.raises(SystemExit):
                bootstrap.main("lock.txt")

        bootstrap.main("lock.txt")

        assert steps == ["venv", "lock.txt"]


class TestAnEnvironment:
    def test_works_where_its_python_has_pip(self, project):
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.symlink_to(sys.executable)

        assert bootstrap.works()

    def test_does_not_where_its_python_is_gone_or_has_none(self, project):
        gone = bootstrap.works()
        bootstrap.PYTHON.parent.mkdir(parents=True)
        bootstrap.PYTHON.write_text("#!/bin/sh\nexit 1\n")
        bootstrap.PYTHON.chmod(0o755)

        assert (gone, bootstrap.works()) == (False, False)


class TestTrouble:
    def test_a_python_without_venv_says_what_to_install(self, project, monkeypatch):
        fake = project / "python"
        fake.write_text("#!/bin/sh\necho ensurepip is not available\nexit 1\n")
        fake.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(fake))

        with pytest.raises(SystemExit, match=r"apt install python3-venv.*ensurepip"):
            bootstrap.make_venv()

    def test_an_old_python_says_what_is_needed(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
        monkeypatch.setenv("PATH", "/nowhere")

        with pytest.raises(SystemExit, match=r"Python 3\.9\.2.*3\.11 or newer"):
            bootstrap.use_new_enough_python()

    def test_an_old_python_goes_on_in_a_newer_one(self, monkeypatch, tmp_path):
        newer = tmp_path / "python3.12"
        newer.symlink_to("/bin/true")
        started = []
        monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "execv", lambda *arguments: started.append(arguments[0]))

        with pytest.raises(SystemExit):
            bootstrap.use_new_enough_python()

        assert started == [str(newer)]


def test_make_help_names_every_command():
    said = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    for command in (
        *("run", "test", "check", "shell", "dbshell", "resetdb", "reformat", "lint", "types"),
        *("deps", "messages", "assets", "flask", "bench", "help"),
    ):
        assert f"\n  make {command} " in f"\n{said}"
