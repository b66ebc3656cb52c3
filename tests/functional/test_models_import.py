"""A database becomes model files that say exactly what it is, and edits of them are kept."""

from __future__ import annotations

import pytest

from tests import databases, foreign, scratch

pytestmark = pytest.mark.slow

AWKWARD = """
    CREATE SCHEMA "odd schema"; CREATE SCHEMA sales; CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'so-so', '2 happy'); CREATE TYPE pair AS (a int, b text);
    CREATE DOMAIN email AS text CHECK (VALUE ~ '@'); CREATE DOMAIN few AS int NOT NULL DEFAULT 5;
    CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL UNIQUE, "class" text,
      feels mood DEFAULT 'sad', mail email, number few, two pair, tags text[], other citext,
      price numeric(38,18), double numeric GENERATED ALWAYS AS (price * 2) STORED,
      at timestamptz(3) DEFAULT now(), local timestamp, hour time, span interval, bits bit(3),
      one "char",
      CONSTRAINT "price:positive" CHECK (price > 0::numeric AND name <> 'a:b'));
    COMMENT ON TABLE customer IS 'Whom we "serve".';
    COMMENT ON COLUMN customer.name IS 'It''s a name.';
    CREATE INDEX customer_lower ON customer (lower(name)) WHERE price > 1;
    CREATE UNIQUE INDEX customer_both ON customer (name DESC, at) INCLUDE (tags);
    CREATE TABLE sales."order" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      customer_id int NOT NULL REFERENCES customer ON DELETE CASCADE, payer int REFERENCES customer,
      buyer text REFERENCES customer (name) DEFERRABLE INITIALLY DEFERRED,
      metadata json, "a b" int);
    CREATE TABLE node (tenant int, id int, up int, PRIMARY KEY (tenant, id),
      FOREIGN KEY (tenant, up) REFERENCES node);
    CREATE TABLE hen (id int PRIMARY KEY, egg int);
    CREATE TABLE egg (id int PRIMARY KEY, hen int REFERENCES hen);
    ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg;
    CREATE TABLE heap (a int, b json); CREATE TABLE nothing ();
    CREATE TABLE paired (a int NOT NULL, b text NOT NULL, UNIQUE (a, b));
    CREATE TABLE log (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
    CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
    CREATE TABLE note (id int PRIMARY KEY, log_id int, day date,
      FOREIGN KEY (log_id, day) REFERENCES log);
    CREATE TABLE "odd schema"."a/b" ("x.y" int PRIMARY KEY, "1st" text, "العربية" text);
    CREATE VIEW seen AS SELECT * FROM customer;
    CREATE TABLE "class" (id bigint PRIMARY KEY, query_id int, metadata_id int);
    CREATE TABLE "query" (id int PRIMARY KEY, class_id int REFERENCES "class");
    ALTER TABLE "class" ADD FOREIGN KEY (query_id) REFERENCES "query",
      ADD FOREIGN KEY (metadata_id) REFERENCES "query";
    CREATE SEQUENCE shared; CREATE DOMAIN uint AS int CHECK (VALUE >= 0);
    CREATE TABLE counted (id bigint PRIMARY KEY DEFAULT nextval('shared'),
      other int DEFAULT nextval('shared'));
    CREATE TABLE counted_child (PRIMARY KEY (id)) INHERITS (counted);
    CREATE TABLE old_name (id serial PRIMARY KEY); ALTER TABLE old_name RENAME TO new_name;
    CREATE TABLE counted_too (PRIMARY KEY (id)) INHERITS (new_name);
    CREATE TABLE counted_domain (id uint PRIMARY KEY);
    CREATE SEQUENCE counted_domain_id_seq OWNED BY counted_domain.id;
    ALTER TABLE counted_domain ALTER id SET DEFAULT nextval('counted_domain_id_seq');
    CREATE TABLE quite_a_long_name_of_a_table_to_class_of_income_of_employees
      (a_rather_long_name int, another_rather_long int, yet_another_rather_long_name int, "id" int,
       class_id int REFERENCES "class",
       PRIMARY KEY (a_rather_long_name, another_rather_long, yet_another_rather_long_name, id));
    CREATE TABLE many (id int PRIMARY KEY, "Id" int, number serial);
"""


class Project:
    """A folder outside of the project, where commands are run on one database."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url

    def run(self, *arguments, **settings):
        path = f"{self.folder}:{databases.ROOT}"
        settings |= {"TAB_DB_URL": self.url, "PYTHONPATH": path}
        return scratch.program(*arguments, cwd=self.folder, timeout=120, **settings)

    def write(self, *options):
        wsgi = str(databases.ROOT / "wsgi.py")
        return self.run("-m", "flask", "--app", wsgi, "models", "import", *options)

    def differences(self):
        done = self.run(str(databases.ROOT / "tests/compare.py"), CONSOLE_MODELS="models")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def misshapen(self):
        config = str(databases.ROOT / "pyproject.toml")
        done = self.run("-m", "ruff", "format", "--diff", "--config", config, "models")
        return done.stdout


@pytest.fixture
def awkward(server, tmp_path):
    with foreign.database(server, AWKWARD) as found:
        yield Project(tmp_path, found.url)


def test_the_shipped_database_comes_out_as_it_is(server, template, tmp_path):
    name = server.clone(template)
    try:
        project = Project(tmp_path, server.url_of(name))
        assert project.write().returncode == 0

        assert project.differences() == []
        assert project.misshapen() == ""
    finally:
        server.drop(name)


def test_so_does_an_awkward_one(awkward):
    done = awkward.write()

    assert done.returncode == 0, done.stderr
    assert awkward.differences() == []
    assert awkward.misshapen() == ""


def test_edits_are_shown_and_kept_until_somebody_insists(awkward):
    awkward.write("--schema", "sales", "--schema", "public")
    path = awkward.folder / "models" / "hen.py"
    edited = path.read_text().replace("str(self.id)", '"a hen"')
    path.write_text(edited)

    again = awkward.write("--schema", "sales", "--schema", "public")

    assert path.read_text() == edited
    assert '-        return "a hen"' in again.stdout
    assert "--force" in again.stderr
    forced = awkward.write("--schema", "sales", "--schema", "public", "--force", "hen.py")
    assert "Wrote models/hen.py" in forced.stdout
    assert "str(self.id)" in path.read_text()


def test_a_package_that_is_not_there_is_said(awkward):
    wsgi = str(databases.ROOT / "wsgi.py")
    done = awkward.run("-m", "flask", "--app", wsgi, "console", "check", CONSOLE_MODELS="nowhere")

    assert done.returncode == 1
    assert "Python finds no package of that name" in done.stderr
    assert "Traceback" not in done.stderr
