"""The floor: one hand-written statement a page through psycopg2, and the least HTML for it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

import psycopg2
from flask import Flask, Response, jsonify, redirect, request
from markupsafe import escape

from bench.shape import PAGE, Shape

app = Flask(__name__)
shape = Shape.from_env()
URL = os.environ["TAB_DB_URL"]
local = threading.local()

EXPRESSIONS = {
    "company": "c.name",
    "contact": "t.first_name || ' ' || t.last_name",
    "seller": "s.first_name || ' ' || s.last_name",
    "warehouse": "w.name",
    "currency": "o.currency_code",
    "total": "o.total || ' ' || o.currency_code",
}
JOINS = {
    "company": "JOIN company c ON c.id = o.company_id",
    "contact": "LEFT JOIN contact t ON t.id = o.contact_id",
    "seller": "LEFT JOIN employee s ON s.id = o.seller_id",
    "warehouse": "LEFT JOIN warehouse w ON w.code = o.warehouse_code",
}
KEYS = {"company": "company_id", "contact": "contact_id", "seller": "seller_id"}
KEYS |= {"warehouse": "warehouse_code", "currency": "currency_code"}
FIELDS = (
    "number", "company_id", "contact_id", "status", "channel", "ordered_at", "promised_on",
    "shipped_at", "currency_code", "warehouse_code", "seller_id", "customer_reference", "notes",
)  # fmt: skip
CHARTS = ("sales_order", "invoice", "payment", "company")
LOOKED_UP = 20

COLUMNS = ", ".join(f"({EXPRESSIONS.get(n, f'o.{n}')})::text" for n in shape.columns)
JOINED = " ".join(JOINS[name] for name in shape.columns if name in JOINS)
NEWEST = f"{shape.order} DESC, id DESC"
SEARCH = " OR ".join(f"{name} ILIKE %(like)s" for name in shape.searched)
LOOK_UP = " OR ".join(f"{name} ILIKE %(like)s" for name in shape.looked_up)

# Which rows a page has, before anything is joined. A typed page number is found by walking the
# index alone; rows of one moment are told apart by the few entries before it.
WHERE = {
    "first": f"ORDER BY {NEWEST} LIMIT {PAGE}",
    "after": f"WHERE ({shape.order}, id) < (%(moment)s, %(id)s) ORDER BY {NEWEST} LIMIT {PAGE}",
    "last": f"ORDER BY {shape.order}, id LIMIT {PAGE}",
    "status": f"WHERE status = %(status)s ORDER BY {NEWEST} LIMIT {PAGE}",
    "company": f"WHERE company_id = %(company)s ORDER BY {NEWEST} LIMIT {PAGE}",
    "search": f"WHERE {SEARCH} ORDER BY {NEWEST} LIMIT {PAGE}",
    "number": f"""WHERE {shape.order} <= (SELECT min(m) FROM walked) ORDER BY {NEWEST}
        OFFSET (SELECT count(*) - 1 FROM walked WHERE m = (SELECT min(m) FROM walked))
        LIMIT {PAGE}""",
}
WALKED = f"""WITH walked AS (SELECT {shape.order} m FROM sales_order ORDER BY {shape.order} DESC
    OFFSET greatest(%(skip)s - {PAGE}, 0) LIMIT least(%(skip)s, {PAGE}) + 1)"""
# Far into the order of another table, that table's index is walked with the one of the link. Very
# far, the rows up to a value that statistics know are counted, which takes no order.
PAIRS = "company k JOIN sales_order r ON r.company_id = k.id"
BY_COMPANY = f"SELECT r.* FROM {PAIRS} ORDER BY k.name, r.id LIMIT {PAGE}"
FROM_COMPANY = f"""SELECT r.* FROM {PAIRS} WHERE k.name >= (SELECT max(m) FROM walked)
    ORDER BY k.name, r.id
    OFFSET (SELECT count(*) - 1 FROM walked WHERE m = (SELECT max(m) FROM walked)) LIMIT {PAGE}"""
PASSED = f"""WITH walked AS (SELECT k.name m FROM {PAIRS} ORDER BY k.name
    OFFSET greatest(%(skip)s - {PAGE}, 0) LIMIT least(%(skip)s, {PAGE}) + 1)"""
COUNTED = f"""WITH known AS (SELECT (histogram_bounds::text::text[])
        [greatest((100.0 * %(skip)s / reltuples)::int - 1, 1)] AS value FROM pg_stats, pg_class
        WHERE tablename = 'company' AND attname = 'name' AND oid = 'sales_order'::regclass),
    counted AS (SELECT count(*) n FROM {PAIRS} WHERE k.name < (SELECT value FROM known)),
    walked AS (SELECT k.name m FROM {PAIRS} WHERE k.name >= (SELECT value FROM known)
        ORDER BY k.name OFFSET (SELECT greatest(%(skip)s - n - {PAGE}, 0) FROM counted)
        LIMIT (SELECT least(%(skip)s - n, {PAGE}) + 1 FROM counted))"""
SORTED = {
    "sorted": ("", BY_COMPANY),
    "sorted_deep": (PASSED, FROM_COMPANY),
    "sorted_far": (COUNTED, FROM_COMPANY),
}


def statement(kind: str) -> str:
    """The statement of one kind of list page."""
    if kind in SORTED:
        before, inner = SORTED[kind]
        return f"""{before} SELECT o.id, {COLUMNS} FROM ({inner}) o
            JOIN company b ON b.id = o.company_id {JOINED} ORDER BY b.name, o.id"""
    inner = f"SELECT * FROM sales_order {WHERE[kind]}"
    outer = f"SELECT o.id, {COLUMNS} FROM ({inner}) o {JOINED} ORDER BY o.{shape.order} DESC"
    return f"{WALKED if kind == 'number' else ''} {outer}, o.id DESC"


LISTS = {kind: statement(kind) for kind in [*WHERE, *SORTED]}
FORM = f"SELECT {', '.join(f'o.{n}::text' for n in FIELDS)}, {COLUMNS} FROM sales_order o {JOINED}"
HEADINGS = ",".join(f"{n} key,{n}" if n in KEYS else n for n in shape.columns)
EXPORTED = ", ".join(
    f"{f'o.{KEYS[n]}, ' if n in KEYS else ''}{EXPRESSIONS.get(n, f'o.{n}')}" for n in shape.columns
)
EXPORT = f"""COPY (SELECT {EXPORTED} FROM sales_order o {JOINED}
    ORDER BY o.{shape.order} DESC, o.id DESC) TO STDOUT WITH (FORMAT csv)"""
DAYS = " UNION ALL ".join(
    f"(SELECT '{t}', date_trunc('day', created_at)::date::text, count(*) FROM {t} "
    "WHERE created_at >= current_date - 29 GROUP BY 2 ORDER BY 2)"
    for t in CHARTS
)
HOME = f"""SELECT relname, '', reltuples::bigint FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' UNION ALL {DAYS}"""


