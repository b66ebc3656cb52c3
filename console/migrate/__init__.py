"""Schema and data in step with the code: ``flask db``, its lock and its two histories."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from console.models.db import db

# The project's history lies beside the package, found from wherever a command is run.
DIRECTORY = Path(__file__).resolve().parents[2] / "migrations"

migrate = Migrate(db=db, directory=DIRECTORY)


def init_app(app: Flask) -> None:
    """Give *app* the commands ``flask db …``."""
    migrate.init_app(app)
