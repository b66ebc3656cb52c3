"""The zoo in a database: every ``*.sql`` of this folder, run as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

HERE = Path(__file__).parent
_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_CREATES = re.compile(
    r"^CREATE (?:UNLOGGED |FOREIGN |MATERIALIZED |OR REPLACE )*(?:TABLE|VIEW)"
    rf"(?: IF NOT EXISTS)?\s+({_NAME}(?:\.{_NAME})?)(.*)",
    re.MULTILINE | re.IGNORECASE,
)

_WHERE = re.compile(r"^(?:SET search_path = (\w+)|RESET search_path)", re.MULTILINE)


# What a server has to be able to do for a file to be loaded; else its tables are skipped.
NEEDED = {"shapes_xml": "SELECT CAST('<a/>' AS xml)"}


def files() -> list[Path]:
    """The files of the zoo; each is a theme, and runs in a transaction of its own."""
    return sorted(HERE.rglob("*.sql"))


def load(url: str) -> None:
    """Make every table of the zoo, with its rows, in the empty database at *url*."""
    connection = psycopg2.connect(url, options="-c timezone=UTC -c client_min_messages=warning")
    connection.autocommit = True
    try:
        for path in files():
            with connection.cursor() as cursor:
                if not _can(cursor, NEEDED.get(path.stem)):
                    continue
                cursor.execute("SET search_path = public")
                try:
                    cursor.execute(path.read_text())
                except psycopg2.Error as error:
                    raise RuntimeError(f"{path.name}: {error}") from error
    finally:
        connection.close()


def _can(cursor: Any, statement: str | None) -> bool:
    if statement is None:
        return True
    try:
        cursor.execute(statement)
    except psycopg2.errors.FeatureNotSupported:
        return False
    return True


def tables(wanted: Callable[[str], bool]) -> dict[str, str]:
    """What URLs call the tables of the themes *wanted*, by theme and name."""
    return {
        f"{path.stem}-{table}": table.removeprefix("public.")
        for path in files()
        if wanted(path.stem)
        for table in tables_in(path)
    }


def tables_in(path: Path) -> list[str]:
    """What *path* creates at the beginning of a line, partitions left out: ``schema.table``."""
    text = path.read_text()
    schemas = [(0, "public"), *((m.start(), m[1] or "public") for m in _WHERE.finditer(text))]
    found = []
    for one in _CREATES.finditer(text):
        name, rest = _plain(one[1]), one[2]
        schema = next(schema for start, schema in reversed(schemas) if start <= one.start())
        if "PARTITION OF" not in rest.upper():
            found.append(name if "." in one[1] or schema == "public" else f"{schema}.{name}")
    return found


def _plain(name: str) -> str:
    parts = re.findall(_NAME, name)
    return ".".join(
        part[1:-1].replace('""', '"') if part.startswith('"') else part.lower() for part in parts
    )
