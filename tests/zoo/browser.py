"""A form as a browser holds it: read from the page, posted as it stands or with changes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

import lxml.html
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client, TestResponse

NULLS = "_null"  # the boxes that say "no value"
_UNSENT = {"submit", "button", "image", "reset", "file"}
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Form:
    """The controls of a form, in order, and where they are sent."""

    action: str
    pairs: Pairs
    names: frozenset[str]  # of all controls, those without a value of their own included
    files: dict[str, bytes] = field(default_factory=dict)

    def taking(self, name: str, other: Form, content: bytes | None = None) -> Form:
        """The form with the control *name* as it stands in *other*; bytes are chosen as a file."""
        kept = tuple(p for p in self.pairs if p[0] != name and p != (NULLS, name))
        taken = tuple(p for p in other.pairs if p[0] == name or p == (NULLS, name))
        files = self.files if content is None else {**self.files, name: content}
        return replace(self, pairs=kept + taken, files=files)

    def typing(self, name: str, text: str) -> Form:
        """The form with *text* in the control *name*, no box for "no value" ticked."""
        kept = tuple(p for p in self.pairs if p[0] != name and p != (NULLS, name))
        return replace(self, pairs=(*kept, (name, text)))

    def emptied(self, name: str) -> Form:
        """The form with no value in *name*: nothing chosen, and the box ticked."""
        kept = tuple(p for p in self.pairs if p[0] != name and p != (NULLS, name))
        return replace(self, pairs=(*kept, (name, ""), (NULLS, name)))

    def post(self, client: Client) -> TestResponse:
        data: MultiDict[str, Any] = MultiDict()
        for name, value in self.pairs:
            # Browsers send every line end as CRLF.
            text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
            data.add(name, text)
        for name, content in self.files.items():
            data.add(name, (io.BytesIO(content), "a.bin"))
        return client.post(self.action, data=data)


def form_of(response: TestResponse, css: str) -> Form:
    """The form of the page that has the class *css*, or the only one that is posted."""
    page = lxml.html.document_fromstring(response.text)
    found = page.xpath(f'//form[contains(@class, "{css}") and @method="post"]')
    assert found, f"no form on {response.request.path}"
    tag = found[0]
    pairs: list[tuple[str, str]] = []
    names = set()
    for control in tag.iter("input", "select", "textarea"):
        name = control.get("name")
        if name is None or control.get("disabled") is not None:
            continue
        names.add(name)
        pairs += [(name, value) for value in _values(control)]
    action = urljoin(response.request.url, tag.get("action") or "")
    return Form(action, tuple(pairs), frozenset(names))


def _values(control: Any) -> list[str]:
    if control.tag == "textarea":
        # The first line break after the tag belongs to the markup.
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = control.xpath(".//option")
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [o.get("value", o.text_content()) for o in chosen]
    kind = control.get("type", "text")
    ticking = kind in {"checkbox", "radio"}
    if kind in _UNSENT or (ticking and control.get("checked") is None):
        return []
    return [control.get("value", "on" if ticking else "")]
