"""Connections that send BEGIN along: what the driver promises of transactions still holds."""

from __future__ import annotations

import io

import psycopg2
import pytest
import sqlalchemy as sa
from flask_login import login_user

from console.admin import query, registry
from console.auth import Role
from console.database import DatabaseURL
from console.models.company import Company
from console.models.db import db
from console.wire import Connection
from tests.client import account_of, client_of, sign_in
from tests.factories import CompanyFactory

ACTOR = "SELECT set_config('console.actor', %s, true)"
WHO = "SELECT current_setting('console.actor', true)"


@pytest.fixture
def connection(server, template):
    name = server.clone(template)
    connection = DatabaseURL.parse(server.url_of(name)).connector(Connection)()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (n int)")
    connection.commit()
    yield connection
    connection.close()
    server.drop(name)


def run(connection, statement, values=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


class TestATransaction:
    def test_begins_with_its_first_statement(self, connection):
        before = connection.in_transaction

        run(connection, "INSERT INTO scratch VALUES (%s)", [1])

        assert not before
        assert connection.in_transaction

    def test_is_undone_by_a_rollback(self, connection):
        run(connection, "INSERT INTO scratch VALUES (1)")
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_stays_after_a_commit(self, connection):
        run(connection, "INSERT INTO scratch VALUES (1)")
        connection.commit()
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 1

    def test_is_broken_by_an_error_until_it_ends(self, connection):
        with pytest.raises(psycopg2.errors.UndefinedTable):
            run(connection, "SELECT * FROM nothing")
        with pytest.raises(psycopg2.errors.InFailedSqlTransaction):
            run(connection, "SELECT 1")
        connection.rollback()

        assert run(connection, "SELECT 1") == 1

    def test_holds_many_statements_of_one_call(self, connection):
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO scratch VALUES (%s)", [[1], [2]])
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_holds_a_copy(self, connection):
        with connection.cursor() as cursor:
            cursor.copy_expert("COPY scratch FROM STDIN", io.StringIO("1\n2\n"))
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_is_read_only_where_that_was_asked(self, connection):
        connection.readonly = True

        with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
            run(connection, "INSERT INTO scratch VALUES (1)")

    def test_has_the_isolation_that_was_asked(self, connection):
        connection.set_isolation_level(2)

        assert run(connection, "SHOW transaction_isolation") == "repeatable read"

    def test_is_not_asked_for_other_settings_in_its_middle(self, connection):
        run(connection, "SELECT 1")

        with pytest.raises(psycopg2.ProgrammingError):
            connection.readonly = True


class TestAStatementAlone:
    def test_leaves_no_transaction_behind(self, connection):
        with connection.alone():
            assert run(connection, "SELECT 1") == 1
        assert not connection.in_transaction

    def test_is_told_what_was_put_off_and_so_is_the_transaction_after_it(self, connection):
        connection.first(ACTOR, ["ann@example.org"])
        with connection.alone():
            alone = run(connection, WHO)
        after = run(connection, WHO)

        assert (alone, after) == ("ann@example.org", "ann@example.org")
        assert connection.in_transaction

    def test_is_part_of_a_transaction_that_has_begun(self, connection):
        run(connection, "INSERT INTO scratch VALUES (1)")
        with connection.alone():
            seen = run(connection, "SELECT count(*) FROM scratch")
        connection.rollback()

        assert seen == 1
        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_is_one_statement_only(self, connection):
        with connection.alone():
            run(connection, "SELECT 1")
            run(connection, "INSERT INTO scratch VALUES (1)")

        assert connection.in_transaction

    def test_is_none_that_writes(self, connection):
        with connection.alone():
            run(connection, "INSERT INTO scratch VALUES (1)")
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_that_is_never_sent_leaves_the_next_in_a_transaction(self, connection):
        with connection.alone():
            pass
        run(connection, "SELECT 1")

        assert connection.in_transaction

    def test_begins_a_transaction_that_shall_see_one_moment(self, connection):
        connection.set_isolation_level(2)
        with connection.alone():
            run(connection, "SELECT 1")

        assert connection.in_transaction

    def test_begins_a_transaction_that_may_only_read(self, connection):
        connection.readonly = True
        with connection.alone():
            run(connection, "SELECT 1")

        assert connection.in_transaction


class TestWithoutATransaction:
    def test_a_statement_stays_by_itself(self, connection):
        connection.autocommit = True
        run(connection, "INSERT INTO scratch VALUES (1)")
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 1

    def test_read_only_holds_too_and_ends_with_it(self, connection):
        connection.autocommit = True
        connection.readonly = True
        with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
            run(connection, "INSERT INTO scratch VALUES (1)")
        connection.readonly = False
        connection.autocommit = False

        assert run(connection, "INSERT INTO scratch VALUES (1)") == 1


class TestWhatIsSentAlong:
    def test_holds_from_the_first_statement(self, connection):
        connection.first(ACTOR, ["50%s' \\ of it"])

        assert run(connection, WHO) == "50%s' \\ of it"

    def test_is_gone_with_the_transaction(self, connection):
        connection.first(ACTOR, ["somebody"])
        connection.rollback()

        assert run(connection, WHO) in {None, ""}

    def test_survives_a_statement_that_cannot_be_parsed(self, connection):
        connection.first(ACTOR, ["somebody"])
        with pytest.raises(psycopg2.errors.SyntaxError):
            run(connection, "SELEKT 1")

        assert run(connection, WHO) == "somebody"

    def test_speaks_at_the_commit(self, connection):
        run(connection, "CREATE TABLE parent (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        run(connection, "INSERT INTO parent VALUES (1), (1)")
        connection.first("SET CONSTRAINTS ALL IMMEDIATE")

        with pytest.raises(psycopg2.errors.UniqueViolation):
            connection.commit()


class TestACursorOnTheServer:
    @pytest.mark.parametrize("begun", [False, True])
    def test_reads_in_a_transaction_that_knows_who_acts(self, connection, begun):
        connection.first(ACTOR, ["somebody"])
        if begun:
            run(connection, "SELECT 1")
        with connection.cursor("far") as cursor:
            cursor.execute(f"SELECT n, ({WHO}) FROM generate_series(1, 3) n")
            found = cursor.fetchall()
        connection.rollback()

        assert found == [(1, "somebody"), (2, "somebody"), (3, "somebody")]

    def test_leaves_no_trace(self, connection):
        with connection.cursor("far") as cursor:
            cursor.execute("SELECT 1")
        connection.commit()
        run(connection, "INSERT INTO scratch VALUES (1)")
        connection.rollback()

        assert run(connection, "SELECT count(*) FROM scratch") == 0

    def test_is_what_streamed_results_come_from(self, own_database):
        statement = sa.text("SELECT generate_series(1, 5000)")
        streamed = db.session.execute(statement, execution_options={"yield_per": 1000})

        assert sum(1 for _row in streamed) == 5000


class TestTheServer:
    def test_that_hung_up_is_noticed_without_asking(self, connection, server):
        pid = connection.info.backend_pid
        server.execute(f"SELECT pg_terminate_backend({pid})::text")
        server.execute("SELECT pg_sleep(0.2)::text")

        assert not connection.is_there()

    def test_that_hung_up_on_the_pool_costs_no_page(self, own_database, server):
        client = client_of(own_database.app)
        sign_in(client, Role.STAFF)
        client.get("/admin/country/")
        name = own_database.url.rpartition("/")[2].partition("?")[0]
        server.execute(
            f"SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = '{name}'"
        )

        assert client.get("/admin/country/").status_code == 200


def test_reading_a_row_saves_nothing_that_waits_to_be_written(own_database):
    company = CompanyFactory(name="Acme")
    account = account_of(Role.ADMIN)
    db.session.commit()
    view, key = registry.view_for(Company), str(company.id)
    with own_database.app.test_request_context("/"):
        login_user(account)
        # What a real request has by now: nothing begun, and nobody's row to be read again.
        assert account.role is Role.ADMIN
        db.session.rollback()
        query.get_row(view, key).name = "Changed"
        query.get_row(view, key)
        db.session.rollback()

        assert query.get_row(view, key).name == "Acme"
