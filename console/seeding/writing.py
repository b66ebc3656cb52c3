"""Writing a seed revision: the declaration as Python that a reader can check row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from alembic.util import CommandError, rev_id

from console.migrate import files
from console.seeding.rows import Row, Rows, SeedError

HEAD = """\
# Only the columns this revision touches, as they are today. The models may move on; this file
# must not: databases that have it will not read it again.
# fmt: off"""
LONG = "# ruff: noqa: E501 - one row, one line"
WIDTH = 100
TABLES_NAMED = 3


def write(directory: Path, found: Sequence[Rows], message: str | None = None) -> Path:
    """Write one revision that declares *found*, parents' tables first, on top of the history."""
    slug = "%(slug)s" if message else f"seed_{_tables(found)}"
    script = ScriptDirectory(
        directory,
        file_template=f"{files.STAMP}_{slug}",
        truncate_slug_length=60,
        timezone="UTC",
        messaging_opts={"quiet": True},
    )
    names = ", ".join(constant(rows) for rows in found)
    try:
        files.refuse_to_overwrite(directory, message or f"seed_{_tables(found)}")
        written = script.generate_revision(
            rev_id(),
            message or summary(found),
            imports="from console.seeding import Rows, seed",
            declarations=declarations(found),
            upgrades=f"seed.apply({names})",
            downgrades=f"seed.revert({names})",
        )
    except CommandError as error:
        raise SeedError(str(error)) from error
    assert written is not None
    return Path(written.path)


def summary(found: Sequence[Rows]) -> str:
    """``seed: country (+249), currency (+3 ~1 -1)``."""
    return "seed: " + ", ".join(f"{rows.name} ({counts(rows)})" for rows in found)


def counts(rows: Rows) -> str:
    """``+3 ~1 -1``: rows added, changed and removed."""
    numbers = {"+": len(rows.added), "~": len(rows.changed), "-": len(rows.removed)}
    return " ".join(f"{sign}{number}" for sign, number in numbers.items() if number)


def declarations(found: Sequence[Rows]) -> str:
    """All that the revision declares, with what keeps formatters and linters off it."""
    parts = [declaration(rows) for rows in found]
    is_long = any(len(line) > WIDTH for part in parts for line in part.splitlines())
    head = f"{LONG}\n{HEAD}" if is_long else HEAD
    return "\n\n".join([head, *parts, "# fmt: on"])


def constant(rows: Rows) -> str:
    return rows.name.replace(".", "_").upper()


def declaration(rows: Rows) -> str:
    """*rows* as the assignment that a revision holds."""
    lines = [
        f"{constant(rows)} = Rows(",
        f"    table={literal(rows.table)},",
        f"    key={literal(rows.key)},",
        f"    columns={literal(rows.columns)},",
    ]
    if rows.schema:
        lines.insert(2, f"    schema={literal(rows.schema)},")
    lines += _block("added", [_row(row) for row in rows.added])
    for old, new in rows.changed:
        if (old, new) == rows.changed[0]:
            lines.append("    changed=[")
        lines += ["        (", f"            {_row(old)}", f"            {_row(new)}", "        ),"]
    if rows.changed:
        lines.append("    ],")
    lines += _block("removed", [_row(row) for row in rows.removed])
    return "\n".join([*lines, ")"])


def literal(value: Any) -> str:
    """*value* as Python, texts in double quotes."""
    if isinstance(value, str):
        text = repr("'" + value)  # the apostrophe makes Python choose double quotes
        if text.startswith('"'):
            return f'"{text[2:]}'
        escaped = repr(value)[1:-1].replace("\\'", "'").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(k)}: {literal(v)}' for k, v in value.items())}}}"
    return repr(value)


def _row(row: Row) -> str:
    return f"{literal(row)},"


def _block(name: str, rows: Sequence[str]) -> list[str]:
    if not rows:
        return []
    return [f"    {name}=[", *(f"        {row}" for row in rows), "    ],"]


def _tables(found: Sequence[Rows]) -> str:
    names = [rows.name.replace(".", "_") for rows in found]
    return "_".join(names) if len(names) <= TABLES_NAMED else f"{len(names)}_tables"
