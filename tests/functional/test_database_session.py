"""db.session: each request is one transaction; what is not committed never happened."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import abort, jsonify, stream_with_context

from console.auth import Role
from console.models.db import db
from console.models.tag import Tag
from console.models.unit import Unit


@pytest.fixture
def extended(own_database):
    """The application with a developer's own endpoints, which are the developer's to protect."""
    app = own_database.app

    @app.post("/own/commit")
    def commit():
        db.session.add(Tag(name="kept"))
        db.session.commit()
        db.session.add(Tag(name="after the commit"))
        db.session.flush()
        return "ok"

    @app.post("/own/forget")
    def forget():
        db.session.add(Tag(name="forgotten"))
        db.session.flush()
        return "ok"

    @app.post("/own/fail")
    def fail():
        db.session.add(Tag(name="kept"))
        db.session.commit()
        db.session.add(Tag(name="lost"))
        db.session.flush()
        raise RuntimeError("something of the developer's")

    @app.post("/own/refuse")
    def refuse():
        db.session.add(Tag(name="lost"))
        db.session.flush()
        abort(403)

    @app.post("/own/constraint")
    def constraint():
        db.session.add_all([Tag(name="twice"), Tag(name="twice")])
        db.session.commit()

    @app.post("/own/rename/<name>")
    def rename(name):
        Tag.query.filter_by(name=name).one().name = "renamed"
        return "ok"

    @app.post("/own/delete/<name>")
    def delete(name):
        db.session.delete(Tag.query.filter_by(name=name).one())
        db.session.commit()
        return "ok"

    @app.get("/own/names")
    def names():
        return jsonify(db.session.scalars(sa.select(Tag.name).order_by(Tag.name)).all())

    @app.get("/own/stream")
    def stream():
        rows = db.session.scalars(sa.select(Tag.name).order_by(Tag.name))
        return stream_with_context(f"{name}\n" for name in rows), 200

    return app


@pytest.fixture
def client(own_database, extended):
    return own_database.client()


def names():
    """What another connection sees."""
    with db.engine.connect() as connection:
        return list(connection.scalars(sa.select(Tag.name).order_by(Tag.name)))


def open_transactions(own_database):
    statement = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
    )
    with db.engine.connect() as connection:
        return connection.scalar(statement)


class TestWriting:
    def test_what_is_committed_stays_and_the_rest_does_not(self, client):
        client.post("/own/commit")

        assert names() == ["kept"]

    def test_what_is_only_flushed_is_rolled_back(self, client):
        client.post("/own/forget")

        assert names() == []

    def test_after_an_exception_what_was_committed_stays(self, client):
        response = client.post("/own/fail")

        assert response.status_code == 500
        assert names() == ["kept"]

    def test_after_a_refusal_nothing_stays(self, client):
        response = client.post("/own/refuse")

        assert response.status_code == 403
        assert names() == []

    def test_after_a_constraint_the_next_request_is_well(self, client):
        client.post("/own/constraint")

        assert client.post("/own/commit").status_code == 200
        assert names() == ["kept"]

    def test_a_changed_row_without_commit_is_as_before(self, client):
        client.post("/own/commit")

        client.post("/own/rename/kept")

        assert names() == ["kept"]

    def test_a_deleted_row_is_gone(self, client):
        client.post("/own/commit")

        client.post("/own/delete/kept")

        assert names() == []


class TestReading:
    def test_a_page_that_only_reads_ends_its_transaction(self, client, own_database):
        client.get("/own/names")

        assert open_transactions(own_database) == 0

    def test_so_do_pages_of_the_console(self, own_database, extended):
        client = own_database.client(Role.ADMIN)

        for page in ("/admin/", "/admin/country/", "/admin/country/details/?id=PL"):
            assert client.get(page).status_code == 200

        assert open_transactions(own_database) == 0

    def test_so_does_a_stream(self, client, own_database):
        client.post("/own/commit")

        assert client.get("/own/stream").text == "kept\n"

        assert open_transactions(own_database) == 0

    def test_requests_do_not_share_a_session(self, client):
        client.get("/own/names")
        with db.engine.begin() as connection:
            connection.execute(sa.insert(Tag).values(name="by somebody else"))

        assert client.get("/own/names").json == ["by somebody else"]

    def test_pages_leave_no_connection_behind(self, own_database, extended):
        client = own_database.client(Role.ADMIN)

        for _ in range(30):
            client.get("/admin/country/")
            client.get("/own/nowhere")

        assert "Current Checked out connections: 0" in db.engine.pool.status()


class TestRows:
    """Rows are ordinary Python objects; both styles of asking work."""

    @pytest.fixture(autouse=True)
    def inside(self, own_database):
        return own_database

    def test_model_query_filter_by(self):
        assert Unit.query.filter_by(code="KGM").one().code == "KGM"

    def test_model_query_filters_orders_and_counts(self):
        codes = [unit.code for unit in Unit.query.order_by(Unit.code).limit(2)]

        assert codes == sorted(codes)
        assert Unit.query.filter(Unit.code.in_(codes)).count() == 2

    def test_select(self):
        assert db.session.scalars(sa.select(Unit).filter_by(code="KGM")).one().code == "KGM"

    def test_get_add_and_delete(self):
        db.session.add(Tag(name="new"))
        db.session.flush()
        tag = Tag.query.filter_by(name="new").one()

        assert db.session.get(Tag, sa.inspect(tag).identity) is tag

        db.session.delete(tag)
        db.session.flush()
        assert Tag.query.filter_by(name="new").first() is None
