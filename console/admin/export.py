"""Exports: exactly the list's rows, order and columns, streamed from one snapshot."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Response, abort, request, stream_with_context
from flask_babel import gettext as _
from sqlalchemy import orm

from console.admin import chosen, keys, listing, liststate, wording
from console.admin.columns import Column
from console.admin.registry import view_for
from console.models.db import db
from console.transfer import formats

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

BATCH = 2_000  # rows fetched at a time
Convert = Callable[[Sequence[Any]], Any]


def answer(view: ConsoleView, export_type: str) -> Response:
    """A streamed download of the list in the state that the URL says."""
    state = liststate.read(view, request.args)
    if state.rejected:
        abort(400, description=" ".join(state.notices))
    columns = export_columns(view, state)
    name = f"{view.endpoint.replace(':', '.')}-{dt.date.today():%Y-%m-%d}.{export_type}"
    engine, found = db.engine, plan(columns)
    # The request's own transaction ends here: the download may take longer than any reader.
    db.session.rollback()
    lines = stream(engine, state, found)
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def export_columns(view: ConsoleView, state: liststate.ListState) -> list[Column]:
    """``column_export_list``, else the columns the list shows."""
    if view.column_export_list and not state.columns:
        names = [str(getattr(name, "key", name)) for name in view.column_export_list]
        return [view.columns.get(name) or Column(view.model, name) for name in names]
    return chosen.shown_columns(view, state)


@dataclass
class Plan:
    """What an export selects and how each row becomes a line."""

    headings: list[str] = field(default_factory=list)
    picked: list[Any] = field(default_factory=list)
    joins: list[tuple[Any, Any]] = field(default_factory=list)
    writers: list[tuple[int, int, Convert]] = field(default_factory=list)

    def add(self, heading: str, expressions: Sequence[Any], convert: Convert) -> None:
        """One more column of the file, made by *convert* from the values of *expressions*."""
        start = len(self.picked)
        self.picked += expressions
        self.headings.append(heading)
        self.writers.append((start, len(self.picked), convert))

    def statements(self, state: liststate.ListState) -> list[sa.Select[Any]]:
        """The statements whose rows, one after the other, are the file's."""
        labelled = [value.label(f"value_{i}") for i, value in enumerate(self.picked)]
        found = []
        for statement in listing.ordered(state):
            for alias, link in self.joins:
                statement = statement.outerjoin(alias, link)
            found.append(statement.with_only_columns(*labelled))
        return found

    def lines(self, rows: Sequence[Sequence[Any]]) -> str:
        """The lines of *rows*."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        for values in rows:
            writer.writerow([convert(values[a:b]) for a, b, convert in self.writers])
        return buffer.getvalue()


def plan(columns: Sequence[Column]) -> Plan:
    """The plan of a file with *columns*; a link gives its key and, where it may, its words."""
    found = Plan()
    for column in columns:
        if column.is_property:
            continue
        if column.relationship is None:
            entity = _entity(found, column)
            found.add(column.label, [getattr(entity, column.leaf)], _single)
            continue
        locals_ = [listing.local_attribute(column.owner, c) for c in column.columns]
        found.add(_("%(column)s key", column=column.label), locals_, _key)
        _add_words(found, column)
    return found


def _single(values: Sequence[Any]) -> Any:
    return formats.plain(values[0])


def _key(values: Sequence[Any]) -> str:
    return "" if None in values else str(formats.plain(keys.encode(values)))


def _entity(found: Plan, column: Column) -> Any:
    """The model or the joined alias that holds the column's last name."""
    entity: Any = column.model
    for step in column.path:
        alias = orm.aliased(step.mapper.class_)
        found.joins.append((alias, getattr(entity, step.key)))
        entity = alias
    return entity


def _add_words(found: Plan, column: Column) -> None:
    """Add what the words of a link's row are made of, joined."""
    target = column.target
    view = view_for(target)
    names = wording.parts(target) if target else None
    if target is None or names is None or view is None or not view.may_read:
        return
    alias = orm.aliased(target)
    found.joins.append((alias, getattr(column.owner, column.leaf)))
    key = [getattr(alias, attribute.key) for attribute in keys.primary_key(target)]
    size = len(key)

    def say(values: Sequence[Any]) -> str:
        if None in values[:size]:
            return ""
        return formats.neutral(wording.say(target, values[size:], values[:size]))

    found.add(column.label, [*key, *(getattr(alias, name) for name in names)], say)


def stream(engine: sa.Engine, state: liststate.ListState, found: Plan) -> Iterator[str]:
    """The file, a batch at a time, from server-side cursors in one read-only snapshot."""
    statements = found.statements(state)
    yield formats.csv_line(found.headings)
    with engine.connect() as plain_connection:
        connection = plain_connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        # A large export may run as long as someone reads it.
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '10min'"))
        streaming = {"stream_results": True, "max_row_buffer": BATCH}
        for statement in statements:
            rows = connection.execute(statement, execution_options=streaming)
            for batch in rows.partitions(BATCH):
                yield found.lines(batch)
