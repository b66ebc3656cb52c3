"""create accounts and sessions

Revision ID: 09d17226d0bf
Revises:
Create Date: 2026-11-23 08:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "09d17226d0bf"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "email", sa.Text(), nullable=False, comment="The address the person signs in with."
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="How the person is called on pages."),
        sa.Column(
            "role",
            sa.String(length=40),
            nullable=False,
            comment=(
                "Admin: everything. Staff: business tables. Operator: reference tables. "
                "Auditor: reads everything, writes nothing."
            ),
        ),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "must_change_password",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether the next sign-in asks for a new password.",
        ),
        sa.Column(
            "disabled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Since when the account can no longer sign in.",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the account was made.",
        ),
        sa.Column(
            "password_changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the password was last changed.",
        ),
        sa.Column(
            "signed_in_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the person last signed in.",
        ),
        sa.CheckConstraint("email ~ '^[^@\\s]+@[^@\\s]+$'", name=op.f("ck_account_email_shape")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_account_name_not_blank")),
        sa.CheckConstraint(
            "role IN ('admin', 'staff', 'operator', 'auditor')", name=op.f("ck_account_role_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        schema="console",
        comment="People who may sign in, and what each may do.",
    )
    op.create_index(
        "uq_account_email",
        "account",
        [sa.literal_column("lower(email)")],
        unique=True,
        schema="console",
    )
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False, comment="Who is signed in."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the person signed in.",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="The last request, to the minute.",
        ),
        sa.Column(
            "expires_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the person has to sign in again, however busy.",
        ),
        sa.Column("user_agent", sa.Text(), nullable=True, comment="What the browser calls itself."),
        sa.Column("address", sa.Text(), nullable=True, comment="Where the requests come from."),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["console.account.id"],
            name=op.f("fk_session_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
        schema="console",
        comment="Browsers that are signed in. Ending one signs it out.",
    )
    op.create_index(
        op.f("ix_session_account_id"), "session", ["account_id"], unique=False, schema="console"
    )
    op.create_index(
        op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False, schema="console"
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column(
            "account_id",
            sa.Integer(),
            nullable=True,
            comment="Whose e-mail was given, where there is such an account.",
        ),
        sa.Column("address", sa.Text(), nullable=False, comment="Where the guess came from."),
        sa.Column(
            "failed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When it was refused.",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["console.account.id"],
            name=op.f("fk_sign_in_failure_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        schema="console",
        comment="Wrong passwords of the last day; many of them slow the next guess down.",
    )
    op.create_index(
        op.f("ix_sign_in_failure_account_id"),
        "sign_in_failure",
        ["account_id"],
        unique=False,
        schema="console",
    )
    op.create_index(
        "ix_sign_in_failure_address_failed_at",
        "sign_in_failure",
        ["address", "failed_at"],
        unique=False,
        schema="console",
    )
    op.create_index(
        op.f("ix_sign_in_failure_failed_at"),
        "sign_in_failure",
        ["failed_at"],
        unique=False,
        schema="console",
    )
    op.create_index(
        "ix_sign_in_failure_identifier_failed_at",
        "sign_in_failure",
        ["identifier", "failed_at"],
        unique=False,
        schema="console",
    )


def downgrade() -> None:
    op.drop_index(
        "ix_sign_in_failure_identifier_failed_at", table_name="sign_in_failure", schema="console"
    )
    op.drop_index(
        op.f("ix_sign_in_failure_failed_at"), table_name="sign_in_failure", schema="console"
    )
    op.drop_index(
        "ix_sign_in_failure_address_failed_at", table_name="sign_in_failure", schema="console"
    )
    op.drop_index(
        op.f("ix_sign_in_failure_account_id"), table_name="sign_in_failure", schema="console"
    )
    op.drop_table("sign_in_failure", schema="console")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session", schema="console")
    op.drop_index(op.f("ix_session_account_id"), table_name="session", schema="console")
    op.drop_table("session", schema="console")
    op.drop_index("uq_account_email", table_name="account", schema="console")
    op.drop_table("account", schema="console")
