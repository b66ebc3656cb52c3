"""How long a migration waits: for its turn, for a table, for a statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from alembic.util import CommandError

SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Limits:
    """Durations as PostgreSQL writes them; ``0`` is no limit."""

    # Two commands started at once: the second finds the first one's work done.
    wait: str = "10s"
    # Longer, and everybody who came to the table after the migration would stand behind it.
    lock_timeout: str = "5s"
    # A large index may take its time once its lock is had.
    statement_timeout: str = "0"

    @classmethod
    def of(cls, arguments: Mapping[str, object]) -> Limits:
        """Read ``-x wait=… -x lock_timeout=… -x statement_timeout=…``."""
        given = {name: str(arguments[name]) for name in cls.__annotations__ if name in arguments}
        for name, value in given.items():
            if not re.fullmatch(r"\d+(ms|s|min|h)|0", value):
                raise CommandError(f"-x {name}={value}: write a duration like 500ms, 30s or 2min.")
        return cls(**given)

    @property
    def seconds(self) -> float:
        """How long to wait for one's turn."""
        number, unit = re.fullmatch(r"(\d+)(\D*)", self.wait).groups()  # type: ignore[union-attr]
        return int(number) * SECONDS.get(unit, 1.0)

    @property
    def session(self) -> dict[str, str]:
        """What the connection is opened with."""
        return {
            "lock_timeout": self.lock_timeout,
            "statement_timeout": self.statement_timeout,
            # A command that was killed gives up the lock within this time.
            "client_connection_check_interval": "1s",
            # Python between two statements of a revision is no idleness.
            "idle_in_transaction_session_timeout": "0",
        }
