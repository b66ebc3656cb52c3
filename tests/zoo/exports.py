"""Files that go out, read back into an empty copy of their table: the same rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from psycopg2 import sql

from console.transfer.fields import Family, family_of
from console.transfer.formats import FORMULA

if TYPE_CHECKING:
    from tests.zoo.walk import Walk

# What stands before a text that a spreadsheet would run is taken away again.
_NEUTRAL = f"^'+[{FORMULA}]".replace("-", "\\-")
_MARKED = {Family.TEXT, Family.CHOICE, Family.OTHER}


def round_trip(walk: Walk) -> None:
    """Take every file there is; what machines read is compared with the table, row by row."""
    types = frozenset(one.type for one in walk.attributes)
    known = (str(sorted(types)), "export") in walk.asked
    walk.asked.add((str(sorted(types)), "export"))
    for query in ("xlsx/?",) if known else ("csv/?for=excel", "tsv/?", "xlsx/?"):
        with walk.guarded(f"export {query}"):
            data = walk.get(f"{walk.url}export/{query}&columns=*").data
            assert b"not complete" not in data, data[-300:]
            if query.startswith("xlsx"):
                assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    for kind, copied in (("csv", from_csv), ("jsonl", from_lines)):
        with walk.guarded(f"export {kind} and back"):
            text = walk.get(f"{walk.url}export/{kind}/?columns=*").text
            compare(walk, copied(walk, text))


def compare(walk: Walk, names: list[str]) -> None:
    missing = set(walk.names) - set(names)
    assert not missing, f"columns left out: {missing}"
    picked = sql.SQL(", ").join(sql.Identifier(name) for name in walk.names)
    query = sql.SQL("SELECT {} FROM {}")
    original = walk.ground.counted(query.format(picked, walk.relation.sql))
    again = walk.ground.counted(query.format(picked, sql.Identifier("again")))
    documents = [one.type in {"json", "jsonb"} for one in walk.attributes]
    same = flat(original, documents) == flat(again, documents)
    assert same, f"{original - again} came back as {again - original}"


def flat(rows: Any, documents: list[bool]) -> list[Any]:
    """*rows* without the blanks between the tokens of JSON; a row of no columns is one of none."""
    if not documents:
        return [()] * rows.total()
    return sorted(
        tuple(
            c.replace("\\n", " ").strip() if is_json else c
            for c, is_json in zip(row, documents, strict=True)
        )
        for row in rows.elements()
    )


def columns_by_key(walk: Walk) -> dict[str, str]:
    """The table's columns by the names that files give them."""
    found = {}
    for prop in walk.view.mapper.column_attrs:
        found[prop.key] = prop.columns[0].name
    return found


def from_csv(walk: Walk, text: str) -> list[str]:
    head = next(csv.reader(io.StringIO(text)))
    ground, names = walk.ground, columns_by_key(walk)
    ground.run("DROP TABLE IF EXISTS staged; DROP TABLE IF EXISTS again")
    cells = sql.SQL(", ").join(sql.SQL("{} text").format(cell(i)) for i in range(len(head)))
    ground.run(sql.SQL("CREATE TEMP TABLE staged ({})").format(cells))
    ground.copy_in("COPY staged FROM STDIN WITH (FORMAT csv, HEADER)", text)
    made = []
    types = {one.name: one.type for one in walk.attributes}
    for i, key in enumerate(head):
        name = names.get(key)
        if name not in types:
            continue
        value = cell(i)
        family = family_of(walk.view.mapper.columns[key].type)
        if family in _MARKED:
            value = sql.SQL("CASE WHEN {c} ~ {p} THEN substr({c}, 2) ELSE {c} END").format(
                c=value, p=sql.Literal(_NEUTRAL)
            )
        as_type = sql.SQL("CAST({} AS {}) AS {}")
        made.append(as_type.format(value, sql.SQL(types[name]), sql.Identifier(name)))
    query = sql.SQL("CREATE TEMP TABLE again AS SELECT {} FROM staged")
    ground.run(query.format(sql.SQL(", ").join(made)))
    return [names[key] for key in head if key in names]


def cell(number: int) -> sql.Composable:
    return sql.Identifier(f"c{number}")


def from_lines(walk: Walk, text: str) -> list[str]:
    ground, names = walk.ground, columns_by_key(walk)
    lines = [line for line in text.split("\n") if line]
    keys = {key for line in lines for key in json.loads(line)}
    ground.run("DROP TABLE IF EXISTS again")
    query = sql.SQL("CREATE TEMP TABLE again AS SELECT * FROM {} WITH NO DATA")
    ground.run(query.format(walk.relation.sql))
    for key, name in names.items():
        if key != name:
            rename = sql.SQL("ALTER TABLE again RENAME COLUMN {} TO {}")
            ground.run(rename.format(sql.Identifier(name), sql.Identifier(f"key:{key}")))
    if not walk.names:
        ground.run("INSERT INTO again SELECT FROM generate_series(1, %s)", (lines.count("{}"),))
    elif lines:
        ground.run(insert(walk, names), ([renamed(line, names) for line in lines],))
    for key, name in names.items():
        if key != name:
            rename = sql.SQL("ALTER TABLE again RENAME COLUMN {} TO {}")
            ground.run(rename.format(sql.Identifier(f"key:{key}"), sql.Identifier(name)))
    # A column that no line names may hold nothing but NULL.
    return [name for key, name in names.items() if key in keys or key_is_json(walk, key)] + (
        [] if lines else list(names.values())
    )


def insert(walk: Walk, names: dict[str, str]) -> sql.Composable:
    """Adds lines to the table ``again``: in a document ``null`` is JSON's own, no key is NULL."""
    values, columns = [], []
    types = {one.name: one.type for one in walk.attributes}
    for key, name in names.items():
        if name not in types:
            continue
        there = key if key == name else f"key:{key}"
        columns.append(sql.Identifier(there))
        if key_is_json(walk, key):
            query = sql.SQL("CAST(CAST(line -> {} AS text) AS {})")
            values.append(query.format(sql.Literal(there), sql.SQL(types[name])))
        else:
            values.append(sql.SQL("(read).{}").format(sql.Identifier(there)))
    query = sql.SQL(
        "INSERT INTO again ({}) SELECT {} FROM unnest(CAST(%s AS json[])) AS line, "
        "json_populate_record(NULL::again, line) AS read"
    )
    return query.format(sql.SQL(", ").join(columns), sql.SQL(", ").join(values))


def key_is_json(walk: Walk, key: str) -> bool:
    return family_of(walk.view.mapper.columns[key].type) is Family.JSON


def renamed(line: str, names: dict[str, str]) -> str:
    for key, name in names.items():
        if key != name:
            line = line.replace(f"{json.dumps(key)}:", f"{json.dumps(f'key:{key}')}:", 1)
    return line
