"""Reading without ceremony: a statement compiled once, its rows as plain tuples.

SQLAlchemy builds a context, a result and a row object around every execution, and a session waits
for the end of its transaction. What a page only reads needs neither: here the statement is one
message to the server, which is a transaction of its own, and its answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from console.models.db import db

EXPLAIN = "EXPLAIN (FORMAT JSON) "
KEPT = "_console_text"
NONE: Mapping[str, Any] = {}
# What has to be run in front of a statement: its text and the values of that.
First = tuple[str, tuple[Any, ...]]


class Direct:
    """A SELECT of columns, not of entities, that is run often with other values."""

    def __init__(self, statement: sa.Select[Any]) -> None:
        self.statement = statement
        self._bound: Bound | None = None

    def rows(self, values: Mapping[str, Any] = NONE, first: First | None = None) -> list[Any]:
        """The rows for these *values* of its parameters, as tuples.

        *first* is run in front of it. Where the page's session has begun a transaction, the
        statement is a part of that, and *first* has been run.
        """
        engine = db.engine
        bound = self._on(engine)
        return bound.text.processed(*_run(engine, *bound.given(values), first))

    def rows_on(self, connection: sa.Connection, values: Mapping[str, Any] = NONE) -> list[Any]:
        """The rows for these *values*, read on a *connection* that somebody has opened."""
        bound = self._on(connection)
        return bound.text.processed(*_watched(connection, *bound.given(values)))

    def own_rows(self, engine: sa.Engine, values: Mapping[str, Any] = NONE) -> list[Any]:
        """The rows for these *values*, whatever the page's session is at; see `is_free`."""
        bound = self._on(engine)
        return bound.text.processed(*_alone(engine, *bound.given(values)))

    def scalar(self, values: Mapping[str, Any] = NONE, first: First | None = None) -> Any:
        """The first column of the first row; ``None`` where there is none."""
        rows = self.rows(values, first)
        return rows[0][0] if rows else None

    def plan(self, values: Mapping[str, Any] = NONE, first: First | None = None) -> dict[str, Any]:
        """The planner's top node for the statement, which is not run."""
        engine = db.engine
        statement, parameters = self._on(engine).given(values)
        ((found,),), _description = _run(engine, EXPLAIN + statement, parameters, first)
        told = json.loads(found) if isinstance(found, str) else found
        plan: dict[str, Any] = told[0]["Plan"]
        return plan

    def _on(self, bind: Any) -> Bound:
        """The statement as it is spelt for an engine or connection."""
        found = self._bound
        if found is None or found.text.dialect is not bind.dialect:
            # Another statement like it may have been spelt out before.
            compiled, own, *_ = self.statement._compile_w_cache(
                bind.dialect, compiled_cache=bind.engine._compiled_cache, column_keys=[]
            )
            text = vars(compiled).get(KEPT) or Text(compiled, bind.dialect)
            setattr(compiled, KEPT, text)
            found = self._bound = Bound(text, own)
        return found


