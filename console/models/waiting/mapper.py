"""Mappers of classes that have waited."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import orm
from sqlalchemy.orm.mapper import _CONFIGURE_MUTEX

# Who configures mappers holds this lock and may come upon a class that waits, and SQLAlchemy takes
# it to declare one: of two locks each of two threads could hold one and wait for the other.
LOCK = _CONFIGURE_MUTEX


class Single(orm.Mapper[Any]):
    """The mapper of a class that has waited: configured when it is used, and no other with it.

    SQLAlchemy configures all mappers when one is used: with them all those that their links lead
    to would be declared, which is nearly every class there is. It asks each mapper that it is
    about to load or to make a row of whether it is configured, and this one answers for itself.
    """

    _problem: Exception | None = None
    # While one is configured, those that are asked whether they are.
    _touched: ClassVar[set[Single] | None] = None

    def _check_configure(self) -> None:
        if self.configured:
            return
        if self.inherits is not None:
            # What is inherited belongs to that one, which has it ready for both.
            self.inherits._check_configure()
        with LOCK:
            if Single._touched is not None:
                # It is used in a link's conditions, not for rows; it will be asked again for those.
                Single._touched.add(self)
                return
            if self._problem is not None:
                raise self._problem
            if not self.configured:
                self._configure()

    def _configure(self) -> None:
        Single._touched = set()
        try:
            self.dispatch.before_mapper_configured(self, self.class_)
            self._post_configure_properties()
            self._expire_memoizations()
            self.dispatch.mapper_configured(self, self.class_)
        except Exception as error:
            self.configured, self._problem = False, error
            raise
        finally:
            touched, Single._touched = Single._touched, None
            for one in touched:
                # What they have answered is remembered, and with it that they have been asked.
                one._expire_memoizations()
