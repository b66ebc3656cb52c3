"""What gunicorn does before there are workers, and what it leaves to them."""

from __future__ import annotations

import subprocess
import sys

from tests.databases import ROOT, SECRET_KEY
from tests.scratch import bare_environment

# As gunicorn does it: the application is there, and nobody has asked it anything.
START = """
import logging, runpy, types
conf = runpy.run_path("gunicorn.conf.py")
import wsgi
from console.models.db import db
mappers = list(db.Model.registry.mappers)
before = sum(one.configured for one in mappers)
conf["when_ready"](types.SimpleNamespace(LISTENERS=["x"], log=logging.getLogger()))
print(len(mappers), before, sum(one.configured for one in mappers))
"""


MODEL = """
from sqlalchemy.orm import Mapped, mapped_column
from console.models.db import db

class Boat(db.Model):
    __tablename__ = "boat"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def test_no_page_waits_until_all_models_are_connected(tmp_path):
    (tmp_path / "fleet").mkdir()
    (tmp_path / "fleet" / "boat.py").write_text(MODEL)
    settings = {"TAB_DB_URL": "postgresql:///x", "CONSOLE_SECRET_KEY": SECRET_KEY}

    done = subprocess.run(
        [sys.executable, "-c", START],
        cwd=ROOT,
        env=bare_environment(**settings, CONSOLE_MODELS="fleet", PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )

    # A command that asks nothing of them does not wait for it, either: it is no part of the start.
    assert done.stdout.split() == ["1", "0", "1"]
