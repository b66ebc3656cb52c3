"""Fills the tables, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - the same
from psycopg2.sql import SQL, Identifier

from console.demo import catalogue, companies, invoices, orders, people, stock
from console.demo.aside import put_aside
from console.demo.copying import Lines, Row, Stream, copy, packed
from console.demo.places import PLACES
from console.demo.plan import Plan

BATCH = 5000  # orders; with all that follows from them, a few megabytes

TABLES = (
    "employee", "company", "contact", "category", "tag", "product", "product_tag", "price",
    "warehouse", "stock_level", "sales_order", "order_line", "invoice", "payment",
)  # fmt: skip
ALL = SQL(", ").join(map(Identifier, TABLES))
WITHOUT_SEQUENCE = {"product_tag", "warehouse", "stock_level", "order_line"}


Part = tuple[str, Sequence[str], Lines]


class NotLoadedError(Exception):
    """Why nothing was loaded, as a sentence."""


class Bar(Protocol):
    """What progress is told to: ``click.progressbar`` is one."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> object: ...
    def update(self, n_steps: int) -> None: ...


# A bar for a label and a number of steps.
Bars = Callable[[str, int], Bar]


def load(connection: Connection, plan: Plan, bars: Bars) -> dict[str, int]:
    """Load *plan* and commit; returns the number of rows by table.

    Raises ``NotLoadedError``, before anything is written, where tables already hold rows or lack
    what demo rows refer to.
    """
    with connection, connection.cursor() as cursor:
        # Nobody adds a row between the look at the tables and the first of ours.
        cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(ALL))
        refuse_unless_ready(cursor)
        put_back = put_aside(cursor, TABLES)
        loader = Loader(cursor, plan)
        loader.send_all(bars)
        set_sequences(cursor)
        with bars("Indexes", len(put_back)) as bar:
            for statement in put_back:
                cursor.execute(statement)
                bar.update(1)
    vacuum(connection)
    return loader.counts


@dataclass
class Loader:
    """One run: where the rows go and how many went."""

    cursor: Cursor
    plan: Plan
    counts: dict[str, int] = field(default_factory=dict)

    def send(self, table: str, columns: Sequence[str], lines: Lines) -> None:
        sent = copy(self.cursor, table, columns, lines)
        self.counts[table] = self.counts.get(table, 0) + sent

    def send_all(self, bars: Bars) -> None:
        """Send everything, parents first."""
        staff = list(people.employees(self.plan))
        sellers = [int(str(row[0])) for row in staff if row[6] == "sales"] or [1]
        firms = companies.Companies(self.plan, codes(self.cursor, "subdivision"), sellers)
        goods = catalogue.Catalogue(self.plan, codes(self.cursor, "unit"))
        parts = master_data(self.plan, staff, firms, goods)
        with bars("Companies and products", len(parts)) as bar:
            for part in parts:
                self.send(*part)
                bar.update(1)
        with bars("Orders and invoices", self.plan.orders) as bar:
            self.send_orders(
                orders.Orders(self.plan, firms, goods, sellers),
                invoices.Invoices(self.plan, firms),
                bar,
            )

    def send_orders(self, made: orders.Orders, billing: invoices.Invoices, bar: Bar) -> None:
        # The database takes in one batch while the next is made up here.
        with ThreadPoolExecutor(max_workers=1) as sender:
            sending: Future[None] | None = None
            for batch in made.batches(BATCH):
                parts = batch_parts(made, billing, batch)
                if sending is not None:
                    sending.result()
                sending = sender.submit(self.send_parts, parts)
                bar.update(len(batch))
            if sending is not None:
                sending.result()

    def send_parts(self, parts: list[Part]) -> None:
        for part in parts:
            self.send(*part)


def master_data(
    plan: Plan, staff: list[Row], firms: companies.Companies, goods: catalogue.Catalogue
) -> list[Part]:
    """What orders refer to, made while it is sent, so in this order."""
    return [
        ("employee", people.COLUMNS, Stream(staff)),
        ("company", companies.COLUMNS, Stream(firms.rows())),
        ("contact", companies.CONTACT_COLUMNS, Stream(firms.contacts())),
        ("category", catalogue.CATEGORY_COLUMNS, Stream(goods.categories)),
        ("tag", catalogue.TAG_COLUMNS, Stream(catalogue.tags())),
        ("product", catalogue.PRODUCT_COLUMNS, Stream(goods.products(firms.suppliers))),
        ("product_tag", catalogue.PRODUCT_TAG_COLUMNS, Stream(goods.product_tags())),
        ("price", catalogue.PRICE_COLUMNS, Stream(goods.prices())),
        ("warehouse", stock.WAREHOUSE_COLUMNS, Stream(stock.warehouses())),
        ("stock_level", stock.LEVEL_COLUMNS, Stream(stock.levels(plan))),
    ]


def batch_parts(
    made: orders.Orders, billing: invoices.Invoices, batch: list[orders.Order]
) -> list[Part]:
    """The orders of *batch* and all that follows from them, ready to be sent."""
    # Lines first: they add up to what the orders then say.
    lines = packed(made.lines(batch))
    billed = billing.of(batch)
    return [
        ("sales_order", orders.COLUMNS, packed(made.rows(batch))),
        ("order_line", orders.LINE_COLUMNS, lines),
        ("invoice", invoices.COLUMNS, packed(billing.rows(billed))),
        ("payment", invoices.PAYMENT_COLUMNS, packed(billing.payments(billed))),
    ]


def refuse_unless_ready(cursor: Cursor) -> None:
    """Raise ``NotLoadedError`` unless the tables are empty and the reference data is there."""
    for table in TABLES:
        cursor.execute(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(table)))
        if cursor.fetchone() != (False,):
            raise NotLoadedError(
                f"The table {table} already holds rows, and demo rows never mix with others: "
                "use an empty database."
            )
    for table, needed in {
        "country": {place.code for place in PLACES},
        "currency": {place.currency for place in PLACES},
        "language": {place.language for place in PLACES},
        "unit": {"H87"},
    }.items():
        if missing := needed - codes(cursor, table):
            raise NotLoadedError(
                f"The table {table} lacks {', '.join(sorted(missing))}, which demo rows refer to: "
                "run flask db upgrade first."
            )


def codes(cursor: Cursor, table: str) -> set[str]:
    """The natural keys of a reference table."""
    cursor.execute(SQL("SELECT code FROM {}").format(Identifier(table)))
    return {code for (code,) in cursor}


def set_sequences(cursor: Cursor) -> None:
    """The next row that a person adds gets the key after the last one loaded."""
    for table in TABLES:
        if table not in WITHOUT_SEQUENCE:
            latest = SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {}")
            cursor.execute(latest.format(Identifier(table)), [table])


def vacuum(connection: Connection) -> None:
    """Statistics for the planner, and a visibility map, without which counts read whole tables."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(SQL("VACUUM (ANALYZE) {}").format(ALL))
