"""The statements behind every list, record, export, picker and action."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

from console import wire
from console.admin import budget, keys, naming, ported, wording
from console.admin.mapping import table_of
from console.auth import current_account, row_rule, transactions
from console.direct import NONE, Direct
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView


STORE = "_rows_by_key"
BESIDE = "console_beside"
# What is read along with a row: expressions by name. A name says all about its expression.
Beside = Mapping[Any, sa.ColumnElement[Any]]


def visible_to(account: Any, model: type) -> sa.Select[Any]:
    """Every row of *model* that *account* may see; all reading starts here."""
    statement: sa.Select[Any] = sa.select(model)
    if (rule := row_rule(account, model)) is not None:
        statement = statement.where(rule)
    return statement


def rule_on(alias: Any, model: type) -> sa.ColumnElement[bool] | None:
    """The viewer's row rule of *model*, about the rows of *alias*."""
    rule = row_rule(current_account(), model)
    if rule is None:
        return None
    table = table_of(model)
    return (
        sa.sql.util.ClauseAdapter(sa.inspect(alias).selectable).traverse(rule)
        if table is not None
        else rule
    )


def base(view: ConsoleView) -> sa.Select[Any]:
    """What the current viewer may see of *view*'s model."""
    statement = visible_to(current_account(), view.model)
    rule = ported.own_rule(view)
    return statement if rule is None else statement.where(rule)


def sees_all(view: ConsoleView) -> bool:
    """Whether nothing narrows what the current viewer sees of *view*'s model."""
    if ported.overrides(view, "get_query"):
        return False
    return row_rule(current_account(), view.model) is None


def read(
    direct: Direct, values: Mapping[str, Any] = NONE, *, within: int | None = None
) -> list[Any]:
    """The rows of a statement that was compiled beforehand, as the current viewer reads them.

    `SpentError` where that takes longer than *within* milliseconds. In a transaction that has
    begun, which it would break, the statement has the time that others have.
    """
    first = transactions.told(current_account())
    if within is None:
        return direct.rows(values, first)
    told, given = first or ("SELECT 1", ())
    first = f"{told}, set_config('statement_timeout', %s, true)", (*given, str(within))
    with budget.spending():
        return direct.rows(values, first)


def scalar(direct: Direct, values: Mapping[str, Any] = NONE) -> Any:
    """The first column of the first row of such a statement."""
    return direct.scalar(values, transactions.told(current_account()))


def plan_of(direct: Direct, values: Mapping[str, Any] = NONE) -> dict[str, Any]:
    """The planner's top node for a statement, which is not run."""
    return direct.plan(values, transactions.told(current_account()))


def end() -> None:
    """Nothing more is read: the transaction must not wait for the page to be made and sent."""
    if db.session.registry.has():
        db.session.rollback()


def get_row(
    view: ConsoleView,
    encoded: str | None,
    *,
    lock: bool = False,
    beside: Beside = NONE,
) -> Any | None:
    """The row whose encoded key is given, or ``None``: unknown, malformed or not theirs to see.

    *lock* holds the row until the transaction ends (``FOR UPDATE``). What is read *beside* the row
    is found, by its names, in the ``info`` of its state under `BESIDE`.
    """
    if ported.overrides(view, "get_one"):
        # It may know rows by other names, or fewer of them; who may see the row is asked here.
        chosen = view.get_one(encoded)
        key = None if chosen is None else _identity(chosen)
    else:
        key = keys.decode(view.model, encoded)
    if key is None:
        return None
    values = key_values(key)
    place = (lock, *beside)
    if None in key or not sees_all(view):
        statement = _row(view, base(view).where(keys.matches(view.model, key)), lock, beside)
    elif (statement := view.__dict__.setdefault(STORE, {}).get(place)) is None:
        # Made once, a statement costs half.
        statement = _row(view, base(view).where(*named_key(view.model)), lock, beside)
        view.__dict__[STORE][place] = statement
    with nullcontext() if lock else _alone():
        # Tables that inherit from this one may repeat its keys: the table's own row comes first.
        found = db.session.execute(statement, values).unique().first()
    if found is None:
        return None
    if beside:
        state = orm.attributes.instance_state(found[0])
        state.info[BESIDE] = dict(zip(beside, found[1:], strict=True))
    return found[0]


