"""What the classes of a reflected database share."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy.model import Model

from console.admin.mapping import LINKED
from console.models.db import db


class Drafts(type):
    """Classes that are mapped when they are first used: named in a query, asked for a column.

    Their links to other classes are mapped when one of them is asked for, or all of them are.
    """

    def __getattr__(cls, name: str) -> Any:
        own = vars(cls)
        if (drafted := own.get("__drafted__")) is not None:
            if "__mapper__" not in own:
                drafted.map(own["__table__"])
                if "__mapper__" in vars(cls):
                    return getattr(cls, name)
            elif LINKED not in own and drafted.is_link(own["__table__"], name):
                drafted.link(own["__table__"])
                if name in vars(cls):
                    return getattr(cls, name)
        raise AttributeError(f"{cls.__name__} has no attribute {name!r}.")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        hasattr(cls, "__mapper__")
        return super().__call__(*args, **kwargs)


class Adopted(Model, metaclass=Drafts):
    """A row of somebody else's table. There is ``Model.query``, as on written models."""

    __fsa__ = db
    __labels__: tuple[str, str] | None = None
    __category__: str | None = None

    def __getattr__(self, name: str) -> Any:
        # A link of a row that was made before its class had any.
        if hasattr(type(self), name):
            return getattr(self, name)
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no {name!r}.")
            setattr(self, name, value)
