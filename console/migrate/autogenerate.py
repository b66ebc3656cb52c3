"""What ``flask db migrate`` compares, and how it writes what it found."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate.api import AutogenContext
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.operations.ops import MigrationScript
from alembic.script import ScriptDirectory

from console.models.types import Verbatim

# Beside Alembic's usual comparisons, CHECK constraints are compared, by their names.
PLUGINS = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]

_IS_OF_TYPE = sa.text("""
SELECT format_type(a.atttypid, a.atttypmod) = :type
  OR a.atttypmod = -1 AND a.atttypid = to_regtype(:type)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = coalesce(:schema, current_schema()) AND c.relname = :table
  AND a.attname = :column
""")


class Impl(PostgresqlImpl):
    """PostgreSQL as Alembic knows it, with percent signs written as they are meant."""

    __dialect__ = "postgresql"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counted: dict[tuple[str | None, str, str], str] = {}

    def autogen_column_reflect(self, inspector: Any, table: Any, column_info: Any) -> None:
        """Remember the defaults that Alembic takes away: it takes their columns for SERIAL."""
        default = column_info.get("default")
        super().autogen_column_reflect(inspector, table, column_info)  # type: ignore[no-untyped-call]
        if default is not None and "default" not in column_info:
            self._counted[table.schema, table.name, column_info["name"]] = default

    def render_ddl_sql_expr(
        self, expr: Any, is_server_default: bool = False, is_index: bool = False, **kw: Any
    ) -> str:
        text = super().render_ddl_sql_expr(expr, is_server_default, is_index, **kw)
        # Alembic renders for psycopg2, which doubles them; run from a revision they would be
        # doubled once more.
        return text.replace("%%", "%")

    def compare_type(self, inspector_column: Any, metadata_column: Any) -> bool:
        """Whether two types differ; of those SQLAlchemy has no class for, PostgreSQL is asked."""
        kind = metadata_column.type
        if not isinstance(kind, Verbatim):
            differs = super().compare_type(inspector_column, metadata_column)
            return bool(differs)
        table = inspector_column.table
        values = {"schema": table.schema, "table": table.name, "column": inspector_column.name}
        assert self.connection is not None
        return not self.connection.scalar(_IS_OF_TYPE, {**values, "type": kind.name})

    def compare_server_default(
        self, inspector_column: Any, metadata_column: Any, modelled: Any, found: Any
    ) -> bool:
        """Whether two defaults differ. One that counts is not evaluated: it would count on."""
        table = inspector_column.table
        found = found or self._counted.get((table.schema, table.name, inspector_column.name))
        if modelled and found and "nextval(" in modelled + found:
            return bool(modelled.replace("::regclass", "") != found.replace("::regclass", ""))
        differs = super().compare_server_default(  # type: ignore[no-untyped-call]
            inspector_column, metadata_column, modelled, found
        )
        return bool(differs)


def options(metadata: sa.MetaData, script: ScriptDirectory) -> dict[str, Any]:
    """The comparison of *metadata* with a database, as Alembic's ``configure`` takes it."""
    modelled = {(table.schema, table.name) for table in metadata.tables.values()}
    created = set(created_tables(script))
    dotted = set(_dotted(metadata))
    schemas = {schema for schema, _name in modelled | created}

    def include_name(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
        if kind == "schema":
            return name in schemas
        if kind == "table":
            # A table that neither the models nor the history know belongs to somebody else
            # who uses this database: it is not ours to drop.
            return (parents["schema_name"], name) in modelled | created
        if kind == "foreign_key_constraint":
            # Alembic would take the dots for those between schema, table and column.
            return (parents["schema_name"], parents["table_name"], name) not in dotted
        return True

    def include_object(item: Any, name: Any, kind: str, reflected: bool, *_: Any) -> bool:
        if kind == "foreign_key_constraint" and not reflected:
            return (item.parent.schema, item.parent.name, name) not in dotted
        if kind == "foreign_key_constraint" and reflected:
            # PostgreSQL keeps one for each partition of the table referred to.
            target = item.elements[0].target_fullname.rpartition(".")[0].rpartition(".")
            return (target[0] or None, target[2]) in modelled | created
        # A model over a view: revisions write views themselves, by op.execute.
        return not (kind == "table" and item.info.get("is_view"))

    return {
        "target_metadata": metadata,
        "include_schemas": bool(schemas - {None}),
        "include_name": include_name,
        "include_object": include_object,
        "compare_type": True,
        "compare_server_default": True,
        "render_as_batch": False,
        "render_item": render_item,
        "autogenerate_plugins": PLUGINS,
    }


def _dotted(metadata: sa.MetaData) -> Iterator[tuple[str | None, str, Any]]:
    """Schema, table and name of the foreign keys to columns that have dots in their names."""
    for table in metadata.tables.values():
        for key in table.foreign_key_constraints:
            if any("." in element.column.name for element in key.elements):
                yield table.schema, table.name, key.name


def created_tables(script: ScriptDirectory) -> Iterator[tuple[str | None, str]]:
    """Schema and name of each table that revisions create or rename to, by their source."""
    for revision in script.walk_revisions():
        for call in ast.walk(ast.parse(Path(revision.path).read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            position = {"create_table": 0, "rename_table": 1}.get(call.func.attr)
            if position is None or len(call.args) <= position:
                continue
            if name := _text(call.args[position]):
                schema = [_text(k.value) for k in call.keywords if k.arg == "schema"]
                yield (schema[0] if schema else None), name


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def drop_empty(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Write no revision that would change nothing; one for ``alembic.command.revision``."""
    if directives[0].upgrade_ops is not None and directives[0].upgrade_ops.is_empty():
        directives.clear()


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Write a column of an enum as the VARCHAR it is: its values are a CHECK's business."""
    if kind == "type" and isinstance(item, sa.Enum) and not item.native_enum:
        return f"sa.String(length={item.length})"
    return False
