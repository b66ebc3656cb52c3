"""Rights as the pages and the database enforce them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.auth import Account, Role, prepare
from console.models.db import db
from tests.client import client_of, sign_in
from tests.databases import app_of

WRITE = "INSERT INTO scratch VALUES (1)"

PAGES = {
    "/admin/company/": {Role.ADMIN, Role.STAFF, Role.OPERATOR, Role.AUDITOR},
    "/admin/company/new/": {Role.ADMIN, Role.STAFF},
    "/admin/country/": {Role.ADMIN, Role.STAFF, Role.OPERATOR, Role.AUDITOR},
    "/admin/country/new/": {Role.ADMIN, Role.OPERATOR},
    "/admin/console.account/": {Role.ADMIN, Role.AUDITOR},
    "/admin/console.account/new/": {Role.ADMIN},
    "/admin/console.session/": {Role.ADMIN, Role.AUDITOR},
    "/admin/console.session/new/": set(),
    "/admin/console.sign_in_failure/": {Role.ADMIN, Role.AUDITOR},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", PAGES)
def test_each_role_sees_its_own_pages(client, login, path, role):
    login(role)

    expected = 200 if role in PAGES[path] else 403

    assert client.get(path).status_code == expected


class TestTheDatabase:
    """What a transaction is told, seen on a database where it really commits."""

    @pytest.fixture
    def site(self, own_database):
        site = app_of(own_database.app.extensions["console"])

        @site.get("/session")
        def through_the_session():
            db.session.execute(sa.text(WRITE))
            db.session.commit()
            return "written"

        @site.get("/after-a-commit")
        def after_a_commit():
            db.session.execute(sa.text("SELECT 1"))
            db.session.commit()
            return through_the_session()

        @site.get("/after-a-rollback")
        def after_a_rollback():
            db.session.execute(sa.text("SELECT 1"))
            db.session.rollback()
            return through_the_session()

        @site.get("/savepoint")
        def in_a_savepoint():
            with db.session.begin_nested():
                return through_the_session()

        @site.get("/engine")
        def through_the_engine():
            with db.engine.begin() as connection:
                connection.execute(sa.text(WRITE))
            return "written"

        @site.get("/autocommit")
        def without_a_transaction():
            with db.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(sa.text(WRITE))
            return "written"

        @site.get("/asking-to-write")
        def asking_to_write():
            db.session.execute(sa.text("SET TRANSACTION READ WRITE"))
            return through_the_session()

        @site.get("/actor")
        def actor():
            setting = sa.text("SELECT current_setting('console.actor', true)")
            return db.session.scalar(setting) or "nobody"

        with site.app_context():
            with db.engine.begin() as connection:
                connection.execute(sa.text("CREATE TABLE scratch (n int)"))
            yield site
            db.session.remove()
            db.engine.dispose()

    @staticmethod
    def rows(site):
        with site.app_context(), db.engine.connect() as connection:
            return connection.scalar(sa.text("SELECT count(*) FROM scratch"))

    @pytest.mark.parametrize(
        "path",
        ["session", "after-a-commit", "after-a-rollback", "savepoint", "engine", "autocommit"],
    )
    def test_refuses_whatever_an_auditor_writes(self, site, path):
        client = client_of(site)
        sign_in(client, Role.AUDITOR)

        answer = client.get(f"/{path}")

        assert answer.status_code == 403
        assert "the database refuses to write" in answer.text
        assert self.rows(site) == 0

    def test_takes_no_request_to_make_an_exception(self, site):
        client = client_of(site)
        sign_in(client, Role.AUDITOR)

        assert client.get("/asking-to-write").status_code == 500
        assert self.rows(site) == 0

    @pytest.mark.parametrize("path", ["session", "savepoint", "engine", "autocommit"])
    def test_lets_the_next_one_on_the_same_connection_write(self, site, path):
        auditor, staff = client_of(site), client_of(site)
        sign_in(auditor, Role.AUDITOR)
        sign_in(staff, Role.STAFF)

        auditor.get(f"/{path}")

        assert staff.get(f"/{path}").text == "written"
        assert self.rows(site) == 1

    def test_knows_who_acts(self, site):
        client = client_of(site)
        stranger = client.get("/actor").text
        sign_in(client, Role.STAFF)

        assert stranger == "nobody"
        assert client.get("/actor").text == "staff@example.org"
        assert client_of(site).get("/actor").text == "nobody"

    def test_is_told_the_same_on_a_connection_made_by_hand(self, site):
        auditor = Account(email="a@example.org", role=Role.AUDITOR)

        with db.engine.connect() as connection:
            prepare(connection, auditor)
            told = connection.execute(
                sa.text(
                    "SELECT current_setting('console.actor'),"
                    " current_setting('transaction_read_only')"
                )
            ).one()

        assert tuple(told) == ("a@example.org", "on")
