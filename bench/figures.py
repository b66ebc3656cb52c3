"""From single times to what is said about them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from bench.client import Answer


def summary(answers: Sequence[Answer]) -> dict[str, Any]:
    """Median and 90th percentile in milliseconds, and how much came back."""
    times = sorted(answer.seconds * 1000 for answer in answers)
    return {
        "samples": len(times),
        "median_ms": round(statistics.median(times), 3),
        "p90_ms": round(percentile(times, 0.9), 3),
        "best_ms": round(times[0], 3),
        "first_byte_ms": round(statistics.median(a.first_byte * 1000 for a in answers), 3),
        "bytes": round(statistics.median(answer.size for answer in answers)),
    }


def percentile(ordered: Sequence[float], part: float) -> float:
    """The smallest of *ordered* that at least *part* of them do not exceed."""
    return ordered[max(math.ceil(part * len(ordered)) - 1, 0)]


def ratio(
    one: dict[str, Any] | None, other: dict[str, Any] | None, figure: str = "median_ms"
) -> float | None:
    """How many times as long *one* takes as *other*, where both came to an end."""
    if not one or not other or figure not in one or figure not in other:
        return None
    return float(one[figure] / other[figure])


def missed(result: dict[str, Any]) -> bool:
    """Whether ours took longer than the workload's target allows, or did not end at all."""
    if result["target"] is None:
        return False
    reached = ratio(result["apps"].get("ours"), result["apps"].get("floor"))
    return reached is None or reached > result["target"]
