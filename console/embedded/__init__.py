"""The PostgreSQL that ``make run`` and the tests start: a real server out of a wheel."""

from __future__ import annotations

from pathlib import Path

from console.embedded.cluster import Cluster, Trouble

__all__ = ["DATABASE", "INSTANCE", "Cluster", "Trouble", "own_cluster"]

# What one checkout keeps for itself; no revision control, no package.
INSTANCE = Path(__file__).resolve().parents[2] / "instance"
DATABASE = "console"


def own_cluster() -> Cluster:
    """The server of this checkout, running or not."""
    return Cluster(INSTANCE / "pg")
