"""What each question means for the rows, those without a value among them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from decimal import Decimal
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from console.admin import filters, liststate, registry
from console.admin.columns import Column
from console.auth import Role
from console.models.db import db
from tests.lists import keys_of, pills
from tests.pages import flashes
from tests.unit.admin.lists.specimens import MODELS, Part, Thing, Visit

# The question as a URL, and the condition that PostgreSQL is to understand by it.
MEANINGS = [
    # Texts: "is not" and "does not contain" include rows where nothing is set.
    ("name=thing 1", "name = 'thing 1'"),
    ("name=thing 1&name=thing 2", "name IN ('thing 1', 'thing 2')"),
    ("name=THING 1", "false"),
    ("name__ne=thing 1", "name IS DISTINCT FROM 'thing 1'"),
    ("name__ne=thing 1&name__ne=thing 2", "coalesce(name NOT IN ('thing 1', 'thing 2'), true)"),
    ("name__contains=HING 1", "name = 'thing 1'"),
    ("name__starts=THING", "name IS NOT NULL"),
    ("name__starts=hing", "false"),
    ("name__lacks=1", "name IS NULL OR name NOT LIKE '%1%'"),
    ("name__null=1", "name IS NULL"),
    ("name__null=0", "name IS NOT NULL"),
    ("name__set=1", "name IS NOT NULL"),
    ("name__set=0", "name IS NULL"),
    ("name__empty=1", "name = ''"),
    ("name__empty=0", "name <> ''"),
    # Signs that LIKE would take for its own.
    ("name__contains=%", "false"),
    ("name__contains=_", "false"),
    ("name__contains=thing_1", "false"),
    ("name__contains=\\", "false"),
    ("name__starts=%", "false"),
    ("name__lacks=%", "true"),
    # Numbers.
    ("number=2", "number = 2"),
    ("number=2&number=3", "number IN (2, 3)"),
    ("number__ne=2", "number IS DISTINCT FROM 2"),
    ("number__ge=2", "number >= 2"),
    ("number__gt=2", "number > 2"),
    ("number__le=2", "number <= 2"),
    ("number__lt=2", "number < 2"),
    ("number__ge=2&number__lt=4", "number >= 2 AND number < 4"),
    ("number=9999999999", "false"),
    ("number__lt=9999999999", "number IS NOT NULL"),
    ("number__null=1", "number IS NULL"),
    ("amount=3.25", "amount = 3.25"),
    ("amount=3,25", "amount = 3.25"),
    ("amount=3.250", "amount = 3.25"),
    ("amount__gt=3.2499999999999999999", "amount > 3.2499999999999999999"),
    ("amount__ge=3.2500000000000000001", "amount > 3.25"),
    ("share__lt=1", "share < 1"),
    ("ratio=0.5", "ratio = 0.5"),
    ("ratio__ge=0.5", "ratio >= 0.5"),
    # Choices.
    ("mood=glad", "mood = 'glad'"),
    ("mood=glad&mood=on_hold", "mood IN ('glad', 'on_hold')"),
    ("mood__ne=glad", "mood IS DISTINCT FROM 'glad'"),
    ("is_open=1", "is_open"),
    ("is_open=0", "NOT is_open"),
    ("is_open__null=1", "is_open IS NULL"),
    # Days and hours.
    ("day=2026-03-28", "day = '2026-03-28'"),
    ("day__ne=2026-03-28", "day IS DISTINCT FROM '2026-03-28'"),
    ("day__ge=2026-03-28", "day >= '2026-03-28'"),
    ("day__gt=2026-03-28", "day > '2026-03-28'"),
    ("day__le=2026-03-28", "day <= '2026-03-28'"),
    ("day__lt=2026-03-28", "day < '2026-03-28'"),
    ("day__ge=0001-01-01&day__le=9999-12-31", "day IS NOT NULL"),
    ("hour__ge=09:30", "hour >= '09:30'"),
    ("hour=09:30", "hour = '09:30'"),
    # Lists and documents.
    ("tags__has=a", "'a' = ANY (tags)"),
    ("tags__has=b,c", "'b,c' = ANY (tags)"),
    ("tags__null=1", "tags IS NULL"),
    ("facts__contains=7", "facts::text LIKE '%7%'"),
    # Links: by key, by several, by none.
    ("shelf=S1", "shelf_code = 'S1'"),
    ("shelf=S1&shelf=S2", "shelf_code IN ('S1', 'S2')"),
    ("shelf__ne=S1", "shelf_code IS DISTINCT FROM 'S1'"),
    ("shelf=none such", "false"),
    ("shelf__null=1", "shelf_code IS NULL"),
    ("shelf__set=1", "shelf_code IS NOT NULL"),
    ("parent=2", "parent_id = 2"),
]


@pytest.fixture
def opened(client, login):
    """Opens the list of a model with a question; it must be understood."""
    login(Role.ADMIN)

    def opened(model, query, **cookies):
        for name, value in cookies.items():
            client.set_cookie(name, value)
        page = client.get(f"/admin/{model.__tablename__}/?{query}&per_page=50")
        assert page.status_code == 200
        assert flashes(page) == []
        return page

    return opened


def understood(column, operator, text):
    """The filter, where *text* is a value of *column*."""
    with suppress(ValueError):
        return filters.make(column, operator, [text])
    return None


def ids(table, condition):
    statement = f"SELECT id FROM {table} WHERE {condition} ORDER BY id"
    return [str(key) for key in db.session.scalars(sa.text(statement))]


@pytest.mark.parametrize(("query", "condition"), MEANINGS, ids=[query for query, _ in MEANINGS])
def test_a_question_finds_the_rows_it_means(opened, query, condition):
    page = opened(Thing, quote(query, safe="=&"))

    assert sorted(keys_of(page), key=int) == ids("specimen_thing", condition)


def test_several_values_of_a_list_column_mean_what_the_pill_says(opened):
    page = opened(Thing, "tags__has=a&tags__has=b,c")

    assert pills(page) == ["Tags contains “a” or “b,c”"]
    assert sorted(keys_of(page), key=int) == ids("specimen_thing", "tags && ARRAY['a', 'b,c']")


@pytest.mark.parametrize(
    "query",
    [
        "number__ge=2&number__ge=4",
        "day__le=2026-03-28&day__le=2026-03-30",
        "day__period=today&day__period=yesterday",
        "name__null=1&name__null=0",
    ],
)
def test_two_bounds_of_one_kind_are_refused(client, login, query):
    login(Role.ADMIN)

    page = client.get(f"/admin/specimen_thing/?{query}")

    assert "it takes one value" in flashes(page)[0]
    assert keys_of(page) == []


class TestTheDayOfTheViewer:
    """A day begins and ends by the viewer's clock; on 29 March 2026 Warsaw's has 23 hours."""

    @pytest.mark.parametrize(
        ("zone", "query", "condition"),
        [
            ("UTC", "moment=2026-03-29", "moment >= '2026-03-29Z' AND moment < '2026-03-30Z'"),
            (
                "Europe/Warsaw",
                "moment=2026-03-29",
                "moment >= '2026-03-28 23:00Z' AND moment < '2026-03-29 22:00Z'",
            ),
            (
                "Europe/Warsaw",
                "moment__ne=2026-03-29",
                "moment < '2026-03-28 23:00Z' OR moment >= '2026-03-29 22:00Z'",
            ),
            ("Europe/Warsaw", "moment__lt=2026-03-29", "moment < '2026-03-28 23:00Z'"),
            ("Europe/Warsaw", "moment__le=2026-03-28", "moment < '2026-03-28 23:00Z'"),
            ("Europe/Warsaw", "moment__ge=2026-03-29", "moment >= '2026-03-28 23:00Z'"),
            ("Europe/Warsaw", "moment__gt=2026-03-28", "moment >= '2026-03-28 23:00Z'"),
            ("Europe/Warsaw", "moment__gt=2026-03-29", "false"),
            ("Europe/Warsaw", "moment__ge=2026-03-29T03:30", "moment >= '2026-03-29 01:30Z'"),
            ("Europe/Warsaw", "moment__lt=2026-03-29T01:30", "moment < '2026-03-29 00:30Z'"),
            ("America/New_York", "moment=2026-03-28", "moment < '2026-03-29 04:00Z'"),
            ("Asia/Kathmandu", "moment__lt=2026-03-29", "moment < '2026-03-28 18:15Z'"),
            ("Europe/Warsaw", "moment__ge=0001-01-01&moment__le=9999-12-31", "true"),
            ("Pacific/Kiritimati", "moment__ge=0001-01-01&moment__le=9999-12-31", "true"),
            ("Pacific/Pago_Pago", "moment__gt=9999-12-31", "false"),
        ],
    )
    def test_decides(self, opened, zone, query, condition):
        page = opened(Thing, quote(query, safe="=&"), timezone=zone)

        assert sorted(keys_of(page), key=int) == ids("specimen_thing", condition)

    def test_stays_the_same_in_the_address(self, opened):
        page = opened(Thing, "moment__ge=2026-03-29T03:30", timezone="Europe/Warsaw")

        assert "2026-03-29T03%3A30%3A00%2B02%3A00" in page.text
        assert pills(page) == ["Moment is on or after 29 Mar 2026, 03:30"]


class TestRelatedRows:
    def test_are_asked_without_repeating_a_row(self, opened):
        page = opened(Visit, "part.thing=2")

        assert sorted(keys_of(page), key=int) == ids("specimen_visit", "thing_id = 2")

    def test_are_linked_to_by_keys_of_several_columns(self, opened):
        key = quote(keys_of(opened(Part, "day=2026-01-02"))[0])

        found = opened(Visit, f"part={key}")
        others = opened(Visit, f"part__ne={key}")

        condition = "(thing_id, day, seat) IN (SELECT thing_id, day, seat FROM specimen_part "
        condition += "WHERE day = '2026-01-02' ORDER BY thing_id, day, seat LIMIT 1)"
        assert sorted(keys_of(found), key=int) == ids("specimen_visit", condition)
        assert len(keys_of(found)) + len(keys_of(others)) == 23

    @pytest.mark.parametrize(
        ("query", "condition"),
        [
            ("part.note=note 0", "note = 'note 0'"),
            ("part.note__ne=note 0", "note IS DISTINCT FROM 'note 0'"),
            ("part.note__null=1", "note IS NULL"),
            ("part.note__set=1", "note IS NOT NULL"),
            ("part.note__lacks=0", "coalesce(note NOT LIKE '%0%', true)"),
            ("part.thing.name__null=1", "t.name IS NULL"),
        ],
    )
    def test_that_are_missing_count_as_what_the_list_shows(self, opened, query, condition):
        joined = "specimen_visit v LEFT JOIN specimen_part USING (thing_id, day, seat) "
        joined += "LEFT JOIN specimen_thing t ON t.id = thing_id"
        statement = f"SELECT v.id FROM {joined} WHERE {condition} ORDER BY v.id"

        page = opened(Visit, quote(query, safe="=&"))

        assert sorted(map(int, keys_of(page))) == list(db.session.scalars(sa.text(statement)))


class TestWords:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("name=a", "Name is “a”"),
            ("name=a&name=b", "Name is “a” or “b”"),
            ("name__contains=a b", "Name contains “a b”"),
            ("name__null=1", "Name is not set"),
            ("name__null=0", "Name is set"),
            ("name__empty=0", "Name is not empty"),
            ("number__ge=1000", "Number is at least 1,000"),
            ("amount=1284.5", "Amount is 1,284.5"),
            ("mood=on_hold", "Mood is On hold"),
            ("is_open=0", "Is open is no"),
            ("day=2026-03-28", "Day is 28 Mar 2026"),
            ("day__period=last_7_days", "Day: in the last 7 days"),
            ("hour__ge=09:30", "Hour is on or after 09:30"),
            ("shelf=S3", "Shelf is Łódź"),
            ("shelf=S9", "Shelf is S9"),
            ("parent__ne=1", "Parent is not thing 1"),
            ("&".join(f"number={n}" for n in range(8)), "Number is 0 or 1 or 2 or 3 or 4 … +3"),
        ],
    )
    def test_say_what_is_asked(self, opened, query, words):
        assert pills(opened(Thing, quote(query, safe="=&"))) == [words]

    def test_follow_the_language_of_the_reader(self, opened):
        (words,) = pills(opened(Thing, "amount__ge=1000.5", locale="pl"))

        assert "1\xa0000,5" in words or "1 000,5" in words


class TestPeriods:
    TODAY = dt.date(2028, 2, 29)

    @pytest.mark.parametrize(
        ("name", "first", "after"),
        [
            ("today", "2028-02-29", "2028-03-01"),
            ("yesterday", "2028-02-28", "2028-02-29"),
            ("last_7_days", "2028-02-23", "2028-03-01"),
            ("last_30_days", "2028-01-31", "2028-03-01"),
            ("this_month", "2028-02-01", "2028-03-01"),
            ("last_month", "2028-01-01", "2028-02-01"),
            ("this_year", "2028-01-01", "2029-01-01"),
            ("last_year", "2027-01-01", "2028-01-01"),
        ],
    )
    def test_begin_and_end_where_people_think(self, name, first, after):
        assert filters.period_bounds(name, self.TODAY) == (
            dt.date.fromisoformat(first),
            dt.date.fromisoformat(after),
        )

    @given(st.dates(dt.date(1, 2, 1), dt.date(9998, 12, 31)), st.sampled_from([*filters.PERIODS]))
    def test_are_never_empty_whatever_the_day(self, today, name):
        if today.year > 1:
            first, after = filters.period_bounds(name, today)

            assert first < after

    @pytest.mark.parametrize("name", filters.PERIODS)
    def test_can_be_asked_of_days_and_of_moments(self, opened, name):
        assert pills(opened(Thing, f"day__period={name}&moment__period={name}"))


class TestValues:
    def test_of_amounts_never_pass_through_binary_fractions(self, app, visit):
        with visit():
            column = Column(Thing, "amount")
            found = filters.make(column, "ge", ["12345678901234567.89"])

        assert found.values == (Decimal("12345678901234567.89"),)
        assert found.texts == ["12345678901234567.89"]

    @given(text=st.one_of(st.text(max_size=60), st.from_regex(r"-?[0-9]{1,20}([.,][0-9]{1,12})?")))
    def test_that_are_understood_are_written_so_that_they_are_again(self, app, text):
        with app.test_request_context():
            for name, column in registry.views(app)[Thing].columns.items():
                for operator in filters.operators(column):
                    if (found := understood(column, operator.name, text)) is not None:
                        again = filters.make(column, operator.name, found.texts)
                        assert again.values == found.values, (name, operator.name)
                        assert found.sentence(), (name, operator.name)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_question_is_offered_of_a_secret(app, model):
    assert "token" not in liststate.filterable(registry.views(app)[model])
