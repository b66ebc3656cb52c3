"""What holds for every table, including those not yet written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg

from console.models.db import Base, db

TABLES = sorted(db.metadata.tables.values(), key=lambda table: table.name)
MODELS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__
)

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


@each_table
def test_tables_and_columns_say_what_they_hold(table):
    silent = [column.name for column in table.columns if not column.comment]

    assert table.comment
    assert not silent


@each_table
def test_constraints_have_names(table):
    assert all(constraint.name for constraint in table.constraints)


@each_table
def test_names_fit_postgresql(table):
    names = [str(c.name) for c in table.constraints] + [str(i.name) for i in table.indexes]

    assert max(map(len, names)) <= 63


@each_table
def test_foreign_keys_say_what_deleting_does(table):
    assert all(key.ondelete for key in table.foreign_keys)


@each_table
def test_foreign_keys_have_an_index(table):
    leading = {next(iter(index.columns)).name for index in table.indexes}
    leading.add(next(iter(table.primary_key.columns)).name)

    assert {key.parent.name for key in table.foreign_keys} <= leading


@each_table
def test_optional_references_are_the_only_ones_set_to_null(table):
    assert all(k.parent.nullable for k in table.foreign_keys if k.ondelete == "SET NULL")


@each_table
def test_enumerations_are_checked_by_the_database(table):
    checks = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
    enums = [column.name for column in table.columns if isinstance(column.type, sa.Enum)]

    assert {f"ck_{table.name}_{name}_known" for name in enums} <= checks


@each_table
def test_patterns_are_explained_in_words(table):
    patterns = [
        constraint
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint) and " ~ " in str(constraint.sqltext)
    ]

    assert [c.name for c in patterns if not c.info.get("message")] == []


@each_table
def test_trigram_indexes_are_named_after_their_column(table):
    for index in table.indexes:
        if index.dialect_options["postgresql"]["using"] == "gin":
            (column,) = index.columns
            assert index.name == f"ix_{table.name}_{column.name}_trgm"


@each_model
def test_models_say_what_they_are_called_and_where_they_belong(model):
    assert len(model.__labels__) == 2
    assert model.__category__


@each_model
def test_rows_read_as_words_without_asking_the_database(model):
    assert "__str__" in vars(model)

    names = vars(model)["__str__"].__code__.co_names

    assert not set(names) & set(orm.class_mapper(model).relationships.keys())


@each_model
def test_relationships_are_known_from_both_ends(model):
    one_way = [r.key for r in orm.class_mapper(model).relationships if not r.back_populates]

    assert not one_way


@each_model
def test_collections_are_left_to_the_database_when_a_parent_goes(model):
    relationships = orm.class_mapper(model).relationships

    assert all(r.passive_deletes for r in relationships if r.uselist)


def test_every_shape_of_table_occurs():
    columns = [column for table in TABLES for column in table.columns]
    types = {type(column.type) for column in columns}
    constraints = {type(c) for table in TABLES for c in table.constraints}

    assert {pg.JSONB, pg.ARRAY, pg.DATERANGE, pg.INET, pg.CIDR, sa.Uuid, sa.Enum} <= types
    assert {sa.Interval, sa.Time, sa.Date, sa.DateTime, sa.Boolean, sa.Double} <= types
    assert pg.ExcludeConstraint in constraints
    assert any(column.computed is not None for column in columns)
    assert any(len(table.primary_key.columns) == 3 for table in TABLES)
    assert any(key.column.table is table for table in TABLES for key in table.foreign_keys)
