"""create the reference tables

The extensions stay when it is undone: other things may use them by then.

Revision ID: 3b7f20c41d58
Revises:
Create Date: 2026-11-23 09:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "3b7f20c41d58"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")

    op.create_table(
        "country",
        sa.Column(
            "code", sa.Text(), nullable=False, comment="The two letters of ISO 3166-1, such as PL."
        ),
        sa.Column(
            "alpha3",
            sa.Text(),
            nullable=False,
            comment="The three letters of ISO 3166-1, such as POL.",
        ),
        sa.Column(
            "numeric",
            sa.Text(),
            nullable=False,
            comment="The three digits of ISO 3166-1, leading zeros kept.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="The short name in English."),
        sa.Column("name_pl", sa.Text(), nullable=False, comment="The short name in Polish."),
        sa.Column(
            "official_name",
            sa.Text(),
            nullable=True,
            comment="The name in full, where it differs from the short one.",
        ),
        sa.CheckConstraint("alpha3 ~ '^[A-Z]{3}$'", name=op.f("ck_country_alpha3_format")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_country_name_not_blank")),
        sa.CheckConstraint("btrim(name_pl) <> ''", name=op.f("ck_country_name_pl_not_blank")),
        sa.CheckConstraint("code ~ '^[A-Z]{2}$'", name=op.f("ck_country_code_format")),
        sa.CheckConstraint("numeric ~ '^[0-9]{3}$'", name=op.f("ck_country_numeric_format")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
        sa.UniqueConstraint("alpha3", name=op.f("uq_country_alpha3")),
        sa.UniqueConstraint("numeric", name=op.f("uq_country_numeric")),
        comment="Countries and territories of ISO 3166-1.",
    )
    op.create_index(
        "ix_country_name_pl_trgm",
        "country",
        ["name_pl"],
        postgresql_using="gin",
        postgresql_ops={"name_pl": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_country_name_trgm",
        "country",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )

    op.create_table(
        "subdivision",
        sa.Column(
            "code", sa.Text(), nullable=False, comment="The code of ISO 3166-2, such as PL-14."
        ),
        sa.Column("country_code", sa.Text(), nullable=False, comment="The country it belongs to."),
        sa.Column(
            "parent_code",
            sa.Text(),
            nullable=True,
            comment="The larger part it lies in, where the standard names one.",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="What it is called there, such as Voivodeship or Province.",
        ),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="The name in the language of the standard."
        ),
        sa.Column(
            "name_pl", sa.Text(), nullable=True, comment="The name in Polish, where there is one."
        ),
        sa.CheckConstraint("btrim(kind) <> ''", name=op.f("ck_subdivision_kind_not_blank")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_subdivision_name_not_blank")),
        sa.CheckConstraint(
            "code ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'", name=op.f("ck_subdivision_code_format")
        ),
        sa.CheckConstraint("parent_code <> code", name=op.f("ck_subdivision_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["country_code"],
            ["country.code"],
            name=op.f("fk_subdivision_country_code_country"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["subdivision.code"],
            name=op.f("fk_subdivision_parent_code_subdivision"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_subdivision")),
        comment="Parts of countries, of every level, from ISO 3166-2.",
    )
    op.create_index(op.f("ix_subdivision_country_code"), "subdivision", ["country_code"])
    op.create_index(op.f("ix_subdivision_kind"), "subdivision", ["kind"])
    op.create_index(
        "ix_subdivision_name_trgm",
        "subdivision",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_subdivision_parent_code"), "subdivision", ["parent_code"])

    op.create_table(
        "currency",
        sa.Column(
            "code", sa.Text(), nullable=False, comment="The three letters of ISO 4217, such as PLN."
        ),
        sa.Column(
            "numeric",
            sa.Text(),
            nullable=False,
            comment="The three digits of ISO 4217, leading zeros kept.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="The name in English."),
        sa.Column("name_pl", sa.Text(), nullable=False, comment="The name in Polish."),
        sa.Column(
            "minor_units",
            sa.SmallInteger(),
            nullable=True,
            comment="How many decimals amounts have; none for metals and units of account.",
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_currency_name_not_blank")),
        sa.CheckConstraint("btrim(name_pl) <> ''", name=op.f("ck_currency_name_pl_not_blank")),
        sa.CheckConstraint("code ~ '^[A-Z]{3}$'", name=op.f("ck_currency_code_format")),
        sa.CheckConstraint("numeric ~ '^[0-9]{3}$'", name=op.f("ck_currency_numeric_format")),
        sa.CheckConstraint(
            "minor_units BETWEEN 0 AND 4", name=op.f("ck_currency_minor_units_range")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
        sa.UniqueConstraint("numeric", name=op.f("uq_currency_numeric")),
        comment="Currencies in use, from ISO 4217.",
    )
    op.create_index(
        "ix_currency_name_pl_trgm",
        "currency",
        ["name_pl"],
        postgresql_using="gin",
        postgresql_ops={"name_pl": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_currency_name_trgm",
        "currency",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )

    op.create_table(
        "language",
        sa.Column(
            "code",
            sa.Text(),
            nullable=False,
            comment="The two letters of ISO 639-1 where there are any, else the three of 639-3.",
        ),
        sa.Column(
            "alpha3",
            sa.Text(),
            nullable=False,
            comment="The three letters of ISO 639-3, such as pol.",
        ),
        sa.Column(
            "alpha2", sa.Text(), nullable=True, comment="The two letters of ISO 639-1, such as pl."
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="The name in English."),
        sa.Column(
            "name_pl", sa.Text(), nullable=True, comment="The name in Polish, where there is one."
        ),
        sa.CheckConstraint("alpha2 ~ '^[a-z]{2}$'", name=op.f("ck_language_alpha2_format")),
        sa.CheckConstraint("alpha3 ~ '^[a-z]{3}$'", name=op.f("ck_language_alpha3_format")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_language_name_not_blank")),
        sa.CheckConstraint("code ~ '^[a-z]{2,3}$'", name=op.f("ck_language_code_format")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_language")),
        sa.UniqueConstraint("alpha2", name=op.f("uq_language_alpha2")),
        sa.UniqueConstraint("alpha3", name=op.f("uq_language_alpha3")),
        comment="Languages of ISO 639.",
    )
    op.create_index(
        "ix_language_name_pl_trgm",
        "language",
        ["name_pl"],
        postgresql_using="gin",
        postgresql_ops={"name_pl": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_language_name_trgm",
        "language",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )

    op.create_table(
        "unit",
        sa.Column(
            "code",
            sa.Text(),
            nullable=False,
            comment="The common code of Recommendation 20, such as KGM.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="The name in English."),
        sa.Column(
            "name_pl", sa.Text(), nullable=True, comment="The name in Polish, where there is one."
        ),
        sa.Column(
            "symbol",
            sa.Text(),
            nullable=True,
            comment="What stands after a number, such as kg; counted things have none.",
        ),
        sa.Column(
            "quantity",
            sa.Text(),
            nullable=False,
            comment="What it measures, such as mass or length.",
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_unit_name_not_blank")),
        sa.CheckConstraint("btrim(quantity) <> ''", name=op.f("ck_unit_quantity_not_blank")),
        sa.CheckConstraint("code ~ '^[A-Z0-9]{2,3}$'", name=op.f("ck_unit_code_format")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
        comment="Units of measure from UN/ECE Recommendation 20.",
    )
    op.create_index(
        "ix_unit_name_pl_trgm",
        "unit",
        ["name_pl"],
        postgresql_using="gin",
        postgresql_ops={"name_pl": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_unit_name_trgm",
        "unit",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_unit_quantity"), "unit", ["quantity"])

    op.create_table(
        "vat_rate",
        sa.Column("country_code", sa.Text(), nullable=False, comment="The country that levies it."),
        sa.Column(
            "kind", sa.String(40), nullable=False, comment="Which of the country's rates it is."
        ),
        sa.Column("valid_from", sa.Date(), nullable=False, comment="The first day it applies."),
        sa.Column(
            "valid_to",
            sa.Date(),
            nullable=True,
            comment="The last day it applies; empty while it is in force.",
        ),
        sa.Column(
            "rate",
            sa.Numeric(5, 2),
            nullable=False,
            comment="The rate in per cent of the net price.",
        ),
        pg.ExcludeConstraint(
            (sa.column("country_code"), "="),
            (sa.column("kind"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            using="gist",
            name="ex_vat_rate_overlap",
        ),
        sa.CheckConstraint(
            "kind IN ('standard', 'reduced', 'reduced_2', 'super_reduced', 'parking', 'zero')",
            name=op.f("ck_vat_rate_kind_known"),
        ),
        sa.CheckConstraint("rate BETWEEN 0 AND 100", name=op.f("ck_vat_rate_rate_range")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_vat_rate_valid_to_after_from")),
        sa.ForeignKeyConstraint(
            ["country_code"],
            ["country.code"],
            name=op.f("fk_vat_rate_country_code_country"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("country_code", "kind", "valid_from", name=op.f("pk_vat_rate")),
        comment="VAT rates of the countries of the European Union and their validity.",
    )


def downgrade() -> None:
    op.drop_table("vat_rate")
    op.drop_table("unit")
    op.drop_table("language")
    op.drop_table("currency")
    op.drop_table("subdivision")
    op.drop_table("country")