class Bound:
    """A text and the values that a statement brings to it itself."""

    def __init__(self, text: Text, own: Sequence[Any] | None) -> None:
        self.text, self.own = text, own
        known = text.values({}, own, check=False)
        self.fixed = {} if text.is_late else _processed(known, text.fixed)

    def given(self, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """What to send for *values*, by name: the text, and what the driver puts into it."""
        text = self.text
        if not text.is_late:
            binds = (text.binds[name] for name in values)
            return text.text, self.fixed | _processed(values, binds)
        return text.late(text.values(values, self.own))


class Text:
    """A statement as one dialect spells it."""

    def __init__(self, compiled: Any, dialect: Any) -> None:
        self.compiled, self.dialect = compiled, dialect
        self.text: str = compiled.string
        # A list of values is spelt out each time: it may be of another length.
        self.is_late = bool(compiled.post_compile_params or compiled.literal_execute_params)
        names = compiled.bind_names.values()
        self.binds = {n: (n, self._spelt(n), compiled._bind_processors.get(n)) for n in names}
        asked = {name for bind, name in compiled.bind_names.items() if bind.required}
        self.fixed = [bind for name, bind in self.binds.items() if name not in asked]
        self.columns = [column.type for column in compiled._result_columns]
        self.getters: list[tuple[int, Any]] | None = None

    def values(
        self, values: Mapping[str, Any], own: Sequence[Any] | None, *, check: bool = True
    ) -> dict[str, Any]:
        """All values by name: those given, else those of the statement's *own*."""
        found: dict[str, Any] = self.compiled.construct_params(
            dict(values),
            extracted_parameters=own,
            escape_names=False,
            _check=check,
            _no_postcompile=True,
        )
        return found

    def late(self, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The text with its lists of *values* spelt out, and what the driver puts into it."""
        state = self.compiled._process_parameters_for_postcompile(values)
        processors = {**self.compiled._bind_processors, **state.processors}
        binds = [(name, self._spelt(name), processors.get(name)) for name in state.parameters]
        return state.statement, _processed(state.parameters, binds)

    def _spelt(self, name: str) -> str:
        return str(self.compiled.escaped_bind_names.get(name, name))

    def processed(self, rows: list[Any], description: Any) -> list[Any]:
        """The *rows* as the driver reads them, with each value as its type has it."""
        if self.getters is None:
            found = (
                column._cached_result_processor(self.dialect, told[1])
                for column, told in zip(self.columns, description, strict=True)
            )
            self.getters = [(i, get) for i, get in enumerate(found) if get is not None]
        if not self.getters:
            return rows
        changed = []
        for row in rows:
            values = list(row)
            for i, get in self.getters:
                values[i] = get(values[i])
            changed.append(tuple(values))
        return changed


def _processed(values: Mapping[str, Any], binds: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
    """The *values* as the driver takes them, by the names that the text has for them."""
    return {
        spelt: values[name] if process is None else process(values[name])
        for name, spelt, process in binds
    }


def _run(
    bind: Any, statement: str, parameters: dict[str, Any], first: First | None
) -> tuple[list[Any], Any]:
    """The rows and their description: in a message of its own, unless the session is at work."""
    begun = db.session.registry.has() and db.session().in_transaction()
    if begun or not is_free(bind):
        return _watched(db.session.connection(), statement, parameters)
    return _alone(bind, statement, parameters, first)


def _alone(
    bind: Any, statement: str, parameters: dict[str, Any], first: First | None = None
) -> tuple[list[Any], Any]:
    """The rows and their description, by one message on a connection of the pool."""
    fairy = None
    try:
        fairy = bind.raw_connection()
        driver: Any = fairy.driver_connection
        return driver.read(statement, parameters, first)  # type: ignore[no-any-return]
    except bind.dialect.loaded_dbapi.Error as error:
        # A connection that was not to be had is none that was lost.
        is_lost = fairy is not None and bind.dialect.is_disconnect(error, driver, None)
        if fairy is not None and is_lost:
            fairy.invalidate(error)
        # Wrapped, and told to whoever listens to the engine's errors, as SQLAlchemy does it.
        sa.Connection._handle_dbapi_exception_noconnection(
            error, bind.dialect, bind, is_disconnect=is_lost
        )
    finally:
        if fairy is not None:
            fairy.close()


def _watched(
    connection: sa.Connection, statement: str, parameters: dict[str, Any]
) -> tuple[list[Any], Any]:
    """The rows and their description, as SQLAlchemy's *connection* sends the statement."""
    result = connection.exec_driver_sql(statement, parameters)
    cursor: Any = result.cursor
    try:
        return cursor.fetchall(), cursor.description
    finally:
        result.close()


def is_free(bind: Any) -> bool:
    """Whether statements need not pass through SQLAlchemy, where some are watched or changed."""
    if not isinstance(bind, sa.Engine):  # a connection in the place of the engine, as tests do
        return False
    seen: Any = bind.dispatch
    return not (seen.before_cursor_execute or seen.after_cursor_execute or seen.before_execute)
