"""What several tables share."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Timestamps:
    """When a row came and when it last changed, kept by the database's clock."""

    created_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(),
        index=True,
        sort_order=900,
        info={"system": True},
        comment="When the row was added.",
    )
    updated_at: Mapped[dt.datetime] = mapped_column(
        server_default=sa.func.now(),
        onupdate=sa.func.now(),
        sort_order=901,
        info={"system": True},
        comment="When the row was last changed here.",
    )


class Reference:
    """Marks a table of reference data: kept by operators, seeded by revisions."""
