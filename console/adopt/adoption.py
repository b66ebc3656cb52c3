"""The models that one application has read from its database."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from console.adopt.mapping import models_of
from console.config import Config, ConfigError


@dataclass
class Adoption:
    """The classes of a database as they are now."""

    config: Config
    models: list[type] = field(default_factory=list)

    @classmethod
    def of(cls, config: Config) -> Adoption:
        """The models of the database of *config*, read at once; ``ConfigError`` if that fails."""
        made = cls(config)
        made.read()
        return made

    def read(self) -> None:
        """Read the catalogue and make classes of what it says."""
        database = self.config.database
        engine = sa.create_engine(
            database.sqlalchemy_url, creator=database.connector(), poolclass=sa.NullPool
        )
        try:
            with engine.connect() as connection:
                self.models = models_of(connection, self.config.schemas)
        except sa.exc.OperationalError as error:
            raise ConfigError(database.explain(error.orig or error)) from None
