"""Whether PostgreSQL can read a text as a value of a column: asked without writing anything."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from console.admin.fields.base import literal
from console.models.db import db


def refusal(column: sa.Column[Any], text: str) -> DBAPIError | None:
    """Why *text* cannot go into *column*; ``None`` when it can.

    An UPDATE of no row is planned and not run: planning reads every constant with the column's
    own input function and length, whatever its type, and no trigger fires.
    """
    table = column.table
    statement = sa.update(table).where(sa.false()).values({column: literal(text)})
    connection = db.session.connection()
    compiled = statement.compile(connection)
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"EXPLAIN {compiled}", compiled.construct_params())
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return error
    return None


def is_readable(column: sa.Column[Any], text: str) -> bool:
    """Whether *text* is a value of the type of *column*; nothing is read or written for it."""
    connection = db.session.connection()
    try:
        with connection.begin_nested():
            connection.execute(sa.select(sa.cast(sa.literal(text, sa.Text()), column.type)))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return False
    return True


def type_words(column: sa.Column[Any]) -> str:
    """The type of *column* as PostgreSQL calls it."""
    if named := column.info.get("pg_type"):
        return str(named)
    dialect = sa.dialects.postgresql.dialect()  # type: ignore[no-untyped-call]
    try:
        return str(column.type.compile(dialect)).lower()
    except sa.exc.CompileError:  # a type SQLAlchemy met and did not know
        return str(column.name)