def connection() -> Any:
    """This thread's connection."""
    if not hasattr(local, "connection"):
        local.connection = psycopg2.connect(URL)
        local.connection.autocommit = True
    return local.connection


def rows(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection().cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def table(found: Iterable[Sequence[Any]]) -> str:
    lines = (
        f'<tr><th><a href="/order?id={row[0]}">'
        + "<td>".join("" if v is None else str(escape(v)) for v in row[1:])
        for row in found
    )
    return f"<!doctype html><title>Orders</title><table>{''.join(lines)}</table>"


@app.get("/orders/<kind>")
def orders(kind: str) -> str:
    values = {**request.args, "skip": request.args.get("skip", 0, type=int)}
    values["like"] = f"%{request.args.get('search', '')}%"
    return table(rows(LISTS[kind], values))


@app.get("/order")
def form() -> str:
    (row,) = rows(f"{FORM} WHERE o.id = %s", [request.args["id"]])
    inputs = (
        f'<label>{name}<input name="{name}" value="{escape(value or "")}"></label>'
        for name, value in zip([*FIELDS, *shape.columns], row, strict=True)
    )
    return f'<!doctype html><title>Order</title><form method="post">{"".join(inputs)}</form>'


@app.post("/order")
def save() -> Any:
    values = [request.form["notes"], request.args["id"]]
    rows("UPDATE sales_order SET notes = %s, updated_at = now() WHERE id = %s", values)
    return redirect("/orders/first", 303)


@app.post("/orders/new")
def create() -> Any:
    values = [request.form["number"], request.form["company_id"], request.form["notes"]]
    rows("INSERT INTO sales_order (number, company_id, notes) VALUES (%s, %s, %s)", values)
    return redirect("/orders/first", 303)


@app.post("/orders/delete")
def delete() -> Any:
    rows("DELETE FROM sales_order WHERE id = %s", [request.form["id"]])
    return redirect("/orders/first", 303)


@app.get("/companies")
def companies() -> Response:
    sql = f"SELECT id, name, city FROM company WHERE {LOOK_UP} ORDER BY name, id LIMIT {LOOKED_UP}"
    return jsonify(rows(sql, {"like": f"%{request.args['query']}%"}))


@app.get("/")
def home() -> str:
    return table(("", *row) for row in rows(HOME))


@app.get("/export")
def export() -> Response:
    return Response(copied(EXPORT), mimetype="text/csv")


def copied(sql: str) -> Iterator[bytes]:
    """What COPY sends, as it comes: it writes into a pipe, in a thread of its own."""
    yield f"{HEADINGS}\r\n".encode()
    reading, writing = os.pipe()

    def work() -> None:
        with os.fdopen(writing, "wb") as end, closing(psycopg2.connect(URL)) as own:
            own.cursor().copy_expert(sql, end)

    thread = threading.Thread(target=work)
    thread.start()
    with os.fdopen(reading, "rb") as pipe:
        while chunk := pipe.read(65536):
            yield chunk
    thread.join()