def _alone() -> AbstractContextManager[None]:
    """Let what is read be a transaction of its own, unless something waits to be written first."""
    session = db.session
    if session.new or session.dirty or session.deleted:
        return nullcontext()
    return wire.alone(session.connection())


def _row(
    view: ConsoleView, statement: sa.Select[Any], lock: bool, beside: Beside
) -> sa.Select[Any]:
    wanted = (one.label(f"beside_{i}") for i, one in enumerate(beside.values()))
    statement = statement.add_columns(*wanted).options(*unloaded(view.model))
    return statement.with_for_update(of=view.model) if lock else statement


def named_key(model: type) -> list[Any]:
    """The condition that picks a row by the values of ``key_0``, ``key_1`` …"""
    attributes = enumerate(keys.primary_key(model))
    return [a == sa.bindparam(f"key_{i}", type_=a.type) for i, a in attributes]


def key_values(key: Sequence[Any]) -> dict[str, Any]:
    """The values to run a statement with that has the conditions of :func:`named_key`."""
    return {f"key_{i}": value for i, value in enumerate(key)}


def rows_by_ids(view: ConsoleView, encoded: Sequence[str]) -> list[Any]:
    """The visible rows among the encoded keys, in the order of the keys."""
    wanted = {key: None for text in encoded if (key := keys.decode(view.model, text)) is not None}
    if not wanted:
        return []
    statement = base(view).where(keys.among(view.model, list(wanted)))
    rows = db.session.scalars(statement.options(*unloaded(view.model))).unique().all()
    place = {key: number for number, key in enumerate(wanted)}
    return sorted(rows, key=lambda row: place.get(_identity(row), 0))


def unloaded(model: type) -> list[Any]:
    """Options that keep eager relationships and unread secrets from being fetched."""
    return [orm.lazyload("*")]


def _identity(row: Any) -> tuple[Any, ...]:
    """The key under which *row* was loaded."""
    key = orm.attributes.instance_state(row).key
    assert key is not None
    return key[1]


def related_words(model: type, wanted: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], str]:
    """The words of the rows of *model* with the *wanted* keys, in one statement.

    Rows the viewer may not see are left out, so that not even their name shows.
    """
    if not wanted:
        return {}
    rule, values = row_rule(current_account(), model), {"wanted": _for_sql(wanted)}
    if wording.parts(model) is None:
        statement = visible_to(current_account(), model).where(_among(model))
        rows = db.session.scalars(statement.options(*unloaded(model)), values).unique().all()
        return {_identity(row): naming.words(row) for row in rows}
    direct = _words(model) if rule is None else Direct(_words(model).statement.where(rule))
    size = len(keys.primary_key(model))
    return {tuple(r[:size]): wording.say(model, r[size:], r[:size]) for r in read(direct, values)}


@functools.cache
def _words(model: type) -> Direct:
    # A form with five links asks five times: made once, a statement costs half.
    parts = (getattr(model, name) for name in wording.parts(model) or ())
    return Direct(sa.select(*keys.primary_key(model), *parts).where(_among(model)))


def _among(model: type) -> sa.ColumnElement[bool]:
    attributes = keys.primary_key(model)
    bind: sa.BindParameter[Any] = sa.bindparam("wanted", expanding=True)
    found = attributes[0] if len(attributes) == 1 else sa.tuple_(*map(keys.spoken, attributes))
    return found.in_(bind)


def _for_sql(wanted: Sequence[tuple[Any, ...]]) -> list[Any]:
    return [key[0] if len(key) == 1 else tuple(key) for key in wanted]
