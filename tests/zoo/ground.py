"""The database behind the walk: what is really there, in PostgreSQL's own words."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg2
from psycopg2 import sql

Place = str  # a row's ctid
Texts = tuple[str, ...]  # a row as COPY writes it, NULL as \N


@dataclass(frozen=True)
class Attribute:
    """A column, as the catalogue has it."""

    name: str
    type: str
    required: bool  # NOT NULL, its domain's word included
    filled: bool  # by a default, an identity or an expression
    computed: bool  # nobody can enter it


@dataclass(frozen=True)
class Relation:
    """A table or view. *path* is what URLs call it."""

    schema: str
    name: str
    kind: str

    @property
    def path(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def sql(self) -> sql.Composable:
        return sql.Identifier(self.schema, self.name)

    @property
    def is_table(self) -> bool:
        return self.kind in "rp"


_RELATIONS = """
SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'console')
ORDER BY 1, 2
"""
_ATTRIBUTES = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod),
  a.attnotnull OR t.typnotnull,
  d.oid IS NOT NULL OR a.attidentity <> '' OR t.typdefault IS NOT NULL,
  a.attgenerated <> '' OR a.attidentity = 'a'
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


class Ground:
    """One connection to the zoo, for looking and for trying things that are taken back."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url, options="-c timezone=UTC")
        self._connection.autocommit = True

    def close(self) -> None:
        self._connection.close()

    @cached_property
    def relations(self) -> dict[str, Relation]:
        return {(one := Relation(*row)).path: one for row in self.ask(_RELATIONS)}

    def attributes(self, relation: Relation) -> list[Attribute]:
        named = relation.sql.as_string(self._connection)
        return [Attribute(*row) for row in self.ask(_ATTRIBUTES, (named,))]

    def ask(self, query: Any, values: Any = None) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def run(self, query: Any, values: Any = None) -> None:
        self.ask(query, values)

    def count(self, relation: Relation) -> int:
        return int(self.ask(sql.SQL("SELECT count(*) FROM {}").format(relation.sql))[0][0])

    def rows(self, relation: Relation) -> Counter[Texts]:
        """Every row as its columns' texts, how often each is there."""
        return self.counted(sql.SQL("SELECT * FROM {}").format(relation.sql))

    def counted(self, query: sql.Composable) -> Counter[Texts]:
        """The rows of *query* as texts, how often each is there."""
        return Counter(self._copied(query))

    def copy_in(self, statement: str, text: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.copy_expert(statement, io.StringIO(text))

    def versions(self, relation: Relation) -> dict[Place, Texts]:
        """Every row with the transaction that wrote it: any UPDATE shows, even one of nothing."""
        query = sql.SQL("SELECT tableoid::bigint || ctid::text, xmin, * FROM {}")
        return {row[0]: row[1:] for row in self._copied(query.format(relation.sql))}

    def _copied(self, query: sql.Composable) -> list[Texts]:
        file = io.StringIO()
        with self._connection.cursor() as cursor:
            cursor.copy_expert(sql.SQL("COPY ({}) TO STDOUT").format(query), file)
        return [tuple(line.split("\t")) for line in file.getvalue().split("\n")[:-1]]

    def tried(self, query: Any, look: Callable[[], Any]) -> Any:
        """What *look* sees after *query*, which is then taken back; ``None`` where it fails."""
        self.run("BEGIN")
        try:
            self.run(query)
            self.run("SET CONSTRAINTS ALL IMMEDIATE")
            return look()
        except psycopg2.Error:
            return None
        finally:
            self.run("ROLLBACK")


def at(place: Place) -> sql.Composable:
    """The condition that picks the row at *place*."""
    return sql.SQL("tableoid::bigint || ctid::text = {}").format(sql.Literal(place))


def lined(text: str) -> str:
    """*text*, as COPY writes it, with the one kind of line end that forms keep."""
    return text.replace("\\r\\n", "\\n").replace("\\r", "\\n")
