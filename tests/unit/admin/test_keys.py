"""A row's key is one text in a URL, whatever it is made of, and only that row's."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from console.admin import keys
from console.auth.models import Role
from console.models.company import Company
from console.models.db import db
from console.models.stock_level import StockLevel
from console.models.vat_rate import VatKind, VatRate
from tests.factories import StockLevelFactory

STORABLE = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "text": (sa.Text(), st.text(STORABLE, max_size=40)),
    "small": (sa.SmallInteger(), st.integers(-(2**15), 2**15 - 1)),
    "whole": (sa.Integer(), st.integers(-(2**31), 2**31 - 1)),
    "big": (sa.BigInteger(), st.integers(-(2**63), 2**63 - 1)),
    "exact": (sa.Numeric(), st.decimals(allow_nan=False, places=6)),
    "ratio": (sa.Double(), st.floats(allow_nan=False)),
    "flag": (sa.Boolean(), st.booleans()),
    "day": (sa.Date(), st.dates()),
    "hour": (sa.Time(), st.times()),
    "stamp": (sa.DateTime(), st.datetimes()),
    "moment": (sa.DateTime(timezone=True), st.datetimes(timezones=st.just(dt.UTC))),
    "mark": (sa.Uuid(), st.uuids()),
    "data": (sa.LargeBinary(), st.binary(max_size=40)),
    "role": (
        sa.Enum(Role, native_enum=False, values_callable=lambda e: [m.value for m in e]),
        st.sampled_from(Role),
    ),
}


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees these tables."""


def keyed_by(name: str, *types: Any) -> type[Any]:
    """A model whose key has a column of each of *types*."""
    columns = {f"part_{n}": sa.Column(kind, primary_key=True) for n, kind in enumerate(types)}
    return type(name, (Base,), {"__tablename__": name.lower(), **columns})


SINGLE = {name: keyed_by(f"By{name.title()}", kind) for name, (kind, _values) in KINDS.items()}
TEXTS = keyed_by("ByTexts", sa.Text(), sa.Text(), sa.Text())
MIXED = keyed_by("ByMixed", sa.Integer(), sa.Text(), sa.Date(), sa.Boolean())


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_a_key_of_any_kind_comes_back(name, data):
    value = data.draw(KINDS[name][1])

    assert keys.decode(SINGLE[name], keys.encode([value])) == (value,)


@given(st.tuples(*[st.text(STORABLE, max_size=20)] * 3))
def test_commas_and_dots_stay_in_their_own_part(values):
    assert keys.decode(TEXTS, keys.encode(values)) == values


@given(st.tuples(*[st.text("a.,\n\r\u240a\u240d", max_size=6)] * 3))
def test_forms_find_no_end_of_a_line_to_change(values):
    text = keys.encode(values)

    assert "\n" not in text
    assert "\r" not in text
    assert keys.decode(TEXTS, text) == values


def test_an_end_of_a_line_typed_into_an_address_is_understood():
    assert keys.decode(TEXTS, "a\n,b,..") == ("a\n", "b", ".")


@given(st.integers(-9, 9), st.text(STORABLE, max_size=9), st.dates(), st.booleans())
def test_a_key_of_several_kinds_comes_back(number, text, day, flag):
    values = (number, text, day, flag)

    assert keys.decode(MIXED, keys.encode(values)) == values


@given(st.lists(st.tuples(*[st.text(STORABLE, max_size=5)] * 3), min_size=2, unique=True))
def test_two_rows_never_share_a_key(rows):
    assert len({keys.encode(row) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", KINDS)
@given(text=st.text(max_size=60))
def test_any_text_is_a_key_or_none(name, text):
    found = keys.decode(SINGLE[name], text)

    if found is not None:
        assert keys.decode(SINGLE[name], keys.encode(found)) is not None


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (Company, None),
        (Company, ""),
        (Company, "abc"),
        (Company, "1.0"),
        (Company, "+1"),
        (Company, "1e3"),
        (Company, "１"),
        (Company, " 1"),
        (Company, "1,2"),
        (Company, "2147483648"),
        (Company, "-2147483649"),
        (Company, "9" * 5000),
        (Company, "1\0"),
        (StockLevel, "WAW1"),
        (StockLevel, "WAW1,x"),
        (StockLevel, "WAW1,1,1"),
        (VatRate, "PL,none,2026-01-01"),
        (VatRate, "PL,standard,2026-02-30"),
        (VatRate, "PL,standard,someday"),
    ],
)
def test_what_cannot_be_a_key_is_none(model, text):
    assert keys.decode(model, text) is None


@pytest.mark.parametrize(
    "text", ["infinity", "-infinity", "10000-01-01", "0044-03-15 BC", "20000-01-01"]
)
def test_days_beyond_pythons_calendar_are_keys_too(text):
    assert keys.decode(SINGLE["day"], text) == (text,)


def test_an_enumeration_comes_back_as_its_member():
    key = keys.decode(VatRate, "PL,reduced_2,2026-01-01")

    assert key == ("PL", VatKind.REDUCED_2, dt.date(2026, 1, 1))


@pytest.mark.parametrize("model", [StockLevel, VatRate])
def test_the_condition_of_a_key_picks_its_row(app, model):
    StockLevelFactory.create_batch(3)
    for row in db.session.scalars(sa.select(model).limit(3)):
        key = keys.decode(model, keys.key_of(row))

        assert db.session.scalars(sa.select(model).where(keys.matches(model, key))).all() == [row]
        assert db.session.scalars(sa.select(model).where(keys.among(model, [key]))).all() == [row]


def test_many_keys_pick_their_rows_at_once(app):
    rows = StockLevelFactory.create_batch(3)
    wanted = [keys.decode(StockLevel, keys.key_of(row)) for row in rows[:2]]

    found = db.session.scalars(sa.select(StockLevel).where(keys.among(StockLevel, wanted)))

    assert set(found) == set(rows[:2])


def test_a_row_that_was_not_saved_has_a_key_as_well():
    row = StockLevel(warehouse_code="A,B.C", product_id=7)

    assert keys.decode(StockLevel, keys.key_of(row)) == ("A,B.C", 7)


def test_values_without_a_python_type_stay_texts():
    assert keys.text_of(Decimal("1.50")) == "1.50"
    assert keys.text_of(memoryview(b"\x00\xff")) == "00ff"
    assert keys.text_of(uuid.UUID(int=1)) == "00000000-0000-0000-0000-000000000001"
