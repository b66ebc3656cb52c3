"""What is asked of PostgreSQL's catalogue: a handful of statements, whatever number of tables."""

from __future__ import annotations

import sqlalchemy as sa

# Whatever people may look at: no partitions (their parent shows their rows), nothing temporary,
# nothing an extension brought, nothing of the server's, of Alembic's or of the console's own.
RELATIONS = sa.text(r"""
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
  n.nspname = current_schema() AS is_default, obj_description(c.oid, 'pg_class') AS comment,
  has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT') AS readable,
  has_table_privilege(c.oid, 'SELECT') AS wholly_readable,
  ARRAY_REMOVE(ARRAY[
    CASE WHEN NOT has_any_column_privilege(c.oid, 'INSERT') THEN 'INSERT' END,
    CASE WHEN NOT has_any_column_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END,
    CASE WHEN NOT has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END
  ], NULL) AS denied,
  EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AS has_children,
  (SELECT string_agg(p.prosrc || ' ' || encode(t.tgargs, 'escape'), ' ')
   FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
   WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
     AND t.tgtype & 7 = 7  -- for each row, before, insert
  ) AS before_insert
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'console')
  AND (CAST(:schemas AS text[]) IS NULL OR n.nspname = ANY(CAST(:schemas AS text[])))
  AND c.relname <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = CAST('pg_class' AS regclass)
                  AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname <> current_schema(), n.nspname, c.relname
""")

ATTRIBUTES = sa.text("""
SELECT a.attrelid AS relation, a.attnum AS number, a.attname AS name, a.atttypid AS type_oid,
  a.atttypmod AS typmod, format_type(a.atttypid, a.atttypmod) AS type_name,
  a.attnotnull AS not_null, a.attidentity AS identity, a.attgenerated AS generated,
  pg_get_expr(d.adbin, d.adrelid) AS default, col_description(a.attrelid, a.attnum) AS comment,
  has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS readable,
  ARRAY_REMOVE(ARRAY[
    CASE WHEN NOT has_column_privilege(a.attrelid, a.attnum, 'INSERT') THEN 'INSERT' END,
    CASE WHEN NOT has_column_privilege(a.attrelid, a.attnum, 'UPDATE') THEN 'UPDATE' END
  ], NULL) AS denied,
  CASE WHEN a.attcollation <> t.typcollation THEN o.collname END AS collation,
  CASE WHEN a.attidentity <> '' THEN (
    SELECT json_build_object('start', s.seqstart, 'increment', s.seqincrement,
      'minvalue', s.seqmin, 'maxvalue', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle)
    FROM pg_depend k JOIN pg_sequence s ON s.seqrelid = k.objid
    WHERE k.classid = CAST('pg_class' AS regclass) AND k.deptype = 'i'
      AND k.refclassid = k.classid AND k.refobjid = a.attrelid AND k.refobjsubid = a.attnum
  ) END AS counting
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation o ON o.oid = a.attcollation
WHERE a.attrelid = ANY(CAST(:oids AS oid[])) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
""")

# Row types of tables are left out: no column refers to most of them.
TYPES = sa.text("""
SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typcategory AS category,
  t.typelem AS element, t.typbasetype AS base, t.typtypmod AS typmod, t.typnotnull AS not_null,
  pg_get_expr(t.typdefaultbin, 0) AS default, format_type(t.oid, NULL) AS full_name,
  CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END AS base_name,
  CASE WHEN t.typtype = 'e' THEN ARRAY(SELECT CAST(e.enumlabel AS text) FROM pg_enum e
    WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END AS labels,
  CASE WHEN t.typtype = 'd' THEN ARRAY(SELECT ARRAY[CAST(k.conname AS text),
      pg_get_constraintdef(k.oid)] FROM pg_constraint k
    WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) END AS checks,
  obj_description(t.oid, 'pg_type') AS comment
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.oid IN (SELECT a.atttypid FROM pg_attribute a
                WHERE a.attrelid = ANY(CAST(:oids AS oid[])) AND a.attnum > 0)
  OR t.typtype IN ('d', 'e') OR n.nspname = 'pg_catalog' AND t.typtype IN ('b', 'r', 'm')
  OR t.typtype = 'b' AND t.typelem IN (SELECT e.oid FROM pg_type e WHERE e.typtype IN ('d', 'e'))
""")

