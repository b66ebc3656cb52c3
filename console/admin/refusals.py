"""What PostgreSQL refused, as a sentence beside the field that it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from console.admin import catalogue, columns, naming, rules
from console.admin.catalogue import Constraint
from console.errors import sqlstate


@dataclass(frozen=True)
class Problem:
    """One sentence, and the field it stands beside (``None``: the row as a whole)."""

    field: str | None
    message: str


def sentence_for(error: DBAPIError, model: type, *, deleting: bool = False) -> Problem:
    """The refusal *error* of a write to *model*, without SQL and without other rows' values.

    Asks the catalogue about the constraint named, so the transaction has to be usable again.
    Errors that are no refusal of the row (the server is gone) are raised again.
    """
    state = sqlstate(error)
    if not state or error.connection_invalidated:
        raise error
    say = _BY_STATE.get(state) or _BY_CLASS.get(state[:2]) or _other
    refusal = _Refusal(error, model, deleting)
    problem = say(refusal)
    if say in _ABOUT_ONE_ROW and refusal.is_about_another_table:
        # A cascade, a trigger or a rule wrote there.
        rows = catalogue.words_for_table(refusal.schema, refusal.table)
        return Problem(None, f"{naming.capital(rows)}: {problem.message}")
    return problem


class _Refusal:
    """An error with what its diagnostics name."""

    def __init__(self, error: DBAPIError, model: type, deleting: bool) -> None:
        diagnostics = getattr(error.orig, "diag", None)
        self.model = model
        self.deleting = deleting
        self.message = str(getattr(diagnostics, "message_primary", None) or "")
        self.column: str | None = getattr(diagnostics, "column_name", None)
        self.table: str | None = getattr(diagnostics, "table_name", None)
        self.schema: str | None = getattr(diagnostics, "schema_name", None)
        self.name: str | None = getattr(diagnostics, "constraint_name", None)
        self.domain: str | None = getattr(diagnostics, "datatype_name", None)

    @property
    def is_about_another_table(self) -> bool:
        """Whether the row refused is one of another table than the one written to."""
        mine = catalogue.table_of(self.model)
        if self.table is None or (self.table, self.schema) == (mine.name, mine.schema or "public"):
            return False
        return not catalogue.is_part_of(mine, self.schema, self.table)

    def constraint(self) -> Constraint | None:
        if self.name is None:
            return None
        if self.domain is not None and self.table is None:
            table = catalogue.table_of(self.model)
            return catalogue.domain_check(self.name, self.domain, table)
        return catalogue.constraint(self.name, self.table, self.schema)

    def problem(self, message: str, names: tuple[str, ...] = ()) -> Problem:
        """*message* at the first field that holds one of the columns *names*."""
        fields = [field for name in names if (field := field_of(self.model, name))]
        return Problem(fields[0] if fields else None, message)


def field_of(model: type, column_name: str) -> str | None:
    """The form field that holds the table column *column_name*: its own, or the link's."""
    for name, column in columns.displayable(model).items():
        if any(getattr(one, "name", None) == column_name for one in column.columns):
            return name
    return None


def labels(model: type, names: tuple[str, ...]) -> str:
    """The labels of the columns *names*, in one list."""
    found = [naming.label_of(model, field_of(model, name) or name) for name in names]
    return ", ".join(dict.fromkeys(found))


def _own_words(model: type, found: Constraint | None) -> str | None:
    """The message that the model, or the database's comment, gives a constraint."""
    if found is None:
        return None
    table = catalogue.table_of(model)
    for one in (*getattr(table, "constraints", ()), *getattr(table, "indexes", ())):
        if one.name == found.name and (message := one.info.get("message")):
            return _(message)
    return _(found.comment) if found.comment else None


def _unique(refusal: _Refusal) -> Problem:
    found = refusal.constraint()
    names = found.columns if found is not None else ()
    row = naming.singular(refusal.model)
    if message := _own_words(refusal.model, found):
        return refusal.problem(message, names)
    if found is not None and found.predicate:
        message = _(
            "Another %(row)s has the same %(columns)s already, and there may be only one where "
            "this holds: %(condition)s.",
            row=row,
            columns=labels(refusal.model, names),
            condition=rules.plain(found.predicate),
        )
    elif len(names) > 1:
        message = _(
            "Another %(row)s has the same %(columns)s already.",
            row=row,
            columns=labels(refusal.model, names),
        )
    else:
        message = _("Another %(row)s has this value already.", row=row)
    return refusal.problem(message, names)


def _foreign_key(refusal: _Refusal) -> Problem:
    found = refusal.constraint()
    if found is None:
        return Problem(None, _("This refers to, or is referred to by, a row of another table."))
    mine = catalogue.table_of(refusal.model)
    same = (found.table, found.schema) == (mine.name, mine.schema or found.schema)
    same = same or catalogue.is_part_of(mine, found.schema, found.table)
    if refusal.deleting or not same:
        rows = catalogue.words_for_table(found.schema, found.table)
        row = naming.singular(refusal.model)
        return Problem(
            None,
            naming.capital(_("%(rows)s still refer to this %(row)s.", rows=rows, row=row)),
        )
    target = catalogue.words_for_table(found.other_schema, found.other_table, one=True)
    return refusal.problem(_("There is no such %(row)s any more.", row=target), found.columns)


