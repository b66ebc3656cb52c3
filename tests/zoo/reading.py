"""The first half of a walk: lists, orders, filters, searches and pages of rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa

from console.admin import filters, keys, links, liststate
from console.admin.kinds import Kind
from console.models.db import db

if TYPE_CHECKING:
    from tests.zoo.walk import Walk

READ = 4  # whose details are opened
SMALL_PAGE = 3  # rows, so that lists have a second page to go on to


def look(walk: Walk) -> None:
    """The list has every row, and no column is left out."""
    assert walk.view is not None, "no view"
    shown, there = len(walk.ids), walk.ground.count(walk.relation)
    assert shown == there, f"the list has {shown} rows of {there}"
    assert len(set(walk.ids)) == shown or walk.view.can_edit is False, "keys are not unique"
    known = {column.name for one in walk.view.columns.values() for column in one.columns}
    missing = set(walk.names) - known
    assert not missing, f"columns left out: {missing}"
    every = ",".join(walk.view.columns)
    walk.get(f"{walk.url}?columns={quote(every)}")


def page_through(walk: Walk) -> None:
    """Each order has every row once: of a type not seen before from page to page, both ways.

    Columns of types that were seen are sorted by together, as many as an address takes.
    """
    with walk.app.test_request_context():
        names = list(liststate.sortable(walk.view))
    usual, needed = walk.view.page_size, {one.name for one in walk.attributes if one.required}
    known: list[str] = []
    for name in names:
        # Rows without a value are a part of their own.
        own = {one.name for one in walk.view.columns[name].columns}
        if not walk.is_new(name, f"sort {own <= needed}"):
            known.append(f"-{name}")
            continue
        walk.view.page_size = SMALL_PAGE
        for sign in ("", "-"):
            sort_by(walk, f"{sign}{name}")
    walk.view.page_size = usual
    for start in range(0, len(known), liststate.MOST_SORTED):
        sort_by(walk, ",".join(known[start : start + liststate.MOST_SORTED]))


def sort_by(walk: Walk, order: str) -> None:
    with walk.guarded(f"sort by {order}"):
        found = walk.ids_of(f"{walk.url}?sort={quote(order)}")
        assert sorted(found) == sorted(walk.ids), f"{found} of {walk.ids}"


def ask(walk: Walk) -> None:
    """Each filter that is offered can be asked; one for a row's own value finds the row."""
    if not walk.ids:
        return
    with walk.app.test_request_context():
        offered = {n: filters.operators(c) for n, c in liststate.filterable(walk.view).items()}
    for name, operators in offered.items():
        samples = samples_of(walk, name, 2 if walk.is_new(name, "values") else 1)
        for number, operator in enumerate(operators):
            if not walk.is_new(name, operator.name) and number:
                continue
            with walk.guarded(f"filter {name} {operator.name}"):
                ask_one(walk, name, operator, samples)


def ask_one(walk: Walk, name: str, operator: Any, samples: dict[str, str]) -> None:
    base = f"{walk.url}?{quote(f'add:{name}')}={{}}&{quote(f'op:{name}')}={operator.name}"
    if operator.takes == "flag":
        yes, no = (walk.ids_of(base.format(flag)) for flag in "10")
        if operator.name in {"null", "set"}:
            assert sorted(yes + no) == sorted(walk.ids), "yes and no are not all"
    elif operator.takes == "period":
        walk.ids_of(base.format("this_year"))
    else:
        for key, text in samples.items():
            found = walk.ids_of(base.format(quote(text, safe="")))
            if operator.name in {"eq", "ge", "le", "contains", "has", "starts"}:
                assert key in found, f"{text!r} does not find its row"
            elif operator.name in {"ne", "gt", "lt", "lacks"}:
                assert key not in found, f"{text!r} finds its row"


def samples_of(walk: Walk, name: str, number: int) -> dict[str, str]:
    """For some rows the value of *name* as one would type it into the filter."""
    column = walk.view.columns[name]
    found: dict[str, str] = {}
    with walk.app.test_request_context():
        for key in walk.ids[:4]:
            text = sample_of(walk, column, key)
            if text:
                found[key] = text
        db.session.remove()
    return dict(list(found.items())[:number])


def sample_of(walk: Walk, column: Any, key: str) -> str | None:
    values = keys.decode(walk.view.model, key)
    if values is None:
        return None
    model = walk.view.model
    condition = keys.matches(model, values)
    if column.relationship is not None:
        link = links.of_relationship(column.relationship)
        row = db.session.scalars(sa.select(model).where(condition)).first()
        target = link.key_of(row) if link and row is not None else None
        return keys.encode(target) if target else None
    expression = sa.func.format("%s", column.attribute)
    if column.kind is Kind.ARRAY:
        # A list is asked for one of its elements.
        one = sa.func.format("%s", sa.func.unnest(column.attribute))
        expression = sa.select(one).limit(1).correlate(model).scalar_subquery()
    statement = sa.select(expression, sa.func.num_nulls(column.attribute))
    row = db.session.execute(statement.where(condition)).first()
    return None if row is None or row[1] or row[0] is None else str(row[0])


def search(walk: Walk) -> None:
    """A word of a row finds the row."""
    if not walk.view.column_searchable_list or not walk.ids:
        walk.get(f"{walk.url}?search=zoo")
        return
    name = walk.view.column_searchable_list[0]
    for key, text in samples_of(walk, name, 1).items():
        if words := re.findall(r"\w+", text, re.ASCII):
            found = walk.ids_of(f"{walk.url}?search={quote(words[0])}")
            assert key in found, f"{words[0]!r} does not find its row"


def read(walk: Walk) -> None:
    """Each row has its page."""
    for key in walk.ids[:READ]:
        with walk.guarded(f"details of {key}"):
            walk.get(f"{walk.url}details/?id={quote(key, safe='')}")
