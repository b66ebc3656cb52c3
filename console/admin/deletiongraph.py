"""What a deletion would take along, empty or run into, by the database's own foreign keys.

The catalogue is read, not the models: it knows tables that no model does. Rows are told apart
by table and place (``tableoid, ctid``), which every table has, whatever its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from console.admin import catalogue
from console.models.db import db

CAP = 10_000  # rows of one foreign key that are followed and counted
AT_ONCE = 50  # foreign keys that one statement asks about
DEEPEST = 200  # rounds: a chain of rows of one table takes one each

Place = tuple[int, str]  # tableoid, ctid

# PostgreSQL manual, 52.13 pg_constraint: confdeltype.
CASCADE, NULL, DEFAULT = "c", "n", "d"


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key of the database. *table* refers to *other*.

    *relation* and *other_relation* are what to read in a FROM clause, quoted.
    """

    oid: int
    name: str
    schema: str
    table: str
    relation: str
    other_relation: str
    columns: tuple[str, ...]
    other_columns: tuple[str, ...]
    emptied: tuple[str, ...]
    on_delete: str
    table_oid: int
    emptied_may_be_null: bool
    # Whose rows it can refer to: the other table's own, or those of its partitions. A table that
    # only inherits from the other one is none of them.
    others: tuple[int, ...]
    readable: bool


@dataclass
class Effect:
    """What happens to the rows that refer to deleted ones by one foreign key."""

    key: ForeignKey
    rows: set[Place] = field(default_factory=set)
    more: bool = False
    unseen: bool = False  # nobody may look whether there are any
    children: list[Effect] = field(default_factory=list)

    @property
    def blocks(self) -> bool:
        """Whether the rows stand in the way of the deletion."""
        if self.key.on_delete in {NULL, DEFAULT}:
            return self.key.on_delete == NULL and not self.key.emptied_may_be_null
        return self.key.on_delete != CASCADE


@dataclass
class Graph:
    """All effects of a deletion. *top* are those on rows that refer to the chosen ones."""

    top: list[Effect] = field(default_factory=list)
    effects: dict[int, Effect] = field(default_factory=dict)
    going: set[Place] = field(default_factory=set)
    complete: bool = True

    @property
    def blocked(self) -> bool:
        return any(effect.blocks and effect.rows for effect in self.effects.values())

    def signature(self) -> dict[str, int]:
        """How many rows each foreign key touches, by its oid."""
        return {str(oid): len(one.rows) for oid, one in self.effects.items() if one.rows}


_KEYS = sa.text(
    """
    SELECT c.oid::bigint, c.conname, n.nspname, r.relname,
           -- A foreign key is about a table's own rows, and of a partitioned one about all.
           CASE r.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END
               || format('%I.%I', n.nspname, r.relname), c.confrelid::bigint,
           CASE fr.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END
               || format('%I.%I', fn.nspname, fr.relname),
           ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, place)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n
                 ORDER BY k.place),
           ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, place)
                 JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n
                 ORDER BY k.place),
           CASE jsonb_typeof(to_jsonb(c) -> 'confdelsetcols') WHEN 'array' THEN
               ARRAY(SELECT jsonb_array_elements_text(to_jsonb(c) -> 'confdelsetcols')::int)
           END,
           c.confdeltype::text, c.conrelid::bigint, c.conkey::int[],
           ARRAY(SELECT a.attnum::int FROM pg_attribute a
                 WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey) AND a.attnotnull),
           CASE fr.relkind WHEN 'p' THEN
               ARRAY(SELECT relid::oid::bigint FROM pg_partition_tree(c.confrelid)) END,
           has_table_privilege(c.conrelid, 'SELECT')
               AND has_schema_privilege(r.relnamespace, 'USAGE')
    FROM pg_constraint c
    JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_class fr ON fr.oid = c.confrelid JOIN pg_namespace fn ON fn.oid = fr.relnamespace
    WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid IN (
        SELECT t FROM unnest(CAST(:tables AS oid[])) t
        UNION SELECT a FROM unnest(CAST(:tables AS oid[])) t, pg_partition_ancestors(t) a)
    ORDER BY r.relname, c.conname
    """
)


def foreign_keys(tables: Iterable[int]) -> list[ForeignKey]:
    """The foreign keys to rows of *tables*, by oid, in one statement; a partition's its table's."""
    return [_foreign_key(row) for row in db.session.execute(_KEYS, {"tables": list(tables)})]


def _foreign_key(row: Any) -> ForeignKey:
    oid, name, schema, table, relation, other_oid, other, columns, others, chosen, *rest = row
    on_delete, table_oid, numbers, required, parts, readable = rest
    # Since PostgreSQL 15 a key may empty only some of its columns.
    emptied = [c for c, n in zip(columns, numbers, strict=True) if not chosen or n in chosen]
    needed = {c for c, n in zip(columns, numbers, strict=True) if n in set(required)}
    return ForeignKey(
        oid,
        name,
        schema,
        table,
        relation,
        other,
        tuple(columns),
        tuple(others),
        tuple(emptied),
        on_delete,
        table_oid,
        not needed.intersection(emptied),
        tuple(parts or (other_oid,)),
        readable,
    )