def _check(refusal: _Refusal) -> Problem:
    if refusal.name is None:
        return _no_partition(refusal)
    found = refusal.constraint()
    names = found.columns if found is not None else ()
    message = _own_words(refusal.model, found)
    if message is None and found is not None and len(names) <= 1:
        message = rules.sentence(found.definition)
    if message is None:
        message = _("This breaks the rule “%(rule)s”.", rule=_rule_name(refusal))
    return refusal.problem(message, names)


def _no_partition(refusal: _Refusal) -> Problem:
    """A partitioned table has no part for the row: the only CHECK without a name."""
    names = catalogue.partitioned_by(refusal.schema, refusal.table)
    if not names:
        return Problem(None, refusal.message or _("The database refused this."))
    message = _(
        "The table is divided by %(columns)s, and no part of it takes this value.",
        columns=labels(refusal.model, names),
    )
    return refusal.problem(message, names)


def _rule_name(refusal: _Refusal) -> str:
    name = refusal.name or ""
    for prefix in (f"ck_{refusal.table}_", f"ex_{refusal.table}_", f"{refusal.table}_"):
        name = name.removeprefix(prefix)
    return naming.spaced(name.removesuffix("_check")) or (refusal.name or "?")


def _exclusion(refusal: _Refusal) -> Problem:
    found = refusal.constraint()
    names = found.columns if found is not None else ()
    message = _own_words(refusal.model, found) or _(
        "This overlaps with another %(row)s: %(columns)s.",
        row=naming.singular(refusal.model),
        columns=labels(refusal.model, names),
    )
    # The last column is mostly the range, the ones before it say whose.
    return refusal.problem(message, tuple(reversed(names)))


def _not_null(refusal: _Refusal) -> Problem:
    names = (refusal.column,) if refusal.column else ()
    if refusal.is_about_another_table:
        rows = catalogue.words_for_table(refusal.schema, refusal.table or "")
        return Problem(
            None,
            naming.capital(_("%(rows)s cannot do without this.", rows=rows)),
        )
    return refusal.problem(_("Fill this in."), names)


def _raised(refusal: _Refusal) -> Problem:
    # A trigger's author wrote this sentence for the person who saves.
    names = (refusal.column,) if refusal.column else ()
    return refusal.problem(refusal.message or _("The database refused this."), names)


def _data(refusal: _Refusal) -> Problem:
    names = (refusal.column,) if refusal.column else ()
    return refusal.problem(_DATA.get(refusal.message, refusal.message), names)


def _fixed(sentence: Callable[[], str]) -> Callable[[_Refusal], Problem]:
    return lambda refusal: Problem(None, sentence())


def _other(refusal: _Refusal) -> Problem:
    return refusal.problem(
        refusal.message or _("The database refused this."),
        (refusal.column,) if refusal.column else (),
    )


_DATA: dict[str, str] = {}

# PostgreSQL manual, appendix A.
_BY_STATE: dict[str, Callable[[_Refusal], Problem]] = {
    "23505": _unique,
    "23503": _foreign_key,
    "23001": _foreign_key,  # RESTRICT, since PostgreSQL 18
    "23514": _check,
    "23P01": _exclusion,
    "23502": _not_null,
    "P0001": _raised,
    "44000": _fixed(lambda: _("Saved like this, the row would not be part of this table.")),
    "25006": _fixed(lambda: _("The database does not let you write.")),
    "42501": _fixed(lambda: _("The database does not let the console do this.")),
    "55P03": _fixed(lambda: _("Someone else is working on this row. Wait a moment and try again.")),
    "57014": _fixed(lambda: _("The database took too long and stopped. Nothing was changed.")),
    "40001": _fixed(lambda: _("Someone else saved at the same moment. Try again.")),
    "40P01": _fixed(lambda: _("Someone else saved at the same moment. Try again.")),
}
_ABOUT_ONE_ROW = {_unique, _check, _exclusion}
_BY_CLASS: dict[str, Callable[[_Refusal], Problem]] = {"22": _data}


def value_sentence(error: DBAPIError, column: sa.Column[Any]) -> str:
    """Why PostgreSQL cannot read what was entered for *column*."""
    from console.admin import verdict

    kind = verdict.type_words(column)
    found = _VALUES.get(sqlstate(error))
    if found is not None:
        return found(kind)
    diagnostics = getattr(error.orig, "diag", None)
    message = str(getattr(diagnostics, "message_primary", None) or "")
    return _("PostgreSQL cannot take this as %(kind)s: %(message)s.", kind=kind, message=message)


_VALUES: dict[str, Callable[[str], str]] = {
    "22P02": lambda kind: _("PostgreSQL cannot read this as %(kind)s.", kind=kind),
    "22007": lambda kind: _("PostgreSQL cannot read this as %(kind)s.", kind=kind),
    "22008": lambda kind: _("This lies beyond what %(kind)s can hold.", kind=kind),
    "22003": lambda kind: _("This lies beyond what %(kind)s can hold.", kind=kind),
    "22001": lambda kind: _("This is too long for %(kind)s.", kind=kind),
    "22026": lambda kind: _("This does not have the length of %(kind)s.", kind=kind),
    "22000": lambda kind: _("The lower end has to come before the upper one."),
}
