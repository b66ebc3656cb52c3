"""What the database's own catalogue says about constraints: it knows tables no model does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from console.admin import mapping, naming, registry
from console.models.db import db


@dataclass(frozen=True)
class Constraint:
    """A constraint or a unique index. *definition* is SQL as PostgreSQL prints it."""

    name: str
    schema: str
    table: str
    columns: tuple[str, ...]
    other_schema: str | None = None
    other_table: str | None = None
    definition: str = ""
    predicate: str | None = None
    comment: str | None = None


_CONSTRAINT = sa.text(
    """
    SELECT n.nspname, r.relname, fn.nspname, fr.relname,
           pg_get_constraintdef(c.oid), NULL, obj_description(c.oid, 'pg_constraint'),
           ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, place)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n
                 ORDER BY k.place)
    FROM pg_constraint c
    JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    LEFT JOIN pg_class fr ON fr.oid = c.confrelid
    LEFT JOIN pg_namespace fn ON fn.oid = fr.relnamespace
    WHERE c.conname = :name AND (CAST(:table AS text) IS NULL OR r.relname = :table)
      AND (CAST(:schema AS text) IS NULL OR n.nspname = :schema)
    UNION ALL
    SELECT n.nspname, r.relname, NULL, NULL, pg_get_indexdef(x.indexrelid),
           pg_get_expr(x.indpred, x.indrelid), obj_description(x.indexrelid, 'pg_class'),
           ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY k(n, place)
                 JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.n
                 ORDER BY k.place)
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class r ON r.oid = x.indrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    WHERE i.relname = :name AND (CAST(:table AS text) IS NULL OR r.relname = :table)
      AND (CAST(:schema AS text) IS NULL OR n.nspname = :schema)
    LIMIT 1
    """
)

_DOMAIN = sa.text(
    """
    SELECT pg_get_constraintdef(c.oid), obj_description(c.oid, 'pg_constraint'),
           ARRAY(SELECT a.attname::text FROM pg_attribute a
                 WHERE a.attrelid = to_regclass(:relation) AND a.atttypid = t.oid)
    FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
    WHERE c.conname = :name AND t.typname = :domain
    LIMIT 1
    """
)


def constraint(name: str, table: str | None, schema: str | None) -> Constraint | None:
    """The constraint or unique index *name*, as an error's diagnostics name it."""
    row = db.session.execute(_CONSTRAINT, {"name": name, "table": table, "schema": schema}).first()
    if row is None:
        return None
    own_schema, own_table, other_schema, other_table, definition, predicate, comment, keys = row
    return Constraint(
        name,
        own_schema,
        own_table,
        tuple(keys),
        other_schema,
        other_table,
        definition,
        predicate,
        comment,
    )


def domain_check(name: str, domain: str, table: Any) -> Constraint | None:
    """The CHECK *name* of the type *domain*, with the columns of *table* that have this type."""
    values = {"name": name, "domain": domain, "relation": sql_name(table)}
    row = db.session.execute(_DOMAIN, values).first()
    if row is None:
        return None
    definition, comment, keys = row
    # The value is called VALUE in a domain's CHECK.
    definition = definition.replace("VALUE", keys[0] if keys else "VALUE")
    return Constraint(
        name, table.schema or "", table.name, tuple(keys), definition=definition, comment=comment
    )


_PART = sa.text(
    """
    SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   CROSS JOIN LATERAL pg_partition_ancestors(c.oid) a(relid)
                   WHERE n.nspname = :schema AND c.relname = :name
                     AND a.relid = to_regclass(:whole))
    """
)


def is_part_of(whole: sa.Table, schema: str | None, name: str) -> bool:
    """Whether the table *schema*.*name* is a partition of *whole*, which errors name instead."""
    values = {"schema": schema or "public", "name": name, "whole": sql_name(whole)}
    return bool(db.session.scalar(_PART, values))


_DIVIDED = sa.text(
    """
    SELECT a.attname::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN LATERAL (SELECT c.oid UNION SELECT pg_partition_ancestors(c.oid)) whole(oid) ON TRUE
    JOIN pg_partitioned_table p ON p.partrelid = whole.oid
    CROSS JOIN LATERAL unnest(p.partattrs::int[]) WITH ORDINALITY k(n, place)
    JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = k.n
    WHERE n.nspname = :schema AND c.relname = :name
    ORDER BY k.place
    """
)


def partitioned_by(schema: str | None, table: str | None) -> tuple[str, ...]:
    """The columns by which a table is divided into partitions."""
    values = {"schema": schema or "public", "name": table}
    return tuple(dict.fromkeys(db.session.scalars(_DIVIDED, values)))


def sql_name(table: Any) -> str:
    """*table* as SQL names it, quoted whatever it is called."""
    parts = [table.schema, table.name] if table.schema else [table.name]
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


table_of = mapping.table_of


def model_of(schema: str | None, table: str) -> type | None:
    """The model that is mapped on a table, if any."""
    for model in registry.all_models():
        mapped = mapping.outline_of(model)
        if mapped.name == table and (mapped.schema or "public") == (schema or "public"):
            return model
    return None


def words_for_table(schema: str | None, table: str | None, *, one: bool = False) -> str:
    """What the rows (*one*: a row) of a table are called; its own name where nothing says."""
    model = model_of(schema, table or "")
    if model is not None:
        return naming.singular(model) if one else naming.plural(model)
    single, many = naming.guessed(table or "")
    return single if one else many
