"""Databases looked up in an LDAP directory, which libpq does only through a service file."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote

SERVICE = "tab"
DSN = f"postgresql:///?service={SERVICE}"
SHAPE = "ldap://host/base?attribute?scope?filter"
HOST = re.compile(r"[\w.-]+", re.ASCII)
LOST = "The directory in TAB_DB_URL does not lead to a database:"


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
    return DSN


def _remove(folder: Path, owner: int) -> None:
    # A worker that was forked from the owner ends earlier, and others still need the file.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def checked(url: str) -> str:
    """Return *url* as libpq reads it, or raise ``ValueError`` with what its shape lacks.

    libpq takes base and filter as they stand, while RFC 4516 encodes them: they are decoded here.
    """
    scheme, _, rest = url.partition("://")
    address, _, rest = rest.partition("/")
    host, _, port = address.partition(":")
    base, *fields = map(unquote, rest.split("?"))
    problem = None
    if any(character in unquote(url) for character in "\r\n\0"):
        problem = "holds a line break"
    elif scheme != "ldap":
        problem = "must start with ldap://, the only scheme libpq looks up"
    elif not HOST.fullmatch(host):
        problem = "names no host, by its name or IPv4 address"
    elif port and not port.isdecimal():
        problem = "has a port that is no number"
    elif not base:
        problem = "names no base"
    elif len(fields) != 3 or any("?" in part for part in (base, *fields)):
        problem = "needs an attribute, a scope and a filter"
    elif not fields[0] or "," in fields[0]:
        problem = "must name exactly one attribute"
    elif fields[1].lower() not in {"base", "one", "sub"}:
        problem = "needs a scope: base, one or sub"
    elif not (fields[2].startswith("(") and fields[2].endswith(")")):
        problem = "needs a filter in parentheses"
    if problem:
        raise ValueError(f"TAB_DB_URL {problem}; write it as {SHAPE}.")
    return f"ldap://{address}/{'?'.join((base, *fields))}"


def explain(says: str) -> str | None:
    """What libpq's words mean when they are about the directory; else ``None``."""
    if "service file" in says:
        return f"{LOST} it does not answer."
    if "LDAP" in says:
        return f"{LOST} {says}."
    if "connection to server" not in says and "translate host name" not in says:
        # libpq quotes the entry, which may hold a password.
        return f"{LOST} the entry it has is not a list of parameters such as host=…"
    return None
