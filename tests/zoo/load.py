"""The zoo in a database: every ``*.sql`` of this folder, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg2

HERE = Path(__file__).parent
_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)'
_CREATES = re.compile(
    r"^CREATE (?:UNLOGGED |FOREIGN |MATERIALIZED |OR REPLACE )*(?:TABLE|VIEW)"
    rf"(?: IF NOT EXISTS)?\s+({_NAME}(?:\.{_NAME})?)(.*)",
    re.MULTILINE | re.IGNORECASE,
)


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
                cursor.execute("SET search_path = public")
                try:
                    cursor.execute(path.read_text())
                except psycopg2.Error as error:
                    raise RuntimeError(f"{path.name}: {error}") from error
    finally:
        connection.close()


def tables_in(path: Path) -> list[str]:
    """What *path* creates at the beginning of a line, partitions left out: ``schema.table``."""
    found = _CREATES.findall(path.read_text())
    return [_plain(name) for name, rest in found if "PARTITION OF" not in rest.upper()]


def _plain(name: str) -> str:
    parts = re.findall(_NAME, name)
    return ".".join(
        part[1:-1].replace('""', '"') if part.startswith('"') else part.lower() for part in parts
    )
