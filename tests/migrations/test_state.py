"""Whether a database fits the code, in one word and in a sentence with the remedy."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from console.migrate import Fit, State, database_state
from tests.migrations.conftest import Project


def state(project: Project) -> State:
    with project.app.app_context():
        return database_state(project.engine)


def test_a_fresh_database_is_at_head(seeded):
    found = state(seeded)

    assert found.fit is Fit.AT_HEAD
    assert found


def test_an_empty_database_wants_an_upgrade(empty):
    found = state(empty)

    assert found.fit is Fit.EMPTY
    assert not found


@pytest.mark.parametrize("table", ["alembic_version", "console.alembic_version"])
def test_an_older_revision_of_either_history_is_behind(seeded, table):
    seeded.run(f"DELETE FROM {table}")

    assert state(seeded).fit is Fit.BEHIND


def test_how_far_behind_is_counted(seeded):
    seeded.flask("db", "downgrade", "-2")

    found = state(seeded)

    assert (found.fit, found.pending) == (Fit.BEHIND, 2)


@pytest.mark.parametrize("table", ["alembic_version", "console.alembic_version"])
def test_an_unknown_revision_of_either_history_is_ahead(seeded, table):
    seeded.run(f"UPDATE {table} SET version_num = 'f00d'")

    found = state(seeded)

    assert found.fit is Fit.AHEAD
    with seeded.app.app_context():
        assert "f00d" in found.message


def test_a_database_that_is_not_there_is_an_answer(project_on):
    project = project_on("postgresql://ada@localhost:1/none", True)

    found = state(project)

    assert found.fit is Fit.UNREACHABLE


def test_it_costs_two_statements(seeded, count_queries):
    state(seeded)

    with seeded.app.app_context(), count_queries() as queries:
        database_state(seeded.engine)

    assert len(queries) == 2


def test_every_state_has_a_sentence(app):
    with app.test_request_context():
        assert all(State(fit).message.endswith(".") for fit in Fit)


def test_a_connection_in_use_may_be_asked(own_database):
    from console.models.db import db

    with db.engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        assert database_state(connection)
