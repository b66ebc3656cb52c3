"""The database handle and the declarative base that every model shares."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import uuid
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg

from console.models.waiting import Registry

# Constraint names are part of the schema: a migration drops by name, and console.errors turns
# "uq_company_tax_id" into a sentence about the tax number.
NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def stored_by_value(kind: type[enum.Enum] = enum.Enum) -> sa.Enum:
    """An enum column as TEXT-like VARCHAR: stores ``"active"``, not the member's name."""
    return sa.Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(orm.DeclarativeBase):
    # Flask-SQLAlchemy copies this class, so the type map has to sit on an explicit registry
    # (pallets-eco/flask-sqlalchemy#1361).
    registry = Registry(
        metadata=sa.MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            str: sa.Text,
            bytes: sa.LargeBinary,
            decimal.Decimal: sa.Numeric,
            dt.datetime: sa.DateTime(timezone=True),
            dict[str, Any]: pg.JSONB,
            list[str]: pg.ARRAY(sa.Text),
            uuid.UUID: sa.Uuid,
            enum.Enum: stored_by_value(),
        },
    )

    # How a table is spoken of; console.admin.naming reads these and guesses where they lack.
    __labels__: ClassVar[tuple[str, str] | None] = None
    __category__: ClassVar[str | None] = None


db = SQLAlchemy(model_class=Base)
Base.registry.serve(db.Model)

# SQLAlchemy looks at every annotation of every base class once more for each model, and these say
# nothing about columns: a tenth of the start with a thousand models.
for base in db.Model.__mro__:
    vars(base).get("__annotations__", {}).clear()
