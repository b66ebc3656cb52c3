"""Reference data in revisions: what a revision declares, and how it reaches the database.

Revisions import ``Rows`` and ``seed`` from here, for ever: both know no model.
"""

from __future__ import annotations

from console.seeding import seed
from console.seeding.rows import Rows, SeedError

__all__ = ["Rows", "SeedError", "seed"]
