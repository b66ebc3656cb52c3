"""What PostgreSQL refuses, in a sentence at the field it is about."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import DBAPIError

from console.admin import refusals
from console.admin.refusals import Problem
from console.models.db import db


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


class Shelf(Base):
    __tablename__ = "shelf"
    __labels__ = ("shelf", "shelves")
    id = sa.Column(sa.Integer, primary_key=True)


class Box(Base):
    """A table that can refuse in every way."""

    __tablename__ = "box"
    __labels__ = ("box", "boxes")
    __table_args__ = (
        sa.UniqueConstraint("row", "place", name="uq_box_place"),
        sa.Index("uq_box_open", "row", unique=True, postgresql_where=sa.text("is_open")),
        sa.CheckConstraint("weight > 0", name="ck_box_weight"),
        sa.CheckConstraint("place <> row", name="ck_box_place_is_not_row"),
        sa.CheckConstraint("size < 9", name="ck_box_size", info={"message": "Too big a box."}),
        pg.ExcludeConstraint(("days", "&&"), name="ex_box_days", using="gist"),
    )
    id = sa.Column(sa.Integer, primary_key=True)
    row = sa.Column(sa.Integer)
    place = sa.Column(sa.Integer)
    is_open = sa.Column(sa.Boolean)
    weight = sa.Column(sa.Integer)
    size = sa.Column(sa.Integer)
    days = sa.Column(pg.DATERANGE)
    grade: sa.Column[int] = sa.Column(pg.DOMAIN("grade", sa.Integer, check=sa.text("VALUE <= 6")))
    label = sa.Column(sa.String(3))
    note = sa.Column(sa.Text, nullable=False, server_default="")
    shelf_id = sa.Column(sa.Integer, sa.ForeignKey("shelf.id", name="fk_box_shelf"))


@pytest.fixture
def boxes(app):
    with app.test_request_context():
        connection = db.session.connection()
        Base.metadata.create_all(connection)
        execute("COMMENT ON CONSTRAINT uq_box_place ON box IS NULL")
        yield


def execute(statement):
    db.session.execute(sa.text(statement))


def refused(statement, **options):
    """The refusal of *statement*."""
    with pytest.raises(DBAPIError) as caught, db.session.begin_nested():
        execute(statement)
    return refusals.sentence_for(caught.value, Box, **options)


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        (
            "INSERT INTO box (row, place) VALUES (1, 2)",
            "INSERT INTO box (row, place) VALUES (1, 2)",
            Problem("row", "Another box has the same Row, Place already."),
        ),
        (
            "INSERT INTO box (row, is_open) VALUES (1, true)",
            "INSERT INTO box (row, is_open) VALUES (1, true)",
            Problem(
                "row",
                "Another box has the same Row already, and there may be only one where this "
                "holds: is_open.",
            ),
        ),
        (
            "INSERT INTO box (days) VALUES ('[2026-01-01,)')",
            "INSERT INTO box (days) VALUES ('[2026-01-01,)')",
            Problem("days", "This overlaps with another box: Days."),
        ),
    ],
)
def test_twins(boxes, first, second, problem):
    execute(first)

    assert refused(second) == problem


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "INSERT INTO box (weight) VALUES (0)",
            Problem("weight", "This has to be greater than 0."),
        ),
        (
            "INSERT INTO box (row, place) VALUES (1, 1)",
            Problem("place", "This breaks the rule “place is not row”."),
        ),
        ("INSERT INTO box (size) VALUES (9)", Problem("size", "Too big a box.")),
        (
            "INSERT INTO box (grade) VALUES (7)",
            Problem("grade", "This has to be 6 or less."),
        ),
        ("INSERT INTO box (note) VALUES (NULL)", Problem("note", "Fill this in.")),
        (
            "INSERT INTO box (shelf_id) VALUES (1)",
            Problem("shelf_id", "There is no such shelf any more."),
        ),
    ],
)
def test_rules(boxes, statement, problem):
    assert refused(statement) == problem


def test_a_parent_that_is_referred_to(boxes):
    execute("INSERT INTO shelf VALUES (1)")
    execute("INSERT INTO box (shelf_id) VALUES (1)")
    with pytest.raises(DBAPIError) as caught, db.session.begin_nested():
        execute("DELETE FROM shelf")

    problem = refusals.sentence_for(caught.value, Shelf, deleting=True)
    assert problem == Problem(None, "Boxes still refer to this shelf.")


def test_the_comment_of_a_constraint_speaks_for_it(boxes):
    execute("COMMENT ON CONSTRAINT ck_box_weight ON box IS 'A box weighs something.'")

    problem = refused("INSERT INTO box (weight) VALUES (0)")
    assert problem == Problem("weight", "A box weighs something.")


def test_neither_sql_nor_other_columns_are_told(boxes):
    execute("INSERT INTO box (row, place, note) VALUES (1, 2, 'secret')")
    problem = refused("INSERT INTO box (row, place, note) VALUES (1, 2, 'hidden')")

    assert not [w for w in ("secret", "hidden", "INSERT", "uq_box") if w in problem.message]


def test_what_is_no_refusal_is_raised_again(boxes):
    error = DBAPIError("SELECT 1", None, Exception("server closed the connection"))

    with pytest.raises(DBAPIError):
        refusals.sentence_for(error, Box)
