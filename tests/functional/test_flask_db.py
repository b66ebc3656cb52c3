"""flask db from the root of the project, as an operator types it: no FLASK_APP, no options."""

from __future__ import annotations

import re

import pytest

from tests import scratch
from tests.databases import Server

pytestmark = pytest.mark.slow

MODEL = '''
"""Ledgers."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from console.models.db import db


class Ledger(db.Model):
    __tablename__ = "ledger"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True, comment="What it is called.")

    def __str__(self) -> str:
        return self.name
'''


def found(pattern, text, group=0):
    match = re.search(pattern, text, re.MULTILINE)
    assert match is not None, text
    return match[group]


@pytest.fixture(scope="module")
def database(server, template):
    name = server.clone(template)
    yield Server(server.url_of(name))
    server.drop(name)


@pytest.fixture(scope="module")
def root():
    with scratch.folder() as folder:
        yield scratch.copy_of_tree(folder / "clone")


@pytest.fixture(scope="module")
def flask_db(root, database):
    def flask_db(*arguments, code=0):
        done = scratch.program("-m", "flask", "db", *arguments, cwd=root, TAB_DB_URL=database.url)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    return flask_db


@pytest.fixture(scope="module")
def migrated(root, flask_db):
    """What ``flask db migrate`` said of a model file that is new."""
    (root / "console/models/ledger.py").write_text(MODEL.lstrip())
    return flask_db("migrate", "-m", "add ledgers")


def test_a_fresh_database_agrees_with_the_models(flask_db):
    assert "agree" in flask_db("check")


class TestANewModel:
    def test_becomes_a_revision_whose_path_is_printed(self, root, migrated):
        path = found(r"migrations/versions/\S+add_ledgers\.py", migrated)

        text = (root / path).read_text()

        assert '"ledger"' in text
        assert text.count("create_table") == text.count("drop_table") == 1
        assert 'name=op.f("uq_ledger_name")' in text or "uq_ledger_name" in text

    def test_is_pending_until_upgrade_and_gone_after_downgrade(self, migrated, flask_db, database):
        exists = "SELECT to_regclass('ledger') IS NOT NULL"
        assert "flask db upgrade" in flask_db("check", code=1)

        flask_db("upgrade")
        assert database.execute(exists) == [(True,)]
        assert "agree" in flask_db("check")

        flask_db("downgrade")
        assert database.execute(exists) == [(False,)]

        flask_db("upgrade")
        assert database.execute(exists) == [(True,)]

    def test_is_written_once(self, migrated, root, flask_db):
        flask_db("upgrade")
        before = sorted(root.glob("migrations/versions/*.py"))

        said = flask_db("migrate", "-m", "again")

        assert "Nothing" in said
        assert sorted(root.glob("migrations/versions/*.py")) == before


class TestHistory:
    def test_current_and_history_name_the_head(self, migrated, flask_db):
        flask_db("upgrade")

        head = found(r"^(\w+) ", flask_db("heads"), 1)

        assert head in flask_db("current")
        assert head in flask_db("history")

    def test_an_empty_revision_follows_the_head_and_does_nothing(self, migrated, root, flask_db):
        flask_db("upgrade")
        path = found(r"migrations/versions/\S+\.py", flask_db("revision", "-m", "to fill in"))

        assert (root / path).exists()
        flask_db("upgrade")
        flask_db("downgrade")
        (root / path).unlink()
