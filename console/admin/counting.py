"""How many rows: exact while that is cheap, else the planner's estimate, labelled as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlalchemy.ext.compiler
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql

from console.models.db import db

CAP = 10_000
# Planner cost units; about 10 ms of work with PostgreSQL's default settings.
CHEAP = 20_000.0


@dataclass(frozen=True)
class Count:
    """A number of rows; *exact* says whether it was counted or estimated."""

    number: int
    exact: bool


def count(statement: sa.Select[Any]) -> Count:
    """How many rows *statement* returns, its order and page set aside.

    Costs one EXPLAIN and, where the plan is cheap, one count that stops at ``CAP``.
    """
    bare = statement.order_by(None).limit(None).offset(None)
    plan = explain(bare)
    estimate = int(plan["Plan Rows"])
    if plan["Total Cost"] > CHEAP:
        return Count(estimate, exact=False)
    capped = bare.with_only_columns(sa.literal(1)).limit(CAP + 1).subquery()
    number = db.session.scalar(sa.select(sa.func.count()).select_from(capped)) or 0
    return (
        Count(number, exact=True) if number <= CAP else Count(max(estimate, CAP + 1), exact=False)
    )


def explain(statement: sa.Select[Any]) -> dict[str, Any]:
    """The planner's top node for *statement*, which is not run."""
    rows = db.session.execute(_Explain(statement)).scalar_one()
    plan: dict[str, Any] = (rows if isinstance(rows, list) else [rows])[0]["Plan"]
    return plan


def estimated_rows(models: list[type]) -> dict[type, int | None]:
    """The statistics' row count of each model's table; ``None`` where it was never analysed."""
    tables = {orm.class_mapper(model).local_table: model for model in models}
    names = {f"{t.schema or 'public'}.{t.name}": model for t, model in tables.items()}
    rows = db.session.execute(
        sa.text(
            "SELECT n.nspname || '.' || c.relname, CASE WHEN c.relkind = 'p' THEN"
            " (SELECT sum(greatest(p.reltuples, 0)) FROM pg_inherits i"
            "  JOIN pg_class p ON p.oid = i.inhrelid WHERE i.inhparent = c.oid)"
            " ELSE c.reltuples END"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname || '.' || c.relname = ANY(:names)"
        ),
        {"names": list(names)},
    )
    found: dict[type, int | None] = dict.fromkeys(models)
    for name, number in rows:
        found[names[name]] = int(number) if number is not None and number >= 0 else None
    return found


class _Explain(sa.sql.base.Executable, sa.sql.ClauseElement):
    """``EXPLAIN (FORMAT JSON)`` of a statement, its parameters bound as usual."""

    inherit_cache = False

    def __init__(self, statement: sa.Select[Any]) -> None:
        self.statement = statement


@sa.ext.compiler.compiles(_Explain, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator]
def _compile(element: _Explain, compiler: postgresql.base.PGCompiler, **options: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.statement, **options)}"
