"""A page that is not met in time in the list's own order is found another way."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import psycopg2
import pytest
from flask_login import login_user
from werkzeug.datastructures import MultiDict

from console.admin import budget, chosen, counting, liststate, paging, query, registry
from console.auth import Role
from console.direct import Direct
from console.models.company import Company
from console.models.db import db
from tests.client import account_of
from tests.factories import CompanyFactory

WAITING = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE %s"""
PATIENCE = 20  # seconds


@pytest.fixture
def state(own_database):
    """The list of three companies, as an administrator asks for it."""
    CompanyFactory.create_batch(3)
    account = account_of(Role.ADMIN)
    db.session.commit()
    with own_database.app.test_request_context("/"):
        login_user(account)
        view = registry.view_for(Company)
        state = liststate.read(view, MultiDict())
        # What has begun a transaction has the time that its other statements have.
        db.session.rollback()
        yield state


@pytest.fixture
def held(own_database):
    """The companies can be read by nobody until a statement with the given words waits for them."""

    def until(words):
        other = psycopg2.connect(own_database.url)
        other.cursor().execute("LOCK company IN ACCESS EXCLUSIVE MODE")

        def release():
            with closing(other), closing(psycopg2.connect(own_database.url)) as watcher:
                watcher.autocommit = True
                end = time.monotonic() + PATIENCE
                while time.monotonic() < end:
                    cursor = watcher.cursor()
                    cursor.execute(WAITING, [f"%{words}%"])
                    if cursor.fetchone()[0]:
                        return
                    time.sleep(0.01)

        thread = threading.Thread(target=release)
        thread.start()
        return thread

    return until


def test_a_page_that_is_not_met_in_time_is_found_by_sorting_all_that_match(state, held):
    walk = paging.Walk(state, chosen.shown_columns(state.view, state), paging.TRIED)
    # Only an order that no index has is spelt so.
    thread = held("ORDER BY coalesce(")
    rows = walk.rows(10)
    thread.join()

    assert walk.way == paging.ALL_FIRST
    assert len(rows) == 3


def test_the_rows_and_their_places_are_the_same_either_way(state):
    columns = chosen.shown_columns(state.view, state)
    ways = [paging.MET, paging.TRIED, paging.ALL_FIRST, paging.FOUND_FIRST]
    found = [paging.Walk(state, columns, way).rows(10) for way in ways]

    assert all(rows == found[0] for rows in found)


def test_a_statement_that_takes_too_long_is_ended_and_the_next_has_its_time_back(state):
    slow = Direct(db.select(db.func.pg_sleep(db.bindparam("seconds"))))
    shown = Direct(db.select(db.func.current_setting("statement_timeout")))
    before = query.scalar(shown)
    with pytest.raises(budget.SpentError):
        query.read(slow, {"seconds": PATIENCE}, within=20)

    assert query.scalar(shown) == before


@pytest.mark.parametrize(
    ("matching", "cost", "way"),
    [
        (0, 10.0, paging.FOUND_FIRST),
        (9_000, 5_000.0, paging.FOUND_FIRST),
        # Sorted they would take as long as a search through an order that has them anywhere.
        (60_000, 50_000.0, paging.TRIED),
        # Whatever is read, it is most of the table.
        (900_000, 50_000.0, paging.MET),
    ],
)
def test_the_way_follows_from_how_many_match(state, matching, cost, way):
    known = (time.monotonic() + PATIENCE, 1_000_000)
    sizes = state.view.admin.app.extensions.setdefault(counting.ROUGHLY_KEPT, {})
    sizes[Company] = known

    assert paging._way(state, {"Plan Rows": matching, "Total Cost": cost}) == way
