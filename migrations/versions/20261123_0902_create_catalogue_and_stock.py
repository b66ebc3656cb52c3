"""create catalogue and stock

Revision ID: c58d1b93e06a
Revises: 9e04a6d2f713
Create Date: 2026-11-23 09:02:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "c58d1b93e06a"
down_revision = "9e04a6d2f713"


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "parent_id",
            sa.Integer(),
            nullable=True,
            comment="The category above; empty at the top.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="What the shop shows."),
        sa.Column(
            "slug",
            sa.Text(),
            nullable=False,
            comment="The name in addresses: small letters, digits and hyphens.",
        ),
        sa.Column(
            "position",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Its place among its siblings, smallest first.",
        ),
        sa.Column("description", sa.Text(), nullable=True, comment="Shown above its products."),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_category_name_not_blank")),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_category_slug_format")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_category_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["category.id"],
            name=op.f("fk_category_parent_id_category"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("slug", name=op.f("uq_category_slug")),
        comment="The tree that products hang in.",
    )
    op.create_index(op.f("ix_category_name"), "category", ["name"])
    op.create_index(
        "ix_category_name_trgm",
        "category",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_category_parent_id"), "category", ["parent_id"])

    op.create_table(
        "product",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "sku",
            sa.Text(),
            nullable=False,
            comment="Our article number: capitals and digits in groups, such as CHA-00042.",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="What stands on the label."),
        sa.Column("category_id", sa.Integer(), nullable=False, comment="Where the shop shows it."),
        sa.Column(
            "status",
            sa.String(40),
            server_default="draft",
            nullable=False,
            comment="Whether it can be ordered.",
        ),
        sa.Column("supplier_id", sa.Integer(), nullable=True, comment="Whom we buy it from."),
        sa.Column(
            "unit_code", sa.Text(), nullable=False, comment="What quantities of it are counted in."
        ),
        sa.Column(
            "vat_kind",
            sa.String(40),
            server_default="standard",
            nullable=False,
            comment="Which of a country's rates applies to it.",
        ),
        sa.Column("barcode", sa.Text(), nullable=True, comment="EAN or GTIN, digits only."),
        sa.Column("weight", sa.Numeric(14, 3), nullable=True, comment="Packed, in kilograms."),
        sa.Column(
            "reorder_level",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="Buy more once fewer than this are available.",
        ),
        sa.Column(
            "lead_time", sa.Interval(), nullable=True, comment="From our order to its arrival."
        ),
        sa.Column(
            "colours", pg.ARRAY(sa.Text()), nullable=True, comment="The colours it comes in."
        ),
        sa.Column(
            "attributes",
            pg.JSONB(),
            server_default="{}",
            nullable=False,
            comment="Technical data as a JSON object.",
        ),
        sa.Column("description", sa.Text(), nullable=True, comment="What the shop shows."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was added.",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was last changed here.",
        ),
        sa.CheckConstraint("barcode ~ '^[0-9]{8,14}$'", name=op.f("ck_product_barcode_format")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_product_name_not_blank")),
        sa.CheckConstraint(
            "jsonb_typeof(attributes) = 'object'", name=op.f("ck_product_attributes_object")
        ),
        sa.CheckConstraint(
            "lead_time >= interval '0'", name=op.f("ck_product_lead_time_not_negative")
        ),
        sa.CheckConstraint("sku ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$'", name=op.f("ck_product_sku_format")),
        sa.CheckConstraint(
            "status IN ('draft', 'active', 'discontinued')", name=op.f("ck_product_status_known")
        ),
        sa.CheckConstraint(
            "vat_kind IN ('standard', 'reduced', 'reduced_2', 'super_reduced', 'parking', 'zero')",
            name=op.f("ck_product_vat_kind_known"),
        ),
        sa.CheckConstraint(
            "reorder_level >= 0", name=op.f("ck_product_reorder_level_not_negative")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_product_weight_positive")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
            name=op.f("fk_product_category_id_category"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["company.id"],
            name=op.f("fk_product_supplier_id_company"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"],
            ["unit.code"],
            name=op.f("fk_product_unit_code_unit"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("barcode", name=op.f("uq_product_barcode")),
        sa.UniqueConstraint("sku", name=op.f("uq_product_sku")),
        comment="What we buy, keep and sell.",
    )
    op.create_index(
        "ix_product_barcode_trgm",
        "product",
        ["barcode"],
        postgresql_using="gin",
        postgresql_ops={"barcode": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_product_category_id"), "product", ["category_id"])
    op.create_index(op.f("ix_product_created_at"), "product", ["created_at"])
    op.create_index(op.f("ix_product_name"), "product", ["name"])
    op.create_index(
        "ix_product_name_trgm",
        "product",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_product_sku_trgm",
        "product",
        ["sku"],
        postgresql_using="gin",
        postgresql_ops={"sku": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_product_status"), "product", ["status"])
    op.create_index(op.f("ix_product_supplier_id"), "product", ["supplier_id"])
    op.create_index(op.f("ix_product_unit_code"), "product", ["unit_code"])

    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column("name", sa.Text(), nullable=False, comment="One word or two."),
        sa.Column(
            "colour",
            sa.Text(),
            nullable=True,
            comment="Red, green and blue in hexadecimal, such as #2fb344.",
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_tag_name_not_blank")),
        sa.CheckConstraint("colour ~ '^#[0-9a-f]{6}$'", name=op.f("ck_tag_colour_format")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
        comment="Words that group products across categories.",
    )
    op.create_index(
        "ix_tag_name_trgm",
        "tag",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )

    op.create_table(
        "product_tag",
        sa.Column(
            "product_id", sa.Integer(), nullable=False, comment="The product that carries the tag."
        ),
        sa.Column("tag_id", sa.Integer(), nullable=False, comment="The tag it carries."),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_product_tag_product_id_product"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_product_tag_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("product_id", "tag_id", name=op.f("pk_product_tag")),
        comment="Which product carries which tag.",
    )
    op.create_index(op.f("ix_product_tag_tag_id"), "product_tag", ["tag_id"])

    op.create_table(
        "price",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column("product_id", sa.Integer(), nullable=False, comment="What is priced."),
        sa.Column(
            "price_list",
            sa.String(40),
            server_default="retail",
            nullable=False,
            comment="For which kind of buyer.",
        ),
        sa.Column(
            "amount", sa.Numeric(14, 2), nullable=False, comment="For one unit, without VAT."
        ),
        sa.Column(
            "currency_code", sa.Text(), nullable=False, comment="The currency of the amount."
        ),
        sa.Column(
            "valid",
            pg.DATERANGE(),
            nullable=False,
            comment="The days it holds, such as [2026-01-01,2026-07-01); open ends are allowed.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was added.",
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the row was last changed here.",
        ),
        pg.ExcludeConstraint(
            (sa.column("product_id"), "="),
            (sa.column("price_list"), "="),
            (sa.column("currency_code"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="ex_price_overlap",
        ),
        sa.CheckConstraint(
            "price_list IN ('retail', 'wholesale', 'export')",
            name=op.f("ck_price_price_list_known"),
        ),
        sa.CheckConstraint("NOT isempty(valid)", name=op.f("ck_price_valid_not_empty")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_price_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["currency_code"],
            ["currency.code"],
            name=op.f("fk_price_currency_code_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_price_product_id_product"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
        comment="What a product costs, on which list, in which currency, on which days.",
    )
    op.create_index(op.f("ix_price_created_at"), "price", ["created_at"])
    op.create_index(op.f("ix_price_currency_code"), "price", ["currency_code"])
    op.create_index(op.f("ix_price_price_list"), "price", ["price_list"])
    op.create_index(op.f("ix_price_product_id"), "price", ["product_id"])

    op.create_table(
        "warehouse",
        sa.Column(
            "code", sa.Text(), nullable=False, comment="Three letters and a number, such as WAW1."
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="What colleagues call it."),
        sa.Column("country_code", sa.Text(), nullable=False, comment="Where it stands."),
        sa.Column("city", sa.Text(), nullable=False, comment="The town of its address."),
        sa.Column("address", sa.Text(), nullable=True, comment="Street, number and postal code."),
        sa.Column(
            "is_open",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="Whether goods come in and go out.",
        ),
        sa.Column("opens_at", sa.Time(), nullable=True, comment="Local time, on working days."),
        sa.Column("closes_at", sa.Time(), nullable=True, comment="Local time, on working days."),
        sa.Column(
            "latitude", sa.Double(), nullable=True, comment="Degrees north; negative in the south."
        ),
        sa.Column(
            "longitude", sa.Double(), nullable=True, comment="Degrees east; negative in the west."
        ),
        sa.Column(
            "network",
            pg.CIDR(),
            nullable=True,
            comment="The addresses its scanners connect from, such as 10.20.0.0/16.",
        ),
        sa.Column("manager_id", sa.Integer(), nullable=True, comment="Who runs it."),
        sa.CheckConstraint("btrim(city) <> ''", name=op.f("ck_warehouse_city_not_blank")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_warehouse_name_not_blank")),
        sa.CheckConstraint("code ~ '^[A-Z]{3}[0-9]{1,2}$'", name=op.f("ck_warehouse_code_format")),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_warehouse_closes_after_opening")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_warehouse_latitude_range")),
        sa.CheckConstraint(
            "longitude BETWEEN -180 AND 180", name=op.f("ck_warehouse_longitude_range")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"],
            ["country.code"],
            name=op.f("fk_warehouse_country_code_country"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["employee.id"],
            name=op.f("fk_warehouse_manager_id_employee"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_warehouse")),
        comment="Where stock is kept and orders leave from.",
    )
    op.create_index(op.f("ix_warehouse_country_code"), "warehouse", ["country_code"])
    op.create_index(op.f("ix_warehouse_manager_id"), "warehouse", ["manager_id"])
    op.create_index(
        "ix_warehouse_name_trgm",
        "warehouse",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )

    op.create_table(
        "stock_level",
        sa.Column("warehouse_code", sa.Text(), nullable=False, comment="Where it lies."),
        sa.Column("product_id", sa.Integer(), nullable=False, comment="What lies there."),
        sa.Column(
            "on_hand",
            sa.Numeric(14, 3),
            server_default="0",
            nullable=False,
            comment="What one would count on the shelf.",
        ),
        sa.Column(
            "reserved",
            sa.Numeric(14, 3),
            server_default="0",
            nullable=False,
            comment="What confirmed orders have set aside.",
        ),
        sa.Column(
            "available",
            sa.Numeric(14, 3),
            sa.Computed("on_hand - reserved", persisted=True),
            nullable=False,
            comment="What can still be sold: on hand less reserved.",
        ),
        sa.Column(
            "shelf", sa.Text(), nullable=True, comment="Aisle, rack and shelf, such as B-07-12."
        ),
        sa.Column(
            "counted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When somebody last counted it.",
        ),
        sa.CheckConstraint(
            "shelf ~ '^[A-Z]-[0-9]{2}-[0-9]{2}$'", name=op.f("ck_stock_level_shelf_format")
        ),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_level_on_hand_not_negative")),
        sa.CheckConstraint(
            "reserved BETWEEN 0 AND on_hand", name=op.f("ck_stock_level_reserved_range")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_stock_level_product_id_product"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_code"],
            ["warehouse.code"],
            name=op.f("fk_stock_level_warehouse_code_warehouse"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("warehouse_code", "product_id", name=op.f("pk_stock_level")),
        comment="How much of a product lies in a warehouse.",
    )
    op.create_index(op.f("ix_stock_level_available"), "stock_level", ["available"])
    op.create_index(op.f("ix_stock_level_counted_at"), "stock_level", ["counted_at"])
    op.create_index(op.f("ix_stock_level_product_id"), "stock_level", ["product_id"])
    op.create_index(
        "ix_stock_level_shelf_trgm",
        "stock_level",
        ["shelf"],
        postgresql_using="gin",
        postgresql_ops={"shelf": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.drop_table("stock_level")
    op.drop_table("warehouse")
    op.drop_table("price")
    op.drop_table("product_tag")
    op.drop_table("tag")
    op.drop_table("product")
    op.drop_table("category")
