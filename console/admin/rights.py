"""What the database lets the console's own role do with a table, where that is not everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from console.admin.mapping import outline_of, table_of

# In the info of a table or column: what of those below the role may not do; of a table, by the
# privilege that it would need on the whole of it.
DENIED = "denied"
INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"
# By the pages that need them.
NEEDED: Mapping[str, str] = {"create": INSERT, "edit": UPDATE, "delete": DELETE}


def is_denied(model: type, privilege: str) -> bool:
    """Whether the console's role may not do that to any row of *model*."""
    return privilege in outline_of(model).info.get(DENIED, ())


def reason(model: type, privilege: str) -> str | None:
    """Why nobody can do that to rows of *model*, where the database's privileges are why."""
    needed = table_of(model).info.get(DENIED, {}).get(privilege)
    if needed is None:
        return None
    return _(
        "The database does not let the console do that: its role would need the privilege "
        "%(privilege)s on %(table)s.",
        privilege=needed,
        table=table_of(model).fullname,
    )


def fields_of(form: type[Any], kind: str) -> type[Any]:
    """*form* for one *kind* of page, without the fields of columns that it could not write."""
    lacking = [
        name
        for name, field in form._console_fields()
        if any(lacks(column, NEEDED[kind]) for column in _columns(field.kwargs))
    ]
    return type(form.__name__, (form,), dict.fromkeys(lacking)) if lacking else form


def _columns(given: Mapping[str, Any]) -> tuple[sa.Column[Any], ...]:
    if (link := given.get("link")) is not None:
        return tuple(link.columns)
    return (given["column"],) if given.get("column") is not None else ()


def lacks(column: Any, privilege: str) -> bool:
    """Whether the console's role may not do that to *column*."""
    return privilege in getattr(column, "info", {}).get(DENIED, ())
