"""How many rows: exact while that is cheap, else the planner's estimate, labelled as one."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask import current_app

from console.admin import budget, query
from console.admin.mapping import outline_of, table_of
from console.direct import Direct
from console.models.db import db

CAP = 10_000
SURELY_MORE = 3 * CAP // 2
# Planner cost units; about 10 ms of work with PostgreSQL's default settings.
CHEAP = 20_000.0
PATIENCE = 10_000  # milliseconds
SPARE = 300  # milliseconds that a page waits for the number of a table nobody has analysed
# Tables beyond this are not counted again for a minute: a page shows two figures of theirs.
LARGE = CAP
KEPT_FOR = 60.0
SIZES_KEPT = "console.sizes"
ROUGHLY_KEPT = "console.rough_sizes"
MOST_PLANS = 100  # of one statement
_plans: WeakKeyDictionary[Direct, dict[str, tuple[float, dict[str, Any]]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Count:
    """A number of rows; *exact* says whether it was counted or estimated."""

    number: int
    exact: bool


def count(statement: sa.Select[Any], plan: dict[str, Any] | None = None) -> Count:
    """How many rows *statement* returns, its order and page set aside.

    Where *plan* (:func:`explain`) is cheap, by one count that stops at ``CAP``; else the
    planner's word. Of a table that was never analysed the planner knows nothing: what is in it
    is counted all the same, within a time that a page can spare.
    """
    rows = statement.order_by(None).limit(None).offset(None)
    model = statement.column_descriptions[0]["entity"]
    return counted(Direct(capped(rows)), {}, plan or explain(rows), model)


def counted(
    asked: Direct, values: dict[str, Any], plan: dict[str, Any], model: type | None
) -> Count:
    """The number that *asked* (:func:`capped`) tells with these *values*, within *plan*'s budget.

    *model* is the one whose rows are counted.
    """
    estimate = int(plan["Plan Rows"])
    dear = plan["Total Cost"] > CHEAP
    # What is counted up to the cap, to be told only that it is more, costs as much as the page.
    if (dear or estimate > SURELY_MORE) and _is_analysed(model):
        return Count(estimate, exact=False)
    try:
        with budget.within(SPARE) if dear else contextlib.nullcontext():
            number = query.scalar(asked, values | {"count_limit": CAP + 1}) or 0
    except budget.SpentError:
        return Count(estimate, exact=False)
    if number <= CAP:
        return Count(number, exact=True)
    return Count(max(estimate, CAP + 1), exact=False)


def bare(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The rows of *statement* without their columns, which take time to spell out."""
    return statement.with_only_columns(sa.literal(1), maintain_column_froms=True)


