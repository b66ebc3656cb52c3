"""The terminal: ``flask`` commands, one a file, which is loaded when its command is asked for."""

from __future__ import annotations

import importlib
from typing import cast

import click
from flask import Flask
from flask.cli import AppGroup

# Of modules, and of the command that each of them has.
NAMES = ("console", "db", "demo", "export", "models", "seed", "translations", "users")


class Commands(AppGroup):
    """Ours and those added to the application; to start, ours need not be loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*NAMES, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in NAMES:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"{__name__}.{cmd_name}")
        return cast("click.Command", getattr(module, cmd_name))


def init_app(app: Flask) -> None:
    """Give *app* the commands of this package."""
    app.cli = Commands(app.cli.name, commands=app.cli.commands)
