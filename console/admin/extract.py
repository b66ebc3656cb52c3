"""What a list's export holds: its columns as fields of a file, its rows as statements."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy import orm

from console.admin import (
    asking,
    chosen,
    columns,
    keys,
    listing,
    liststate,
    naming,
    query,
    wording,
    wordsql,
)
from console.admin.columns import Column
from console.admin.filters import local_attribute
from console.admin.kinds import is_secret
from console.admin.registry import view_for
from console.transfer.fields import Extract, Field

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

ALL = "*"  # instead of names: every column there is


class Viewer:
    """Whoever sent the request: reads what their role and row rules allow."""

    def base(self, view: ConsoleView) -> sa.Select[Any]:
        return query.base(view)

    def may_read(self, view: ConsoleView) -> bool:
        return view.may_read

    def rule_on(self, alias: Any, model: type) -> sa.ColumnElement[bool] | None:
        return query.rule_on(alias, model)


class Operator(Viewer):
    """Whoever has the terminal, and with it the database's own password."""

    def base(self, view: ConsoleView) -> sa.Select[Any]:
        return sa.select(view.model)

    def may_read(self, view: ConsoleView) -> bool:
        return True

    def rule_on(self, alias: Any, model: type) -> sa.ColumnElement[bool] | None:
        return None


def chosen_columns(view: ConsoleView, state: liststate.ListState, *, every: bool) -> list[Column]:
    """*every* column, the viewer's choice, ``column_export_list``, or what the list shows."""
    if every:
        found = list(view.columns.values())
    elif view.column_export_list and not state.columns:
        found = [_column(view, name) for name in view.column_export_list]
    else:
        found = chosen.shown_columns(view, state)
    excluded = {_name(name) for name in view.column_export_exclude_list or ()}
    return [
        column
        for column in found
        if column.name not in excluded and not any(map(is_secret, column.columns))
    ]


def _column(view: ConsoleView, name: Any) -> Column:
    return view.column(name)


def _name(name: Any) -> str:
    return str(getattr(name, "key", name))


def extract(
    view: ConsoleView,
    state: liststate.ListState,
    shown: Sequence[Column],
    viewer: Viewer,
    *,
    for_people: bool,
    **more: Any,
) -> Extract:
    """The rows of *state* with the columns *shown*; *more* is what else an `Extract` is given.

    A link is its words for people; for machines it is its key's columns, then its words.
    """
    plan = _Plan(view, viewer, for_people)
    for column in shown:
        plan.add(column)
    statements = [plan.joined(one) for one in listing.ordered(state, viewer.base(view))]
    return Extract(
        title=view.title,
        fields=list(plan.fields.values()),
        statements=statements,
        most=view.export_max_rows or None,
        **more,
    )


