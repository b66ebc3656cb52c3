"""Documents lead where they say, and are as short as they promise."""

from __future__ import annotations

import pkgutil
import re
from urllib.parse import urlsplit

import pytest

from tests.databases import ROOT
from tests.docs.markdown import Document, document, documents, slug

PICTURE = 250_000  # bytes


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    broken = [link for link in page.links() if not leads_somewhere(page, link)]

    assert broken == []


def leads_somewhere(page, link):
    parts = urlsplit(link)
    if parts.scheme:
        return True
    target = (page.path.parent / parts.path) if parts.path else page.path
    if parts.fragment and target.suffix == ".md":
        return parts.fragment in map(slug, Document(target).headings())
    return target.exists()


@pytest.mark.parametrize("folder", ["tutorial", "howto", "reference", "explanation", "decisions"])
def test_every_page_of_a_folder_is_in_its_table_of_contents(folder):
    contents = document(f"docs/{folder}/README.md")
    pages = {path.name for path in contents.path.parent.glob("*.md")} - {"README.md"}

    assert pages <= {urlsplit(link).path for link in contents.links()}


def test_the_readme_is_short():
    assert len(document("README.md").text.splitlines()) < 120


def test_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in ROOT.glob("docs/pictures/*.png")}

    assert sizes
    assert max(sizes.values()) < PICTURE


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("console/static/vendor/tabler", "MIT License"),
        ("console/static/vendor/tabler-icons", "MIT License"),
        ("tests/browser/axe", "Mozilla Public License"),
    ],
)
def test_what_is_vendored_keeps_its_licence_and_version(folder, words):
    assert words in (ROOT / folder / "LICENSE").read_text()
    assert (ROOT / folder / "VERSION").read_text().strip()


def test_reference_data_names_its_sources_and_licences():
    text = document("seeds/README.md").text

    assert "LGPL-2.1" in text
    assert "Unicode License" in text


# Files and folders as documents name them: from the root, or as those who read code say it.
PLACES = ("", "console", "console/admin", "console/templates", "docs")
EXPLAINING = [*ROOT.glob("docs/explanation/*.md"), *ROOT.glob("docs/decisions/*.md")]


@pytest.mark.parametrize("path", EXPLAINING, ids=lambda path: path.stem)
def test_every_file_that_is_named_is_there(path):
    named = re.findall(
        r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|html|toml|json|ini)))`", path.read_text()
    )

    assert [n for n in named if not any((ROOT / p / n).exists() for p in PLACES)] == []


@pytest.mark.parametrize("path", EXPLAINING, ids=lambda path: path.stem)
def test_every_module_that_is_named_is_there(path):
    named = re.findall(r"`(console(?:\.\w+)+)(?:\(.*?\))?`", path.read_text())

    assert [name for name in named if not resolves(name)] == []


def resolves(name):
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return name in {"console.actor", "console.session"} or name.startswith("console.E0")
    return True
