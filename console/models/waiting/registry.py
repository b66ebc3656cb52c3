"""Which classes wait to be declared, and what ends their waiting."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import orm

from console.models.waiting.lookup import Names, Tables
from console.models.waiting.mapper import LOCK, Single
from console.models.waiting.outline import Outline

DECLARED: Any = type(orm.DeclarativeBase)
# A class answers for names like these without being declared, unless SQLAlchemy makes them.
MADE = {"__dict__", "__table__", "__mapper__", "__clause_element__"}
# What says one of these may concern other classes, or has words that only SQLAlchemy reads.
AT_ONCE = {"__table__", "__mapper_args__", "__bind_key__", "metadata", "registry"}


class Waiting(DECLARED):
    """The metaclass of a class for as long as it waits."""

    def __new__(
        mcs, name: str, bases: tuple[type, ...], members: dict[str, Any], **options: Any
    ) -> Any:
        # Somebody inherits from a class that waits.
        for base in bases:
            _declare(base)
        return DECLARED(name, bases, members, **options)

    def __getattribute__(cls, name: str) -> Any:
        if not name.startswith("__") or name in MADE:
            _declare(cls)
        return type.__getattribute__(cls, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        _declare(cls)
        DECLARED.__setattr__(cls, name, value)

    def __delattr__(cls, name: str) -> None:
        _declare(cls)
        DECLARED.__delattr__(cls, name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        _declare(cls)
        return type.__call__(cls, *args, **kwargs)


def _declare(cls: type) -> None:
    if isinstance(cls, Waiting):
        type.__getattribute__(cls, "_sa_registry").declare(cls)


def outline_of(model: type) -> Outline | None:
    """What is known of *model* while it waits to be declared; ``None`` if it does not."""
    if not isinstance(model, Waiting):
        return None
    outlines: Mapping[type, Outline] = type.__getattribute__(model, "_sa_registry").outlines
    return outlines.get(model)


class Registry(orm.registry):
    """A registry of classes some of which wait to be declared."""

    def __init__(self, **options: Any) -> None:
        super().__init__(class_registry=Names(), **options)
        self.outlines: dict[type, Outline] = {}
        self._words: defaultdict[str, dict[type, None]] = defaultdict(dict)
        self._failed: dict[type, Exception] = {}
        self._open = False
        self._thread = 0  # the one that declares a class
        self._now: list[type] = []
        self.base: Any = None
        self._class_registry.bring = self.bring  # type: ignore[attr-defined]
        self.metadata.tables = Tables.of(self)

    def serve(self, base: Any) -> None:
        """Decide from now on about every class that is made from *base*."""

        def __init_subclass__(cls: Any, /, **options: Any) -> None:  # noqa: N807
            if not self.takes(cls, options):
                super(base, cls).__init_subclass__(**options)

        self.base = base
        base.__init_subclass__ = classmethod(__init_subclass__)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Let the classes that are made in this block wait, as far as that changes nothing."""
        self._open = True
        try:
            yield
        finally:
            self._open = False

    def takes(self, cls: Any, options: Mapping[str, Any]) -> bool:
        """Let *cls*, which has just been made, wait; or say that it cannot."""
        if not self._open or options or not _may_wait(cls, self.base):
            return False
        self.outlines[cls] = outline = Outline(cls, self.metadata)
        for word in outline.words:
            self._words[word][cls] = None
        type.__setattr__(cls, "__class__", Waiting)
        return True

    def declare(self, cls: Any) -> None:
        """Have SQLAlchemy declare *cls*, unless it has, or this thread is about to."""
        with LOCK:
            if cls in self._failed:
                raise self._failed[cls]
            if cls not in self.outlines or cls in self._now:
                return
            before, self._thread = self._thread, threading.get_ident()
            self._now.append(cls)
            try:
                type.__setattr__(cls, "__mapper_cls__", Single)
                super(self.base, cls).__init_subclass__()
            except Exception as error:
                self._failed[cls] = error
                raise
            finally:
                self._now.pop()
                self._thread = before
            type.__setattr__(cls, "__class__", DECLARED)
            for word in self.outlines.pop(cls).words:
                del self._words[word][cls]

    def bring(self, word: str) -> None:
        """Declare the classes that may be asked for by *word*: a class, a table, a module.

        What another thread is declaring is there already, in part; it is waited for.
        """
        if self._words.get(word) and not self.is_declaring:
            for cls in list(self._words[word]):
                self.declare(cls)

    def bring_all(self) -> None:
        """Declare every class that waits."""
        if not self.is_declaring:
            for cls in list(self.outlines):
                self.declare(cls)

    @property
    def is_declaring(self) -> bool:
        """Whether it is this thread that declares a class: SQLAlchemy looks whether it is new."""
        return self._thread == threading.get_ident()

    @property
    def mappers(self) -> frozenset[orm.Mapper[Any]]:
        """Every mapper, also of the classes that have waited."""
        self.bring_all()
        return super().mappers

    @property
    def classes(self) -> list[type]:
        """Every class, whether or not it waits."""
        return [*(mapper.class_ for mapper in super().mappers), *self.outlines]

    def _mappers_to_configure(self) -> Iterator[orm.Mapper[Any]]:
        return (one for one in super()._mappers_to_configure() if not isinstance(one, Single))


def _may_wait(cls: Any, base: type) -> bool:
    """Whether declaring *cls* later would make no difference to anybody."""
    own = vars(cls)
    if type(cls) is not DECLARED or own.keys() & AT_ONCE:
        return False
    if not isinstance(own.get("__tablename__"), str):
        return False
    if any(isinstance(v, orm.RelationshipProperty) and v.backref for v in own.values()):
        # The class at its other end would lack what it is going to give to it.
        return False
    return all(_is_plain(one) for one in cls.__mro__[1:] if one not in base.__mro__)


def _is_plain(mixin: type) -> bool:
    """Whether *mixin* is no model and computes nothing when a class is declared with it."""
    own = vars(mixin)
    if "__mapper__" in own or issubclass(mixin, orm.MappedAsDataclass):
        return False
    computes = any(type(one).__module__ == orm.declared_attr.__module__ for one in own.values())
    return not (computes or own.keys() & AT_ONCE)
