"""A real Chromium in front of a console of its own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from console.auth import Role
from tests.conftest import OwnDatabase, own
from tests.databases import Server

# The first is the same browser without windows, which take half of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A browser of tests has no profile, no screen and nothing to tell anybody.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
# WCAG 2.2 AA; "serious" and "critical" are axe-core's words for what keeps people out.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SERIOUS = {"serious", "critical"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A console that is served, and the database behind it."""

    url: str
    database: OwnDatabase


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("Chromium is not installed (apt: chromium-headless-shell, or chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def served(database: OwnDatabase) -> Iterator[Site]:
    """*database*'s application, listening on a port of its own."""
    server = make_server("localhost", 0, database.app, True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(f"http://localhost:{server.server_port}", database)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def site(own_database: OwnDatabase) -> Iterator[Site]:
    with served(own_database) as site:
        yield site


@pytest.fixture(scope="module")
def shared_site(server: Server, template: str) -> Iterator[Site]:
    """One site for a file whose tests leave nothing behind that others would see."""
    with own(server, template) as database, served(database) as site:
        yield site


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``visit(Role.STAFF, "/admin/tag/")``: a page, signed in; without a role: a stranger.

    *preferences* are the cookies of that name: theme, density, locale. Further arguments are
    Playwright's for a browser context, for example ``java_script_enabled=False``.
    """
    contexts = []

    def visit(
        role: Role | None = None,
        path: str = "/admin/",
        preferences: Mapping[str, str] | None = None,
        **options: Any,
    ) -> Page:
        settings: dict[str, Any] = {
            "base_url": site.url,
            "viewport": {"width": 1360, "height": 850},
        }
        context = chromium.new_context(**(settings | options))
        context.set_default_timeout(10_000)
        contexts.append(context)
        for name, value in (preferences or {}).items():
            context.add_cookies([{"name": name, "value": value, "url": site.url}])
        if role is not None:
            cookie = site.database.client(role).get_cookie("console")
            assert cookie is not None
            context.add_cookies([{"name": "console", "value": cookie.value, "url": site.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def barriers() -> Callable[[Page], list[str]]:
    """What axe-core finds serious on a page, one line each; no list, no barrier."""
    source = AXE.read_text()

    def barriers(page: Page) -> list[str]:
        # What is half under the save bar can be scrolled out; axe-core measures what is seen.
        height = page.evaluate("document.documentElement.scrollHeight")
        width = page.evaluate("window.innerWidth")
        page.set_viewport_size({"width": width, "height": max(height, 850)})
        # Evaluated by the debugger, which the page's Content-Security-Policy does not bind.
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)
        return [
            f"{violation['id']}: {violation['help']} – {node['html'][:120]}"
            for violation in found["violations"]
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        ]

    return barriers


class _Silent(WSGIRequestHandler):
    def log_request(self, *args: Any) -> None:
        """Say nothing: what goes wrong is in the application's log."""
