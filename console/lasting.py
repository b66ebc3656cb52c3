"""What a start makes lasts as long as its process: the collector of garbage leaves it alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Whatever the block makes is never looked at again, neither while it serves nor at the end.

    Half a million objects of modules, models and routes cost every command a third of its time, and
    workers that look at them cannot share their memory.
    """
    gc.disable()
    try:
        yield
    finally:
        # Also where the start has failed: the end of the process waits for the collector, too.
        gc.freeze()
        gc.enable()
