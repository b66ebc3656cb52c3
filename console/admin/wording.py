"""Which columns a row's words are made of, so that words never cost a whole row."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import orm

from console.admin import naming
from console.admin.mapping import mapper_of


class _Anything(str):
    """Stands for any value while ``__str__`` is being watched: it has every method and part."""

    __slots__ = ()

    def __getattr__(self, name: str) -> _Anything:
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> _Anything:
        return self

    def __getitem__(self, key: Any) -> _Anything:
        return self

    def __format__(self, spec: str) -> str:
        return str(self)


class _Watcher:
    """Remembers which attributes are asked of it, and answers each with *text*."""

    def __init__(self, text: str) -> None:
        self.__dict__.update(asked=[], text=_Anything(text))

    def __getattr__(self, name: str) -> _Anything:
        self.__dict__["asked"].append(name)
        return self.__dict__["text"]  # type: ignore[no-any-return]


@functools.cache
def parts(model: type) -> tuple[str, ...] | None:
    """The column attributes that ``str(row)`` of *model* reads.

    ``None`` where that cannot be told: it then takes a whole row to say its words.
    """
    if "__str__" not in {name for base in model.__mro__[:-1] for name in vars(base)}:
        return tuple(mapper_of(model).get_property_by_column(c).key for c in _key(model))
    asked: dict[str, None] = {}
    # Twice, because "name or code" reads the code only where the name is empty.
    for text in ("x", ""):
        watcher = _Watcher(text)
        try:
            _str_of(model)(watcher)
        except Exception:  # noqa: BLE001 - whatever it does, it does not do it to plain columns
            return None
        asked |= dict.fromkeys(watcher.__dict__["asked"])
    attributes = orm.class_mapper(model).column_attrs
    return tuple(asked) if asked and all(name in attributes for name in asked) else None


def _str_of(model: type) -> Callable[[Any], str]:
    """The model's ``__str__`` as a function: it is given stand-ins for rows."""
    return cast("Callable[[Any], str]", model.__str__)


def _key(model: type) -> Sequence[Any]:
    return orm.class_mapper(model).primary_key


def say(model: type, values: Sequence[Any], key: Sequence[Any]) -> str:
    """The words of a row of *model* with the *values* of its :func:`parts`."""
    names = parts(model)
    assert names is not None
    try:
        said: Any = _str_of(model)(SimpleNamespace(**dict(zip(names, values, strict=True))))
    except Exception:  # noqa: BLE001 - a value the watcher's stand-in was kinder than
        said = ""
    # A name that may be missing is easily returned as it is.
    text = said if isinstance(said, str) else ""
    text = " ".join(str(v) for v in values) if text.startswith("namespace(") else text
    if not text.strip():
        from console.admin import keys

        text = f"{naming.capital(naming.singular(model))} {keys.encode(key)}"
    return naming.cut(text.strip())
