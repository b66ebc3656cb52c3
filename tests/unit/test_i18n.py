"""Who reads what, how figures and dates are set, and how typed numbers are understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from console import i18n
from console.i18n import parse_decimal, parse_integer, reader

Reader = Callable[..., AbstractContextManager[object]]
CET = ZoneInfo("Europe/Warsaw")


@pytest.fixture(scope="module")
def speaker() -> Flask:
    """An application that knows languages and nothing else."""
    app = Flask("console")
    app.config.update(BABEL_DEFAULT_LOCALE="en", BABEL_DEFAULT_TIMEZONE="UTC")
    i18n.init_app(app)
    return app


@pytest.fixture
def reading(speaker: Flask) -> Reader:
    """``with reading(locale="pl", …):`` a request with these cookies; headers by keyword."""

    def request(headers: dict[str, str] | None = None, **cookies: str):
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return speaker.test_request_context(headers={**(headers or {}), "Cookie": jar})

    return request


class TestLanguage:
    def test_the_cookie_decides(self, reading):
        with reading({"Accept-Language": "en"}, locale="pl"):
            assert i18n.current_locale() == "pl"

    @pytest.mark.parametrize("header", ["pl", "pl-PL,pl;q=0.9,en;q=0.8", "de,pl;q=0.5"])
    def test_else_the_browser(self, reading, header):
        with reading({"Accept-Language": header}):
            assert i18n.current_locale() == "pl"

    @pytest.mark.parametrize("header", ["", "de", "xx-yy", "*", ";;;"])
    def test_else_the_setting(self, reading, header):
        with reading({"Accept-Language": header}):
            assert i18n.current_locale() == "en"

    @pytest.mark.parametrize("value", ["de", "../../etc", "pl_PL.UTF-8", "a" * 4000, "%00"])
    def test_unknown_cookies_count_as_none(self, reading, value):
        with reading({"Accept-Language": "pl"}, locale=value):
            assert i18n.current_locale() == "pl"

    def test_commands_speak_the_setting(self, speaker):
        with speaker.app_context():
            assert i18n.current_locale() == "en"


class TestPreferences:
    def test_the_zone_of_the_cookie_is_used(self, reading):
        with reading(timezone="Europe/Warsaw"):
            assert i18n.current_timezone() == CET

    @pytest.mark.parametrize("value", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", ""])
    def test_an_unknown_zone_falls_back_to_the_setting(self, reading, value):
        with reading(timezone=value):
            assert i18n.current_timezone() == ZoneInfo("UTC")

    @pytest.mark.parametrize(
        ("cookies", "expected"),
        [
            ({"theme": "dark", "density": "compact"}, ("dark", "compact")),
            ({"theme": '"><script>', "density": "0"}, ("system", "comfortable")),
            ({}, ("system", "comfortable")),
        ],
    )
    def test_looks_are_known_or_default(self, reading, cookies, expected):
        with reading(**cookies):
            assert (reader.theme(), reader.density()) == expected

    def test_folded_groups_are_remembered_by_key(self, reading):
        with reading(menu="sales.reference"):
            assert reader.closed_groups() == {"sales", "reference"}

    def test_no_group_is_folded_that_nobody_folded(self, reading):
        with reading():
            assert reader.closed_groups() == frozenset()

    def test_templates_know_the_words(self, reading):
        with reading(locale="pl"):
            assert render_template_string("{{ locale() }} {{ format_number(1284) }}") == (
                "pl 1\N{NO-BREAK SPACE}284"
            )


class TestTheAlphabet:
    @pytest.mark.parametrize(
        "words",
        [
            "Pieniądze Płatności Pozycje Pożyczki",
            "as ąs bas cas ćas das",
            "łan łąka mak naród noc",
            "zero źródło żaba",
            "a abc B b1 C",
        ],
    )
    def test_letters_with_marks_follow_those_without(self, words):
        assert sorted(words.split(), key=i18n.sort_key) == words.split()


class TestNumbers:
    @pytest.mark.parametrize("locale", ["en", "pl"])
    @given(value=st.decimals(-(10**15), 10**15, places=3))
    def test_they_are_set_as_the_locale_data_say(self, speaker, locale, value):
        with speaker.test_request_context(headers={"Cookie": f"locale={locale}"}):
            assert i18n.format_number(value) == format_decimal(
                value, "#,##0.000", locale=locale, decimal_quantization=False
            )

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0, "0"),
            (True, "1"),
            (Decimal("1284.50"), "1,284.50"),
            (Decimal("1E+3"), "1,000"),
            (0.1, "0.1"),
            (1e-7, "0.0000001"),
            (Decimal("NaN"), "NaN"),
            (float("inf"), "Infinity"),
            (Decimal("1e100000"), "1E+100000"),
        ],
    )
    def test_every_digit_is_shown_and_no_other(self, reading, value, text):
        with reading():
            assert i18n.format_number(value) == text

    def test_a_field_shows_no_thousands(self, reading):
        with reading(locale="pl"):
            assert i18n.format_input(Decimal("1234567.50")) == "1234567,50"


class TestDates:
    MOMENT = dt.datetime(2026, 11, 3, 13, 5, 9, 120_000, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("locale", "text"),
        [("en", "03 Nov 2026, 14:05"), ("pl", "03.11.2026, 14:05")],
    )
    def test_moments_are_short_and_in_the_readers_zone(self, reading, locale, text):
        with reading(locale=locale, timezone="Europe/Warsaw"):
            assert i18n.format_datetime(self.MOMENT) == text

    def test_exact_moments_say_all_there_is(self, reading):
        with reading(timezone="Europe/Warsaw"):
            assert i18n.format_datetime(self.MOMENT, exact=True) == ("03 Nov 2026, 14:05:09.12 CET")

    @given(day=st.dates())
    def test_days_are_named_as_the_locale_data_say(self, speaker, day):
        with speaker.test_request_context():
            assert i18n.format_date(day) == babel_date(day, "dd MMM yyyy", locale="en")

    @pytest.mark.parametrize(
        ("zone", "moment"),
        [
            ("America/Adak", dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
            ("Pacific/Kiritimati", dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC)),
        ],
    )
    def test_the_ends_of_the_calendar_are_shown_as_stored(self, reading, zone, moment):
        with reading(timezone=zone):
            assert i18n.to_reader(moment) == moment

    @pytest.mark.parametrize("text", ["infinity", "12000-01-01"])
    def test_what_python_cannot_hold_is_shown_as_it_came(self, reading, text):
        with reading():
            assert (i18n.format_date(text), i18n.format_datetime(text)) == (text, text)

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (dt.time(8, 30), "08:30"),
            (dt.time(8, 30, 15), "08:30:15"),
            (dt.time(8, 30, 0, 500_000), "08:30:00.5"),
        ],
    )
    def test_a_time_of_day_hides_only_noughts(self, reading, value, text):
        with reading():
            assert i18n.format_time(value) == text


class TestReadingNumbers:
    @pytest.mark.parametrize("locale", ["en", "pl"])
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("13,75", "13.75"),
            ("13.75", "13.75"),
            ("1 284,50", "1284.50"),
            ("1\N{NO-BREAK SPACE}284,50", "1284.50"),
            ("1\N{NARROW NO-BREAK SPACE}284.5", "1284.5"),
            ("1,284.50", "1284.50"),
            ("1.284,50", "1284.50"),
            ("1'284.50", "1284.50"),
            ("1,284,500", "1284500"),
            ("1.284.500", "1284500"),
            ("0,125", "0.125"),
            ("0.125", "0.125"),
            ("1234,567", "1234.567"),
            ("-1 234 567", "-1234567"),
            ("\N{MINUS SIGN}5", "-5"),
            ("+5", "5"),
            (" 7. ", "7"),
            (",5", "0.5"),
            ("007", "7"),
        ],
    )
    def test_one_meaning_is_understood_in_every_language(self, reading, locale, text, value):
        with reading(locale=locale):
            assert parse_decimal(text) == Decimal(value)

    @pytest.mark.parametrize(("locale", "text"), [("en", "1.234"), ("pl", "1,234")])
    def test_the_readers_own_sign_begins_decimals(self, reading, locale, text):
        with reading(locale=locale):
            assert parse_decimal(text) == Decimal("1.234")

    @pytest.mark.parametrize(
        ("locale", "text", "low", "high"),
        [("en", "1,234", "1.234", "1234"), ("pl", "1.234", "1,234", "1234")],
    )
    def test_two_meanings_are_refused_and_named(self, reading, locale, text, low, high):
        with reading(locale=locale), pytest.raises(ValueError, match=rf"{low}.*{high}"):
            parse_decimal(text)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                " ",
                ".",
                "-",
                "12 34",
                "1,23,456",
                "1,2345,678",
                "1e5",
                "NaN",
                "Infinity",
                "0x1F",
            ),
            *("１２", "٣", "1 284,50 EUR", "1\x00", "1.2.3", "1,2,3", "9" * 201, "--1", "1 2"),
        ],
    )
    def test_anything_else_is_no_number(self, reading, text):
        with reading(), pytest.raises(ValueError, match="not a number"):
            parse_decimal(text)

    @pytest.mark.parametrize("locale", ["en", "pl"])
    @given(value=st.decimals(-(10**15), 10**15, places=2))
    def test_what_pages_write_is_read_back_unchanged(self, speaker, locale, value):
        with speaker.test_request_context(headers={"Cookie": f"locale={locale}"}):
            assert parse_decimal(i18n.format_number(value)) == value

    @given(text=st.text(alphabet="0123456789., '-", max_size=12))
    def test_a_decimal_comma_never_becomes_a_thousands_sign(self, speaker, text):
        with speaker.test_request_context(headers={"Cookie": "locale=pl"}):
            try:
                value = parse_decimal(text)
            except ValueError:
                return
            if text.count(",") == 1 and "." not in text and text.split(",")[1].strip("' -"):
                assert value == Decimal(_without_groups(text).replace(",", "."))

    def test_whole_numbers_have_no_decimals(self, reading):
        with reading(), pytest.raises(ValueError, match="whole number"):
            parse_integer("13,75")

    def test_a_whole_number_may_be_grouped(self, reading):
        with reading(locale="pl"):
            assert parse_integer("1 284") == 1284


def _without_groups(text: str) -> str:
    return text.strip().replace(" ", "").replace("'", "")
