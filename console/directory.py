"""Databases looked up in an LDAP directory, which libpq does only through a service file."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

SERVICE = "tab"
SHAPE = "ldap://host/base?attribute?scope?filter"


def service_dsn(url: str) -> str:
    """Check *url* and return a DSN whose service libpq looks up in the directory.

    Writes a private service file that lives as long as the process and points
    ``PGSERVICEFILE`` at it. libpq's rules: PostgreSQL manual, section 34.18.
    """
    folder = Path(tempfile.mkdtemp(prefix="console-"))
    atexit.register(_remove, folder, os.getpid())
    path = folder / "pg_service.conf"
    # When no directory answers, libpq reads on and would fall back to its defaults: another
    # database than the one that was meant. A line without "=" ends it with an error instead.
    path.write_text(f"[{SERVICE}]\n{checked(url)}\nthe directory did not answer\n")
    path.chmod(0o600)
    os.environ["PGSERVICEFILE"] = str(path)
    return f"postgresql:///?service={SERVICE}"


def _remove(folder: Path, owner: int) -> None:
    # A worker that was forked from the owner ends earlier, and others still need the file.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def checked(url: str) -> str:
    """Return *url*, or raise ``ValueError`` with what its shape lacks."""
    parts = urlsplit(url)
    fields = parts.query.split("?")
    problem = None
    if any(character in url for character in "\r\n\0"):
        problem = "holds a line break"
    elif parts.scheme != "ldap":
        problem = "must start with ldap://, the only scheme libpq looks up"
    elif not parts.hostname:
        problem = "names no host"
    elif not unquote(parts.path).strip("/"):
        problem = "names no base"
    elif len(fields) != 3:
        problem = "needs an attribute, a scope and a filter"
    elif not fields[0] or "," in fields[0]:
        problem = "must name exactly one attribute"
    elif fields[1].lower() not in {"base", "one", "sub"}:
        problem = "needs a scope: base, one or sub"
    elif not (fields[2].startswith("(") and fields[2].endswith(")")):
        problem = "needs a filter in parentheses"
    if problem:
        raise ValueError(f"TAB_DB_URL {problem}; write it as {SHAPE}.")
    return url
