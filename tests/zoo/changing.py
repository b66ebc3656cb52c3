"""A walk's saves: what is not touched stays, and what is entered is what PostgreSQL would make."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from psycopg2 import sql

from console.admin.fields.files import BytesField
from tests.zoo.browser import Form, form_of
from tests.zoo.ground import Place, Texts, at, lined

if TYPE_CHECKING:
    from tests.zoo.walk import Walk

ROWS = 12  # whose forms are opened
PAIRS = 6  # of rows between which a value is carried over
CHANGES = 6  # of columns whose type was changed in another table already
NULL = "\\N"  # as COPY writes it
# What is typed into a column that no other row of its table has another value for.
SAMPLES = {
    "text": "zoo",
    "character varying": "zoo",
    "citext": "zoo",
    "smallint": "77",
    "integer": "77",
    "bigint": "77",
    "numeric": "77",
    "date": "2026-02-03",
    "boolean": "true",
}
# A row, the value to give it in SQL and in its form, and the value as COPY writes it.
Try = tuple[str, sql.Composable, Callable[[Form], Form], tuple[str, ...]]


def save_unchanged(walk: Walk) -> None:
    """A form that is posted as it stands writes nothing."""
    before = walk.ground.versions(walk.relation)
    for key in walk.ids[:ROWS]:
        with walk.guarded(f"save {key} unchanged"):
            page = walk.get(f"{walk.url}edit/?id={quote(key, safe='')}")
            form = walk.forms[key] = form_of(page, "record-form")
            walk.saved(form.post(walk.client))
            assert walk.ground.versions(walk.relation) == before, "something was written"


def change(walk: Walk) -> None:
    """A changed control changes its columns, and all others stay as they were."""
    tried = 0
    wanted = [(n, c, cols) for n, (c, cols) in walk.controls.items() if cols]
    for name, kind, columns in wanted:
        types = str([one.type for one in walk.attributes if one.name in columns])
        known = (types, "change") in walk.asked
        if known and tried >= CHANGES:
            continue
        walk.asked.add((types, "change"))
        with walk.guarded(f"change {name}"):
            tried += change_one(walk, name, kind, columns)
    if not tried and walk.forms and wanted:
        walk.untried.append("change")


def change_one(walk: Walk, name: str, kind: Any, columns: list[str]) -> bool:
    before = walk.ground.versions(walk.relation)
    places = {key: walk.place_of(key) for key in walk.forms}
    values = {key: picked(walk, before[place], columns) for key, place in places.items()}
    assert all(name in form.names for form in walk.forms.values()), "no control"
    tries = itertools.chain(
        carried_over(walk, name, kind, columns, values), typed_anew(walk, name, columns, values)
    )
    there = walk.ground.rows(walk.relation)
    for key, query, enter, texts in tries:
        wanted = walk.ground.tried(
            update_sql(walk, columns, query, places[key]),
            lambda: walk.ground.rows(walk.relation),
        )
        # Refused, or undone by a trigger: nothing to learn from that.
        if wanted is None or wanted == there or sum(wanted.values()) != len(before):
            continue
        page = walk.get(f"{walk.url}edit/?id={quote(key, safe='')}")
        form = enter(form_of(page, "record-form"))
        typed = dict(zip(columns, texts, strict=True))
        check_change(walk, form, before, places[key], wanted, typed)
        return True
    return False


def carried_over(
    walk: Walk, name: str, kind: Any, columns: list[str], values: dict[str, tuple[str, ...]]
) -> Iterator[Try]:
    """What one row shows, entered in another."""
    pairs = [
        (a, b)
        for a in walk.forms
        for b in walk.forms
        if values[a] != values[b] and not is_half(walk, columns, values[b])
    ]
    for one, other in pairs[:PAIRS]:
        place, source = walk.place_of(other), walk.forms[other]
        content = walk.bytes_of(kind, columns, place)

        def enter(form: Form, source: Form = source, content: Any = content) -> Form:
            if kind is BytesField and content is None:
                return form.emptied(name)
            return form.taking(name, source, content)

        query = sql.SQL("SELECT {} FROM {} WHERE {}").format(
            walk.listed(columns), walk.relation.sql, at(place)
        )
        yield one, query, enter, values[other]


def is_half(walk: Walk, columns: list[str], texts: tuple[str, ...]) -> bool:
    """Whether a link is filled in by halves, which is entered column by column."""
    alone = {cols[0] for _class, cols in walk.controls.values() if len(cols) == 1}
    return len(columns) > 1 and NULL in texts and {*texts} != {NULL} and alone >= {*columns}


def typed_anew(
    walk: Walk, name: str, columns: list[str], values: dict[str, tuple[str, ...]]
) -> Iterator[Try]:
    """For rows that have nothing to give one another: a plain value, or none."""
    if len(columns) != 1:
        return
    kind = next(one.type for one in walk.attributes if one.name == columns[0])
    sample = SAMPLES.get(kind.partition("(")[0])
    for key in list(walk.forms)[:2]:
        if sample is not None and values[key] != (sample,):
            query = sql.SQL("SELECT CAST({} AS {})").format(sql.Literal(sample), sql.SQL(kind))
            yield key, query, lambda form: form.typing(name, sample), (sample,)
        if values[key] != (NULL,):
            yield key, sql.SQL("SELECT NULL"), lambda form: form.emptied(name), (NULL,)


def check_change(
    walk: Walk,
    form: Form,
    before: dict[Place, Texts],
    place: Place,
    wanted: Any,
    typed: dict[str, str],
) -> None:
    expected = only(walk, wanted, before)
    old = before[place][1:]
    # What PostgreSQL changes along with it: computed columns, and those of triggers.
    touched = {n for n, a, b in zip(walk.names, old, expected, strict=True) if a != b}
    walk.saved(form.post(walk.client))
    after = walk.ground.versions(walk.relation)
    others = {p: row for p, row in before.items() if p != place}
    assert others.items() <= after.items(), "another row was written"
    found = next(row for p, row in after.items() if p not in others)[1:]
    for name, was, wants, is_ in zip(walk.names, old, expected, found, strict=True):
        if typed.get(name) == wants:  # and no trigger puts something else in its place
            assert lined(is_) == lined(wants), f"{name} is {is_} and should be {wants}"
        elif name not in touched:
            assert is_ == was, f"{name} was {was} and is {is_}"
    key = [one.name for one in walk.view.mapper.primary_key if not one.system]
    if picked(walk, before[place], key) != tuple(found[walk.names.index(name)] for name in key):
        reopen(walk)


def only(walk: Walk, wanted: Any, before: dict[Place, Texts]) -> Texts:
    """The row that is new among the rows *wanted*."""
    rest = wanted.copy()
    rest.subtract(row[1:] for row in before.values())
    new = [row for row, number in rest.items() if number > 0]
    assert len(new) == 1, f"{len(new)} rows would change"
    return new[0]


def reopen(walk: Walk) -> None:
    """Rows have other keys now."""
    walk.__dict__.pop("ids", None)
    walk.forms = {key: form for key, form in walk.forms.items() if key in walk.ids}
    for key in walk.ids[:ROWS]:
        if key not in walk.forms:
            page = walk.get(f"{walk.url}edit/?id={quote(key, safe='')}")
            walk.forms[key] = form_of(page, "record-form")


def picked(walk: Walk, row: Texts, columns: list[str]) -> tuple[str, ...]:
    return tuple(row[1 + walk.names.index(name)] for name in columns)


def update_sql(walk: Walk, columns: list[str], query: Any, place: Place) -> sql.Composable:
    return sql.SQL("UPDATE {} SET ({}) = ({}) WHERE {}").format(
        walk.relation.sql, walk.listed(columns), query, at(place)
    )
