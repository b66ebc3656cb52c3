"""create orders and invoices

Revision ID: f12a7c0e84b9
Revises: c58d1b93e06a
Create Date: 2026-11-23 09:03:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "f12a7c0e84b9"
down_revision = "c58d1b93e06a"


def upgrade() -> None:
    op.create_table(
        "sales_order",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "number",
            sa.Text(),
            nullable=False,
            comment="The number on every paper, such as SO-2026-000123.",
        ),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="Who ordered."),
        sa.Column(
            "status",
            sa.String(40),
            server_default="draft",
            nullable=False,
            comment="How far it has come.",
        ),
        sa.Column(
            "ordered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it reached us.",
        ),
        sa.Column(
            "total",
            sa.Numeric(14, 2),
            server_default="0",
            nullable=False,
            comment="What its lines add up to, without VAT; kept by the database.",
        ),
        sa.Column(
            "currency_code",
            sa.Text(),
            server_default="EUR",
            nullable=False,
            comment="The currency of its prices.",
        ),
        sa.Column(
            "promised_on", sa.Date(), nullable=True, comment="The day we said it would arrive."
        ),
        sa.Column(
            "shipped_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it left the warehouse.",
        ),
        sa.Column(
            "channel",
            sa.String(40),
            server_default="web",
            nullable=False,
            comment="How it reached us.",
        ),
        sa.Column("contact_id", sa.Integer(), nullable=True, comment="The person to ask about it."),
        sa.Column(
            "warehouse_code",
            sa.Text(),
            nullable=True,
            comment="Where it leaves from, once that is decided.",
        ),
        sa.Column(
            "seller_id",
            sa.Integer(),
            nullable=True,
            comment="Who took it; empty when it came through the shop.",
        ),
        sa.Column(
            "customer_reference",
            sa.Text(),
            nullable=True,
            comment="The company's own order number; empty text when it said it has none.",
        ),
        sa.Column(
            "public_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            nullable=False,
            comment="Stands in the link sent to the company, so that nobody can guess others.",
        ),
        sa.Column(
            "placed_from", pg.INET(), nullable=True, comment="The address a web order came from."
        ),
        sa.Column("notes", sa.Text(), nullable=True, comment="For colleagues, never printed."),
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
        sa.CheckConstraint(
            "channel IN ('web', 'email', 'phone', 'fair')",
            name=op.f("ck_sales_order_channel_known"),
        ),
        sa.CheckConstraint(
            "number ~ '^SO-[0-9]{4}-[0-9]{6,}$'", name=op.f("ck_sales_order_number_format")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'confirmed', 'shipped', 'delivered', 'cancelled')",
            name=op.f("ck_sales_order_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('shipped', 'delivered') OR shipped_at IS NOT NULL",
            name=op.f("ck_sales_order_shipped_at_known"),
        ),
        sa.CheckConstraint(
            "shipped_at >= ordered_at", name=op.f("ck_sales_order_shipped_after_ordered")
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_sales_order_company_id_company"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_sales_order_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"],
            ["currency.code"],
            name=op.f("fk_sales_order_currency_code_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["employee.id"],
            name=op.f("fk_sales_order_seller_id_employee"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_code"],
            ["warehouse.code"],
            name=op.f("fk_sales_order_warehouse_code_warehouse"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sales_order_public_id")),
        comment="What a company asked us to deliver.",
    )
    op.create_index(op.f("ix_sales_order_company_id"), "sales_order", ["company_id"])
    op.create_index(op.f("ix_sales_order_contact_id"), "sales_order", ["contact_id"])
    op.create_index(op.f("ix_sales_order_created_at"), "sales_order", ["created_at"])
    op.create_index(op.f("ix_sales_order_currency_code"), "sales_order", ["currency_code"])
    op.create_index(
        "ix_sales_order_customer_reference_trgm",
        "sales_order",
        ["customer_reference"],
        postgresql_using="gin",
        postgresql_ops={"customer_reference": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_sales_order_number_trgm",
        "sales_order",
        ["number"],
        postgresql_using="gin",
        postgresql_ops={"number": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_sales_order_ordered_at"), "sales_order", ["ordered_at"])
    op.create_index(op.f("ix_sales_order_promised_on"), "sales_order", ["promised_on"])
    op.create_index(op.f("ix_sales_order_seller_id"), "sales_order", ["seller_id"])
    op.create_index(op.f("ix_sales_order_status"), "sales_order", ["status"])
    op.create_index(op.f("ix_sales_order_total"), "sales_order", ["total"])
    op.create_index(op.f("ix_sales_order_warehouse_code"), "sales_order", ["warehouse_code"])

    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Integer(), nullable=False, comment="The order it belongs to."),
        sa.Column(
            "line_no", sa.SmallInteger(), nullable=False, comment="Its place on the order, from 1."
        ),
        sa.Column("product_id", sa.Integer(), nullable=False, comment="What was ordered."),
        sa.Column(
            "description",
            sa.Text(),
            nullable=True,
            comment="Printed instead of the product's name.",
        ),
        sa.Column(
            "quantity",
            sa.Numeric(14, 3),
            server_default="1",
            nullable=False,
            comment="In the product's unit.",
        ),
        sa.Column(
            "unit_price",
            sa.Numeric(14, 2),
            nullable=False,
            comment="For one unit, without VAT, in the order's currency.",
        ),
        sa.Column(
            "discount",
            sa.Numeric(5, 2),
            server_default="0",
            nullable=False,
            comment="Taken off the price, in per cent.",
        ),
        sa.Column(
            "total",
            sa.Numeric(14, 2),
            sa.Computed("round(quantity * unit_price * (1 - discount / 100), 2)", persisted=True),
            nullable=False,
            comment="Quantity times price less discount; computed by the database.",
        ),
        sa.CheckConstraint("discount BETWEEN 0 AND 100", name=op.f("ck_order_line_discount_range")),
        sa.CheckConstraint("line_no > 0", name=op.f("ck_order_line_line_no_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_line_unit_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["sales_order.id"],
            name=op.f("fk_order_line_order_id_sales_order"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_order_line_product_id_product"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("order_id", "line_no", name=op.f("pk_order_line")),
        comment="One product of an order, with its quantity and price.",
    )
    op.create_index(
        "ix_order_line_description_trgm",
        "order_line",
        ["description"],
        postgresql_using="gin",
        postgresql_ops={"description": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_order_line_product_id"), "order_line", ["product_id"])

    op.create_table(
        "invoice",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "number",
            sa.Text(),
            nullable=False,
            comment="Year, month and a running number, such as FV/2026/01/00042.",
        ),
        sa.Column("company_id", sa.Integer(), nullable=False, comment="Who has to pay."),
        sa.Column(
            "order_id",
            sa.Integer(),
            nullable=True,
            comment="What it is for; empty for fees and corrections.",
        ),
        sa.Column(
            "status",
            sa.String(40),
            server_default="draft",
            nullable=False,
            comment="How far it has come.",
        ),
        sa.Column(
            "issued_on",
            sa.Date(),
            server_default=sa.text("CURRENT_DATE"),
            nullable=False,
            comment="The date on the paper.",
        ),
        sa.Column(
            "due_on", sa.Date(), nullable=False, comment="The last day to pay without interest."
        ),
        sa.Column(
            "gross",
            sa.Numeric(14, 2),
            sa.Computed("net + vat", persisted=True),
            nullable=False,
            comment="What is to be paid: net and VAT; computed by the database.",
        ),
        sa.Column(
            "currency_code",
            sa.Text(),
            server_default="EUR",
            nullable=False,
            comment="The currency of its amounts.",
        ),
        sa.Column(
            "net",
            sa.Numeric(14, 2),
            nullable=False,
            comment="Without VAT; negative on a correction.",
        ),
        sa.Column(
            "vat", sa.Numeric(14, 2), server_default="0", nullable=False, comment="The tax on it."
        ),
        sa.Column(
            "paid_on", sa.Date(), nullable=True, comment="The day the last of the money arrived."
        ),
        sa.Column(
            "sent_to",
            pg.ARRAY(sa.Text()),
            nullable=True,
            comment="The e-mail addresses it went to; empty when it went by post.",
        ),
        sa.Column("notes", sa.Text(), nullable=True, comment="Printed at the foot."),
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
        sa.CheckConstraint(
            "number ~ '^FV/[0-9]{4}/[0-9]{2}/[0-9]{5,}$'", name=op.f("ck_invoice_number_format")
        ),
        sa.CheckConstraint(
            "status <> 'paid' OR paid_on IS NOT NULL", name=op.f("ck_invoice_paid_on_known")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'issued', 'paid', 'written_off')",
            name=op.f("ck_invoice_status_known"),
        ),
        sa.CheckConstraint("due_on >= issued_on", name=op.f("ck_invoice_due_after_issued")),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_invoice_company_id_company"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"],
            ["currency.code"],
            name=op.f("fk_invoice_currency_code_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["sales_order.id"],
            name=op.f("fk_invoice_order_id_sales_order"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        comment="What we asked a company to pay.",
    )
    op.create_index(op.f("ix_invoice_company_id"), "invoice", ["company_id"])
    op.create_index(op.f("ix_invoice_created_at"), "invoice", ["created_at"])
    op.create_index(op.f("ix_invoice_currency_code"), "invoice", ["currency_code"])
    op.create_index(op.f("ix_invoice_due_on"), "invoice", ["due_on"])
    op.create_index(op.f("ix_invoice_gross"), "invoice", ["gross"])
    op.create_index(op.f("ix_invoice_issued_on"), "invoice", ["issued_on"])
    op.create_index(
        "ix_invoice_number_trgm",
        "invoice",
        ["number"],
        postgresql_using="gin",
        postgresql_ops={"number": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_invoice_order_id"), "invoice", ["order_id"])
    op.create_index(op.f("ix_invoice_status"), "invoice", ["status"])

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column("invoice_id", sa.Integer(), nullable=False, comment="What was paid."),
        sa.Column(
            "amount", sa.Numeric(14, 2), nullable=False, comment="Negative when money went back."
        ),
        sa.Column(
            "currency_code",
            sa.Text(),
            server_default="EUR",
            nullable=False,
            comment="The currency of the amount.",
        ),
        sa.Column(
            "received_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the bank booked it.",
        ),
        sa.Column(
            "method",
            sa.String(40),
            server_default="transfer",
            nullable=False,
            comment="How the money came.",
        ),
        sa.Column(
            "reference",
            sa.Text(),
            nullable=True,
            comment="What the payer wrote; empty text when nothing.",
        ),
        sa.Column(
            "bank_id",
            sa.Uuid(),
            nullable=True,
            comment="The bank's own mark of the transfer; guards against booking one twice.",
        ),
        sa.Column(
            "details", pg.JSONB(), nullable=True, comment="The bank's message as it came, as JSON."
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
        sa.CheckConstraint(
            "method IN ('transfer', 'card', 'instant', 'cash')",
            name=op.f("ck_payment_method_known"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["currency_code"],
            ["currency.code"],
            name=op.f("fk_payment_currency_code_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["invoice.id"],
            name=op.f("fk_payment_invoice_id_invoice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("bank_id", name=op.f("uq_payment_bank_id")),
        comment="Money that came in for an invoice, or went back.",
    )
    op.create_index(op.f("ix_payment_created_at"), "payment", ["created_at"])
    op.create_index(op.f("ix_payment_currency_code"), "payment", ["currency_code"])
    op.create_index(op.f("ix_payment_invoice_id"), "payment", ["invoice_id"])
    op.create_index(op.f("ix_payment_method"), "payment", ["method"])
    op.create_index(op.f("ix_payment_received_at"), "payment", ["received_at"])
    op.create_index(
        "ix_payment_reference_trgm",
        "payment",
        ["reference"],
        postgresql_using="gin",
        postgresql_ops={"reference": "gin_trgm_ops"},
    )


def downgrade() -> None:
    op.drop_table("payment")
    op.drop_table("invoice")
    op.drop_table("order_line")
    op.drop_table("sales_order")
