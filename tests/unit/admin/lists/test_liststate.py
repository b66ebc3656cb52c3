"""What a URL asks of a list: read with care, written back in one form."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from console.admin import filters, liststate, registry
from console.auth import Role
from tests.lists import keys_of, pills, state
from tests.pages import flashes, soup
from tests.unit.admin.lists.specimens import Thing

LIST = "/admin/specimen_thing/"
# A list of many filters asks no more than this: who, the banner, the rows, the count, words.
MOST_STATEMENTS = 12


@pytest.fixture
def read(app, visit):
    """Reads a query string as the list of things does."""
    with visit():
        view = registry.views(app)[Thing]
        yield lambda query: liststate.read(view, MultiDict(parse_qsl(query)))


@pytest.fixture
def things(client, login):
    """Opens the list of things, whatever the answer."""
    login(Role.ADMIN)
    return lambda query: client.get(f"{LIST}?{query}")


class TestTheURL:
    @pytest.mark.parametrize(
        ("asked", "canonical"),
        [
            ("", ""),
            ("page=1", ""),
            ("per_page=7", ""),
            ("sort=", ""),
            ("columns=", ""),
            ("search=+acme++", "search=acme"),
            ("name=a", "name=a"),
            ("name__eq=a", "name=a"),
            ("add:name=a", "name=a"),
            ("add:number=5&op:number=ge", "number__ge=5"),
            ("number=1,000.0", "number=1000"),
            ("number=7&number=7", "number=7"),
            ("is_open=true", "is_open=1"),
            ("name__null=yes", "name__null=1"),
            ("mood=glad&page=3", "mood=glad&page=3"),
            ("page=3&mood=glad", "mood=glad&page=3"),
            ("columns=name&columns=code", "columns=name%2Ccode"),
            ("sort=-name,code", "sort=-name%2Ccode"),
            ("day__ge=2026-01-01&day__le=2026-02-01", "day__ge=2026-01-01&day__le=2026-02-01"),
        ],
    )
    def test_has_one_form(self, read, asked, canonical):
        assert read(asked).query() == canonical

    @settings(
        max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(
        pairs=st.lists(
            st.sampled_from(
                [
                    ("search", 'two "quoted words"'),
                    ("name", "é & =?#"),
                    ("name__contains", "100%_\\"),
                    ("name__null", "1"),
                    ("number__ge", "-5"),
                    ("amount__lt", "12.50"),
                    ("share", "7.5"),
                    ("ratio__le", "0.1"),
                    ("mood", "on_hold"),
                    ("mood__ne", "glad"),
                    ("is_open", "0"),
                    ("day__period", "last_month"),
                    ("moment__ge", "2026-03-29"),
                    ("moment__lt", "2026-03-29T02:30:00+01:00"),
                    ("hour__ge", "08:30"),
                    ("tags__has", "b,c"),
                    ("shelf", "S1"),
                    ("parent__ne", "2"),
                    ("sort", "-shelf,name"),
                    ("page", "3"),
                    ("per_page", "50"),
                    ("columns", "name,shelf"),
                ]
            ),
            unique_by=lambda pair: pair[0],
        )
    )
    def test_reads_back_as_what_was_written(self, read, pairs):
        first = read(urlencode(pairs))
        second = read(first.query())

        assert first.notices == second.notices == ()
        assert second.query() == first.query()
        assert second.filters == first.filters
        assert (second.sort, second.page, second.search) == (first.sort, first.page, first.search)

    def test_starts_at_the_first_page_after_any_other_change(self, read):
        found = read("page=3&after=xyz&sort=code")

        assert found.url(per_page=50) == f"{LIST}?sort=code&per_page=50"
        assert found.url(sort=()) == LIST

    def test_of_two_questions_of_one_kind_asks_for_either(self, read):
        found = read("mood=glad&mood__eq=on_hold")

        assert found.query() == "mood=glad&mood=on_hold"


class TestWhatCannotBeRead:
    @pytest.mark.parametrize("page", ["-1", "0", "abc", "1e3", "٣", "9" * 20, "9" * 6000, "%00"])
    def test_is_no_page(self, things, page):
        answer = things(f"page={page}")

        assert answer.status_code == 200
        assert "is no page of this list" in flashes(answer)[0]
        assert keys_of(answer) == keys_of(things(""))

    @pytest.mark.parametrize("page", ["00000000000000000001" + "9" * 30, "0" * 5000 + "1"])
    def test_is_no_page_however_many_zeros_it_begins_with(self, things, page):
        assert "is no page of this list" in flashes(things(f"page={page}"))[0]

    @pytest.mark.parametrize("size", ["-5", "0", "8", "1e8", "100000000", "abc", "%00", "", "³"])
    def test_is_no_page_size(self, things, size):
        answer = things(f"per_page={size}")

        assert answer.status_code == 200
        assert "A page holds" in flashes(answer)[0]
        assert len(keys_of(answer)) == 7

    def test_cannot_make_a_page_larger_than_any_on_offer(self, things):
        answer = things(f"per_page=000000050{9**15}")

        assert len(keys_of(answer)) == 7

    @pytest.mark.parametrize("name", ["nothing", "token", "__class__", "metadata", "a.b", "%00"])
    def test_is_no_column_to_sort_by(self, things, name):
        answer = things(f"sort={name}")

        assert answer.status_code == 200
        assert "cannot be sorted by" in flashes(answer)[0]

    @pytest.mark.parametrize(
        "name", ["nothing", "token", "token__contains", "query", "__init__", "shelf.name", "%00"]
    )
    def test_is_no_filter(self, things, name):
        answer = things(f"{name}=x")

        assert answer.status_code == 200
        assert "is no filter of this list" in flashes(answer)[0]
        assert len(keys_of(answer)) == 7

    @pytest.mark.parametrize("columns", ["token", "nothing", "%00", "__init__,query"])
    def test_is_no_column_to_show(self, things, columns):
        answer = things(f"columns={columns}")

        assert answer.status_code == 200
        assert "secret-" not in answer.text

    @pytest.mark.parametrize(
        "query",
        [
            "number=abc",
            "number=1.5",
            "number=99999999999999999999",
            "number__ge=NaN",
            "number__ge=1,234",
            "amount=Infinity",
            "amount=1e5",
            "ratio=1" + "0" * 500,
            "day=2026-02-30",
            "day=31.12.2026",
            "day=endless",
            "day__period=someday",
            "moment=yesterday",
            "moment=2026-01-01T25:00",
            "hour=25:00",
            "mood=happy",
            "is_open=perhaps",
            "shelf=%00",
            "parent=abc",
            "parent=1,2",
            "parent=99999999999999999999",
            "name=%00",
            f"name={'x' * 1001}",
            "name__like=x",
            "name__ge=x",
            f"name={'&name='.join(str(number) for number in range(201))}",
        ],
    )
    def test_of_a_filter_shows_nothing_rather_than_everything(self, things, query):
        answer = things(query)

        assert answer.status_code == 200
        assert "was not applied" in flashes(answer)[0]
        assert keys_of(answer) == []
        assert "A filter could not be read" in soup(answer).get_text()


class TestTooMuch:
    def test_is_cut_from_a_search_of_two_thousand_words(self, things, count_queries):
        with count_queries() as queries:
            answer = things(f"search={'+'.join(['a'] * 2000)}")

        assert answer.status_code == 200
        assert "Only the first" in flashes(answer)[0] or "was cut" in flashes(answer)[0]
        assert len(queries) <= MOST_STATEMENTS

    def test_is_refused_of_five_hundred_filters(self, things, count_queries):
        names = ("ge", "le", "ne", "gt", "lt")
        query = "&".join(f"number__{name}={n}" for n in range(100) for name in names)

        with count_queries() as queries:
            answer = things(query)

        assert answer.status_code == 200
        assert len(queries) <= MOST_STATEMENTS
        assert len(pills(answer)) <= filters.MOST

    def test_is_refused_of_five_hundred_different_filters(self, things, count_queries):
        names = ("id", "number", "amount", "share", "ratio")
        pairs = [(f"{name}__{op}", "1") for name in names for op in ("eq", "ne", "ge", "gt", "le")]
        pairs += [(f"day__{op}", "2026-01-01") for op in ("eq", "ne", "ge", "gt", "le", "lt")]

        with count_queries() as queries:
            answer = things(urlencode(pairs))

        assert len(pairs) > filters.MOST
        assert "Only the first 30 filters were applied." in flashes(answer)
        assert keys_of(answer) == []
        assert len(queries) <= MOST_STATEMENTS

    def test_is_not_said_of_what_is_no_filter(self, things):
        answer = things("&".join(f"nothing{number}=1" for number in range(500)))

        assert answer.status_code == 200
        assert flashes(answer)[0] == "“nothing0” is no filter of this list and was left out."
        assert flashes(answer)[-1] == "495 more were left out."
        assert len(flashes(answer)) == 6

    def test_does_not_hurt_where_ten_thousand_characters_are_one_value(self, things):
        for name in ("name", "search", "sort", "columns", "page", "url", "saved", "ask", "after"):
            answer = things(f"{name}={'x' * 10_000}")

            assert answer.status_code == 200, name

    @pytest.mark.parametrize(
        "name", ["search", "sort", "columns", "page", "url", "saved", "ask", "after", "before"]
    )
    @pytest.mark.parametrize("value", ["%00", "%FF%FE", "%F0%9F%92%A9", "'%22<script>", "%25s"])
    def test_does_not_hurt_in_any_argument(self, things, name, value):
        answer = things(f"{name}={value}")

        assert answer.status_code == 200
        assert "'\"<script>" not in answer.text


def test_the_list_says_how_many_rows_match(things):
    assert state(things("")) == "23 things"
    assert state(things("id__eq=1")) == "1 thing"
    assert state(things("id__eq=0")) == "0 things"


def test_clearing_a_filter_leaves_the_others(things):
    page = soup(things("mood=glad&number__ge=2&sort=code&search=thing"))

    removed = [str(one["href"]) for one in page.select(".list-state .pill-x")]

    assert removed == [
        f"{LIST}?mood=glad&number__ge=2&sort=code",
        f"{LIST}?search=thing&number__ge=2&sort=code",
        f"{LIST}?search=thing&mood=glad&sort=code",
    ]
