"""The stylesheet, script and icons: addresses that change with the content, kept for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import (
    Flask,
    Response,
    current_app,
    has_request_context,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

FOR_EVER = "public, max-age=31536000, immutable"
_TEXT = {".css", ".js", ".svg"}


@dataclass(frozen=True)
class Asset:
    """One file as it stood at *stamp* (modification time and size)."""

    stamp: tuple[int, int]
    digest: str
    body: bytes
    packed: bytes


class Assets:
    """The files under ``static/`` that pages name; read once, again when they change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Asset] = {}
        self._addresses: dict[tuple[str, str, str], str] = {}

    def get(self, name: str) -> Asset:
        """The asset called *name*; ``FileNotFoundError`` when there is none."""
        path = self.folder / name
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._known.get(name)
        if known is None or known.stamp != stamp:
            body = path.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            known = Asset(stamp, digest, body, gzip.compress(body, mtime=0))
            self._known[name] = known
        return known

    def address(self, name: str) -> str:
        """Where *name* is served; a page with thirty icons asks thirty times."""
        digest = self.get(name).digest
        key = (name, digest, request.script_root if has_request_context() else "")
        if key not in self._addresses:
            self._addresses[key] = url_for("static", filename=name, v=digest)
        return self._addresses[key]


def init_app(app: Flask) -> None:
    """Serve ``static/`` under addresses that may be cached for ever."""
    app.extensions["console.assets"] = Assets(Path(app.static_folder or ""))
    app.view_functions["static"] = serve
    app.jinja_env.globals.update(asset=asset, icon=icon, icon_names=icon_names)
    # Lines that hold only a tag of the template language leave nothing behind in the page.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The real one comes from console.security; a page rendered without it still renders.
    app.jinja_env.globals.setdefault("csp_nonce", str)


def asset(name: str) -> str:
    """The address of static file *name*, with its content's hash in it."""
    return _assets().address(name)


def icon(name: str, label: str | None = None, size: str = "") -> Markup:
    """An icon of the sprite; without *label* it is decoration and hidden from screen readers."""
    classes = f"icon {size}".strip()
    named = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true"')
    )
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        classes, named, asset("icons.svg"), escape(name)
    )


def icon_names() -> list[str]:
    """The icons there are."""
    return re.findall(r'<symbol id="([^"]+)"', _assets().get("icons.svg").body.decode())


def serve(filename: str) -> ResponseReturnValue:
    """Answer for one static file; the current hash in the query makes it immutable."""
    if Path(filename).suffix not in _TEXT or ".." in filename:
        return send_from_directory(_assets().folder, filename)
    try:
        found = _assets().get(filename)
    except (OSError, ValueError):
        return send_from_directory(_assets().folder, filename)  # answers 404 in its own way
    packed = request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packed else found.body)
    response.mimetype = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(found.digest + ("-gz" if packed else ""))
    current = request.args.get("v") == found.digest
    response.headers["Cache-Control"] = FOR_EVER if current else "no-cache"
    return response.make_conditional(request)


def _assets() -> Assets:
    assets: Assets = current_app.extensions["console.assets"]
    return assets
