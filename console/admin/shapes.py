"""Conditions of one shape share a statement; only their values differ from page to page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql import visitors

Conditions = Sequence[Any]
Made = TypeVar("Made")
MOST_KEPT = 200  # things made for one view
STORE = "_kept_by_shape"
FORESEEN = "_foreseen_shapes"


def kept(
    view: Any,
    key: Any,
    conditions: Conditions | Shape,
    make: Callable[[Conditions], Made],
) -> tuple[Made, dict[str, Any]]:
    """What *make* made of conditions of this shape, and the values to run it with.

    *key* tells apart whatever else *make* depends on, which must not be who is asking.
    """
    if isinstance(conditions, Shape):
        shape = conditions
    elif (worked_out := shape_of(conditions)) is None:
        return make(conditions), {}
    else:
        shape = worked_out
    store: dict[Any, Made | None] = view.__dict__.setdefault(STORE, {})
    place = (key, shape.key)
    if place not in store:
        if len(store) >= MOST_KEPT:
            store.clear()
        named = shape.named()
        store[place] = None if named is None else make(named)
    found = store.get(place)
    return (make(shape.conditions), {}) if found is None else (found, shape.values)


def foreseen(view: Any, form: Any, values: Sequence[Any], build: Callable[[], Conditions]) -> Any:
    """The shape of the conditions that *build* makes: without making them, where it is known.

    All conditions of one *form* have the same shape, with these *values* in the order in which
    they occur. That is tried once; where it does not hold, conditions are made each time. A form
    is hashable; ``None`` stands for one that nobody knows beforehand.
    """
    known: dict[Any, Any] = view.__dict__.setdefault(FORESEEN, {})
    if form is None or (key := known.get(form, False)) is None:
        return build()
    if key is not False:
        return Shape(key, {f"shape_{i}": value for i, value in enumerate(values)}, build, {})
    conditions = build()
    shape = shape_of(conditions)
    if len(known) >= MOST_KEPT:
        known.clear()
    is_so = shape is not None and list(shape.values.values()) == list(values)
    known[form] = shape.key if shape is not None and is_so else None
    return shape or conditions


@dataclass(frozen=True)
class Shape:
    """*key* is the same for conditions that differ only in their values; *named* asks for these.

    SQLAlchemy takes a statement apart in the same way to find it in its cache, but only once the
    whole of it has been built, which for a list costs more than to draw it.
    """

    key: Any
    values: dict[str, Any]
    made: Conditions | Callable[[], Conditions]
    binds: dict[int, str]

    @property
    def conditions(self) -> Conditions:
        return self.made() if callable(self.made) else self.made

    def named(self) -> list[Any] | None:
        """The conditions with a name in place of each value.

        ``None`` where a value is out of reach, in an EXISTS that must stay as it is: it would be
        that of whoever asked first.
        """
        if callable(self.made):
            shape = shape_of(self.made())
            return None if shape is None else shape.named()
        missing = set(self.binds)

        def name(element: Any, **_: Any) -> Any:
            if not isinstance(element, sa.BindParameter) or id(element) not in self.binds:
                return None
            missing.discard(id(element))
            # Without a value of its own: one that is not given is an error, never an old one.
            return sa.bindparam(
                self.binds[id(element)], type_=element.type, expanding=element.expanding
            )

        found = [visitors.replacement_traverse(one, {}, name) for one in self.conditions]
        return None if missing else found


def shape_of(conditions: Conditions) -> Shape | None:
    """The shape of *conditions*, or ``None`` where SQLAlchemy could not keep them either."""
    key = sa.and_(sa.true(), *conditions)._generate_cache_key()
    if key is None:
        return None
    binds = {id(bind): f"shape_{i}" for i, bind in enumerate(key.bindparams)}
    values = {binds[id(bind)]: bind.effective_value for bind in key.bindparams}
    return Shape(key.key, values, conditions, binds)
