"""Which indexes the lists would use and the database lacks: read from its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from console.admin import counting, ordering, search
from console.admin.columns import Column
from console.admin.kinds import kind_of
from console.admin.mapping import table_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

LARGE = 5_000  # rows; a smaller table is read in a few milliseconds whatever is asked

_INDEXES = sa.text("""
SELECT n.nspname, c.relname, am.amname,
  (SELECT array_agg(a.attname ORDER BY k.place)
   FROM unnest(i.indkey) WITH ORDINALITY k(number, place)
   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number),
  (SELECT array_agg(o.opcname ORDER BY k.place)
   FROM unnest(i.indclass) WITH ORDINALITY k(class, place)
   JOIN pg_opclass o ON o.oid = k.class)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am am ON am.oid = x.relam
WHERE i.indisvalid AND i.indpred IS NULL AND n.nspname !~ '^pg_'
""")


# What can have indexes: tables, materialised views, and partitioned tables in their own way.
_INDEXABLE = sa.text("""
SELECT n.nspname, c.relname, c.relkind = 'p' FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'p')
""")


@dataclass(frozen=True)
class Missing:
    """An index that is not there, and what it would be for."""

    table: str
    schema: str | None
    columns: tuple[str, ...]
    trigram: bool
    reason: str
    partitioned: bool = False

    @property
    def name(self) -> str:
        """Its name by the project's convention, cut to what PostgreSQL keeps."""
        suffix = "_trgm" if self.trigram else ""
        return f"ix_{self.table}_{'_'.join(self.columns)}"[: 63 - len(suffix)] + suffix

    def operation(self) -> str:
        """The Alembic operation that makes it: without blocking writers, if that can be.

        PostgreSQL cannot do so for all partitions of a table at once.
        """
        lines = [f'    "{self.name}"', f'    "{self.table}"', f"    {list(self.columns)!r}"]
        if self.schema:
            lines.append(f"    schema={self.schema!r}")
        if self.trigram:
            operators = dict.fromkeys(self.columns, "gin_trgm_ops")
            lines += ['    postgresql_using="gin"', f"    postgresql_ops={operators!r}"]
        if not self.partitioned:
            lines.append("    postgresql_concurrently=True")
        lines.append("    if_not_exists=True")
        return "op.create_index(\n" + "".join(f"{line},\n" for line in lines) + ")"


@dataclass(frozen=True)
class _Known:
    """The indexes of the database: what ordinary ones start with, what trigram ones hold."""

    leading: frozenset[tuple[str, str, tuple[str, ...]]]
    trigram: frozenset[tuple[str, str, str]]

    def serves(self, table: Any, columns: tuple[str, ...]) -> bool:
        return (table.schema or "public", table.name, columns) in self.leading

    def searches(self, table: Any, column: str) -> bool:
        return (table.schema or "public", table.name, column) in self.trigram


def worth_it(views: list[ConsoleView]) -> list[ConsoleView]:
    """Those of *views* whose tables are large enough for an index to matter."""
    sizes = counting.table_sizes([view.model for view in views])
    return [view for view in views if sizes[view.model].number >= LARGE]


def missing(views: list[ConsoleView], connection: sa.Connection) -> list[Missing]:
    """The indexes that links, default orders and searches of *views* would use and have not."""
    known = _known(connection)
    rows = connection.execute(_INDEXABLE)
    partitioned = {(schema, table): in_parts for schema, table, in_parts in rows}
    found = {}
    for one in (one for view in views for one in _of(view, known)):
        in_parts = partitioned.get((one.schema or "public", one.table))
        # A view has the indexes of the tables that it reads; a foreign table those over there.
        if in_parts is not None:
            key = (one.schema, one.table, one.columns, one.trigram)
            found[key] = replace(one, partitioned=in_parts)
    return list(found.values())


def _known(connection: sa.Connection) -> _Known:
    leading, trigram = set(), set()
    for schema, table, method, columns, classes in connection.execute(_INDEXES):
        if not columns or len(columns) != len(classes):
            continue  # an index on an expression serves no plain column
        if method == "btree":
            leading |= {(schema, table, tuple(columns[: i + 1])) for i in range(len(columns))}
        pairs = zip(columns, classes, strict=True)
        trigram |= {(schema, table, c) for c, o in pairs if o in {"gin_trgm_ops", "gist_trgm_ops"}}
    return _Known(frozenset(leading), frozenset(trigram))


def _of(view: ConsoleView, known: _Known) -> Iterator[Missing]:
    yield from _links(view, known)
    yield from _orders(view, known)
    yield from _searches(view, known)


def _links(view: ConsoleView, known: _Known) -> Iterator[Missing]:
    table = table_of(view.model)
    for constraint in table.foreign_key_constraints:
        columns = tuple(constraint.column_keys)
        if not known.serves(table, columns):
            target = constraint.referred_table.name
            reason = f"rows that refer to one {target} are looked up by it"
            yield Missing(table.name, table.schema, columns, trigram=False, reason=reason)


def _orders(view: ConsoleView, known: _Known) -> Iterator[Missing]:
    for name, _down in ordering.default_sort(view)[:1]:
        column = view.columns.get(name) or Column(view.model, name)
        if column.path or not column.columns or not isinstance(column.columns[0], sa.Column):
            continue
        table, first = column.columns[0].table, column.columns[0].name
        if not known.serves(table, (first,)):
            yield Missing(table.name, table.schema, (first,), False, "the list comes in its order")


def _searches(view: ConsoleView, known: _Known) -> Iterator[Missing]:
    for name in search.names(view):
        column = Column(view.model, name)
        if not column.columns or not kind_of(column.columns[0]).textual:
            continue
        table, text = column.columns[0].table, column.columns[0].name
        if not known.searches(table, text):
            yield Missing(table.name, table.schema, (text,), True, "the search looks into it")
