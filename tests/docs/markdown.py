"""Documents as tests read them: headings, tables, fenced blocks, links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.databases import ROOT

DOCS = ROOT / "docs"
_FENCE = re.compile(r"^```(\S*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|srcset=\"([^\"]+)\"|src=\"([^\"]+)\"")


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, the file it is the content of, if any, and its text."""

    language: str
    path: str
    text: str
    start: int


@dataclass(frozen=True)
class Document:
    """One Markdown file."""

    path: Path

    @property
    def text(self) -> str:
        return self.path.read_text()

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return _FENCE.sub("", self.text)

    def fences(self) -> list[Fence]:
        return [Fence(*m.groups(), m.start()) for m in _FENCE.finditer(self.text)]

    def headings(self, level: int | None = None) -> list[str]:
        """The headings, of one *level* or all, without backquotes."""
        found = _HEADING.findall(self.prose)
        return [text.replace("`", "") for marks, text in found if level in {None, len(marks)}]

    def section(self, heading: str) -> str:
        """What stands below *heading*, up to the next one of its level or above."""
        found = re.search(rf"^(#+) `?{re.escape(heading)}`?$", self.text, re.MULTILINE)
        assert found, f"{self.path.name} has no heading {heading}"
        rest = self.text[found.end() :]
        end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
        return rest[: end.start()] if end else rest

    def table(self, heading: str) -> list[list[str]]:
        """The rows of the first table below *heading*, cells without backquotes."""
        found = re.search(r"(?:^\|.*\n)+", self.section(heading), re.MULTILINE)
        assert found, f"{self.path.name} has no table below {heading}"
        lines = found[0].splitlines()
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
        return [[cell.replace("`", "").replace("\\|", "|") for cell in row] for row in rows[2:]]

    def links(self) -> list[str]:
        return ["".join(groups) for groups in _LINK.findall(self.prose)]


def document(name: str) -> Document:
    """The document *name*, a path below the project's folder."""
    return Document(ROOT / name)


def documents() -> list[Document]:
    """Every document that people read."""
    paths = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("seeds/*.md")]
    return [Document(path) for path in sorted(paths)]


def slug(heading: str) -> str:
    """The anchor that a heading gets on the usual web pages for Markdown."""
    bare = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", heading).lower())
    return bare.replace(" ", "-")
