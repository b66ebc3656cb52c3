"""Revision files: their names, and their finish once they are written."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from alembic.util import CommandError

# The name of a revision's file, up to its slug; migrations/alembic.ini says the same.
STAMP = "%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d"
MARKERS = re.compile(r"^ *# ### (commands auto generated|end Alembic commands).*\n", re.MULTILINE)


def refuse_to_overwrite(directory: Path, message: str) -> None:
    """``CommandError`` if the file of a revision about *message* is there already.

    Two revisions of one minute and one message would be one file, and Alembic would not mind.
    """
    slug = "_".join(re.findall(r"\w+", message)).lower()
    path = directory / "versions" / f"{datetime.now(UTC):%Y%m%d_%H%M}_{slug}.py"
    if path.exists():
        raise CommandError(f"{path.name} was written this very minute: give another message (-m).")


def tidy(path: Path, *, unused_imports: bool = True) -> None:
    """Drop Alembic's markers from *path*, and format it where ruff is installed.

    *unused_imports*: drop imports that nothing uses; an empty revision keeps them for whoever
    fills it.
    """
    text = MARKERS.sub("", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"\n{4,}", "\n\n\n", text), encoding="utf-8")
    if importlib.util.find_spec("ruff") is None:
        return
    rules = "I,F401" if unused_imports else "I"
    for arguments in (
        ["check", "--quiet", "--fix", "--select", rules],
        ["format", "--quiet"],
        # A long comment of a column stays in one piece.
        ["check", "--quiet", "--add-noqa", "--select", "E501"],
    ):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(path)], check=False)
