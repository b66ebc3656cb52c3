"""Exports of many rows begin at once: along an index, and without counting what is known to fit."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from console.auth import Role
from console.models.db import db
from console.transfer import formats
from tests.conftest import own

MANY = 60_000
EXPORT = "/admin/company/export"
COMPANIES = sa.text(
    """
    INSERT INTO company (name, city, country_code, credit_limit)
    SELECT 'Company ' || i * 7919 % :many, 'Kraków', 'PL', i % 1000
    FROM generate_series(1, :many) AS i
    """
)


@pytest.fixture(scope="module")
def template(server, template):
    """A database with *MANY* companies, to be cloned."""
    with own(server, template) as database:
        db.session.execute(COMPANIES, {"many": MANY})
        db.session.commit()
        db.session.execute(sa.text("ANALYZE company"))
        db.session.commit()
        # Nothing can be cloned that somebody is connected to.
        db.session.remove()
        db.engine.dispose()
        yield str(urlsplit(database.url).path.removeprefix("/"))


@pytest.fixture
def staff(own_database):
    """A client of staff, where there are *MANY* companies."""
    return own_database.client(Role.STAFF)


@pytest.fixture
def plan(staff):
    """What PostgreSQL would do, step by step, for the first rows of the export of a list."""

    def plan(query):
        sent = []

        def note(_connection, _cursor, statement, values, *_rest):
            if "found" in statement:
                sent.append((statement, values))

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            assert staff.get(f"{EXPORT}/jsonl/{query}").status_code == 200
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)
        statement, values = sent[0]
        found = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", values)
        return [line.partition("(")[0].strip(" ->") for line in found.scalars()]

    return plan


class TestTheFirstRow:
    def test_of_many_does_not_wait_for_a_sort_of_all(self, plan):
        for query in ("", "?sort=-name", "?city=Kraków"):
            steps = plan(query)

            assert "Sort" not in steps
            assert any(step.endswith("using ix_company_name on company") for step in steps)

    def test_is_followed_by_all_others_in_the_same_order(self, staff):
        query = "?sort=-credit_limit&columns=name,credit_limit"
        rows = [json.loads(row) for row in staff.get(f"{EXPORT}/jsonl/{query}").text.splitlines()]
        limits = [float(row["credit_limit"]) for row in rows]

        assert len({row["name"] for row in rows}) == len(rows) == MANY
        assert limits == sorted(limits, reverse=True)

    def test_of_a_few_does_not_wait_for_a_walk_through_the_table(self, plan):
        steps = plan("?id__le=300")

        assert "Sort" in steps
        assert not any("using ix_company_name" in step for step in steps)


class TestCounting:
    @pytest.fixture
    def sheet(self, monkeypatch):
        """A sheet that the companies just fit into."""
        small = formats.Format("xlsx", "XLSX", "application/x", most_rows=MANY * 100 // 95)
        monkeypatch.setitem(formats.FORMATS, "xlsx", small)

    def test_is_left_out_where_all_rows_of_the_table_fit(self, staff, sheet, count_queries):
        with count_queries() as queries:
            response = staff.get(f"{EXPORT}/xlsx/")

        assert response.status_code == 200
        assert not [one for one in queries if "count(" in one]

    def test_is_not_where_rows_were_added_since_anybody_looked(self, staff, sheet):
        db.session.execute(COMPANIES, {"many": MANY // 10})
        db.session.commit()
        # A server process says what it has written when it ends, if not before.
        db.session.remove()
        db.engine.dispose()

        response = staff.get(f"{EXPORT}/xlsx/")

        assert response.status_code == 413
