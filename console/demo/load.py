"""Fills the tables, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from psycopg2.extensions import connection as Connection  # noqa: N812 - it is a class
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - the same
from psycopg2.sql import SQL, Identifier

from console.demo import catalogue, companies, invoices, orders, people, stock
from console.demo.copying import Row, copy
from console.demo.places import PLACES
from console.demo.plan import Plan

BATCH = 5000  # orders; with all that follows from them, a few megabytes

TABLES = (
    "employee", "company", "contact", "category", "tag", "product", "product_tag", "price",
    "warehouse", "stock_level", "sales_order", "order_line", "invoice", "payment",
)  # fmt: skip
ALL = SQL(", ").join(map(Identifier, TABLES))
WITHOUT_SEQUENCE = {"product_tag", "warehouse", "stock_level", "order_line"}


class NotLoadedError(Exception):
    """Why nothing was loaded, as a sentence."""


@dataclass
class Loader:
    """One run: where the rows go and how many went."""

    cursor: Cursor
    plan: Plan
    advance: Callable[[int], None]
    counts: dict[str, int] = field(default_factory=dict)

    def send(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        copy(self.cursor, table, columns, rows)
        self.counts[table] = self.counts.get(table, 0) + self.cursor.rowcount

    def run(self) -> None:
        """Send everything, parents first."""
        staff = list(people.employees(self.plan))
        sellers = [int(str(row[0])) for row in staff if row[6] == "sales"] or [1]
        self.send("employee", people.COLUMNS, staff)
        firms = companies.Companies(self.plan, codes(self.cursor, "subdivision"), sellers)
        self.send("company", companies.COLUMNS, firms.rows())
        self.send("contact", companies.CONTACT_COLUMNS, firms.contacts())
        goods = catalogue.Catalogue(self.plan, codes(self.cursor, "unit"))
        self.send_goods(goods, firms)
        self.send_orders(orders.Orders(self.plan, firms, goods, sellers), firms)

    def send_goods(self, goods: catalogue.Catalogue, firms: companies.Companies) -> None:
        self.send("category", catalogue.CATEGORY_COLUMNS, goods.categories)
        self.send("tag", catalogue.TAG_COLUMNS, catalogue.tags())
        self.send("product", catalogue.PRODUCT_COLUMNS, goods.products(firms.suppliers))
        self.send("product_tag", catalogue.PRODUCT_TAG_COLUMNS, goods.product_tags())
        self.send("price", catalogue.PRICE_COLUMNS, goods.prices())
        self.send("warehouse", stock.WAREHOUSE_COLUMNS, stock.warehouses())
        self.send("stock_level", stock.LEVEL_COLUMNS, stock.levels(self.plan))

    def send_orders(self, made: orders.Orders, firms: companies.Companies) -> None:
        billing = invoices.Invoices(self.plan, firms)
        for batch in made.batches(BATCH):
            lines = list(made.lines(batch))
            billed = billing.of(batch)
            self.send("sales_order", orders.COLUMNS, made.rows(batch))
            self.send("order_line", orders.LINE_COLUMNS, lines)
            self.send("invoice", invoices.COLUMNS, billing.rows(billed))
            self.send("payment", invoices.PAYMENT_COLUMNS, billing.payments(billed))
            self.advance(len(batch))


def load(connection: Connection, plan: Plan, advance: Callable[[int], None]) -> dict[str, int]:
    """Load *plan* and commit; returns the number of rows by table.

    Calls *advance* with the number of orders just sent. Raises ``NotLoadedError``, before
    anything is written, where tables already hold rows or lack what demo rows refer to.
    """
    with connection, connection.cursor() as cursor:
        # Nobody adds a row between the look at the tables and the first of ours.
        cursor.execute(SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(ALL))
        refuse_unless_ready(cursor)
        loader = Loader(cursor, plan, advance)
        loader.run()
        set_sequences(cursor)
    vacuum(connection)
    return loader.counts


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
