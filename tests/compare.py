"""A program: imports a package of models and says how it differs from the database."""

from __future__ import annotations

import warnings

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import orm

from console import create_app
from console.config import Config
from console.migrate import autogenerate, words
from console.models.db import db


class NoHistory:
    """A project without a single revision."""

    def walk_revisions(self):
        return ()


def main() -> None:
    warnings.simplefilter("error", sa.exc.SAWarning)
    # Types of extensions, which nobody recognizes, and indexes that no model could hold.
    warnings.filterwarnings("ignore", "Did not recognize type")
    app = create_app(Config.from_env())
    with app.app_context(), db.engine.connect() as connection:
        orm.configure_mappers()
        options = autogenerate.options(db.metadata, NoHistory())
        metadata = options.pop("target_metadata")
        context = MigrationContext.configure(
            connection, opts={**options, "target_metadata": metadata}
        )
        found = produce_migrations(context, metadata).upgrade_ops
        for line in words.sentences(found.as_diffs()):
            print(line)  # noqa: T201 - a program: it talks to a terminal
        for mapper in db.Model.registry.mappers:
            connection.execute(sa.select(mapper.class_).limit(1))


if __name__ == "__main__":
    main()
