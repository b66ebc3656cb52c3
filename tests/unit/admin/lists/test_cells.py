"""Values as people see them: whatever they hold, they never become part of the page's own code."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from markupsafe import Markup
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import Range

from console.admin import cells
from console.admin.columns import Column
from console.admin.kinds import Kind
from console.auth import Role
from tests.pages import soup, text_of
from tests.rows import NASTY
from tests.unit.admin.lists.specimens import Mood, Zoo

MALICE = [
    NASTY,
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    'https://x"onmouseover="alert(1)',
    "https://x' onclick='alert(1)",
    "</td></tr></table><h1>mine</h1>",
    "&lt;b&gt; &amp; {{ 7*7 }} %(x)s",
    "<!-- ",
    "\u202egnp.exe",
]


class Base(orm.DeclarativeBase):
    """A registry of its own: no page and no migration ever sees this table."""


class Sample(Base):
    """A text column of each kind that is made of text, and one of each that is not."""

    __tablename__ = "sample"

    id = sa.Column(sa.Integer, primary_key=True)
    year = sa.Column(sa.Integer)
    locals().update(
        {
            kind.value: sa.Column(sa.Text, info={"kind": kind.value})
            for kind in (Kind.TEXT, Kind.LONGTEXT, Kind.CODE, Kind.EMAIL, Kind.PHONE, Kind.URL)
        }
    )
    money = sa.Column(sa.Numeric, info={"kind": "money"})
    percent = sa.Column(sa.Numeric, info={"kind": "percent"})
    mood: Any = sa.Column(sa.Enum(Mood, native_enum=False))
    flag = sa.Column(sa.Boolean)
    day = sa.Column(sa.Date)
    moment = sa.Column(sa.DateTime(timezone=True))
    hour = sa.Column(sa.Time)
    ratio = sa.Column(sa.Double)
    json = sa.Column(sa.JSON)
    tags: Any = sa.Column(sa.ARRAY(sa.Text))
    days = sa.Column(pg.DATERANGE)
    numbers = sa.Column(pg.NUMRANGE)
    data = sa.Column(sa.LargeBinary)
    mark = sa.Column(sa.Uuid)
    lead = sa.Column(sa.Interval)
    host = sa.Column(pg.INET)


@pytest.fixture
def show(app, visit):
    """The HTML of a value, in an English request unless told otherwise."""

    def show(name, value, *, long=False, **cookies):
        with visit(**cookies):
            return cells.cell(Column(Sample, name), value, long=long)

    return show


def words(html):
    return text_of(BeautifulSoup(html, "lxml").body) if html else ""


@pytest.mark.parametrize("text", MALICE)
@pytest.mark.parametrize("long", [False, True])
def test_texts_never_become_code(show, text, long):
    for name in ("text", "longtext", "code", "email", "phone", "url", "host"):
        html = show(name, text, long=long)
        page = BeautifulSoup(f"<main>{html}</main>", "lxml").main

        assert isinstance(html, Markup)
        assert {tag.name for tag in page.find_all(True)} <= {"span", "a"}, name
        for tag in page.find_all(True):
            assert set(tag.attrs) <= {"class", "title", "href", "rel", "target"}, name
            href = str(tag.get("href", "https://"))
            assert href.startswith(("https://", "http://", "mailto:", "tel:")), name


@pytest.mark.parametrize("text", MALICE)
@pytest.mark.parametrize("long", [False, True])
def test_values_with_texts_inside_never_become_code(show, text, long):
    values = {
        "json": {text: [text, {"deep": text}]},
        "tags": [text, None, text],
        "mood": text,
        "days": Range(text, None),
    }
    for name, value in values.items():
        page = BeautifulSoup(f"<main>{show(name, value, long=long)}</main>", "lxml").main

        assert {tag.name for tag in page.find_all(True)} <= {"span", "pre", "code"}, name
        assert not [tag for tag in page.find_all(True) if tag.has_attr("onclick")], name


def test_nothing_an_empty_text_and_blanks_look_different(show):
    shown = [words(show("text", value)) for value in (None, "", " ", "\t\n", "-")]

    assert shown == ["—", "empty", "␠", "␠␠", "-"]


def test_nothing_an_empty_list_and_a_list_of_nothing_look_different(show):
    shown = [show("tags", value) for value in (None, [], [None], [""])]

    assert len(set(shown)) == 4
    assert [words(html) for html in shown] == ["—", "empty", "—", "empty"]


@pytest.mark.parametrize(
    ("name", "value", "english", "polish"),
    [
        ("money", Decimal("1284.50"), "1,284.50", "1\xa0284,50"),
        ("money", Decimal("-0.01"), "-0.01", "-0,01"),
        ("money", Decimal("NaN"), "NaN", "NaN"),
        ("percent", Decimal("7.50"), "7.50\xa0%", "7,50\xa0%"),
        ("id", 12345, "12345", "12345"),
        ("year", 2026, "2,026", "2\xa0026"),
        ("ratio", 0.1, "0.1", "0,1"),
        ("ratio", float("inf"), "Infinity", "Infinity"),
        ("flag", True, "✓ yes", "✓ tak"),
        ("flag", False, "✕ no", "✕ nie"),
        ("day", dt.date(2026, 11, 3), "03 Nov 2026", "03.11.2026"),
        ("day", "infinity", "infinity", "infinity"),
        ("hour", dt.time(9, 30), "09:30", "09:30"),
        ("mood", Mood.ON_HOLD, "On hold", None),
        ("mood", "retired_long_ago", "Retired long ago", None),
        ("days", Range(dt.date(2026, 1, 1), dt.date(2026, 7, 1)), None, None),
        ("lead", dt.timedelta(days=39), "39 days", "39 dni"),
        ("lead", dt.timedelta(days=1, hours=4, minutes=30), "1 day 04:30", "1 dzień 04:30"),
        ("lead", dt.timedelta(hours=-4), "−04:00", "−04:00"),
        ("lead", "1 mon 3 days", "1 mon 3 days", None),
        ("mark", uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007", None),
        ("data", b"\x00\xff", "00 ff 2 bytes", None),
        ("tags", ["a", "b", "c", "d", "e", "f"], "a b c d +2", "a b c d +2"),
        ("tags", "{10.0.0.1,::1}", "{10.0.0.1,::1}", None),
        ("days", "{[1,3),[5,8)}", "{[1,3),[5,8)}", None),
    ],
)
def test_values_are_set_for_their_readers(show, name, value, english, polish):
    for locale, expected in (("en", english), ("pl", polish)):
        if expected is not None:
            shown = words(show(name, value, locale=locale)).replace(" ", " ")
            assert shown == expected.replace("\xa0", " ")


def test_moments_are_shown_by_the_readers_clock(show):
    moment = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)

    assert words(show("moment", moment, timezone="UTC")) == "29 Mar 2026, 00:30"
    assert words(show("moment", moment, timezone="Europe/Warsaw")) == "29 Mar 2026, 01:30"
    assert words(show("moment", moment, timezone="America/New_York")) == "28 Mar 2026, 20:30"


def test_ranges_are_said_in_words(show):
    day = dt.date(2026, 1, 31)

    assert words(show("days", Range(day, None))) == "from 31 Jan 2026"
    assert words(show("days", Range(None, day))) == "until 30 Jan 2026"
    assert words(show("days", Range(day, day, bounds="[]"))) == "31 Jan 2026 until 31 Jan 2026"
    assert words(show("days", Range(None, None))) == "unlimited"
    assert words(show("days", Range(empty=True))) == "no values"
    assert words(show("numbers", Range(Decimal(1), Decimal(2), bounds="[]"))) == "1 until 2"
    assert words(show("numbers", Range(Decimal(1), Decimal(2)))) == "1 until before 2"
    assert words(show("numbers", Range(None, Decimal(2)))) == "before 2"


def test_long_texts_are_cut_in_lists_and_whole_in_details(show):
    text = "word " * 100

    assert words(show("longtext", text)).endswith("…")
    assert len(words(show("longtext", text))) <= 60
    assert words(show("longtext", text, long=True)) == text.strip()


def test_only_web_addresses_become_links(show):
    assert BeautifulSoup(show("url", "https://example.org", long=True), "lxml").a["rel"]
    assert BeautifulSoup(show("url", "javascript:alert(1)", long=True), "lxml").a is None
    assert BeautifulSoup(show("url", "ftp://example.org", long=True), "lxml").a is None


def test_every_type_there_is_can_be_shown(client, login):
    """Dates beyond Python's calendar and types that SQLAlchemy does not know among them."""
    login(Role.ADMIN)
    columns = ",".join(Zoo.__table__.columns.keys())

    page = client.get(f"/admin/specimen_zoo/?columns={columns}&per_page=50")

    assert page.status_code == 200
    assert len(soup(page).select("tbody tr")) == 23
    for text in ("infinity", "44-03-15", "10000-01-01", "24:00", "NaN", "(1.5,2)"):
        assert text in soup(page).get_text(), text
