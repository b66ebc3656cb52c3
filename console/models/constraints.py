"""Constraints and indexes that many tables need, named the same way everywhere.

``info["message"]`` is the sentence a person reads beside the field when the database refuses
what was entered; the simplest conditions need none, the console puts them into words itself.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa

from console.models.labels import N_


def check(condition: str, name: str, message: str) -> sa.CheckConstraint:
    """A rule of more than one column, or one that needs words of its own."""
    return sa.CheckConstraint(condition, name=name, info={"message": message})


def not_blank(column: str) -> sa.CheckConstraint:
    """*column* may not be empty or all blanks; NULL passes where the column allows it."""
    return sa.CheckConstraint(f"btrim({column}) <> ''", name=f"{column}_not_blank")


def matches(column: str, pattern: str, message: str) -> sa.CheckConstraint:
    """*column* fits the regular expression *pattern* from its first to its last character."""
    return check(f"{column} ~ '^{pattern}$'", f"{column}_format", message)


def is_email(column: str) -> sa.CheckConstraint:
    """*column* has something before and after one @: whether mail arrives, only mail can tell."""
    return matches(column, r"[^@\s]+@[^@\s]+", N_("This is not an e-mail address."))


def one_of(column: str, kind: type[enum.StrEnum]) -> sa.CheckConstraint:
    """*column* holds a value of *kind*.

    A CHECK and not a PostgreSQL enum: a value can be taken away again, and a migration that
    adds one runs inside a transaction.
    """
    values = ", ".join(f"'{member.value}'" for member in kind)
    message = N_("This is not one of the values there are.")
    return check(f"{column} IN ({values})", f"{column}_known", message)


def search_index(table: str, column: str) -> sa.Index:
    """A trigram index, so that "contains" on *column* does not read the whole table."""
    return sa.Index(
        f"ix_{table}_{column}_trgm",
        column,
        postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"},
    )
