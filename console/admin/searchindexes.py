"""How a search of a large table can be served by the indexes that the database has.

A trigram index finds a word anywhere in a text, and one of two letters where a word begins: in the
middle of a word they are no trigram, and the whole index would be read. An ordinary index finds the
beginning of a value where it compares byte by byte (``text_pattern_ops``, or a collation like C),
else only whole values.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from console.admin import catalogue, counting, generate
from console.admin.columns import Column
from console.admin.kinds import kind_of
from console.admin.mapping import table_of
from console.admin.recall import recalled
from console.models.db import db

if TYPE_CHECKING:
    from console.admin.view import ConsoleView

LARGE = 50_000  # rows; a smaller table is read whole in a few hundredths of a second
PREFIX, WHOLE = "prefix", "whole"
KEPT_FOR = 300.0  # seconds
TRIGRAM = 3  # letters
STORE, SIZES = "console.search_indexes", "console.search_sizes"

_LEADING = sa.text("""
SELECT a.attname, m.amname, o.opcname,
  o.opcname IN ('text_pattern_ops', 'varchar_pattern_ops', 'bpchar_pattern_ops')
  -- Servers before version 15 have no provider for a database.
  OR CASE WHEN x.indcollation[k.place] = 100
     THEN to_jsonb(d) ->> 'datlocprovider' = 'b' OR d.datcollate IN ('C', 'POSIX')
     ELSE l.collprovider = 'b' OR l.collcollate IN ('C', 'POSIX') END
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
CROSS JOIN LATERAL generate_series(0, x.indnkeyatts - 1) AS k(place)
JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[k.place]
JOIN pg_opclass o ON o.oid = x.indclass[k.place]
JOIN pg_database d ON d.datname = current_database()
LEFT JOIN pg_collation l ON l.oid = x.indcollation[k.place]
WHERE x.indrelid = to_regclass(:relation) AND x.indisvalid AND x.indpred IS NULL
  AND (m.amname <> 'btree' OR k.place = 0)
  -- An index in another language's order serves no question in the column's own.
  AND x.indcollation[k.place] = a.attcollation
""")


def ways(view: ConsoleView, names: Sequence[str]) -> dict[str, str] | None:
    """For each of the columns *names* that an index serves: `PREFIX` or `WHOLE`.

    ``None`` where words are looked for anywhere in the text: a trigram index serves them, the
    table is small, or no index can do anything at all.
    """
    own = _texts(view.model, tuple(names))
    if not own or any(map(generate.has_trigrams, _indexes(view))):
        return None
    return recalled(STORE, view.model, KEPT_FOR, lambda: _found(view, own))


def is_short(view: ConsoleView, word: str) -> bool:
    """Whether *word* is looked for at the beginnings of words only."""
    if len(word) >= TRIGRAM or not any(map(generate.has_trigrams, _indexes(view))):
        return False
    return recalled(SIZES, view.model, KEPT_FOR, lambda: _rows(view) >= LARGE)


def _indexes(view: ConsoleView) -> list[sa.Index]:
    return generate.indexes(table_of(view.model))


def _rows(view: ConsoleView) -> int:
    return counting.table_sizes([view.model])[view.model].number


@functools.cache
def _texts(model: type, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns *names* that are texts of *model*'s own table."""
    return tuple(name for name in names if "." not in name and _is_text(model, name))


def _is_text(model: type, name: str) -> bool:
    columns = Column(model, name).columns
    return bool(columns) and isinstance(columns[0], sa.Column) and kind_of(columns[0]).textual


def _found(view: ConsoleView, own: Sequence[str]) -> dict[str, str] | None:
    if _rows(view) < LARGE:
        return None
    asked = {"relation": catalogue.sql_name(table_of(view.model))}
    names = {Column(view.model, name).columns[0].name: name for name in own}
    found: dict[str, str] = {}
    for column, method, operators, bytewise in db.session.execute(_LEADING, asked):
        if "trgm" in operators and column in names:
            return None
        if method == "btree" and column in names and found.get(names[column]) != PREFIX:
            found[names[column]] = PREFIX if bytewise else WHOLE
    return found or None
