"""Exports: exactly the list's rows, order and columns, streamed from one snapshot."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Response, abort, current_app, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import orm

from console.admin import changelist, listing, liststate, wording
from console.admin.columns import Column
from console.auth import current_account
from console.models.db import db
from console.transfer import formats

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

BATCH = 2_000  # rows fetched at a time
Write = Callable[[Sequence[Any]], str]


def answer(view: ConsoleView, export_type: str) -> Response:
    """A streamed download of the list in the state that the URL says."""
    state = liststate.read(view, request.args)
    if state.rejected:
        abort(400, description=" ".join(state.notices))
    columns = export_columns(view, state)
    headings, statement, write = plan(view, state, columns)
    name = f"{view.endpoint.replace(':', '.')}-{dt.date.today():%Y-%m-%d}.{export_type}"
    engine, account = db.engine, current_account()
    # The request's own transaction ends here: the download may take longer than any reader.
    db.session.rollback()
    lines = stream(engine, account, statement, headings, write)
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def export_columns(view: ConsoleView, state: liststate.ListState) -> list[Column]:
    """``column_export_list``, else the columns the list shows."""
    if view.column_export_list and not state.columns:
        names = [str(getattr(name, "key", name)) for name in view.column_export_list]
        return [view.columns.get(name) or Column(view.model, name) for name in names]
    return changelist.shown_columns(view, state)


def plan(
    view: ConsoleView, state: liststate.ListState, columns: Sequence[Column]
) -> tuple[list[str], sa.Select[Any], Write]:
    """Headings, the statement and a function from one of its rows to a line of CSV."""
    statement = listing.ordered(listing.narrowed(state), state)
    picked: list[Any] = []
    writers: list[tuple[int, int, Callable[[Sequence[Any]], Any]]] = []
    headings: list[str] = []
    for column in columns:
        if column.is_property:
            continue
        start = len(picked)
        if column.relationship is None:
            entity, statement = _joined(statement, column)
            picked.append(getattr(entity, column.leaf))
            headings.append(column.label)
            writers.append((start, start + 1, lambda values: formats.plain(values[0])))
            continue
        locals_ = [listing.local_attribute(column.owner, c) for c in column.columns]
        picked += locals_
        headings.append(_("%(column)s key", column=column.label))
        writers.append((start, len(picked), lambda values: ",".join(map(_key_text, values))))
        words = _words(statement, column)
        if words is not None:
            statement, parts, say = words
            start = len(picked)
            picked += parts
            headings.append(column.label)
            writers.append((start, len(picked), say))
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def write(values: Sequence[Any]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([convert(values[a:b]) for a, b, convert in writers])
        return buffer.getvalue()

    return headings, statement.with_only_columns(*picked), write


def _joined(statement: sa.Select[Any], column: Column) -> tuple[Any, sa.Select[Any]]:
    entity: Any = column.model
    for step in column.path:
        alias = orm.aliased(step.mapper.class_)
        statement = statement.outerjoin(alias, getattr(entity, step.key))
        entity = alias
    return entity, statement


def _words(
    statement: sa.Select[Any], column: Column
) -> tuple[sa.Select[Any], list[Any], Callable[[Sequence[Any]], Any]] | None:
    """Join what the words of a link's row are made of, and how to say them."""
    from console.admin.registry import view_for

    target = column.target
    view = view_for(target)
    names = wording.parts(target) if target else None
    if target is None or names is None or view is None or not view.may_read:
        return None
    alias = orm.aliased(target)
    statement = statement.outerjoin(alias, getattr(column.owner, column.leaf))
    key = [
        getattr(alias, view.mapper.get_property_by_column(c).key) for c in view.mapper.primary_key
    ]
    size = len(key)

    def say(values: Sequence[Any]) -> str:
        if None in values[:size]:
            return ""
        return formats.neutral(wording.say(target, values[size:], values[:size]))

    return statement, [*key, *(getattr(alias, name) for name in names)], say


def stream(
    engine: sa.Engine, account: Any, statement: sa.Select[Any], headings: list[str], write: Write
) -> Iterator[str]:
    """The file, a batch at a time, from a server-side cursor in one read-only snapshot."""
    yield formats.csv_line(headings)
    with engine.connect() as plain_connection:
        connection = plain_connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        # A large export may run as long as someone reads it.
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
        try:
            result = connection.execution_options(
                stream_results=True, max_row_buffer=BATCH
            ).execute(statement)
            for batch in result.partitions(BATCH):
                yield "".join(map(write, batch))
        except sa.exc.DBAPIError:
            current_app.logger.exception("an export broke off")
            # The length is unknown to the client; only a broken transfer tells it of a broken file.
            raise


def _key_text(value: Any) -> str:
    return "" if value is None else str(formats.plain(value))
