"""What there is: one file per table. Every file in this folder is found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from console.models.db import db

__all__ = ["db"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
