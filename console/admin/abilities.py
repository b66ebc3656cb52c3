"""Whether values of a type can be compared, or put in order: asked of PostgreSQL where need be."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import DBAPIError

from console.models.db import db

_KNOWN = "console.abilities"
_NEITHER = (sa.JSON,)
# Types of SQLAlchemy's own that say nothing of the type behind them.
_OPAQUE = (sa.types.UserDefinedType, sa.types.NullType, sa.ARRAY, pg.DOMAIN)


def ordered(column: Any) -> bool:
    """Whether rows can be sorted by *column*."""
    # An hstore can be sorted, but has no "<" by which a page could go on from its last row.
    return _has(column, "SELECT CAST(NULL AS {0}) WHERE CAST(NULL AS {0}) < NULL ORDER BY 1")


def comparable(column: Any) -> bool:
    """Whether values of *column* can be equal to one another."""
    return _has(column, "SELECT CAST(NULL AS {0}) GROUP BY 1")


def compared(attribute: Any, column: Any) -> Any:
    """*attribute*, which holds *column*, as it stands in comparisons."""
    # PostgreSQL compares enums, and does not see one behind a domain.
    behind = isinstance(column.type, sa.Enum) and bool(column.info.get("domain"))
    return sa.cast(attribute, column.type) if behind else attribute


def sql_name(column: Any) -> str:
    """The type of *column* in SQL: as the catalogue wrote it, else as SQLAlchemy does."""
    if named := column.info.get("pg_type"):
        return str(named)
    return str(column.type.compile(pg.dialect()))  # type: ignore[no-untyped-call]


def _has(column: Any, question: str) -> bool:
    kind = column.type
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, _NEITHER):
        return False
    if not isinstance(kind, _OPAQUE):
        return True
    try:
        name = sql_name(column)
    except sa.exc.CompileError:
        return False
    if not has_app_context():
        return False
    known: dict[str, bool] = current_app.extensions.setdefault(_KNOWN, {})
    asked = question.format(name)
    if asked not in known:
        known[asked] = _is_planned(asked)
    return known[asked]


def _is_planned(statement: str) -> bool:
    """Whether PostgreSQL finds the operators that *statement* needs."""
    connection = db.session.connection()
    try:
        with connection.begin_nested():
            # Names of types may hold a percent sign, which the driver would read otherwise.
            connection.exec_driver_sql(statement.replace("%", "%%"), {})
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True
