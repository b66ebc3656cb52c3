"""Schema and data in step with the code: ``flask db``, its lock and its two histories."""

from __future__ import annotations

import logging
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask_migrate import Migrate

from console.config import Config
from console.migrate import state
from console.migrate.state import Fit, State
from console.models.db import db

__all__ = ["DIRECTORY", "Fit", "State", "database_state", "directory", "init_app", "own_state"]

# The project's history lies beside the package, found from wherever a command is run.
DIRECTORY = Path(__file__).resolve().parents[2] / "migrations"


def init_app(app: Flask) -> None:
    """Give *app* the commands ``flask db …``."""
    Migrate(app, db, directory=DIRECTORY, render_as_batch=False)
    speak_plainly()


def database_state(database: sa.Engine | sa.Connection) -> State:
    """Whether *database* is at, behind or ahead of the revisions this code has."""
    config: Config = current_app.extensions["console"]
    return state.database_state(database, None if config.reflects else directory())


def own_state(database: sa.Engine | sa.Connection) -> State:
    """The same for the console's own schema alone."""
    return state.database_state(database, None)


def directory() -> Path:
    """Where the revisions of the application at hand lie."""
    return Path(current_app.extensions["migrate"].directory)


class _Terminal(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        click.echo(record.getMessage(), err=True)


def speak_plainly() -> None:
    """Let Flask-Migrate's errors reach the terminal as sentences, not as lines of a log."""
    log = logging.getLogger("flask_migrate")
    log.propagate = False
    if not any(isinstance(handler, _Terminal) for handler in log.handlers):
        log.addHandler(_Terminal())