# A foreign key to a partitioned table has one more row for each partition, below the real one.
CONSTRAINTS = sa.text("""
SELECT k.conrelid AS relation, k.conname AS name, k.contype AS kind, k.conkey AS columns,
  k.confrelid AS target, k.confkey AS target_columns, k.condeferrable AS deferrable,
  k.condeferred AS deferred, k.confdeltype AS on_delete, k.confupdtype AS on_update,
  k.confmatchtype AS match, k.conindid AS index,
  CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression,
  pg_get_constraintdef(k.oid) AS definition,
  obj_description(k.oid, 'pg_constraint') AS comment, k.convalidated AS validated,
  k.connoinherit AS no_inherit
FROM pg_constraint k
WHERE k.conrelid = ANY(CAST(:oids AS oid[])) AND k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND NOT (k.contype = 'f' AND k.conparentid <> 0)
ORDER BY k.conrelid, k.conname
""")

INDEXES = sa.text("""
SELECT i.indrelid AS relation, i.indexrelid AS oid, x.relname AS name, m.amname AS method,
  CAST(i.indkey AS int[]) AS columns, i.indnkeyatts AS keys, i.indisunique AS is_unique,
  i.indisprimary AS is_primary, CAST(i.indoption AS int[]) AS options,
  pg_get_expr(i.indpred, i.indrelid) AS predicate,
  ARRAY(SELECT CASE WHEN o.opcdefault THEN NULL ELSE CAST(o.opcname AS text) END
        FROM unnest(i.indclass) WITH ORDINALITY k(class, place) JOIN pg_opclass o ON o.oid = k.class
        ORDER BY k.place) AS classes,
  CASE WHEN 0 = ANY(CAST(i.indkey AS int[])) THEN
    ARRAY(SELECT pg_get_indexdef(i.indexrelid, CAST(k AS int), true)
          FROM generate_series(1, i.indnkeyatts) k ORDER BY k) END AS expressions,
  EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
          AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')) AS of_constraint,
  x.reloptions AS settings, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
WHERE i.indrelid = ANY(CAST(:oids AS oid[])) AND i.indisvalid
ORDER BY i.indrelid, x.relname
""")

# The queries of views as PostgreSQL keeps them: each column says which one it shows, if any.
VIEWS = sa.text("""
SELECT r.ev_class, CAST(r.ev_action AS text) FROM pg_rewrite r
WHERE r.ev_class = ANY(CAST(:oids AS oid[])) AND r.rulename = '_RETURN'
""")

SCHEMAS = sa.text("SELECT nspname FROM pg_namespace WHERE nspname = ANY(:names)")

# Another answer means that something was made, dropped or altered; each version of a row of the
# catalogue carries the transaction that wrote it.
MARK = sa.text("""
SELECT (SELECT (count(*), sum(hashtext(CAST(c.xmin AS text)))) FROM pg_class c
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'),
  (SELECT (count(*), sum(hashtext(CAST(a.xmin AS text)))) FROM pg_attribute a WHERE a.attnum > 0),
  (SELECT (count(*), sum(hashtext(CAST(n.xmin AS text)))) FROM pg_namespace n
        WHERE n.nspname !~ '^pg_(toast_)?temp'),
  (SELECT (count(*), sum(hashtext(CAST(m.xmin AS text)))) FROM pg_auth_members m),
  (SELECT (count(*), sum(hashtext(CAST(k.xmin AS text)))) FROM pg_constraint k),
  (SELECT (count(*), sum(hashtext(CAST(e.xmin AS text)))) FROM pg_enum e),
  (SELECT (count(*), sum(hashtext(CAST(d.xmin AS text)))) FROM pg_description d),
  (SELECT (count(*), sum(hashtext(CAST(d.xmin AS text)))) FROM pg_attrdef d)
""")
