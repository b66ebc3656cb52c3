"""Which columns a row's words are made of, found out without a row."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from console.admin import all_models, naming, wording
from console.auth import Account
from console.models.company import Company
from console.models.db import db
from console.models.order_line import OrderLine
from tests.factories import CompanyFactory, OrderLineFactory


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


class Mixed:
    """What the specimens share; a base class may say the words as well."""

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.Text)
    code = sa.Column(sa.Text)


def specimen(title: str, say: Any = None, **attributes: Any) -> type[Any]:
    """A model whose ``__str__`` is *say*."""
    if say is not None:
        attributes["__str__"] = say
    return type(title, (Mixed, Base), {"__tablename__": title.lower(), **attributes})


def _raises(row: Any) -> str:
    raise LookupError(row)


Plain = specimen("Plain", lambda row: row.name)
Both = specimen("Both", lambda row: f"{row.code}: {row.name.strip()[:10]!r:>5}")
Either = specimen("Either", lambda row: row.name or row.code)
Silent = specimen("Silent")
Raising = specimen("Raising", _raises)
Constant = specimen("Constant", lambda row: "always the same")
Repr = specimen("Repr", repr)
Counting = specimen("Counting", lambda row: f"{len(row.name)} letters")
Wrong = specimen("Wrong", lambda row: row.nickname)


class Parent(Base):
    __tablename__ = "parent"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.Text)


class Child(Base):
    __tablename__ = "child"

    id = sa.Column(sa.Integer, primary_key=True)
    parent_id: Any = sa.Column(sa.ForeignKey("parent.id"))
    parent = orm.relationship(Parent)

    def __str__(self) -> str:
        return f"{self.parent.name}"


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Plain, ("name",)),
        (Both, ("code", "name")),
        (Either, ("name", "code")),
        (Silent, ("id",)),
        (Counting, ("name",)),
        (Company, ("name",)),
        (OrderLine, ("order_id", "line_no")),
        (Account, ("name", "email")),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_columns_are_found_by_watching(model, names):
    assert wording.parts(model) == names


@pytest.mark.parametrize(
    "model", [Raising, Constant, Child, Wrong], ids=lambda model: model.__name__
)
def test_where_they_cannot_be_told_it_takes_the_row(model):
    assert wording.parts(model) is None


@pytest.mark.parametrize(
    ("model", "values", "words"),
    [
        (Plain, ["Acme"], "Acme"),
        (Plain, ["  "], "Plain 7"),
        (Plain, [None], "Plain 7"),
        (Plain, ["x" * 200], "x" * 79 + "…"),
        (Either, [None, "C1"], "C1"),
        (Either, ["", ""], "Either 7"),
        (Counting, [None], "Counting 7"),
        (Silent, [7], "7"),
        (Both, [None, None], "Both 7"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_words_are_said_of_values_alone(app, model, values, words):
    with app.test_request_context():
        assert wording.say(model, values, [7]) == words


@pytest.mark.parametrize("make", [CompanyFactory, OrderLineFactory])
def test_words_of_values_are_the_words_of_the_row(app, make):
    row = make()
    model = type(row)
    values = [getattr(row, name) for name in wording.parts(model)]

    with app.test_request_context():
        key = sa.inspect(row).identity
        assert wording.say(model, values, key) == naming.words(row)


@pytest.mark.parametrize("model", all_models(), ids=lambda model: model.__name__)
def test_no_model_needs_a_row_for_its_words(model):
    assert wording.parts(model)


def test_watching_asks_the_database_nothing(app, count_queries):
    with count_queries() as queries:
        wording.parts.cache_clear()
        for model in all_models():
            wording.parts(model)

    assert queries == []
    assert not list(db.session.new)
