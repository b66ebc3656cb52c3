"""Extracts as files: PostgreSQL writes them where it can, Python where it must."""

from __future__ import annotations

import io
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm.util import AliasedClass

from console.transfer import copying, formats, sqltext
from console.transfer.fields import Extract, Family, Field
from console.transfer.formats import Format, Style
from console.transfer.snapshot import Snapshot
from console.transfer.xlsx import Workbook

BATCH = 1_000  # rows that Python has at a time
EVERY = 2**63 - 1  # the largest LIMIT
# Rows that are found along an index of their order before all of them are found and sorted.
FIRST = 5_000
Tick = Callable[[], object]
Sink = Callable[[Sequence[Any]], object]
Send = Callable[[sa.Select[Any]], int]
Columns = Callable[[Sequence[Field]], Sequence[Any]]


def head(chosen: Format, extract: Extract, style: Style) -> bytes:
    """What the file begins with, before any row."""
    if chosen.name not in {"csv", "tsv"}:
        return b""
    names = [field.label if style.excel else field.name for field in extract.fields]
    cells: list[str | None] = [formats.neutral(name) for name in names]
    text = formats.line(cells, formats.delimiter(chosen, style))
    return f"{formats.BOM if style.excel else ''}{text}".encode()


@dataclass(frozen=True)
class Writer:
    """Writes the rows of *extract*, as *snapshot* has them, into *file*.

    *tick* is called for each row.
    """

    extract: Extract
    style: Style
    snapshot: Snapshot
    file: io.BufferedWriter
    tick: Tick | None = None

    def write(self, chosen: Format) -> None:
        """Write what follows the :func:`head` of a *chosen* file."""
        if chosen.name == "xlsx":
            self._workbook(sqltext.Sheet(self.style), chosen.most_rows)
        elif chosen.name == "jsonl":
            self._json_lines(sqltext.Json())
        else:
            values = sqltext.Excel(self.style) if self.style.excel else sqltext.Machine(self.style)
            self._lines(values, formats.delimiter(chosen, self.style))

    def _lines(self, values: sqltext.Machine, delimiter: str) -> None:
        if self.extract.is_sql:
            self._copy(values.all, copying.csv_options(delimiter))
            return

        def sink(cells: Sequence[Any]) -> None:
            self.file.write(formats.line(list(cells), delimiter).encode())

        self._rows(values, sink)

    def _json_lines(self, values: sqltext.Json) -> None:
        names = [f"{formats.dumped(field.name)}:" for field in self.extract.fields]
        if self.extract.is_sql:
            self._copy(lambda found: [_json_object(found, values, names)], copying.VERBATIM)
            return

        def sink(cells: Sequence[Any]) -> None:
            pairs = zip(names, cells, strict=True)
            told = [f"{name}{cell}" for name, cell in pairs if cell is not None]
            self.file.write(f"{{{','.join(told)}}}\n".encode())

        self._rows(values, sink)

    def _workbook(self, values: sqltext.Sheet, most: int | None) -> None:
        extract = self.extract
        book = Workbook(self.file, extract.fields, extract.title, extract.about_title, most)
        # The first byte does not wait for the first row.
        self.file.flush()
        try:
            self._rows(values, book.add)
            book.finish(extract.about)
        except BaseException:
            book.abandon()
            raise

    def _copy(self, columns: Columns, options: str) -> None:
        """Have PostgreSQL write the *columns* itself."""
        file: copying.Writable = self.file if self.tick is None else _Ticking(self.file, self.tick)
        self._each(columns, lambda one: copying.copy(self.snapshot, one, options, file))

    def _rows(self, values: sqltext.Machine, sink: Sink) -> None:
        """Give *sink* the cells of each row."""
        sink = _ticking(sink, self.tick)
        if not self.extract.fields:
            # Its line reads like that of a row with one cell.
            self._each(values.all, lambda one: copying.rows(self.snapshot, one, _blank(sink)))
        elif self.extract.is_sql:
            self._each(values.all, lambda one: copying.rows(self.snapshot, one, sink))
        else:
            self._made_rows(values, sink)

    def _each(self, columns: Columns, send: Send) -> None:
        """Have *send* send each statement, with *columns* made of its fields.

        The rows are found and sorted below, and made into texts above a LIMIT, which PostgreSQL
        does not look through: sorting the texts, too, would take twice as long.
        """

        def above(statement: sa.Select[Any]) -> int:
            inner = statement.subquery("found")
            pairs = zip(self.extract.fields, inner.c, strict=False)
            made = columns([replace(field, value=value) for field, value in pairs])
            # A row of nothing is an empty line, which is how a single NULL is written.
            return send(sa.select(*_labelled(made or [sa.null()])).select_from(inner))

        # Of a row of nothing something has to be found, too.
        found = [field.value for field in self.extract.fields] or [sa.literal(1)]
        self._limited(found, above)

    def _limited(self, columns: Sequence[Any], send: Send) -> None:
        """Have *send* send the statements with *columns*, up to the most rows there may be."""
        most = self.extract.most
        left = EVERY if most is None else most
        first = self.extract.at_once
        for statement in self.extract.statements:
            if left <= 0:
                return
            only = statement.with_only_columns(*_labelled(columns), maintain_column_froms=True)
            begun = 0
            if first and left > FIRST:
                # The whole is read fastest by finding and sorting all of it, which sends nothing
                # for a while; an order in which no two rows tie can be gone on with.
                begun = send(only.limit(FIRST))
                left -= begun
                if begun < FIRST:
                    continue
            first = False
            left -= send(only.offset(begun).limit(left) if begun else only.limit(left))

    def _made_rows(self, values: sqltext.Machine, sink: Sink) -> None:
        """The rows where Python has a part in some field: from a server-side cursor, in batches."""
        picked: list[Any] = []
        makers: list[Callable[[Sequence[Any]], Any]] = []
        for field in self.extract.fields:
            start = len(picked)
            if field.make is None:
                picked.append(sqltext.text(values.of(field)))
                makers.append(operator.itemgetter(start))
            else:
                picked += field.sources
                makers.append(partial(_made, field.make, values.made, start, len(picked)))

        def send(statement: sa.Select[Any]) -> int:
            number = 0
            wanted = statement.options(orm.lazyload("*"))
            for row in session.execute(wanted, execution_options={"yield_per": BATCH}):
                sink([maker(row) for maker in makers])
                number += 1
            return number

        with orm.Session(bind=self.snapshot.connection, autoflush=False) as session:
            self._limited(picked, send)


