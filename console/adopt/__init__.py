"""An existing database, with no model file at all: its tables are read when the console starts."""

from __future__ import annotations

from flask import Flask

from console.admin.registry import ADOPTED
from console.adopt.adoption import Adoption
from console.adopt.mapping import models_of

__all__ = ["init_app", "models_of"]


def init_app(app: Flask) -> None:
    """Read the models of *app* from its database, as ``CONSOLE_MODELS`` asks."""
    app.extensions[ADOPTED] = Adoption.of(app.extensions["console"])
