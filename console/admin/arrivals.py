"""Whether a new row is where it was put: triggers and rules may keep it out, or rename it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm
from wtforms.validators import ValidationError

from console.admin import catalogue, keys
from console.models.db import db
from console.models.types import OWN

RENAMED = "console.renamed"
INTERFERES = "console.interferes"
# Only where somebody wrote a trigger or a rule can a row go another way.
_INTERFERES = sa.text(
    """
    SELECT c.relhasrules OR EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
        AND t.tgtype & 7 = 7)  -- for each row, before, insert
    FROM pg_class c WHERE c.oid = to_regclass(:name)
    """
)
_INSERTED = sa.text("SELECT pg_stat_get_xact_tuples_inserted(to_regclass(:name))")


def prepare(row: Any) -> None:
    """Give the new *row* its key where the database might not tell it afterwards.

    A trigger that sends a row to another table leaves nothing to return a key from.
    """
    table = catalogue.table_of(type(row))
    if not db.session.scalar(_INTERFERES, {"name": catalogue.sql_name(table)}):
        return
    orm.attributes.instance_state(row).info[INTERFERES] = True
    columns = orm.class_mapper(type(row)).primary_key
    for attribute, column in zip(keys.primary_key(type(row)), columns, strict=True):
        default = getattr(column.server_default, "arg", None)
        if default is not None and getattr(row, attribute.key) is None:
            setattr(row, attribute.key, db.session.scalar(sa.select(default)))


def put(row: Any) -> None:
    """Insert the new *row* of a table that others inherit from, where `prepare` saw a trigger.

    It may send the row on to one of those, and SQLAlchemy asks what it inserted for its place.
    """
    state = orm.attributes.instance_state(row)
    model: Any = type(row)
    if INTERFERES not in state.info or not state.pending or not keys.of_table(model):
        return
    mapper = orm.class_mapper(model)
    names = {one.key: one.columns[0] for one in mapper.column_attrs if not one.columns[0].system}
    # As SQLAlchemy does it: what nobody has set is left to its default.
    given = {names[n]: v for n, v in state.dict.items() if n in names and v is not None}
    db.session.expunge(row)
    key = [getattr(row, mapper.get_property_by_column(one).key) for one in keys.referable(model)]
    before = _tables_with(model, key)
    db.session.execute(sa.insert(catalogue.table_of(model)).values(given))
    (place, *_others) = *(t for t in _tables_with(model, key) if t not in before), OWN
    setattr(row, keys.primary_key(model)[-1].key, place)
    orm.make_transient_to_detached(row)
    db.session.add(row)


def _tables_with(model: type, key: list[Any]) -> list[str]:
    """The tables that have a row of this *key*, of those whose rows *model* shows."""
    *attributes, lies = keys.primary_key(model)
    found = (a == value for a, value in zip(attributes, key, strict=True))
    return list(db.session.scalars(sa.select(lies).where(*found)))


def check(row: Any) -> None:
    """`ValidationError` where the database did not take *row*, which has just been flushed.

    Asked of rows that `prepare` has seen; others were there before.
    """
    info = orm.attributes.instance_state(row).info
    if INTERFERES not in info or _is_there(row):
        return
    name = catalogue.sql_name(catalogue.table_of(type(row)))
    if not db.session.scalar(_INSERTED, {"name": name}):
        raise ValidationError(
            _("The database did not keep the new row: a trigger or rule of its own prevents it.")
        )
    info[RENAMED] = True


def is_renamed(row: Any) -> bool:
    """Whether the database gave the new *row* another key than it was added with."""
    return RENAMED in orm.attributes.instance_state(row).info


def _is_there(row: Any) -> bool:
    identity = orm.attributes.instance_state(row).identity
    model: Any = type(row)
    return identity is not None and bool(
        db.session.scalar(sa.select(sa.exists().where(keys.matches(model, identity))))
    )
