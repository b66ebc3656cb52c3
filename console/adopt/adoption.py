"""The models that one application has read from its database."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from console.adopt import catalogue
from console.adopt.mapping import drafted
from console.config import Config, ConfigError

SCHEMAS = sa.text("SELECT nspname FROM pg_namespace WHERE nspname = ANY(:names)")


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
                self._refuse_unknown(connection)
                found = catalogue.read(connection, self.config.schemas)
        except sa.exc.OperationalError as error:
            raise ConfigError(database.explain(error.orig or error)) from None
        self.models = list(drafted(found).classes.values())

    def _refuse_unknown(self, connection: sa.Connection) -> None:
        """``ConfigError`` if there is no such schema as the setting names."""
        wanted = self.config.schemas or ()
        known = set(connection.scalars(SCHEMAS, {"names": list(wanted)}))
        if missing := [name for name in wanted if name not in known]:
            raise ConfigError(
                f"CONSOLE_MODELS is {self.config.models!r}, and the database has no schema called "
                f"{', '.join(missing)}."
            )
