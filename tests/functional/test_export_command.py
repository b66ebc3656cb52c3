"""Exports from a terminal: ``flask export``."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys

import openpyxl
import pytest

from console.auth import Role
from tests.client import account_of
from tests.databases import ROOT
from tests.factories import CompanyFactory
from tests.scratch import bare_environment


@pytest.fixture
def export(own_database):
    """``export(…)`` runs ``flask export`` as if typed."""

    def run(*arguments):
        return own_database.app.test_cli_runner().invoke(args=["export", *arguments])

    return run


@pytest.fixture(autouse=True)
def companies(own_database):
    CompanyFactory(name="Acme", city="Łódź", status="active")
    CompanyFactory(name="Zeta", city="=1+1", country_code="DE", status="on_hold")
    CompanyFactory(name="Beta", city="Bonn", country_code="DE", status="closed")


def names(text):
    return [row["name"] for row in csv.DictReader(io.StringIO(text))]


def test_writes_the_list_to_standard_output(export):
    result = export("company", "--sort", "-name")

    assert result.exit_code == 0
    assert names(result.stdout) == ["Zeta", "Beta", "Acme"]


def test_narrows_like_the_list(export):
    narrowed = export("company", "--filter", "country=DE", "--filter", "status__ne=closed")
    searched = export("company", "--search", "acm")

    assert names(narrowed.stdout) == ["Zeta"]
    assert names(searched.stdout) == ["Acme"]


def test_takes_the_columns_that_are_named(export):
    result = export("company", "--columns", "city,name", "--sort", "name", "--for", "excel")

    assert result.stdout.lstrip("\ufeff").splitlines()[:2] == ["City,Name", "Łódź,Acme"]


def test_takes_all_columns(export):
    result = export("company", "--columns", "*", "--format", "jsonl")

    assert {"id", "created_at"} <= set(json.loads(result.stdout.splitlines()[0]))


def test_the_file_s_name_says_its_format(export, tmp_path):
    result = export("company", "--output", str(tmp_path / "all.xlsx"))

    assert result.exit_code == 0
    sheets = openpyxl.load_workbook(tmp_path / "all.xlsx").worksheets
    assert sheets[0].max_row == 4
    assert ("By", "the command line") in [tuple(c.value for c in row) for row in sheets[1].rows]


def test_leaves_secrets_where_they_are(export):
    account_of(Role.ADMIN)

    result = export("console.account", "--columns", "*")

    assert "admin@example.org" in result.stdout
    assert "password_hash" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "There is no table 'nonsense'"),
        (["company", "--columns", "nonsense"], "no column “nonsense”"),
        (["company", "--filter", "nonsense=1"], "“nonsense” is no filter"),
        (["company", "--filter", "status"], "has no “=”"),
        (["company", "--sort", "nonsense"], "cannot be sorted"),
        (["company", "--columns", "password_hash"], "no column"),
    ],
)
def test_says_what_is_wrong_and_writes_nothing(export, tmp_path, arguments, words):
    result = export(*arguments, "--output", str(tmp_path / "out.csv"))

    assert result.exit_code == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_by_a_complete_one(export, tmp_path, monkeypatch):
    target = tmp_path / "out.csv"
    target.write_text("before")

    def broken(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("console.transfer.copying.copy", broken)
    result = export("company", "--output", str(target))

    assert result.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text() == "before"


@pytest.mark.slow
def test_shows_a_bar_on_a_terminal(own_database, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "flask", "export", "company", "--output", "out.csv"]
    env = bare_environment(TAB_DB_URL=own_database.url, FLASK_APP=str(ROOT / "wsgi.py"))
    env["PYTHONPATH"] = str(ROOT)
    with subprocess.Popen(command, cwd=tmp_path, env=env, stderr=theirs, stdout=theirs) as process:
        os.close(theirs)
        shown = b""
        while process.poll() is None or not shown.endswith(b"\n"):
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
    os.close(ours)

    assert process.returncode == 0, shown
    assert b"100%" in shown
    assert "Acme" in (tmp_path / "out.csv").read_text()