def places_of(
    table: sa.Table, condition: sa.ColumnElement[bool], *, lock: bool = False
) -> set[Place]:
    """The places of the rows of *table* that meet *condition*.

    *lock* holds the rows, so that nothing new can come to refer to them.
    """
    name = catalogue.sql_name(table)
    own: Any = sa.select(
        sa.literal_column(f"{name}.tableoid::bigint"), sa.literal_column(f"{name}.ctid::text")
    )
    statement = own.select_from(table).where(condition)
    rows = db.session.execute(statement.with_for_update() if lock else statement)
    return {(int(t), str(c)) for t, c in rows}


def follow(chosen: set[Place]) -> Graph:
    """The effects of deleting the rows *chosen*."""
    by_target: dict[int, dict[int, ForeignKey]] = {}
    graph = Graph(going=set(chosen))
    fresh: list[tuple[set[Place], Effect | None]] = [(set(chosen), None)] if chosen else []
    for _round in range(DEEPEST):
        if not fresh:
            break
        _learn(by_target, {table for places, _parent in fresh for table, _place in places})
        fresh = [
            found
            for places, parent in fresh
            for key, rows in referring_by(_keys_to(places, by_target), places)
            if (found := _step(graph, key, rows, parent)) is not None
        ]
    graph.complete = not fresh and not any(one.more for one in graph.effects.values())
    for effect in graph.effects.values():
        # Whatever goes anyway is neither emptied nor in the way.
        if effect.key.on_delete != CASCADE:
            effect.rows -= graph.going
    return graph


def _learn(by_target: dict[int, dict[int, ForeignKey]], tables: set[int]) -> None:
    """Add to *by_target* the foreign keys to rows of *tables* that it does not know yet."""
    unknown = tables - by_target.keys()
    if not unknown:
        return
    by_target.update({table: {} for table in unknown})
    for key in foreign_keys(unknown):
        for table in unknown.intersection(key.others):
            by_target[table][key.oid] = key


def _keys_to(
    places: set[Place], by_target: dict[int, dict[int, ForeignKey]]
) -> Sequence[ForeignKey]:
    """The foreign keys that can refer to rows at *places*, each once."""
    found: dict[int, ForeignKey] = {}
    for table in sorted({table for table, _place in places}):
        found |= by_target.get(table, {})
    return list(found.values())


def _step(
    graph: Graph, key: ForeignKey, found: set[Place], parent: Effect | None
) -> tuple[set[Place], Effect | None] | None:
    """Add the rows *found* that refer by *key*; those that go with them, for the next round."""
    if not found and key.readable:
        return None
    effect = graph.effects.get(key.oid)
    if effect is None:
        effect = graph.effects[key.oid] = Effect(key)
        (graph.top if parent is None else parent.children).append(effect)
    effect.unseen = not key.readable
    effect.more = effect.more or len(found) > CAP
    kept = set(sorted(found)[:CAP])
    effect.rows |= kept
    if key.on_delete != CASCADE:
        return None
    fresh = kept - graph.going
    graph.going |= fresh
    return (fresh, effect) if fresh else None


def referring_by(
    wanted: Sequence[ForeignKey], places: Iterable[Place]
) -> Iterator[tuple[ForeignKey, set[Place]]]:
    """For each of the keys *wanted* the places of the rows that refer to *places* by it.

    Of each one more than ``CAP`` at most; of one that may not be read none.
    """
    at = sorted(places)
    values = {"tables": [t for t, _c in at], "places": [c for _t, c in at], "most": CAP + 1}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        asked = [_referring(i, key) for i, key in enumerate(some) if key.readable]
        found: list[set[Place]] = [set() for _key in some]
        if asked:
            for i, table, place in db.session.execute(sa.text(" UNION ALL ".join(asked)), values):
                found[i].add((int(table), str(place)))
        yield from zip(some, found, strict=True)


def _referring(number: int, key: ForeignKey) -> str:
    """The rows that refer to those at ``:places`` by *key*: its *number*, their table and place."""
    joined = " AND ".join(
        f"c.{quoted(mine)} = p.{quoted(theirs)}"
        for mine, theirs in zip(key.columns, key.other_columns, strict=True)
    )
    # Every name comes from the catalogue and is quoted; nothing here was typed by anybody.
    return (
        f"(SELECT DISTINCT {number}, c.tableoid\\:\\:bigint, c.ctid\\:\\:text"  # noqa: S608
        f" FROM {escaped(key.relation)} c JOIN {escaped(key.other_relation)} p ON {joined}"
        " JOIN unnest(CAST(:tables AS oid[]), CAST(:places AS tid[])) AS g(t, c)"
        " ON p.ctid = g.c AND p.tableoid = g.t LIMIT :most)"
    )


def quoted(name: str) -> str:
    """*name* as an SQL identifier inside a ``text()``."""
    return escaped('"' + name.replace('"', '""') + '"')


def escaped(sql: str) -> str:
    """*sql* inside a ``text()``, whose colons would else begin parameters."""
    return sql.replace(":", "\\:")


def at(table: sa.Table, places: Sequence[Place]) -> sa.ColumnElement[bool]:
    """The condition that rows of *table* lie at *places*."""
    name = catalogue.sql_name(table)
    return sa.text(  # type: ignore[return-value]
        f"({escaped(name)}.tableoid, {escaped(name)}.ctid) IN"  # noqa: S608
        " (SELECT * FROM unnest(CAST(:at_tables AS oid[]), CAST(:at_places AS tid[])))"
    ).bindparams(at_tables=[t for t, _c in places], at_places=[c for _t, c in places])
