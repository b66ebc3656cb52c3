"""What a form and its fields share while one request is answered."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql as pg
from wtforms.utils import unset_value

from console import i18n
from console.admin import catalogue, concurrency, keys, query
from console.admin.fields.base import PgText
from console.admin.widgets import MARKED, NULLS
from console.direct import Direct

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

ZONE = "_zone"  # the zone that the times of a posted form are written in
THEIRS = "_theirs"  # names of fields in conflict where the other person's value shall stay


class FormState:
    """The row behind a form, what its sender saw, and what the form's own controls say."""

    def __init__(self, view: ConsoleView, row: Any | None, exact: Iterable[str]) -> None:
        self.view = view
        self.row = row
        self.creating = row is None or not orm.attributes.instance_state(row).persistent
        self.optional = False  # a form that may stay blank asks for nothing
        self.zone = i18n.current_timezone()
        self.seen: dict[str, str] = {}
        self.nulls: frozenset[str] = frozenset()
        self.marked: frozenset[str] = frozenset()
        self.theirs: frozenset[str] = frozenset()
        self._exact = tuple(exact)
        self._texts: dict[str, PgText | None] | None = None
        table = catalogue.table_of(view.model).fullname
        scope = f"{table} {'' if self.creating else keys.key_of(row)}"
        self.fingerprint = concurrency.fingerprints(scope)

    def receive(self, formdata: Any) -> None:
        """Take what the form's own controls say."""
        if not self.creating:
            self.seen = concurrency.read_seen(formdata.get(concurrency.SEEN))
        self.nulls = frozenset(formdata.getlist(NULLS))
        self.marked = frozenset(formdata.getlist(MARKED))
        self.theirs = frozenset(formdata.getlist(THEIRS))
        if (zone := formdata.get(ZONE)) in i18n.timezones():
            self.zone = ZoneInfo(zone)

    def exact_text(self, name: str) -> Any:
        """PostgreSQL's own text of a column of the row; unset where the row is not stored yet."""
        if self.creating:
            return unset_value
        if self._texts is None:
            # They may have come along with the row; once, for the next look is another one.
            known = orm.attributes.instance_state(self.row).info.get(query.BESIDE, {})
            if set(self._exact) <= known.keys():
                self._texts = {one: _exactly(known.pop(one)) for one in self._exact}
            else:
                self._texts = texts(self.row, self._exact)
        return self._texts.get(name, unset_value)

    def file_url(self, name: str) -> str | None:
        """Where the bytes of a column are fetched."""
        if self.creating:
            return None
        return str(self.view.link("details", id=keys.key_of(self.row), file=name))


def texts(row: Any, names: Iterable[str]) -> dict[str, PgText | None]:
    """The columns *names* of the stored *row* as PostgreSQL's own texts, in one statement."""
    wanted = tuple(names)
    if not wanted:
        return {}
    identity = orm.attributes.instance_state(row).identity
    assert identity is not None
    given = query.key_values(identity)
    model: Any = type(row)
    rows = query.read(_texts(model, wanted), given)
    found = rows[0] if rows else ()
    pairs = zip(wanted, found, strict=bool(found))
    return {name: _exactly(value) for name, value in pairs}


def _exactly(value: str | None) -> PgText | None:
    return None if value is None else PgText(value)


@functools.cache
def expressions(model: type, names: tuple[str, ...]) -> dict[str, sa.ColumnElement[str]]:
    """What to select for :func:`texts` of the columns *names*."""
    return {name: as_text(getattr(model, name)) for name in names}


@functools.cache
def _texts(model: type, names: tuple[str, ...]) -> Direct:
    # Making the statement takes longer than running it.
    picked: list[Any] = [*expressions(model, names).values()]
    return Direct(sa.select(*picked).where(*query.named_key(model)))


def as_text(attribute: Any) -> sa.ColumnElement[str]:
    """*attribute* in the words PostgreSQL would read back as the same value."""
    if isinstance(attribute.type, pg.JSONB):
        return sa.func.jsonb_pretty(attribute)
    # Through the type's output function, as psql prints it: a cast to text adds "/32" to an inet.
    return sa.case((sa.func.num_nulls(attribute) == 0, sa.func.format("%s", attribute)))
