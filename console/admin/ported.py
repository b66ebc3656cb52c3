"""Flask-Admin's hooks that speak in queries, asked for the condition that rows must meet."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_admin.babel import gettext as flask_admin_gettext
from flask_babel import lazy_gettext as _l

from console.admin import keys
from console.admin.columns import Column
from console.admin.filters import Filter, Operator
from console.admin.mapping import table_of

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

# ``flt_name_equals`` here; ``flt0_3`` and ``flt1_name_equals`` in addresses that were kept.
PARAMETER = re.compile(r"flt\d{0,3}_(.{1,200})")
OPERATOR = Operator("ported", "", _l("%(column)s %(value)s"), lambda a, v: sa.true(), "ported")


def overrides(view: ConsoleView, hook: str) -> bool:
    """Whether *view*'s class has a method *hook* of its own, rather than the console's."""
    from console.admin.view import ConsoleView

    return getattr(type(view), hook) is not getattr(ConsoleView, hook)


def own_rule(view: ConsoleView) -> sa.ColumnElement[bool] | None:
    """What the view's own ``get_query`` asks of a row; ``None`` where it has none."""
    return condition_of(view, view.get_query()) if overrides(view, "get_query") else None


def condition_of(view: ConsoleView, query: Any) -> sa.ColumnElement[bool] | None:
    """The condition of being a row that *query*, over *view*'s model, returns."""
    key = keys.primary_key(view.model)
    statement: Any = query.statement if hasattr(query, "statement") else query
    if statement.get_final_froms() == [table_of(view.model)] and not _cut(statement):
        own: sa.ColumnElement[bool] | None = statement.whereclause
        return own
    inner = statement.with_only_columns(*key, maintain_column_froms=True).order_by(None)
    wanted = key[0] if len(key) == 1 else sa.tuple_(*key)
    return wanted.in_(inner.correlate(None))


def _cut(statement: Any) -> bool:
    """Whether *statement* leaves out rows by other means than its conditions."""
    parts = (statement._limit_clause, statement._offset_clause, statement._having_criteria)
    return any(part is not None and part != () for part in parts)


@dataclass(frozen=True)
class PortedFilter(Filter):
    """One of Flask-Admin's filter objects in force, as a condition like any other."""

    view: ConsoleView
    argument: str
    flt: Any

    @property
    def parameter(self) -> str:
        return f"flt_{self.argument}"

    @property
    def texts(self) -> list[str]:
        return list(self.values)

    def condition(self) -> sa.ColumnElement[bool]:
        """What the object's ``apply`` asks of a row, joins and all."""
        query: Any = self.view.session.query(*keys.primary_key(self.view.model))
        place = getattr(self.flt, "key_name", None) or getattr(self.flt, "column", None)
        path = self.view._filter_joins.get(place, []) if place is not None else []
        query, _joins, alias = self.view._apply_path_joins(query, {}, path, inner_join=False)
        value = self.flt.clean(self.values[0])
        # Filters of before Flask-Admin 1.5 take no alias.
        old = len(inspect.signature(self.flt.apply).parameters) == 2
        query = self.flt.apply(query, value) if old else self.flt.apply(query, value, alias)
        found = condition_of(self.view, query)
        return sa.true() if found is None else found

    def sentence(self, related: dict[tuple[Any, ...], str] | None = None) -> str:
        words = dict(options(self.view, self.flt)).get(self.values[0], self.values[0])
        return f"{self.flt.name} {self.flt.operation()} {words}"


def make(view: ConsoleView, argument: str, texts: list[str]) -> PortedFilter:
    """The filter that a URL's *argument* names; ``ValueError`` carries a sentence."""
    number, flt = found(view)[argument]
    if len(texts) > 1 or not flt.validate(texts[0]):
        value = flask_admin_gettext("Invalid Filter Value: %(value)s", value=texts[0][:60])
        raise ValueError(value)
    column = Column(view.model, f"flt_{argument}", own_label=flt.name)
    return PortedFilter(column, OPERATOR, (texts[0],), view, name_of(view, number, flt), flt)


def found(view: ConsoleView) -> dict[str, tuple[int, Any]]:
    """The filter objects of *view*: by Flask-Admin's words for them, and by their numbers."""
    numbered = enumerate(view._filters or ())
    return {str(n): (n, flt) for n, flt in numbered} | (view._filter_args or {})


def name_of(view: ConsoleView, number: int, flt: Any) -> str:
    """What *flt* is called in URLs: by its words, unless another one has the same."""
    name = str(view.get_filter_arg(number, flt))
    return name if found(view).get(name, (number, flt))[1] is flt else str(number)


def argument_of(view: ConsoleView, parameter: str) -> str | None:
    """The filter object that a URL's *parameter* names, if it names one."""
    match = PARAMETER.fullmatch(parameter)
    return match[1] if match and view.column_filters and match[1] in found(view) else None


def own(view: ConsoleView) -> dict[str, Any]:
    """The objects that ``column_filters`` holds, by their names in URLs."""
    if not any(hasattr(one, "operation") for one in view.column_filters or ()):
        return {}
    chosen = [one for one in view.column_filters or () if hasattr(one, "operation")]
    return {
        f"flt_{name_of(view, number, flt)}": flt
        for number, flt in enumerate(view._filters or ())
        if any(flt is one for one in chosen)
    }


def label(view: ConsoleView, argument: str) -> str:
    """What the filter object is about, in its own words."""
    return str(found(view)[argument][1].name)


def options(view: ConsoleView, flt: Any) -> list[tuple[str, str]]:
    """The values that *flt* offers, with their words."""
    return [(str(value), str(label)) for value, label in flt.get_options(view) or ()]