@dataclass
class _Plan:
    view: ConsoleView
    viewer: Viewer
    for_people: bool
    fields: dict[str, Field] = field(default_factory=dict)
    aliases: dict[tuple[str, ...], Any] = field(default_factory=dict)
    joins: list[Any] = field(default_factory=list)

    def joined(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        for link in self.joins:
            statement = statement.outerjoin(link)
        return statement

    def add(self, column: Column) -> None:
        """The fields of *column*."""
        if self._is_made(column):
            self._put(column, column.name, sources=[self.view.model], make=self._maker(column))
            return
        names = tuple(column.name.split("."))
        entity = self._entity(names[:-1])
        if column.relationship is not None:
            self._add_link(column, names, entity)
            return
        self._add_value(column, column.name, entity, column.leaf)
        unit = listing.unit_of(column)
        if unit is not None and unit not in self.fields:
            # An amount without its currency says nothing; the list shows it in the same cell.
            self._add_value(Column(column.owner, unit), unit, entity, unit)

    def _put(self, column: Column, name: str, **values: Any) -> None:
        self.fields.setdefault(name, Field(name=name, label=column.label, **values))

    def _add_value(self, column: Column, name: str, entity: Any, leaf: str) -> None:
        attribute = getattr(entity, leaf)
        offered = dict((self.view.column_choices or {}).get(name, ()))
        choices = {str(value): str(word) for value, word in offered.items()}
        if self.for_people and not choices and column.relationship is None:
            # Booleans have words of their own.
            enums = getattr(column.columns[0].type, "enums", None) if column.columns else None
            choices = dict(asking.choices(column)) if enums else {}
        self._put(column, name, value=attribute, kind=attribute.type, choices=choices)

    def _add_link(self, column: Column, names: tuple[str, ...], entity: Any) -> None:
        said = None if self._tells_itself(column) else self._words(column, names)
        if said is None or not self.for_people:
            prefix = ".".join(names[:-1])
            for local in column.columns:
                key = local_attribute(column.owner, local).key
                name = f"{prefix}.{key}" if prefix else key
                self._add_value(Column(column.owner, key), name, entity, key)
        if said is not None:
            self._put(column, column.name, **said)

    def _tells_itself(self, column: Column) -> bool:
        """Whether the key that *column* holds is also what its row is called."""
        link = column.relationship
        if link is None or not wordsql.is_key(link.mapper.class_):
            return False
        return {remote for _, remote in link.local_remote_pairs} == set(link.mapper.primary_key)

    def _words(self, column: Column, names: tuple[str, ...]) -> dict[str, Any] | None:
        """How the words of the row that *column* links to are had; ``None`` where they are not."""
        target = column.target
        view = view_for(target)
        if target is None or view is None or not self.viewer.may_read(view):
            return None
        alias = self._entity(names)
        said = wordsql.words(alias, target, blank=not self.for_people)
        if said is not None:
            return {"value": said, "kind": sa.Text()}
        parts = wording.parts(target)
        if parts is None:
            return {"sources": [alias], "make": _row_words}
        key = [getattr(alias, attribute.key) for attribute in keys.primary_key(target)]
        sources = [*key, *(getattr(alias, name) for name in parts)]
        return {"sources": sources, "make": wordsql.sayer(target, len(key))}

    def _entity(self, names: tuple[str, ...]) -> Any:
        """The alias of the rows at the end of the path *names*; the model itself for no path."""
        if not names:
            return self.view.model
        if names not in self.aliases:
            link = getattr(self._entity(names[:-1]), names[-1])
            target = link.property.mapper.class_
            alias = orm.aliased(target)
            join = link.of_type(alias)
            rule = self.viewer.rule_on(alias, target)
            self.joins.append(join if rule is None else join.and_(rule))
            self.aliases[names] = alias
        return self.aliases[names]

    def _is_made(self, column: Column) -> bool:
        """Whether only Python knows what stands in *column*."""
        link = column.relationship
        return (
            column.name in self._formatters
            or bool(type(self.view).column_type_formatters_export)
            or column.is_property
            or any(step.uselist for step in column.path)
            or (link is not None and not columns.to_one(link))
        )

    @property
    def _formatters(self) -> dict[str, Any]:
        given = self.view.column_formatters_export
        found = (self.view.column_formatters if given is None else given) or {}
        # A Jinja macro, which Flask-Admin calls "inner", makes HTML and needs a page around it.
        return {_name(n): f for n, f in found.items() if getattr(f, "__name__", "") != "inner"}

    def _maker(self, column: Column) -> Callable[[Sequence[Any]], Any]:
        view, name = self.view, column.name
        formatted = name in self._formatters or type(view).column_type_formatters_export
        if formatted:
            # Flask-Admin sets its formatters up along with all else; the first use does that.
            operator.attrgetter("_export_columns")(view)

        def make(values: Sequence[Any]) -> Any:
            row = values[0]
            if formatted:
                return _bare(view.get_export_value(row, name))
            value: Any = row
            for part in name.split("."):
                value = _inside(value, part)
            return _bare(value() if callable(value) else value)

        return make


def _inside(value: Any, part: str) -> Any:
    if isinstance(value, list):
        return [getattr(one, part, None) for one in value]
    return getattr(value, part, None)


def _bare(value: Any) -> Any:
    """*value* without markup, related rows in words."""
    if isinstance(value, Markup):
        return value.striptags()
    if isinstance(value, list | set):
        return ", ".join(str(_bare(one)) for one in value)
    if isinstance(sa.inspect(value, raiseerr=False), orm.InstanceState):
        return naming.words(value)
    return value


def _row_words(values: Sequence[Any]) -> str | None:
    return None if values[0] is None else naming.words(values[0])
