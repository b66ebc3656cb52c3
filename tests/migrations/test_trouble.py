"""What operators get when a migration cannot go on."""

from __future__ import annotations

import signal
import time

import psycopg2
import pytest

from tests.migrations.conftest import Project

SLEEP = 'op.execute("CREATE TABLE first (id integer)")\nop.execute("SELECT pg_sleep({})")'


class TestSentences:
    @pytest.fixture
    def failing(self, bare):
        bare.add("a1", 'op.execute("CREATE TABLE first (id integer)")')
        bare.add("a2", 'op.execute("ALTER TABLE nowhere ADD x integer")', down="a1")
        return bare

    def test_a_revision_that_fails_is_named_with_its_line(self, failing):
        result = failing.flask("db", "upgrade")

        assert result.exit_code == 1
        assert "20270101_0000_a2.py, line 13: PostgreSQL says: relation" in result.stderr
        assert "rolled back" in result.stderr
        assert "Traceback" not in result.output

    def test_and_leaves_nothing_behind_of_the_ones_before_it(self, failing):
        failing.flask("db", "upgrade")

        assert failing.ask("SELECT to_regclass('first')") is None
        assert failing.ask("SELECT to_regclass('console.account')") is None

    @pytest.mark.parametrize("command", ["upgrade", "current", "check"])
    def test_a_database_that_is_not_there(self, project_on, command):
        project = project_on("postgresql://ada:topsecret@localhost:1/none", True)

        result = project.flask("db", command)

        assert result.exit_code == 1
        assert "Error: The database cannot be reached: connection to " in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert "topsecret" not in result.output

    def test_a_database_ahead_of_the_code(self, bare):
        bare.flask("db", "upgrade")
        bare.run("INSERT INTO alembic_version VALUES ('f00d')")

        result = bare.flask("db", "upgrade")

        assert result.exit_code == 1
        assert "at revision f00d, which this code does not have" in result.stderr

    def test_a_table_in_use(self, bare):
        bare.run("CREATE TABLE busy (id integer)")
        bare.add("a1", 'op.execute("ALTER TABLE busy ADD x integer")')
        reader = psycopg2.connect(bare.url)
        reader.cursor().execute("SELECT * FROM busy")

        result = bare.flask("db", "-x", "lock_timeout=200ms", "upgrade")
        reader.close()

        assert result.exit_code == 1
        assert "A table was in use for longer than lock_timeout allows." in result.stderr

    def test_a_duration_nobody_can_read(self, bare):
        result = bare.flask("db", "-x", "wait=soon", "upgrade")

        assert (result.exit_code, result.stderr) == (
            1,
            "Error: -x wait=soon: write a duration like 500ms, 30s or 2min.\n",
        )

    def test_check_on_a_database_that_is_behind(self, empty):
        result = empty.flask("db", "check")

        assert result.exit_code == 1
        assert "run flask db upgrade first" in result.stderr


@pytest.mark.slow
class TestTwoAtOnce:
    def test_one_does_the_work_and_the_other_says_so(self, bare):
        bare.add("a1", SLEEP.format(0.5))

        runs = [bare.start("upgrade"), bare.start("upgrade")]
        outputs = [run.communicate(timeout=30) for run in runs]

        assert [run.returncode for run in runs] == [0, 0]
        done = [output for output, _ in outputs if "up   a1" in output]
        idle = [errors for output, errors in outputs if output.startswith("Nothing to do")]
        assert len(done) == len(idle) == 1
        assert "Another migration is running (process " in idle[0]

    def test_who_will_not_wait_is_told_who_is_at_it(self, bare):
        bare.add("a1", SLEEP.format(1))
        first = bare.start("upgrade")
        wait_for_sleep(bare)

        second = bare.flask("db", "-x", "wait=0", "upgrade")

        assert second.exit_code == 1
        assert "Another migration is running on this database (process " in second.stderr
        assert ", since " in second.stderr
        assert first.wait(30) == 0
        first.communicate()

    def test_waiting_does_not_hold_up_a_concurrent_index(self, bare):
        bare.add("a1", 'op.execute("CREATE TABLE first (id integer)")')
        bare.add(
            "a2",
            "with op.get_context().autocommit_block():\n"
            '    op.execute("SELECT pg_sleep(1)")\n'
            '    op.execute("CREATE INDEX CONCURRENTLY ix ON first (id)")',
            down="a1",
        )
        first = bare.start("upgrade")
        wait_for_sleep(bare)

        second = bare.flask("db", "upgrade")

        assert first.wait(30) == 0, first.communicate()
        assert second.exit_code == 0, second.output
        assert bare.ask("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass")
        first.communicate()


@pytest.mark.slow
class TestKilled:
    def test_half_way_it_leaves_nothing_and_can_be_run_again(self, bare):
        path = bare.add("a1", SLEEP.format(30))
        run = bare.start("upgrade")
        wait_for_sleep(bare)

        run.send_signal(signal.SIGKILL)
        run.communicate()

        assert bare.ask("SELECT to_regclass('first')") is None
        assert bare.ask("SELECT to_regclass('alembic_version')") is None
        path.write_text(path.read_text().replace("pg_sleep(30)", "1"))
        assert bare.flask("db", "upgrade").exit_code == 0
        assert bare.ask("SELECT to_regclass('first') IS NOT NULL")


def wait_for_sleep(project: Project) -> None:
    """Return once another session has come to its ``pg_sleep``."""
    sleeping = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
    deadline = time.monotonic() + 20
    with psycopg2.connect(project.url) as connection, connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(f"{sleeping} AND datname = current_database()")
            if cursor.fetchone() == (1,):
                connection.rollback()
                return
            connection.rollback()
            time.sleep(0.05)
    raise AssertionError("nobody went to sleep")
