"""Commands on databases, and projects whose revisions a test may add to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from console.models.db import db
from tests.databases import ROOT, Server, app_on

HEADER = '''"""{title}"""

import sqlalchemy as sa
from alembic import op
from console.seeding import Rows, seed

revision = "{revision}"
down_revision = {down!r}

'''


@dataclass
class Project:
    """A database, and a folder with revisions and seeds that go with it."""

    app: Flask
    url: str
    folder: Path

    def flask(self, *arguments: str) -> Result:
        """Run ``flask …`` in this process."""
        return self.app.test_cli_runner().invoke(args=arguments)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Run ``flask db …`` in a process of its own, which a test may kill."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "db", "-d", str(self.revisions.parent), *arguments],
            cwd=ROOT,
            env={**os.environ, "TAB_DB_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def revisions(self) -> Path:
        return self.folder / "migrations" / "versions"

    def add(self, revision: str, upgrade: str, down: str | None = None, extra: str = "") -> Path:
        """Write a revision whose ``upgrade`` has these lines, after *down*."""
        path = self.revisions / f"20270101_0000_{revision}.py"
        body = "\n".join(f"    {line}" for line in upgrade.splitlines())
        path.write_text(
            HEADER.format(title=f"test: {revision}", revision=revision, down=down)
            + f"{extra}\n\ndef upgrade() -> None:\n{body}\n\n\ndef downgrade() -> None:\n    pass\n"
        )
        return path

    def seeds(self, table: str, text: str) -> Path:
        """Write ``seeds/<table>.csv``."""
        path = self.folder / "seeds" / f"{table}.csv"
        path.write_text(text)
        return path

    def ask(self, statement: str, **values: Any) -> Any:
        """The single value that *statement* answers."""
        with self.engine.connect() as connection:
            return connection.execute(sa.text(statement), values).scalar_one()

    def run(self, statement: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    @property
    def engine(self) -> sa.Engine:
        with self.app.app_context():
            return db.engine


@pytest.fixture
def project_on(tmp_path: Path) -> Iterator[Callable[[str, bool], Project]]:
    """Makes a project on the database at a URL, with the shipped revisions or without any."""
    made: list[Project] = []

    def make(url: str, shipped: bool) -> Project:
        ignore = None if shipped else shutil.ignore_patterns("*_*.py")
        shutil.copytree(ROOT / "migrations", tmp_path / "migrations", ignore=ignore)
        (tmp_path / "seeds").mkdir()
        if shipped:
            for path in (ROOT / "seeds").glob("*.csv"):
                shutil.copy(path, tmp_path / "seeds")
        app = app_on(url)
        settings = app.extensions["migrate"]
        settings.directory = settings.migrate.directory = str(tmp_path / "migrations")
        made.append(Project(app, url, tmp_path))
        return made[-1]

    yield make
    for project in made:
        project.engine.dispose()


@pytest.fixture
def empty(project_on: Callable[[str, bool], Project], empty_database: str) -> Project:
    """The shipped revisions and seeds, on a database without a table."""
    return project_on(empty_database, True)


@pytest.fixture
def seeded(
    project_on: Callable[[str, bool], Project], server: Server, template: str
) -> Iterator[Project]:
    """The shipped revisions and seeds, on a database that is at head."""
    name = server.clone(template)
    yield project_on(server.url_of(name), True)
    server.drop(name)


@pytest.fixture
def bare(project_on: Callable[[str, bool], Project], empty_database: str) -> Project:
    """No revision yet, on a database without a table."""
    return project_on(empty_database, False)
