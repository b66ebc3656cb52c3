"""create people and companies

Revision ID: 9e04a6d2f713
Revises: 3b7f20c41d58
Create Date: 2026-11-23 09:01:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "9e04a6d2f713"
down_revision = "3b7f20c41d58"


def upgrade() -> None:
    op.create_table(
        "employee",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "number", sa.Text(), nullable=False, comment="The number on the badge, such as E0042."
        ),
        sa.Column("first_name", sa.Text(), nullable=False, comment="Given name."),
        sa.Column("last_name", sa.Text(), nullable=False, comment="Family name."),
        sa.Column("email", sa.Text(), nullable=False, comment="The address at work."),
        sa.Column("phone", sa.Text(), nullable=True, comment="The number at work."),
        sa.Column("department", sa.String(40), nullable=False, comment="Where the person works."),
        sa.Column("job_title", sa.Text(), nullable=False, comment="What stands on the card."),
        sa.Column("manager_id", sa.Integer(), nullable=True, comment="Whom the person reports to."),
        sa.Column("hired_on", sa.Date(), nullable=False, comment="The first day of work."),
        sa.Column(
            "left_on",
            sa.Date(),
            nullable=True,
            comment="The last day of work; empty for those who are here.",
        ),
        sa.Column(
            "skills",
            pg.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Licences, languages and courses.",
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
            "btrim(first_name) <> ''", name=op.f("ck_employee_first_name_not_blank")
        ),
        sa.CheckConstraint("btrim(last_name) <> ''", name=op.f("ck_employee_last_name_not_blank")),
        sa.CheckConstraint(
            "department IN ('management', 'sales', 'purchasing', 'logistics', 'finance', 'tech')",
            name=op.f("ck_employee_department_known"),
        ),
        sa.CheckConstraint("email ~ '^[^@\\s]+@[^@\\s]+$'", name=op.f("ck_employee_email_format")),
        sa.CheckConstraint("number ~ '^E[0-9]{4,6}$'", name=op.f("ck_employee_number_format")),
        sa.CheckConstraint("left_on >= hired_on", name=op.f("ck_employee_left_after_hired")),
        sa.CheckConstraint("manager_id <> id", name=op.f("ck_employee_not_their_own_manager")),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["employee.id"],
            name=op.f("fk_employee_manager_id_employee"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee")),
        sa.UniqueConstraint("email", name=op.f("uq_employee_email")),
        sa.UniqueConstraint("number", name=op.f("uq_employee_number")),
        comment="The people who work here, and who reports to whom.",
    )
    op.create_index(op.f("ix_employee_created_at"), "employee", ["created_at"])
    op.create_index(op.f("ix_employee_department"), "employee", ["department"])
    op.create_index(
        "ix_employee_email_trgm",
        "employee",
        ["email"],
        postgresql_using="gin",
        postgresql_ops={"email": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_employee_first_name_trgm",
        "employee",
        ["first_name"],
        postgresql_using="gin",
        postgresql_ops={"first_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_employee_hired_on"), "employee", ["hired_on"])
    op.create_index(op.f("ix_employee_last_name"), "employee", ["last_name"])
    op.create_index(
        "ix_employee_last_name_trgm",
        "employee",
        ["last_name"],
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_employee_manager_id"), "employee", ["manager_id"])
    op.create_index(
        "ix_employee_number_trgm",
        "employee",
        ["number"],
        postgresql_using="gin",
        postgresql_ops={"number": "gin_trgm_ops"},
    )

    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column("name", sa.Text(), nullable=False, comment="The name it trades under."),
        sa.Column(
            "kind",
            sa.String(40),
            server_default="customer",
            nullable=False,
            comment="Whether we sell to it or buy from it.",
        ),
        sa.Column(
            "status",
            sa.String(40),
            server_default="prospect",
            nullable=False,
            comment="Where we stand with it; a closed company keeps its papers.",
        ),
        sa.Column(
            "tax_id",
            sa.Text(),
            nullable=True,
            comment="The VAT identification number with its country prefix, without spaces.",
        ),
        sa.Column("country_code", sa.Text(), nullable=False, comment="Where it is registered."),
        sa.Column(
            "subdivision_code",
            sa.Text(),
            nullable=True,
            comment="The voivodeship, province or state of its address.",
        ),
        sa.Column("city", sa.Text(), nullable=False, comment="The town of its address."),
        sa.Column(
            "postal_code",
            sa.Text(),
            nullable=True,
            comment="As the country writes it, such as 00-950.",
        ),
        sa.Column("street", sa.Text(), nullable=True, comment="Street and number."),
        sa.Column(
            "email", sa.Text(), nullable=True, comment="Where invoices and general questions go."
        ),
        sa.Column("phone", sa.Text(), nullable=True, comment="With the country's prefix."),
        sa.Column("website", sa.Text(), nullable=True, comment="Starts with http:// or https://."),
        sa.Column(
            "currency_code",
            sa.Text(),
            server_default="EUR",
            nullable=False,
            comment="What it is invoiced in.",
        ),
        sa.Column(
            "credit_limit",
            sa.Numeric(14, 2),
            nullable=True,
            comment="How much it may owe us; empty means no limit was agreed, 0 means prepayment.",
        ),
        sa.Column(
            "discount",
            sa.Numeric(5, 2),
            server_default="0",
            nullable=False,
            comment="Taken off every price, in per cent.",
        ),
        sa.Column(
            "payment_days",
            sa.SmallInteger(),
            server_default="14",
            nullable=False,
            comment="How many days after its date an invoice is due.",
        ),
        sa.Column(
            "is_newsletter_agreed",
            sa.Boolean(),
            nullable=True,
            comment="Whether it agreed to receive our newsletter; empty until asked.",
        ),
        sa.Column(
            "other_names",
            pg.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="Former and short names people search for.",
        ),
        sa.Column(
            "attributes",
            pg.JSONB(),
            nullable=True,
            comment="Whatever other systems know of it, as a JSON object.",
        ),
        sa.Column("notes", sa.Text(), nullable=True, comment="For colleagues, never printed."),
        sa.Column("account_manager_id", sa.Integer(), nullable=True, comment="Who looks after it."),
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
        sa.CheckConstraint("btrim(city) <> ''", name=op.f("ck_company_city_not_blank")),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_company_name_not_blank")),
        sa.CheckConstraint("email ~ '^[^@\\s]+@[^@\\s]+$'", name=op.f("ck_company_email_format")),
        sa.CheckConstraint(
            "kind IN ('customer', 'supplier', 'both')", name=op.f("ck_company_kind_known")
        ),
        sa.CheckConstraint(
            "status IN ('prospect', 'active', 'on_hold', 'closed')",
            name=op.f("ck_company_status_known"),
        ),
        sa.CheckConstraint(
            "tax_id ~ '^[A-Z]{2}[A-Z0-9]{2,13}$'", name=op.f("ck_company_tax_id_format")
        ),
        sa.CheckConstraint("website ~ '^https?://\\S+$'", name=op.f("ck_company_website_format")),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("ck_company_credit_limit_not_negative")),
        sa.CheckConstraint("discount BETWEEN 0 AND 100", name=op.f("ck_company_discount_range")),
        sa.CheckConstraint(
            "payment_days BETWEEN 0 AND 365", name=op.f("ck_company_payment_days_range")
        ),
        sa.ForeignKeyConstraint(
            ["account_manager_id"],
            ["employee.id"],
            name=op.f("fk_company_account_manager_id_employee"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["country_code"],
            ["country.code"],
            name=op.f("fk_company_country_code_country"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["currency_code"],
            ["currency.code"],
            name=op.f("fk_company_currency_code_currency"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subdivision_code"],
            ["subdivision.code"],
            name=op.f("fk_company_subdivision_code_subdivision"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("tax_id", name=op.f("uq_company_tax_id")),
        comment="The firms we sell to and buy from.",
    )
    op.create_index(op.f("ix_company_account_manager_id"), "company", ["account_manager_id"])
    op.create_index(
        "ix_company_city_trgm",
        "company",
        ["city"],
        postgresql_using="gin",
        postgresql_ops={"city": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_company_country_code"), "company", ["country_code"])
    op.create_index(op.f("ix_company_created_at"), "company", ["created_at"])
    op.create_index(op.f("ix_company_currency_code"), "company", ["currency_code"])
    op.create_index(
        "ix_company_email_trgm",
        "company",
        ["email"],
        postgresql_using="gin",
        postgresql_ops={"email": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_company_name"), "company", ["name"])
    op.create_index(
        "ix_company_name_trgm",
        "company",
        ["name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_company_status"), "company", ["status"])
    op.create_index(op.f("ix_company_subdivision_code"), "company", ["subdivision_code"])
    op.create_index(
        "ix_company_tax_id_trgm",
        "company",
        ["tax_id"],
        postgresql_using="gin",
        postgresql_ops={"tax_id": "gin_trgm_ops"},
    )

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False, comment="Given by the database."),
        sa.Column(
            "company_id", sa.Integer(), nullable=False, comment="The firm the person works for."
        ),
        sa.Column("first_name", sa.Text(), nullable=False, comment="Given name."),
        sa.Column("last_name", sa.Text(), nullable=False, comment="Family name."),
        sa.Column("position", sa.Text(), nullable=True, comment="What the person does there."),
        sa.Column("email", sa.Text(), nullable=True, comment="The person's own address."),
        sa.Column("phone", sa.Text(), nullable=True, comment="With the country's prefix."),
        sa.Column(
            "language_code", sa.Text(), nullable=True, comment="What to write to the person in."
        ),
        sa.Column(
            "is_main",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whom to ask first; one person of a company at most.",
        ),
        sa.Column(
            "last_contacted_on", sa.Date(), nullable=True, comment="When we last wrote or called."
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
        sa.CheckConstraint("btrim(first_name) <> ''", name=op.f("ck_contact_first_name_not_blank")),
        sa.CheckConstraint("btrim(last_name) <> ''", name=op.f("ck_contact_last_name_not_blank")),
        sa.CheckConstraint("email ~ '^[^@\\s]+@[^@\\s]+$'", name=op.f("ck_contact_email_format")),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_contact_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["language_code"],
            ["language.code"],
            name=op.f("fk_contact_language_code_language"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("email", name=op.f("uq_contact_email")),
        comment="The people we speak to at a company.",
    )
    op.create_index(op.f("ix_contact_company_id"), "contact", ["company_id"])
    op.create_index(op.f("ix_contact_created_at"), "contact", ["created_at"])
    op.create_index(
        "ix_contact_email_trgm",
        "contact",
        ["email"],
        postgresql_using="gin",
        postgresql_ops={"email": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_contact_first_name_trgm",
        "contact",
        ["first_name"],
        postgresql_using="gin",
        postgresql_ops={"first_name": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_contact_language_code"), "contact", ["language_code"])
    op.create_index(op.f("ix_contact_last_contacted_on"), "contact", ["last_contacted_on"])
    op.create_index(op.f("ix_contact_last_name"), "contact", ["last_name"])
    op.create_index(
        "ix_contact_last_name_trgm",
        "contact",
        ["last_name"],
        postgresql_using="gin",
        postgresql_ops={"last_name": "gin_trgm_ops"},
    )
    op.create_index(
        "uq_contact_main",
        "contact",
        ["company_id"],
        unique=True,
        postgresql_where=sa.text("is_main"),
    )


def downgrade() -> None:
    op.drop_table("contact")
    op.drop_table("company")
    op.drop_table("employee")
