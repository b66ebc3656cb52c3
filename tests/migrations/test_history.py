"""The two histories: up, down and up again, and what they leave."""

from __future__ import annotations

import ast

import pytest
from alembic.script import ScriptDirectory

from console.migrate import own
from tests.databases import ROOT
from tests.migrations.conftest import Project

HISTORIES = {"the project's": ROOT / "migrations", "the console's": own.DIRECTORY}
SHAPE = (
    "SELECT string_agg(relname::text || relkind::text, ',' ORDER BY relname) "
    "FROM pg_class WHERE relnamespace = 'public'::regnamespace"
)
# A revision means the same in ten years only if nothing it imports changes by then.
MAY_IMPORT = {"alembic", "sqlalchemy", "sqlalchemy.dialects", "console.seeding", "__future__"}


@pytest.mark.parametrize("directory", HISTORIES.values(), ids=HISTORIES.keys())
class TestRevisions:
    def test_there_is_one_head(self, directory):
        assert len(ScriptDirectory(directory).get_heads()) == 1

    def test_they_import_nothing_that_may_change(self, directory):
        for path in (directory / "versions").glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom):
                    assert node.module in MAY_IMPORT, path.name
                elif isinstance(node, ast.Import):
                    assert {name.name for name in node.names} <= MAY_IMPORT, path.name


class TestUpAndDown:
    def test_an_empty_database_comes_to_head_with_its_reference_data(self, empty):
        result = empty.flask("db", "upgrade")

        assert result.exit_code == 0, result.output
        assert empty.ask("SELECT count(*) FROM country") >= 249
        assert empty.ask("SELECT count(*) FROM subdivision") > 5000
        assert empty.ask("SELECT name_pl FROM country WHERE code = 'DE'") == "Niemcy"
        assert empty.ask("SELECT count(*) FROM console.account") == 0

    def test_a_second_upgrade_writes_nothing(self, seeded):
        newest = "SELECT max(xmin::text::bigint) FROM subdivision"
        before = seeded.ask(newest)

        result = seeded.flask("db", "upgrade")

        assert result.output == "Nothing to do: the database is where it should be.\n"
        assert seeded.ask(newest) == before

    def test_down_to_base_and_up_again_leaves_the_same(self, seeded):
        before = shape(seeded)

        down = seeded.flask("db", "downgrade", "base")
        tables = seeded.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        up = seeded.flask("db", "upgrade")

        assert down.exit_code == up.exit_code == 0
        assert tables == 1, "alembic_version alone stays"
        assert shape(seeded) == before

    def test_accounts_survive_the_way_down(self, seeded):
        seeded.run(
            "INSERT INTO console.account (email, role, password_hash) "
            "VALUES ('ada@example.org', 'admin', 'x')"
        )

        result = seeded.flask("db", "downgrade", "base")

        assert seeded.ask("SELECT count(*) FROM console.account") == 1
        assert result.output.endswith("Accounts stay, in the schema console.\n")

    def test_nothing_is_pending_on_a_fresh_database(self, seeded):
        result = seeded.flask("db", "check")

        assert (result.exit_code, result.output) == (
            0,
            "The models and the database agree.\n",
        )

    def test_the_seeds_folder_is_not_needed(self, empty):
        for path in (empty.folder / "seeds").iterdir():
            path.write_text("code\n")

        empty.flask("db", "upgrade")

        assert empty.ask("SELECT count(*) FROM country") == 249

    def test_the_sql_for_another_hand_does_the_same(self, empty):
        sql = empty.flask("db", "upgrade", "--sql")

        with empty.engine.connect() as connection:
            connection.connection.dbapi_connection.autocommit = True
            connection.exec_driver_sql(sql.output.replace("%", "%%"))
        assert empty.ask("SELECT count(*) FROM subdivision") > 5000
        assert empty.flask("db", "check").exit_code == 0


class TestTheConsolesOwnSchema:
    def test_its_models_and_its_history_agree(self, seeded):
        with seeded.engine.connect() as connection:
            assert own.differences(connection) == []

    def test_migrate_does_not_see_it(self, seeded):
        seeded.run("CREATE TABLE console.extra (id integer)")

        result = seeded.flask("db", "migrate", "-m", "nothing")

        assert result.output.startswith("Nothing to write")


def shape(project: Project) -> tuple[object, ...]:
    """What there is, and how many rows of it: enough to see a difference."""
    return tuple(
        project.ask(statement)
        for statement in (
            SHAPE,
            "SELECT string_agg(conname::text, ',' ORDER BY conname) FROM pg_constraint",
            "SELECT count(*) FROM subdivision WHERE parent_code IS NOT NULL",
            "SELECT sum(rate) FROM vat_rate",
        )
    )
