"""Lists of a large table read their rows by index: nothing is read whole, nothing is sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from console.admin import counting, depth, paging
from console.admin import query as admin_query
from console.auth import Role
from console.models.db import db
from console.models.sales_order import SalesOrder
from tests import databases
from tests.conftest import OwnDatabase
from tests.lists import keys_of, link, state
from tests.pages import flashes
from tests.queries import counted

LIST = "/admin/sales_order/"
ORDERS = 50_000
MADE = [
    """INSERT INTO company (name, city, country_code)
       SELECT 'Company ' || i, 'Kraków', 'PL' FROM generate_series(1, 300) AS i""",
    f"""INSERT INTO sales_order (number, company_id, status, ordered_at, created_at, total)
       SELECT 'SO-2026-' || lpad(i::text, 6, '0'), 1 + i % 300,
              (ARRAY['draft', 'confirmed', 'cancelled'])[1 + i % 3],
              timestamptz '2024-01-01' + i * interval '11 minutes',
              timestamptz '2024-01-01' + i * interval '11 minutes', i % 977
       FROM generate_series(1, {ORDERS}) AS i""",
]


@pytest.fixture(scope="module")
def large(server, template) -> Iterator[OwnDatabase]:
    """A database with many orders, and statistics that know them."""
    name = server.clone(template)
    app = databases.app_on(server.url_of(name))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE sales_order DISABLE TRIGGER USER"))
            for statement in MADE:
                connection.exec_driver_sql(statement.replace("%", "%%"))
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(sa.text("VACUUM ANALYZE sales_order, company"))
    yield OwnDatabase(app, server.url_of(name))
    with app.app_context():
        db.engine.dispose()
    server.drop(name)


@pytest.fixture
def orders(large):
    """Opens the list of orders; returns the page and the statements that looked for its rows."""
    with large.app.app_context():
        client = large.client(Role.AUDITOR)
        client.get(f"{LIST}?per_page=20")

        def orders(query):
            with sent() as statements:
                page = client.get(f"{LIST}?{query}")
            assert page.status_code == 200
            return page, [one for one in statements if "ORDER BY" in one[0]]

        yield orders


class sent:  # noqa: N801 - reads as a phrase
    """The statements of the block about orders, each with its parameters."""

    def __enter__(self) -> list[tuple[str, Any]]:
        self.found: list[tuple[str, Any]] = []
        event.listen(sa.Engine, "before_cursor_execute", self.note)
        return self.found

    def __exit__(self, *_error: object) -> None:
        event.remove(sa.Engine, "before_cursor_execute", self.note)

    def note(
        self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any
    ) -> None:
        if "FROM sales_order" in statement and not statement.startswith("EXPLAIN"):
            self.found.append((statement, parameters))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def faults(statement: str, parameters: Any) -> list[str]:
    """What PostgreSQL would do on the way to the rows of *statement* that takes the whole table."""
    with db.engine.connect() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        (top,) = explained.scalar_one()
    found = []
    for node in nodes(top["Plan"]):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "sales_order":
            found.append("reads the whole table")
        # An incremental sort puts twins in order, which an index on the column alone cannot.
        if node["Node Type"] == "Sort" and node["Plan Rows"] > paging.FEW:
            found.append(f"sorts {node['Plan Rows']} rows")
    return found


@pytest.mark.parametrize(
    "query",
    [
        "",
        "page=2",
        "page=10",
        "per_page=200",
        "sort=number",
        "sort=-number",
        "sort=ordered_at",
        "sort=-total",
        "sort=status",
        "sort=company",
        "sort=-company",
        "page=last",
        "page=last&sort=number",
        "company=7",
        "company=7&page=2",
        "search=SO-2026-000123",
        "search=123456",
        "status=draft&company=7",
        "number=SO-2026-000777",
        "ordered_at__ge=2026-03-01&sort=-ordered_at",
        "created_at__period=last_year",
        "company__ne=7",
        "status=cancelled",
    ],
)
def test_rows_are_found_by_index(orders, query):
    page, statements = orders(query)

    assert flashes(page) == []
    assert statements
    assert [fault for one in statements for fault in faults(*one)] == []


@pytest.mark.parametrize("sort", ["", "number", "-total", "company", "status", "promised_on"])
def test_the_ways_on_are_found_by_index(orders, sort):
    page, _statements = orders(f"sort={sort}")
    for rel in ("next", "next", "prev", "last", "prev"):
        url = link(page, rel)
        page, statements = orders(url.partition("?")[2])

        assert len(keys_of(page)) == 50
        assert [fault for one in statements for fault in faults(*one)] == []


@pytest.mark.parametrize("query", ["sort=status", "sort=-status", "sort=status&page=last"])
def test_many_rows_of_one_value_are_not_sorted(orders, query):
    page, statements = orders(query)
    plans = [sorted_rows(*one) for one in statements]
    after, more = orders(
        (link(page, "prev" if "last" in query else "next") or "").partition("?")[2]
    )
    plans += [sorted_rows(*one) for one in more]

    assert len(keys_of(page)) == len(keys_of(after)) == 50
    assert max(plans) <= 51


def sorted_rows(statement: str, parameters: Any) -> float:
    """How many rows PostgreSQL would sort for *statement* at most."""
    with db.engine.connect() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        (top,) = explained.scalar_one()
    sorts = [node for node in nodes(top["Plan"]) if "Sort" in node["Node Type"]]
    return max((node["Plan Rows"] for node in sorts), default=0)


@pytest.mark.parametrize("sort", ["promised_on", "-promised_on", "status"])
def test_a_deep_page_of_values_that_may_lack_skips_no_wide_rows(orders, sort):
    _page, statements = orders(f"page=300&sort={sort}")

    skipping = [one for one in statements if max(offsets([one]), default=0) > 1_000]
    assert skipping
    assert not any("company_id" in one[0] for one in skipping)


def offsets(statements: list[tuple[str, Any]]) -> list[int]:
    """How many rows each statement skips."""
    return [
        parameters[name]
        for statement, parameters in statements
        for name in re.findall(r"OFFSET %\((\w+)\)s", statement)
    ]


class TestADeepPage:
    """Skipped are the rows on the shorter way, so never more than half of them."""

    @pytest.mark.parametrize("number", [400, 600, 900, 1_000])
    def test_is_reached_from_the_nearer_end(self, orders, number):
        page, statements = orders(f"page={number}&sort=number")

        first = (number - 1) * 50
        assert keys_of(page)[0] == str(first + 1)
        assert len(keys_of(page)) == 50
        assert max(offsets(statements)) <= min(first, ORDERS - first)

    def test_skips_no_wide_rows(self, orders):
        _page, statements = orders("page=500&sort=number")

        skipping = [one for one in statements if max(offsets([one]), default=0) > 1_000]
        assert len(skipping) == 1
        assert "company_id" not in skipping[0][0]
        assert "status" not in skipping[0][0]

    def test_beyond_the_end_is_the_first(self, orders):
        page, _statements = orders("page=1001&sort=number")

        assert flashes(page) == ["There is no such page; this is the first."]
        assert keys_of(page)[0] == "1"

    def test_shows_what_walking_there_would_show(self, orders):
        page, _statements = orders("page=3&sort=-total&per_page=200")
        walked, _statements = orders("page=2&sort=-total&per_page=200")
        walked, _statements = orders((link(walked, "next") or "").partition("?")[2])

        assert keys_of(page) == keys_of(walked)


class TestADeepPageByALink:
    """Its first row is looked for among a few, once those up to known values are counted."""

    @pytest.fixture(autouse=True)
    def every_walk_is_dear(self, monkeypatch):
        monkeypatch.setattr(counting, "CHEAP", 100.0)
        monkeypatch.setattr(depth.Marks, "cost", 0.0)

    @pytest.mark.parametrize("sort", ["company", "-company"])
    @pytest.mark.parametrize("number", [450, 667, 900, 1_000])
    def test_holds_the_rows_that_an_offset_would(self, orders, sort, number):
        way = "DESC" if sort.startswith("-") else "ASC"
        plain = f"""SELECT o.id FROM sales_order o JOIN company c ON c.id = o.company_id
            ORDER BY c.name {way}, o.id {way} OFFSET {(number - 1) * 50} LIMIT 50"""

        page, _statements = orders(f"sort={sort}&page={number}")

        assert keys_of(page) == [str(key) for key in db.session.scalars(sa.text(plain))]

    @pytest.mark.parametrize("number", [450, 667])
    def test_skips_a_twentieth_of_the_list_at_most(self, orders, number):
        _page, statements = orders(f"sort=company&page={number}")

        # The first of them counts what the others are spared.
        assert len(statements) <= 3
        assert max(offsets(statements)) <= ORDERS / 20

    def test_beyond_the_end_is_the_first(self, orders):
        page, _statements = orders("sort=company&page=1001")

        assert flashes(page) == ["There is no such page; this is the first."]


@pytest.mark.parametrize("query", ["", "sort=company", "sort=-total", "page=last", "page=3"])
def test_the_few_rows_that_a_rule_leaves_are_found_first(orders, monkeypatch, query):
    def rule(account, model):
        return SalesOrder.company_id == 7 if model is SalesOrder else None

    for module in (admin_query, paging):
        monkeypatch.setattr(module, "row_rule", rule)

    page, statements = orders(query)

    assert set(map(int, keys_of(page))) <= set(range(6, ORDERS + 1, 300))
    assert state(page) == "167 sales orders"
    # Their number comes along: all of them are there before one is shown.
    assert ["count(*) OVER ()" in one[0] for one in statements] == [True]


def test_the_number_of_rows_is_not_counted_out(orders):
    page, _statements = orders("")

    assert state(page) == "about 50,000 sales orders"


def test_a_list_of_many_rows_takes_no_more_statements_than_one_of_few(large):
    with large.app.app_context():
        client = large.client(Role.AUDITOR)
        numbers = {}
        for table in ("sales_order", "company", "tag"):
            client.get(f"/admin/{table}/?per_page=20")
            with counted() as statements:
                client.get(f"/admin/{table}/?per_page=20")
            numbers[table] = len(statements)

    assert numbers["sales_order"] <= numbers["tag"] + 3
    assert numbers["company"] <= numbers["tag"] + 3
