"""A back-office data console: models in, screens out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from console.config import Config, ConfigError

if TYPE_CHECKING:
    from flask import Flask

__version__ = "0.1.0"


def create_app(config: Config | None = None) -> Flask:
    """Build the application from *config*, by default from the environment.

    Raises ``ConfigError``, which ends the program with one sentence, when a setting is wrong.
    """
    # What is wrong with a setting is said at once, before all else is loaded.
    config = config or Config.from_env()

    from console import (
        admin,
        assets,
        auth,
        chrome,
        cli,
        compression,
        errors,
        footer,
        health,
        i18n,
        logs,
        migrate,
        pages,
        security,
        status,
        wire,
    )
    from console.app import Console
    from console.models import db, load

    if not config.reflects:
        _load(load, config)
    app = Console(__name__)
    app.config.from_mapping(config.flask())
    app.extensions["console"] = config

    logs.init_app(app)
    errors.init_app(app)
    compression.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    i18n.init_app(app)
    db.init_app(app)
    wire.init_app(app)
    migrate.init_app(app)
    auth.init_app(app)
    if config.reflects:
        from console import adopt

        adopt.init_app(app)
    admin.init_app(app)
    chrome.init_app(app)
    pages.init_app(app)
    health.init_app(app)
    status.init_app(app)
    footer.init_app(app)
    cli.init_app(app)
    admin.validate(app)
    return app


def _load(load: Callable[[str], None], config: Config) -> None:
    """Import the models; ``ConfigError`` where there is no such package."""
    try:
        load(config.models)
    except ModuleNotFoundError as error:
        if not f"{config.models}.".startswith(f"{error.name}."):
            raise
        raise ConfigError(
            f"CONSOLE_MODELS is {config.models!r}, and Python finds no package of that name: start "
            "in the folder that holds it, or put that on PYTHONPATH."
        ) from None
