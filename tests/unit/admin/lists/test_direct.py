"""Statements read without a session: the same rows, the same errors, the same rights."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask_login import login_user
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from console.admin import query
from console.auth import Role
from console.direct import Direct
from console.errors import sqlstate
from console.models.db import db
from console.wire import Connection
from tests.client import account_of
from tests.unit.admin.lists.specimens import Shelf, Thing, Zoo
from tests.unit.admin.zoo import COLUMNS


@pytest.fixture
def read(apart, monkeypatch):
    """`query.read` as somebody of a role asks, and how many messages that took."""
    sent = []
    known = Connection.read

    def note(connection, statement, *rest):
        sent.append(statement)
        return known(connection, statement, *rest)

    monkeypatch.setattr(Connection, "read", note)

    def read(direct, values=None, role=Role.ADMIN):
        with apart.app.test_request_context("/"):
            login_user(account_of(role))
            return query.read(direct, values or {})

    read.sent = sent
    return read


def ours(read):
    """What was sent of a page's, but for the look-up of who asks."""
    return [statement for statement in read.sent if "console.session" not in statement]


def comparable(row):
    """*row* with something that equals itself in place of NaN."""
    return ["NaN" if str(value).lower() == "nan" else value for value in row]


class TestRows:
    @pytest.mark.parametrize("name", sorted(COLUMNS))
    def test_are_those_of_a_session(self, read, name):
        statement = sa.select(Zoo.id, getattr(Zoo, name)).order_by(Zoo.id)

        found = read(Direct(statement))

        assert len(ours(read)) == 1
        rows = db.session.execute(statement).all()
        assert [comparable(row) for row in found] == [comparable(row) for row in rows]

    def test_are_asked_for_by_values_that_come_later(self, read):
        direct = Direct(sa.select(Thing.id).where(Thing.id == sa.bindparam("wanted")))

        assert [read(direct, {"wanted": number}) for number in (3, 5)] == [[(3,)], [(5,)]]

    def test_are_asked_for_by_values_of_their_own(self, read):
        found = [read(Direct(sa.select(Thing.id).where(Thing.id == number))) for number in (3, 5)]

        assert found == [[(3,)], [(5,)]]

    def test_are_asked_for_by_lists_of_any_length(self, read):
        direct = Direct(
            sa.select(Thing.id)
            .where(Thing.id.in_(sa.bindparam("wanted", expanding=True)))
            .order_by(Thing.id)
        )

        assert read(direct, {"wanted": [5, 3]}) == [(3,), (5,)]
        assert read(direct, {"wanted": [1]}) == [(1,)]
        assert read(direct, {"wanted": []}) == []

    def test_are_asked_for_by_pairs(self, read):
        wanted: Any = sa.bindparam("wanted", expanding=True)
        direct = Direct(sa.select(Thing.id).where(sa.tuple_(Thing.id, Thing.name).in_(wanted)))
        name = db.session.scalar(sa.select(Thing.name).where(Thing.id == 3))
        db.session.rollback()

        assert read(direct, {"wanted": [(3, name), (4, "nobody")]}) == [(3,)]

    def test_may_hold_a_sign_that_formats(self, read):
        direct = Direct(sa.select(sa.literal_column("'100 %'"), sa.literal("%s")))

        assert read(direct) == [("100 %", "%s")]


class TestWhoAsks:
    def test_is_known_to_the_database(self, read):
        direct = Direct(sa.select(sa.func.current_setting("console.actor", True)))

        assert read(direct) == [(account_of(Role.ADMIN).email,)]

    def test_is_known_for_one_statement_only(self, read, apart):
        direct = Direct(sa.select(sa.func.current_setting("console.actor", True)))
        read(direct)

        with db.engine.connect() as connection:
            assert connection.execute(direct.statement).scalar() in {None, ""}

    def test_cannot_write_as_an_auditor(self, read):
        writing = Direct(sa.select(sa.func.lo_create(0)))

        with pytest.raises(DBAPIError) as caught:
            read(writing, role=Role.AUDITOR)

        assert sqlstate(caught.value) == "25006"


class TestTheSession:
    def test_that_is_at_work_is_asked(self, apart, read):
        db.session.execute(sa.update(Shelf).values(name="new"))

        found = Direct(sa.select(Shelf.name).distinct()).rows()

        assert found == [("new",)]
        assert not ours(read)
        db.session.rollback()

    def test_is_not_begun(self, apart, read):
        read(Direct(sa.select(Thing.id)))

        assert not db.session.registry.has()


def test_an_error_is_sqlalchemys_and_spoils_nothing(read):
    with pytest.raises(DBAPIError) as caught:
        read(Direct(sa.select(1 / sa.func.length(sa.literal("")))))

    assert sqlstate(caught.value) == "22012"
    assert read(Direct(sa.select(sa.literal(1)))) == [(1,)]


def test_who_listens_to_errors_is_told(read, apart):
    told = []

    def listen(context):
        told.append(context.original_exception.pgcode)

    event.listen(db.engine, "handle_error", listen)
    try:
        with pytest.raises(DBAPIError):
            read(Direct(sa.select(1 / sa.func.length(sa.literal("")))))
    finally:
        event.remove(db.engine, "handle_error", listen)

    assert told == ["22012"]
    assert ours(read)


def test_who_watches_the_engine_sees_the_statement(read, apart):
    seen = []

    def watch(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", watch)
    try:
        assert read(Direct(sa.select(sa.literal(7)))) == [(7,)]
    finally:
        event.remove(db.engine, "before_cursor_execute", watch)

    assert any("7" in statement or "param" in statement for statement in seen)
    assert not ours(read)


def test_a_plan_is_told_without_running_the_statement(read, apart):
    slow = Direct(sa.select(sa.func.pg_sleep(sa.bindparam("seconds"))))

    assert slow.plan({"seconds": 60})["Plan Rows"] == 1
