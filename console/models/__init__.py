"""What there is: one file per table. Every file in this folder is found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from console.models.db import db

__all__ = ["db", "load"]


def load(package: str = __name__) -> None:
    """Import every file of *package*, so that each model registers itself."""
    folder = importlib.import_module(package)
    for module in pkgutil.iter_modules(getattr(folder, "__path__", ())):
        importlib.import_module(f"{package}.{module.name}")
