"""A project of very many model files: a start declares none of their classes, a page a few."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass

import pytest

from console.models import MANY
from tests import foreign, scratch

FILES = MANY + 5
FILE = """
    from __future__ import annotations

    from typing import TYPE_CHECKING

    import sqlalchemy as sa
    from sqlalchemy.orm import Mapped, mapped_column, relationship

    from console.models.db import db

    if TYPE_CHECKING:
        from things.thing_{before} import Thing{before}

    class Thing{number}(db.Model):
        __tablename__ = "thing_{number}"
        __category__ = "Chain"
        __table_args__ = ({{"comment": "Number {number}."}})

        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(index=True)
        before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("thing_{before}.id"))

        before: Mapped[Thing{before} | None] = relationship(remote_side="Thing{before}.id")

        def __str__(self) -> str:
            return self.name
"""
WRONG = """
    from sqlalchemy.orm import Mapped

    from console.models.db import db

    class Wrong(db.Model):
        __tablename__ = "wrong"

        name: Mapped[str]
"""
WALK = """
import json, sys
from console.auth import Role
from console.models.db import Base
from tests import foreign
from tests.client import client_of, sign_in
from tests.pages import soup, submit, text_of

found = foreign.Foreign(sys.argv[1])
app = foreign.app_on(found, "things")
client = client_of(app)
with app.app_context():
    sign_in(client, Role.STAFF)
said = {}

def note(name, answer=None):
    status = answer.status_code if answer is not None else 0
    said[name] = status, len(Base.registry.outlines)
    return answer

note("start")
home = note("home", client.get("/admin/"))
said["named"] = sum(f"/admin/thing_{i}/" in home.text for i in range(FILES))
said["about"] = "Number 7." in home.text
note("list", client.get("/admin/thing_100/?sort=before"))
note("details", client.get("/admin/thing_100/details/?id=1"))
page = note("form", client.get("/admin/thing_100/edit/?id=1"))
note("save", submit(client, page, name="changed", follow_redirects=False))
page = client.get("/admin/thing_150/new/")
note("create", submit(client, page, name="new", before="1", follow_redirects=False))
said["rows"] = found.rows("SELECT name FROM thing_100 UNION ALL SELECT name FROM thing_150")
said["referred"] = text_of(soup(client.get("/admin/thing_149/details/?id=1")).main)
print(json.dumps(said))
""".replace("FILES", str(FILES))
COMPARED = """
import json, sys
import wsgi
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from console.models.db import db

with wsgi.app.app_context(), db.engine.connect() as connection:
    options = {"include_name": lambda name, kind, parents: kind != "table" or "thing" in name}
    context = MigrationContext.configure(connection, opts=options)
    found = compare_metadata(context, db.metadata)
print(json.dumps([str(one) for one in found]))
"""
TABLES = "".join(
    f"CREATE TABLE thing_{i} (id serial PRIMARY KEY, name text NOT NULL, before_id int"
    f" REFERENCES thing_{max(i - 1, 0)}); CREATE INDEX ix_thing_{i}_name ON thing_{i} (name);"
    f"COMMENT ON TABLE thing_{i} IS 'Number {i}.';"
    for i in range(FILES)
)
ROWS = "INSERT INTO thing_100 (name) VALUES ('one'); INSERT INTO thing_149 (name) VALUES ('other');"


@dataclass(frozen=True)
class Project:
    """A folder with the package ``things``, and a database that has its tables."""

    folder: str
    url: str

    def run(self, *arguments, **settings):
        known = {"PYTHONPATH": self.folder, "CONSOLE_MODELS": "things", "TAB_DB_URL": self.url}
        return scratch.program(*arguments, **known | settings)


@pytest.fixture(scope="module")
def project(server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    package = folder / "things"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for number in range(FILES):
        text = textwrap.dedent(FILE).format(number=number, before=max(number - 1, 0))
        (package / f"thing_{number}.py").write_text(text)
    with foreign.database(server, TABLES + ROWS) as found:
        yield Project(str(folder), found.url)


@pytest.fixture(scope="module")
def said(project):
    """What pages answered, and how many classes were waiting after each."""
    done = project.run("-c", WALK, project.url, PYTHONPATH=f"{project.folder}:{scratch.ROOT}")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_a_start_and_the_home_page_declare_nothing(said):
    assert said["start"] == [0, FILES]
    assert said["home"] == [200, FILES]
    assert said["named"] == FILES
    assert said["about"]


@pytest.mark.slow
def test_pages_declare_their_neighbours(said):
    assert [said[page][0] for page in ("list", "details", "form")] == [200] * 3
    assert said["list"][1] >= FILES - 5
    assert said["form"][1] >= FILES - 8


@pytest.mark.slow
def test_rows_are_saved_and_made(said):
    assert (said["save"][0], said["create"][0]) == (302, 302)
    assert said["rows"] == [["changed"], ["new"]]


@pytest.mark.slow
def test_a_row_shows_what_refers_to_it_also_of_classes_that_wait(said):
    assert "1 thing 150" in said["referred"]


@pytest.mark.slow
def test_the_check_looks_at_every_class(project, tmp_path):
    clean = project.run("-m", "flask", "console", "check")
    wrong = tmp_path / "things"
    wrong.mkdir()
    # A package in two folders, as namespaces are.
    for source in (scratch.Path(project.folder) / "things").glob("*.py"):
        (wrong / source.name).write_text(source.read_text())
    (wrong / "wrong.py").write_text(textwrap.dedent(WRONG))

    found = project.run("-m", "flask", "console", "check", PYTHONPATH=str(tmp_path))

    assert "E007" not in clean.stdout
    assert found.returncode == 1
    assert "console.E007: Wrong in things.wrong cannot be declared" in found.stdout


@pytest.mark.slow
def test_a_migration_knows_every_table(project):
    done = project.run("-c", COMPARED, project.url)

    assert json.loads(done.stdout) == []
