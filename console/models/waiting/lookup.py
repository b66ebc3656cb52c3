"""Where SQLAlchemy looks for classes and tables by name: one that waits is declared by that."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from console.models.waiting.registry import Registry

TABLES: Any = type(sa.MetaData().tables)


class Names(weakref.WeakValueDictionary[str, Any]):
    """Classes by name, as SQLAlchemy resolves them."""

    bring: Callable[[str], None]

    def __contains__(self, name: object) -> bool:
        self.bring(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Any:
        self.bring(name)
        return super().__getitem__(name)


class Tables(TABLES):
    """Tables by name: looking for one declares it, going through them declares all."""

    registry: Registry

    @classmethod
    def of(cls, registry: Registry) -> Tables:
        tables = cls()
        # Not by setattr: for everybody but SQLAlchemy it is immutable.
        tables.__dict__["registry"] = registry
        return tables

    def __contains__(self, name: object) -> bool:
        self.registry.bring(str(name))
        return dict.__contains__(self, name)

    def __getitem__(self, name: str) -> sa.Table:
        self.registry.bring(name)
        found: sa.Table = dict.__getitem__(self, name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        self.registry.bring(name)
        return dict.get(self, name, default)

    def __iter__(self) -> Iterator[str]:
        self.registry.bring_all()
        return dict.__iter__(self)

    def __len__(self) -> int:
        self.registry.bring_all()
        return dict.__len__(self)

    def keys(self) -> Any:
        self.registry.bring_all()
        return dict.keys(self)

    def values(self) -> Any:
        self.registry.bring_all()
        return dict.values(self)

    def items(self) -> Any:
        self.registry.bring_all()
        return dict.items(self)
