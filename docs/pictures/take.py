"""Takes the pictures of the documents anew from a console that runs, with demo rows in it.

``.venv/bin/python docs/pictures/take.py http://127.0.0.1:8000 staff@example.org`` asks for the
password. Needs Chromium.
"""

from __future__ import annotations

import getpass
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 760}
LIST = (
    "/admin/sales_order/?status=confirmed&status=shipped&ordered_at__period=this_year&sort=-total"
)
PAGES = {"list": LIST, "form": "/admin/company/edit/?id=7", "home": "/admin/"}


def main(address: str, email: str, password: str) -> None:
    """Write ``<page>-<theme>.png`` for every page in both themes."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=SIZE, locale="en-GB", timezone_id="Europe/Warsaw")
        page.goto(f"{address}/console/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/admin/")
        for theme in ("light", "dark"):
            page.context.add_cookies([{"name": "theme", "value": theme, "url": address}])
            for name, path in PAGES.items():
                take(page, f"{address}{path}", HERE / f"{name}-{theme}.png")
        browser.close()


def take(page: Page, url: str, path: Path) -> None:
    """One picture, without a focus ring in it."""
    page.goto(url, wait_until="networkidle")
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=path)


if __name__ == "__main__":
    main(
        sys.argv[1].rstrip("/"),
        sys.argv[2],
        getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().strip(),
    )
