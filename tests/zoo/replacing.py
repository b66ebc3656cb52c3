"""A row of a walk goes and comes back: deleted, then entered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from psycopg2 import sql

from console.admin.fields.files import BytesField
from tests.zoo.browser import Form, form_of
from tests.zoo.ground import Texts, at, lined

if TYPE_CHECKING:
    from tests.zoo.walk import Walk


def delete_and_add_again(walk: Walk) -> None:
    """A row that may go goes; the same entries make it anew, what has a default left blank."""
    walk.ground.run("DROP TABLE IF EXISTS kept")
    key = deletable(walk)
    if key is None:
        walk.untried.append("delete")
        return
    query = sql.SQL("CREATE TEMP TABLE kept AS SELECT * FROM {} WHERE {}")
    walk.ground.run(query.format(walk.relation.sql, at(walk.place_of(key))))
    page = walk.get(f"{walk.url}edit/?id={quote(key, safe='')}")
    shown, contents = form_of(page, "record-form"), kept_bytes(walk, key)
    with walk.guarded("delete"):
        delete(walk, key)
    with walk.guarded("add"):
        add(walk, shown, contents)


def kept_bytes(walk: Walk, key: str) -> dict[str, bytes | None]:
    place = walk.place_of(key)
    return {
        name: walk.bytes_of(kind, columns, place)
        for name, (kind, columns) in walk.controls.items()
        if kind is BytesField
    }


def deletable(walk: Walk) -> str | None:
    for key in [*walk.forms][::-1]:
        query = sql.SQL("DELETE FROM {} WHERE {}")
        query = query.format(walk.relation.sql, at(walk.place_of(key)))
        there = walk.ground.count(walk.relation)
        left = walk.ground.tried(query, lambda: walk.ground.count(walk.relation))
        if left is not None and left < there:
            return key
    return None


def delete(walk: Walk, key: str) -> None:
    query = sql.SQL("DELETE FROM {} WHERE {}")
    query = query.format(walk.relation.sql, at(walk.place_of(key)))
    wanted = walk.ground.tried(query, lambda: walk.ground.rows(walk.relation))
    page = walk.get(f"{walk.url}delete/?id={quote(key, safe='')}")
    walk.saved(form_of(page, "narrow").post(walk.client))
    assert walk.ground.rows(walk.relation) == wanted, "other rows went than should"


def add(walk: Walk, shown: Form, contents: dict[str, bytes | None]) -> None:
    columns, wanted = smallest(walk)
    if wanted is None:
        walk.untried.append("add")
        return
    before = walk.ground.rows(walk.relation)
    form = form_of(walk.get(f"{walk.url}new/"), "record-form")
    reachable, along = set(), set()
    for name, (kind, own) in walk.controls.items():
        reachable |= set(own)
        if not set(own) & columns:
            continue
        # A link of several columns is entered whole.
        along |= set(own) - columns
        form = form.taking(name, shown, contents.get(name))
        if kind is BytesField and contents[name] is None:
            form = form.emptied(name)
    assert columns <= reachable, f"no control for {columns - reachable}"
    walk.saved(form.post(walk.client))
    found = list((walk.ground.rows(walk.relation) - before).elements())
    assert len(found) == 1, f"{len(found)} rows were added"
    first, second = wanted
    for name, one, other, is_ in zip(walk.names, first, second, found[0], strict=True):
        if name not in along and one == other and lined(one) != lined(is_):
            raise AssertionError(f"{name} is {is_} and should be {one}")


def smallest(walk: Walk) -> tuple[set[str], tuple[Texts, Texts] | None]:
    """The fewest columns that make a row, and what PostgreSQL makes of them, twice."""
    free = [one for one in walk.attributes if not one.computed]
    choices = (
        [one.name for one in free if one.required and not one.filled],
        [one.name for one in free if not one.filled],
        [one.name for one in free],
    )
    before = walk.ground.rows(walk.relation)
    for names in choices:
        query = insert_sql(walk, names)
        made = [
            walk.ground.tried(query, lambda: walk.ground.rows(walk.relation) - before)
            for _again in range(2)
        ]
        if all(one is not None and sum(one.values()) == 1 for one in made):
            first, second = (next(iter(one)) for one in made)
            return set(names), (first, second)
    return set(), None


def insert_sql(walk: Walk, names: list[str]) -> sql.Composable:
    if not names:
        return sql.SQL("INSERT INTO {} DEFAULT VALUES").format(walk.relation.sql)
    named = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("INSERT INTO {t} ({c}) SELECT {c} FROM kept").format(
        t=walk.relation.sql, c=named
    )
