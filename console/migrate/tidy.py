"""The finish of a revision file that was just written."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

MARKERS = re.compile(r"^ *# ### (commands auto generated|end Alembic commands).*\n", re.MULTILINE)


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
