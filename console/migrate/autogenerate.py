"""What ``flask db migrate`` compares, and how it writes what it found."""

from __future__ import annotations

from typing import Any

from console.models.db import db


def options() -> dict[str, Any]:
    """The comparison, as ``EnvironmentContext.configure`` takes it."""
    return {
        "target_metadata": db.metadata,
        "compare_type": True,
        "compare_server_default": True,
        "render_as_batch": False,
        "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    }
