"""Addresses that change with the content, and the files behind them."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console import assets

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "console" / "static"
FRONTEND = ROOT / "frontend"


@pytest.fixture
def shop(tmp_path: Path) -> Flask:
    """An application with a stylesheet, an icon sprite and a picture."""
    (tmp_path / "console.css").write_text("a { color: red }")
    (tmp_path / "icons.svg").write_text('<svg><symbol id="pencil"/><symbol id="x"/></svg>')
    (tmp_path / "dot.png").write_bytes(b"\x89PNG")
    app = Flask("console", static_folder=str(tmp_path), static_url_path="/static")
    assets.init_app(app)
    return app


@pytest.fixture
def browser(shop: Flask) -> FlaskClient:
    return shop.test_client()


def address(shop: Flask, name: str) -> str:
    with shop.test_request_context():
        return assets.asset(name)


class TestAddresses:
    def test_they_carry_the_hash_of_the_content(self, shop):
        assert re.fullmatch(r"/static/console\.css\?v=[0-9a-f]{12}", address(shop, "console.css"))

    def test_they_change_with_the_content(self, shop, tmp_path):
        before = address(shop, "console.css")
        (tmp_path / "console.css").write_text("a { color: blue } ")

        assert address(shop, "console.css") != before

    def test_a_file_that_is_not_there_is_an_error(self, shop):
        with pytest.raises(FileNotFoundError):
            address(shop, "gone.css")


class TestServing:
    def test_the_current_address_is_kept_for_ever(self, shop, browser):
        response = browser.get(address(shop, "console.css"))

        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"

    @pytest.mark.parametrize("query", ["", "?v=0123456789ab"])
    def test_any_other_is_asked_about_again(self, browser, query):
        response = browser.get(f"/static/console.css{query}")

        assert response.headers["Cache-Control"] == "no-cache"

    def test_text_is_packed_for_those_who_can_unpack(self, browser):
        response = browser.get("/static/console.css", headers={"Accept-Encoding": "br, gzip"})

        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.data) == b"a { color: red }"

    @pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0"])
    def test_and_plain_for_others(self, browser, accepted):
        response = browser.get("/static/console.css", headers={"Accept-Encoding": accepted})

        assert "Content-Encoding" not in response.headers
        assert response.data == b"a { color: red }"

    def test_what_has_not_changed_is_not_sent_again(self, browser):
        tag = browser.get("/static/console.css").headers["ETag"]

        assert browser.get("/static/console.css", headers={"If-None-Match": tag}).status_code == 304

    def test_other_files_are_served_as_they_are(self, browser):
        with browser.get("/static/dot.png") as response:
            assert response.data == b"\x89PNG"

    @pytest.mark.parametrize("name", ["gone.css", "../assets.py", "%2e%2e/assets.css", "a\x00.css"])
    def test_nothing_else_is_served(self, browser, name):
        assert browser.get(f"/static/{name}").status_code == 404


class TestIcons:
    def test_an_icon_alone_has_a_name(self, shop):
        with shop.test_request_context():
            assert 'role="img" aria-label="Edit"' in assets.icon("pencil", "Edit")

    def test_beside_words_it_is_decoration(self, shop):
        with shop.test_request_context():
            assert 'aria-hidden="true"' in assets.icon("pencil")

    def test_names_are_escaped(self, shop):
        with shop.test_request_context():
            assert "<script>" not in assets.icon('"><script>', '"><script>')

    def test_all_can_be_listed(self, shop):
        with shop.test_request_context():
            assert assets.icon_names() == ["pencil", "x"]


class TestBuild:
    """`make assets` was run after its sources last changed."""

    @pytest.mark.parametrize(
        ("built", "sources"),
        [
            ("console.css", [*FRONTEND.glob("css/*"), ROOT / "package-lock.json"]),
            ("console.js", [*FRONTEND.glob("js/*")]),
            ("icons.svg", [FRONTEND / "icons.txt"]),
        ],
    )
    def test_each_file_is_made_from_what_is_there(self, built, sources):
        digest = hashlib.sha256()
        for path in sorted(str(source.relative_to(ROOT)) for source in sources):
            digest.update(f"{path}\0".encode() + (ROOT / path).read_bytes() + b"\0")

        head = (STATIC / built).read_text()[:200]

        assert f"sources {digest.hexdigest()[:16]}" in head, "run make assets"

    def test_every_icon_that_is_asked_for_is_there(self):
        asked = set()
        for path in [*ROOT.glob("console/templates/**/*.html"), *ROOT.glob("console/**/*.py")]:
            asked |= set(re.findall(r"""\bicon\(["']([a-z0-9-]+)["']""", path.read_text()))
        there = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))

        assert asked <= there

    def test_the_parts_that_are_not_ours_say_whose_they_are(self):
        for name in ("tabler", "tabler-icons"):
            assert "MIT" in (STATIC / "vendor" / name / "LICENSE").read_text()
            assert (STATIC / "vendor" / name / "VERSION").is_file()

    def test_the_lock_names_versions_and_no_registry(self):
        lock = json.loads((ROOT / "package-lock.json").read_text())

        assert not [name for name, one in lock["packages"].items() if "resolved" in one]

    def test_pages_fetch_little(self):
        assert len(gzip.compress((STATIC / "console.css").read_bytes())) < 45_000
        assert len(gzip.compress((STATIC / "console.js").read_bytes())) < 12_000
