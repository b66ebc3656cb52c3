"""What there is: one file per table. Every file in this folder is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import nullcontext

from console.models.db import Base, db

# A package of more files than this lets its classes wait. Fewer are declared in a moment, and what
# is wrong with one is said at once.
MANY = 200

__all__ = ["db", "load"]


def load(package: str = __name__) -> None:
    """Import every file of *package*, so that each model registers itself.

    The classes of very many files are declared when they are used.
    """
    folder = importlib.import_module(package)
    modules = list(pkgutil.iter_modules(getattr(folder, "__path__", ())))
    registry = Base.registry
    with registry.patient() if len(modules) > MANY else nullcontext():
        for module in modules:
            importlib.import_module(f"{package}.{module.name}")