def capped(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The number of *statement*'s rows, up to the value of ``count_limit``."""
    some = bare(statement).limit(sa.bindparam("count_limit", type_=sa.Integer))
    return sa.select(sa.func.count()).select_from(some.subquery())


def number(statement: sa.Select[Any]) -> int:
    """How many rows *statement* returns, however long that takes."""
    return query.scalar(Direct(_number_of(statement))) or 0


def _number_of(statement: sa.Select[Any]) -> sa.Select[Any]:
    rows = bare(statement.order_by(None)).subquery()
    return sa.select(sa.func.count()).select_from(rows)


def rounded(number: int) -> int:
    """An estimate with two figures: more would claim what nobody counted."""
    digits = len(str(number)) - 2
    return round(number, -digits) if digits > 0 else number


def _is_analysed(model: type | None) -> bool:
    """Whether there are statistics of the table of *model*."""
    return model is None or rough(model) is not None


def rough(model: type) -> int | None:
    """About how many rows the table of *model* has, to plan by: remembered for a while.

    ``None`` where it was never analysed.
    """
    known: dict[type, tuple[float, int]] = current_app.extensions.setdefault(ROUGHLY_KEPT, {})
    until, found = known.get(model, (0.0, None))
    if found is None or until < time.monotonic():
        names = {"names": [_name_of(outline_of(model))]}
        numbers = [number for _name, number in db.session.execute(sa.text(SIZES), names)]
        if not numbers or numbers[0] is None or numbers[0] < 0:
            return None
        found = int(numbers[0])
        known[model] = (time.monotonic() + KEPT_FOR, found)
    return found


def _name_of(table: Any) -> str:
    return f"{table.schema or 'public'}.{table.name}"


def exact(statement: sa.Select[Any], tag: str) -> int | None:
    """Count every row *statement* returns, or ``None`` when that takes longer than ``PATIENCE``.

    *tag* names the running count, so that :func:`cancel` can end it.
    """
    try:
        with budget.within(PATIENCE, application_name=tag[:63]):
            return db.session.scalar(_number_of(statement)) or 0
    except budget.SpentError:
        return None


def cancel(tag: str) -> None:
    """End the count that runs under *tag*."""
    running = sa.table("pg_stat_activity", sa.column("pid"), sa.column("application_name"))
    ended = sa.select(sa.func.pg_cancel_backend(running.c.pid))
    db.session.execute(ended.where(running.c.application_name == tag[:63]))


def explain(statement: sa.Select[Any]) -> dict[str, Any]:
    """The planner's top node for *statement*, which is not run."""
    # Columns are no part of the question.
    return query.plan_of(Direct(bare(statement)))


def likely(asked: Direct, values: dict[str, Any]) -> dict[str, Any]:
    """The planner's top node for *asked* with these *values*: remembered for a while.

    Who turns pages asks the same of each. Statements that are made anew are asked anew.
    """
    known = _plans.setdefault(asked, {})
    key = repr(sorted(values.items()))
    until, found = known.get(key, (0.0, None))
    if found is None or until < time.monotonic():
        if len(known) >= MOST_PLANS:
            known.clear()
        found = query.plan_of(asked, values)
        known[key] = (time.monotonic() + KEPT_FOR, found)
    return found


def size(model: type) -> Count:
    """How many rows the table of *model* has; of large tables remembered for a while."""
    known: dict[type, tuple[float, Count]] = current_app.extensions.setdefault(SIZES_KEPT, {})
    until, found = known.get(model, (0.0, None))
    if found is None or until < time.monotonic():
        found = table_sizes([model])[model]
        if found.exact:
            return found
        if found.number <= LARGE:
            table = table_of(model)
            number = db.session.scalar(sa.select(_capped(table))) or 0
            return Count(number, exact=True) if number <= CAP else Count(found.number, exact=False)
        known[model] = (time.monotonic() + KEPT_FOR, found)
    return found


def table_sizes(models: list[type]) -> dict[type, Count]:
    """How many rows each model's table has, by the statistics: one statement for all of them.

    Tables that were never analysed are counted up to ``CAP``, in a second statement.
    """
    names = {model: _name_of(outline_of(model)) for model in models}
    rows = db.session.execute(sa.text(SIZES), {"names": list(names.values())})
    known = {name: int(number) for name, number in rows if number is not None and number >= 0}
    found = {m: Count(known[name], exact=False) for m, name in names.items() if name in known}
    rest = [model for model in models if model not in found]
    if rest:
        counts = [_capped(outline_of(model)).label(f"count_{i}") for i, model in enumerate(rest)]
        for model, number in zip(rest, db.session.execute(sa.select(*counts)).one(), strict=True):
            found[model] = Count(number, exact=number <= CAP)
    return found


def _capped(table: Any) -> sa.ScalarSelect[Any]:
    rows = sa.table(table.name, schema=table.schema)
    few = sa.select(sa.literal(1)).select_from(rows).limit(CAP + 1).subquery()
    return sa.select(sa.func.count()).select_from(few).scalar_subquery()


# A partitioned table has no rows of its own in the statistics; its partitions have. Of a table
# without statistics, a file of no length says as much as a count.
SIZES = """
SELECT n.nspname || '.' || c.relname, CASE WHEN c.relkind = 'p' THEN
  (SELECT CASE WHEN bool_or(p.reltuples < 0 AND (p.relkind = 'f' OR pg_relation_size(p.oid) > 0))
   THEN -1 ELSE sum(greatest(p.reltuples, 0)) END
   FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid WHERE t.isleaf)
  WHEN c.relkind = 'r' AND c.reltuples < 0 AND NOT c.relhassubclass
   AND pg_relation_size(c.oid) = 0 THEN 0
  ELSE c.reltuples END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname || '.' || c.relname = ANY(:names)
"""
