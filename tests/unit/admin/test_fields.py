"""Every field reads back what it shows, in every language and time zone."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg

from console.admin import forms
from console.admin.fields import arrays, choices, structured
from console.admin.fields.base import PgText, check_text
from tests.unit.admin.zoo import Mood

ZONES = ("UTC", "Europe/Warsaw", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=["en", "pl"])
def locale(request, app):
    with app.test_request_context(headers={"Cookie": f"locale={request.param}"}):
        yield request.param


def field(kind: Any, zone: str = "UTC", nullable: bool = True, creating: bool = False) -> Any:
    """A field for a column of the type *kind*, on a form that is not there."""
    table = sa.Table("t", sa.MetaData(), sa.Column("c", kind, nullable=nullable))
    state = SimpleNamespace(
        creating=creating,
        zone=ZoneInfo(zone),
        seen={},
        nulls=frozenset(),
        theirs=frozenset(),
        row=None,
        fingerprint=lambda name, raw: repr(raw),
    )
    unbound = forms.field_for(table.c.c)(attribute="c", column=table.c.c, nullable=nullable)
    form = SimpleNamespace(meta=None, _state=state)
    made = unbound.bind(form, "c", _meta=SimpleNamespace())
    made.object_data = None
    return made


def again(one: Any, value: Any) -> Any:
    return one.parse(one.raw(value))


@quick
@given(st.integers(-(2**63), 2**63 - 1))
def test_integers(locale, value):
    assert again(field(sa.BigInteger()), value) == value


@quick
@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
def test_decimals_keep_every_digit(locale, value):
    if abs(value.adjusted()) < 2000:
        found = again(field(sa.Numeric()), value)
        assert (found, format(found, "f")) == (value, format(value, "f"))


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none(locale, text):
    assert str(again(field(sa.Numeric()), Decimal(text))) == text
    assert again(field(sa.Double()), PgText(text)) == text


def test_a_number_is_one_only_where_the_type_has_it(app):
    with app.test_request_context():
        assert str(field(sa.Numeric(5, 2)).parse("nan")) == "NaN"
        for kind in (sa.Numeric(5, 2), sa.Integer()):
            with pytest.raises(ValueError, match="number"):
                field(kind).parse("Infinity")


@quick
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_as_the_same_bits(locale, value):
    one = field(sa.Double())

    assert float(again(one, PgText(repr(value)))) == value


@quick
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_text_keeps_every_character(locale, value):
    one = field(sa.Text())
    one.object_data = value
    posted = one.read([value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")])

    assert one.canonical(posted) == one.canonical(value)
    if "\r" not in value or "\n" not in value:
        assert one.parse(posted) == value


@quick
@given(st.dates())
def test_dates(locale, value):
    one = field(sa.Date())

    assert again(one, PgText(value.isoformat())) == value
    assert one.fits(one.raw(value))


@quick
@given(st.times())
def test_times(locale, value):
    assert again(field(sa.Time()), PgText(value.isoformat())) == value


@quick
@given(st.datetimes())
def test_date_times_without_zone(locale, value):
    assert again(field(sa.DateTime()), PgText(value.isoformat(" "))) == value


@quick
@given(
    st.datetimes(
        dt.datetime.fromisoformat("1850-01-01"),
        dt.datetime.fromisoformat("2200-01-01"),
        timezones=st.just(dt.UTC),
    ),
    st.sampled_from(ZONES),
)
def test_moments_in_every_zone(locale, value, zone):
    one = field(sa.DateTime(timezone=True), zone)

    assert again(one, PgText(value.isoformat(" "))) == value


@pytest.mark.parametrize("zone", ZONES)
def test_every_minute_around_a_change_of_clocks(app, zone):
    with app.test_request_context():
        one = field(sa.DateTime(timezone=True), zone)
        for start in map(dt.datetime.fromisoformat, ("2026-03-28", "2026-04-04", "2026-10-24")):
            for minute in range(0, 3 * 24 * 60, 7):
                value = (start + dt.timedelta(minutes=minute)).replace(tzinfo=dt.UTC)
                assert again(one, value) == value


def test_the_second_pass_of_an_hour_shows_its_offset(app):
    with app.test_request_context():
        one = field(sa.DateTime(timezone=True), "Europe/Warsaw")
        first, second = (dt.datetime(2026, 10, 25, h, 30, tzinfo=dt.UTC) for h in (0, 1))

        assert one.raw(first) == "2026-10-25 02:30+02:00"
        assert one.raw(second) == "2026-10-25 02:30+01:00"
        assert not one.fits(one.raw(first))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@quick
@given(json_values, st.sampled_from([None, 2]))
def test_json_means_the_same_however_it_is_indented(locale, value, indent):
    one = field(pg.JSONB())
    text = json.dumps(value, indent=indent)

    assert one.parse(text) == text
    assert one.canonical(text) == one.canonical(json.dumps(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", "1.0"),
        ("1.10", "1.1"),
        ("0.1", "0.1000000000000000055511"),
        ('{"a":1,"b":2}', '{"b":2,"a":1}'),
        ('{"a":1,"a":2}', '{"a":2}'),
        ("true", "1"),
        ('"1"', "1"),
        ("[]", "{}"),
        ("null", '""'),
    ],
)
def test_json_that_differs_is_not_taken_for_the_same(one, other):
    assert structured.json_tree(one) != structured.json_tree(other) or repr(
        structured.json_tree(one)
    ) != repr(structured.json_tree(other))


elements = st.lists(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0")))


@quick
@given(st.lists(elements, max_size=3) | elements)
def test_arrays_are_written_and_read(value):
    assert arrays.read(arrays.write(value)) == value


@quick
@given(elements)
@example(["\r\n"])
def test_arrays_are_shown_and_read(locale, value):
    one = field(pg.ARRAY(sa.Text()))
    shown = one.raw(PgText(arrays.write(value)))
    # A browser reads ends of lines of any kind as one kind, and sends another.
    sent = shown.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")

    assert arrays.read(one.parse(sent)) == [
        # Within array notation, a line end of another kind is normalised like anywhere else.
        None if e is None else e.replace("\r\n", "\n").replace("\r", "\n")
        for e in value
    ]


@pytest.mark.parametrize(
    "text", ["", "{", "}", "{a", "{,}", "{a,}", "{a}b", '{"a}', "{{a}", "[1:2]={a,b}", "a", "{}{}"]
)
def test_what_is_no_array_is_none(text):
    assert arrays.read(text) is None


@quick
@given(st.dates(min_value=dt.date(1, 1, 2)), st.dates(), st.booleans(), st.booleans())
def test_ranges_of_days(locale, first, last, from_open, to_open):
    if first < last:
        text = f"{'(' if from_open else '['}{'' if from_open else first},{'' if to_open else last})"
        one = field(pg.DATERANGE())
        shown = one.raw(PgText(text))
        ends = None
        one.entered = shown
        ends = one.ends()
        written = one.parse(one.read(list(ends)) if ends else shown)
        # The last day is written as included; PostgreSQL turns it back into its own form.
        if not (from_open and to_open):
            assert one.canonical(written) == one.canonical(text)


@pytest.mark.parametrize("shape", ["{}", "{{{}}}", "urn:uuid:{}"])
def test_uuids_however_they_are_written(app, shape):
    with app.test_request_context():
        value = uuid.uuid4()
        assert field(sa.Uuid()).parse(shape.format(value)) == value
        with pytest.raises(ValueError, match="Write this like"):
            field(sa.Uuid()).parse("123")


@pytest.mark.parametrize("value", [*Mood, None])
def test_enums_by_what_is_stored(app, value):
    kind = sa.Enum(Mood, values_callable=lambda members: [m.value for m in members])
    with app.test_request_context():
        one = field(kind)
        raw = one.raw(value)
        assert raw == (value.value if value else None)
        assert raw is None or one.parse(raw) is value


def test_enums_by_name_and_without_a_class():
    assert choices.enum_members(sa.Enum(Mood)) == {m.name: m for m in Mood}
    assert choices.enum_members(sa.Enum("a", "b")) == {"a": "a", "b": "b"}


def test_a_value_that_is_no_choice_stays_among_the_options(app):
    with app.test_request_context():
        one = field(sa.Enum("a", "b", name="ab"))
        one.entered = "c"

        assert ("c", "c") in one.options()


@pytest.mark.parametrize(
    ("typed", "value"), [("true", True), ("y", True), ("on", True), ("0", False), ("No", False)]
)
def test_booleans_however_they_are_sent(app, typed, value):
    with app.test_request_context():
        assert field(sa.Boolean()).parse(typed) is value


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_no_database_holds(app, text):
    with app.test_request_context(), pytest.raises(ValueError, match="holds"):
        check_text(text)


def test_over_long_text_says_how_long_it_may_be(app):
    with app.test_request_context(), pytest.raises(ValueError, match="At most 5 characters"):
        field(sa.String(5)).parse("123456")


def test_numbers_go_by_the_size_of_their_type(app):
    with app.test_request_context():
        for kind, bound in ((sa.SmallInteger(), 2**15), (sa.Integer(), 2**31)):
            one = field(kind)
            assert one.parse(str(bound - 1)) == bound - 1
            with pytest.raises(ValueError, match="between"):
                one.parse(str(bound))


@pytest.mark.parametrize("kind", [sa.Date(), sa.Time(), sa.DateTime(), sa.Uuid(), sa.Integer()])
@pytest.mark.parametrize("text", ["x", "-", "1e5", "2026-13-01", "25:00", "'", "１２"])
def test_nonsense_is_a_sentence(app, kind, text):
    with app.test_request_context(), pytest.raises(ValueError, match=r"\."):
        field(kind).parse(text)