def _labelled(columns: Sequence[Any]) -> list[Any]:
    # A statement that names a column twice returns it once; labels keep every place.
    return [
        column if isinstance(column, type | AliasedClass) else column.label(f"value_{n}")
        for n, column in enumerate(columns)
    ]


def _blank(sink: Sink) -> Callable[[Any], object]:
    return lambda _cells: sink([])


class _Ticking:
    """A file that counts the rows written to it."""

    def __init__(self, file: io.BufferedWriter, tick: Tick) -> None:
        self.file, self.tick = file, tick

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.tick()


def _ticking(sink: Sink, tick: Tick | None) -> Sink:
    if tick is None:
        return sink

    def both(cells: Sequence[Any]) -> None:
        sink(cells)
        tick()

    return both


def _json_object(
    fields: Sequence[Field], values: sqltext.Json, names: Sequence[str]
) -> sa.ColumnElement[Any]:
    """A row as one JSON object. A column of JSON that holds nothing has no key in it: its
    ``null`` is JSON's own.
    """
    parts: list[Any] = []
    for name, field in zip(names, fields, strict=True):
        part = sa.literal(f",{name}").concat(values.of(field))
        parts.append(sa.func.coalesce(part, "") if field.family is Family.JSON else part)
    # The first key, whichever it is, follows no comma.
    joined = reduce(lambda left, right: left.concat(right), parts or [sa.literal("")])
    inner = sa.func.substr(joined, 2)
    return sa.literal("{").concat(inner).concat("}")


def _made(
    make: Callable[[Sequence[Any]], Any],
    cell: Callable[[Any], Any],
    start: int,
    end: int,
    row: Sequence[Any],
) -> Any:
    return cell(make(row[start:end]))
