"""What the tutorial and the README tell their readers to do works, and says what they show."""

from __future__ import annotations

import pytest

from tests import scratch
from tests.docs.markdown import document
from tests.docs.walk import Walk

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("tutorial")]

CHAPTERS = (
    "1-first-steps",
    "2-a-table",
    "3-say-more",
    "4-options-and-an-action",
    "5-reference-data",
)


@pytest.fixture
def reader(empty_database):
    """A reader whose database is not the one of the folder, which would take longer to make."""
    with scratch.folder() as folder:
        walk = Walk(folder / "clone", TAB_DB_URL=empty_database)
        yield walk
        walk.end()


def test_the_tutorial(reader):
    for chapter in CHAPTERS:
        reader.follow(document(f"docs/tutorial/{chapter}.md"))


def test_the_readme(reader):
    reader.follow(document("README.md"), skip=("make test",))

    assert reader.server is not None


def test_every_chapter_is_tried():
    contents = document("docs/tutorial/README.md")

    assert contents.links() == [f"{chapter}.md" for chapter in CHAPTERS]
