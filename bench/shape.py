"""What the console's list of orders shows, so that the others can be asked for the same."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

PAGE = 50
VARIABLE = "BENCH_SHAPE"


@dataclass(frozen=True)
class Shape:
    """Columns and order of the list, and what is searched; in the console's names."""

    columns: tuple[str, ...]
    order: str
    searched: tuple[str, ...]
    looked_up: tuple[str, ...]  # columns of company that its picker searches

    def environment(self) -> dict[str, str]:
        """The variable that tells a server started by the benchmark."""
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def from_env(cls) -> Shape:
        """The shape that the benchmark told this server."""
        given: dict[str, Any] = json.loads(os.environ[VARIABLE])
        lists = {name: tuple(value) for name, value in given.items() if name != "order"}
        return cls(order=given["order"], **lists)
