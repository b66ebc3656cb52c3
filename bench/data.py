"""The rows to measure on: made once for each scale and kept; what is added is removed again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2

from bench.servers import ROOT
from bench.shape import PAGE, Shape
from console import embedded
from console.database import DatabaseURL

VARIABLE = "TAB_BENCH_DB_URL"
SCALES = {"20k": 20_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}
# Orders that the benchmark adds carry numbers of a year that no other order has.
OURS = "SO-9999-"
STATUS = "delivered"


@dataclass(frozen=True)
class Facts:
    """What requests ask for, taken from the rows that are there."""

    orders: int
    deep: int  # the number of a page far into the list
    far: int  # the number of a page at two thirds of it
    last: int
    status: str
    company: int
    search: str
    words: str
    moment: str  # the place of the row before the deep page: time and key
    id: int
    ids: tuple[int, ...]  # orders from all over the table


@contextmanager
def databases() -> Iterator[Callable[[str], str]]:
    """A function from a scale's name to the URL of its database."""
    if template := os.environ.get(VARIABLE):
        yield lambda scale: template.replace("{scale}", scale)
        return
    with embedded.Cluster(embedded.INSTANCE / "pg").up() as cluster:

        def url(scale: str) -> str:
            cluster.create_database(f"bench_{scale}")
            return cluster.url(f"bench_{scale}")

        yield url


def connect(url: str) -> Any:
    """A connection on which every statement is its own transaction."""
    connection = psycopg2.connect(DatabaseURL.parse(url).dsn)
    connection.autocommit = True
    return connection


def ensure(url: str, orders: int) -> None:
    """Load *orders* orders unless they are there; refuse a database that holds other rows."""
    command("db", "upgrade", url=url)
    with closing(connect(url)) as connection:
        remove_ours(connection)
        (present,) = row(connection, "SELECT count(*) FROM sales_order")
    if present == orders:
        return
    if present:
        raise SystemExit(
            f"The database holds {present:,} orders, not {orders:,}: name another one with "
            f"{VARIABLE}, where {{scale}} stands for the scale."
        )
    print(f"Loading {orders:,} orders, once for this database.", flush=True)
    command("demo", "load", "--orders", str(orders), url=url)


def command(*arguments: str, url: str) -> None:
    """Run a flask command on the database at *url*; silent unless it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=os.environ | {"TAB_DB_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"flask {' '.join(arguments)} failed:\n{done.stdout}")


def row(connection: Any, sql: str, values: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def facts(connection: Any, shape: Shape, orders: int, rounds: int) -> Facts:
    """What to ask for on the database behind *connection*."""
    pages = -(-orders // PAGE)
    deep = min(1000, pages // 2)
    moment, key = row(
        connection,
        f"SELECT {shape.order}::text, id FROM sales_order ORDER BY {shape.order} DESC, id DESC "
        "OFFSET %s LIMIT 1",
        [(deep - 1) * PAGE - 1],
    )
    # A company that fills a page and is otherwise like others.
    (company,) = row(
        connection,
        "SELECT company_id FROM sales_order GROUP BY 1 ORDER BY (count(*) < %s), count(*), 1",
        [PAGE],
    )
    (name,) = row(connection, "SELECT name FROM company ORDER BY id OFFSET %s", [orders // 10])
    step = max(orders // (rounds + 5), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM sales_order WHERE id %% %s = 1 ORDER BY id", [step])
        ids = tuple(key for (key,) in cursor)
    return Facts(
        orders=orders,
        deep=deep,
        far=pages * 2 // 3,
        last=pages,
        status=STATUS,
        company=company,
        # As many digits as leave about a page of orders.
        search="1234567"[: max(len(str(orders)) - 2, 3)],
        words=name.split()[0].lower()[:5],
        moment=moment,
        id=key,
        ids=ids,
    )


def add_ours(connection: Any, company: int, count: int) -> list[int]:
    """Add *count* orders to be saved or deleted; returns their keys."""
    sql = """INSERT INTO sales_order (number, company_id, contact_id, notes)
        SELECT %(prefix)s || lpad((start + n)::text, 6, '0'), %(company)s,
            (SELECT min(id) FROM contact WHERE company_id = %(company)s), 'before'
        FROM generate_series(1, %(count)s) n, (SELECT coalesce(max(right(number, 6)::int), 0) start
            FROM sales_order WHERE number LIKE %(prefix)s || '0%%') o RETURNING id"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"prefix": OURS, "company": company, "count": count})
        return [key for (key,) in cursor]


def remove_ours(connection: Any) -> None:
    """Remove what this run or one that broke off has added."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sales_order WHERE number LIKE %s", [f"{OURS}%"])
