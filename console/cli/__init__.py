"""The terminal: ``flask`` commands, one group per file, each file found by itself."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the ``COMMANDS`` of every module of this package."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        for command in getattr(module, "COMMANDS", ()):
            app.cli.add_command(command)
