"""The words of a row in SQL: the same as in Python, or none at all."""

from __future__ import annotations

import datetime as dt
import enum

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from console.admin import naming, registry, wordsql
from console.models.company import Company
from console.models.currency import Currency
from console.models.db import db
from console.models.employee import Employee
from console.models.vat_rate import VatRate
from tests.factories import CompanyFactory, EmployeeFactory, OrderLineFactory, PaymentFactory


class Base(orm.DeclarativeBase):
    """A registry of its own."""


class Size(enum.Enum):
    SMALL = "small"


class Thing(Base):
    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    made_at: Mapped[dt.datetime]
    size: Mapped[Size] = mapped_column(sa.Enum(Size))


def said_by(body, name):
    """A model whose ``__str__`` is *body*."""
    return type(name, (Thing,), {"__str__": body})


@pytest.mark.parametrize(
    ("body", "template"),
    [
        (lambda self: self.name, ("", "name", "")),
        (lambda self: f"{self.name} ({self.id})", ("", "name", " (", "id", ")")),
        (lambda self: "no. %s" % self.id, ("no. ", "id", "")),  # noqa: UP031 - as people write
        (lambda self: self.name or "nameless", None),
        (lambda self: self.name.upper(), None),
        (lambda self: f"{self.id:05}", None),
        (lambda self: f"{self.name!r}", None),
        (lambda self: "small" if self.id == 1 else "large", None),
        (lambda self: f"{self.made_at}", None),
        (lambda self: f"{self.size}", None),
        (lambda self: "constant", None),
    ],
)
def test_only_what_puts_values_into_a_text_has_a_template(body, template, request):
    model = said_by(body, f"Thing{abs(hash(request.node.name))}")

    assert wordsql.template(model) == template


def test_the_shipped_tables_say_themselves_in_sql():
    without = [
        model.__name__
        for model in registry.all_models()
        if wordsql.has_words(model) and wordsql.template(model) is None
    ]

    assert VatRate.__name__ in without
    assert Company.__name__ not in without
    assert Employee.__name__ not in without


@pytest.mark.parametrize(
    "factory", [CompanyFactory, EmployeeFactory, OrderLineFactory, PaymentFactory]
)
def test_sql_says_what_python_says(app, factory):
    row = factory()
    model = type(row)
    alias = orm.aliased(model)

    said = db.session.scalar(sa.select(wordsql.words(alias, model)))

    assert said == naming.words(row)


def test_a_blank_name_gives_way_to_the_key(app):
    blank = sa.select(sa.literal(" ").label("code")).subquery()
    entity = orm.aliased(Currency, blank, adapt_on_names=True)

    assert db.session.scalar(sa.select(wordsql.words(entity, Currency))).startswith("Currency")


def test_machines_are_told_no_other_name(app):
    blank = sa.select(sa.literal(" ").label("code")).subquery()
    entity = orm.aliased(Currency, blank, adapt_on_names=True)

    assert db.session.scalar(sa.select(wordsql.words(entity, Currency, blank=True))) == " "


def test_no_row_has_no_words(app):
    company, alias = CompanyFactory(), orm.aliased(Employee)
    statement = sa.select(Company).outerjoin(alias, Company.account_manager)

    found = db.session.execute(
        statement.with_only_columns(Company.id, wordsql.words(alias, Employee))
    )

    assert found.all() == [(company.id, None)]


def test_a_key_that_is_its_own_words_is_known():
    assert wordsql.is_key(Currency)
    assert not wordsql.is_key(Company)
