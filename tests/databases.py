"""The PostgreSQL server of the tests, and databases cloned from one migrated template."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import flask_migrate
import psutil
import psycopg2
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from psycopg2 import sql

from console import create_app
from console.config import Config
from console.database import DatabaseURL
from console.embedded import INSTANCE, Cluster
from console.models.db import db

ROOT = Path(__file__).resolve().parents[1]
# What decides how a migrated and seeded database looks.
HISTORY = ("migrations", "console/migrations", "console/migrate", "console/seeding")
# A disk makes a clone ten times as dear.
MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes that have to be free there
# Test data may be lost in a power cut; waiting for the disk would double the time of a run.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "1h",
    # Of hundreds of databases that live for a second nothing need be tidied up.
    "autovacuum": "off",
    "max_connections": "300",
}
SECRET_KEY = "only-for-tests-" + "0" * 32


class Compiled(BytecodeCache):
    """Templates, compiled once for all the applications of a process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Server:
    """Makes and drops databases on the server at *url*."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = itertools.count()

    def url_of(self, database: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{quote(database)}").geturl()

    def clone(self, template: str | None = None) -> str:
        """A new database like *template*, or an empty one; returns its name."""
        name = f"console_test_{os.getpid()}_{next(self._numbers)}"
        source = sql.Identifier(template or "template0")
        statement = "CREATE DATABASE {} TEMPLATE {}"
        if self.version >= 150000:
            # Through the log, which is the default, takes three times as long.
            statement += " STRATEGY FILE_COPY"
        self.execute(statement, sql.Identifier(name), source)
        return name

    @functools.cached_property
    def version(self) -> int:
        [(number,)] = self.execute("SHOW server_version_num")
        return int(number)

    def drop(self, name: str) -> None:
        self.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(name))

    def names(self) -> list[str]:
        return [name for (name,) in self.execute("SELECT datname FROM pg_database")]

    def execute(self, statement: str, *parts: sql.Composable) -> list[tuple[str, ...]]:
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*parts))
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@contextmanager
def test_server() -> Iterator[Server]:
    """The server that ``TAB_TEST_DB_URL`` names, else an embedded one shared by all runs."""
    if url := os.environ.get("TAB_TEST_DB_URL"):
        yield Server(DatabaseURL.parse(url).dsn)
        return
    with Cluster(home() / "test-pg", FAST).up() as cluster:
        server = Server(cluster.url())
        drop_leftovers(server)
        yield server


def memory() -> Path | None:
    """The folder that is kept in memory, where this system has one with room for databases."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    runs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return MEMORY if runs and shutil.disk_usage(MEMORY).free > ROOM else None


def home() -> Path:
    """Where the server of this checkout lives: in memory until the next boot, or else on disk.

    Whoever removes a checkout leaves its server behind; the next to come here takes it away.
    """
    mine = MEMORY / f"console-tests-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}"
    if memory() is None and not mine.exists():
        return INSTANCE
    for other in MEMORY.glob("console-tests-*"):
        with suppress(OSError):
            if not (other / "checkout").readlink().exists():
                shutil.rmtree(other)
    mine.mkdir(mode=0o711, exist_ok=True)
    with suppress(FileExistsError):
        (mine / "checkout").symlink_to(ROOT)
    return mine


def drop_leftovers(server: Server) -> None:
    """Drop what killed runs on this machine have left."""
    for name in server.names():
        prefix, _, rest = name.rpartition("console_test_")
        owner = rest.partition("_")[0]
        if not prefix and owner.isdigit() and not psutil.pid_exists(int(owner)):
            server.drop(name)


def template(server: Server) -> str:
    """The name of a database at head; made once for each state of the history."""
    name = f"console_template_{history_digest()}"
    INSTANCE.mkdir(exist_ok=True)
    with (INSTANCE / "test-template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if name not in (names := server.names()):
            for old in names:
                # Another run may be cloning it just now; then the next run drops it.
                if old.startswith("console_template_"):
                    with suppress(psycopg2.errors.ObjectInUse):
                        server.drop(old)
            fresh = server.clone()
            upgrade(server.url_of(fresh))
            rename = "ALTER DATABASE {} RENAME TO {}"
            server.execute(rename, sql.Identifier(fresh), sql.Identifier(name))
    return name


def upgrade(url: str) -> None:
    """``flask db upgrade`` on the database at *url*."""
    app = app_on(url)
    with app.app_context():
        try:
            flask_migrate.upgrade()
        finally:
            db.session.remove()
            db.engine.dispose()


def app_on(url: str) -> Flask:
    """The application on the database at *url*."""
    return app_of(Config(database=DatabaseURL.parse(url), secret_key=SECRET_KEY))


def app_of(config: Config) -> Flask:
    """The application of *config*, as tests have it."""
    app = create_app(config)
    app.jinja_env.bytecode_cache = COMPILED
    # As in production: what goes wrong is a page, and the log has the rest.
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return app


def history_digest() -> str:
    digest = hashlib.sha256()
    for folder in HISTORY:
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
