"""What Alembic runs for every command that needs the database."""

from __future__ import annotations

from alembic import context

from console.migrate import run

if context.is_offline_mode():
    run.offline(context)
else:
    run.online(context)
