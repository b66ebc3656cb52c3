"""What the tests of files share: a database of their own and files made of its rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from console.transfer import formats
from console.transfer.fields import Extract, Field
from console.transfer.snapshot import Snapshot
from console.transfer.writers import Writer, head


@pytest.fixture
def engine(empty_database: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(empty_database.replace("postgresql://", "postgresql+psycopg2://"))
    yield engine
    engine.dispose()


@pytest.fixture
def written(engine: sa.Engine) -> Callable[..., bytes]:
    """``written("csv", fields, statement)``: the bytes of such a file."""

    def write(
        name: str,
        fields: Sequence[Field],
        *statements: sa.Select[Any],
        style: formats.Style = formats.MACHINES,
        **more: Any,
    ) -> bytes:
        extract = Extract("Rows", fields, statements, **more)
        raw = io.BytesIO()
        file = io.BufferedWriter(raw)
        file.write(head(formats.FORMATS[name], extract, style))
        with Snapshot(engine, None) as snapshot:
            Writer(extract, style, snapshot, file).write(formats.FORMATS[name])
        file.flush()
        return raw.getvalue()

    return write


def values(kind: Any, *texts: str | None) -> tuple[list[Field], sa.Select[Any]]:
    """One field ``v`` of type *kind*, and a statement whose rows hold *texts*, cast to it."""
    rows = sa.values(sa.column("n", sa.Integer), sa.column("t", sa.Text), name="given")
    given = rows.data(list(enumerate(texts)))
    cast = sa.select(given.c.n, sa.cast(given.c.t, kind).label("v")).subquery("rows")
    statement = sa.select(cast.c.v).order_by(cast.c.n)
    return [Field("v", "Value", cast.c.v, kind)], statement
