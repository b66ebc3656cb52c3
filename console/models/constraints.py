"""Constraints and indexes that many tables need, named the same way everywhere."""

from __future__ import annotations

import enum

import sqlalchemy as sa


def not_blank(column: str) -> sa.CheckConstraint:
    """*column* may not be empty or all blanks; NULL passes where the column allows it."""
    return sa.CheckConstraint(f"btrim({column}) <> ''", name=f"{column}_not_blank")


def matches(column: str, pattern: str) -> sa.CheckConstraint:
    """*column* fits the regular expression *pattern* from its first to its last character."""
    return sa.CheckConstraint(f"{column} ~ '^{pattern}$'", name=f"{column}_format")


def one_of(column: str, kind: type[enum.StrEnum]) -> sa.CheckConstraint:
    """*column* holds a value of *kind*.

    A CHECK and not a PostgreSQL enum: a value can be taken away again, and a migration that
    adds one runs inside a transaction.
    """
    values = ", ".join(f"'{member.value}'" for member in kind)
    return sa.CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


def search_index(table: str, column: str) -> sa.Index:
    """A trigram index, so that "contains" on *column* does not read the whole table."""
    return sa.Index(
        f"ix_{table}_{column}_trgm",
        column,
        postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"},
    )
