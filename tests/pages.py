"""Reading pages as a person would: by headings, labels and words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from werkzeug.test import Client, TestResponse

# What a browser does not send along with a form.
BUTTONS = {"submit", "button", "image", "reset", "file"}


def soup(response: TestResponse) -> BeautifulSoup:
    """The page, read once however often it is asked."""
    kept = vars(response)
    if "_soup" not in kept:
        kept["_soup"] = BeautifulSoup(response.text, "lxml")
    found: BeautifulSoup = kept["_soup"]
    return found


def text_of(tag: Tag | None) -> str:
    """The words of *tag* with single spaces between them; nothing for no tag."""
    return " ".join(tag.get_text(" ").split()) if tag else ""


def element(response: TestResponse, selector: str) -> Tag:
    """The first element of the page that *selector* picks; there has to be one."""
    found = soup(response).select_one(selector)
    assert found is not None, f"no {selector} on {heading(response)!r}"
    return found


def heading(response: TestResponse) -> str:
    return text_of(soup(response).find("h1"))


def flashes(response: TestResponse) -> list[str]:
    """What the page says in passing: flashed messages and alerts."""
    return _said(response, "alert")


def errors(response: TestResponse) -> list[str]:
    """The messages beside the fields."""
    return _said(response, "invalid-feedback")


def _said(response: TestResponse, name: str) -> list[str]:
    """The words of all elements of the class *name*; most pages have none, and need not be read."""
    if name not in response.text:
        return []
    return [text_of(tag) for tag in soup(response).select(f".{name}")]


def csrf_token(response: TestResponse) -> str:
    """The token that any form of the page would send."""
    field = soup(response).select_one("input[name=csrf_token]")
    assert field is not None, f"no form with a token on {heading(response)!r}"
    return str(field["value"])


# --- lists ------------------------------------------------------------------------------------


def headers(response: TestResponse) -> list[str]:
    """What stands above the columns of the list, in their order."""
    return [text_of(cell) for cell in _grid(response).select("thead th[scope=col]")]


def column(response: TestResponse, name: str) -> list[str]:
    """The cells of one column, by what stands above it in any case."""
    names = [header.casefold() for header in headers(response)]
    assert name.casefold() in names, f"no column {name!r} among {names}"
    position = names.index(name.casefold())
    return [row[position] for row in rows(response)]


def rows(response: TestResponse) -> list[list[str]]:
    """The words of every row of the list, in the order of `headers`."""
    picked = _grid(response).select("thead th")
    shown = [index for index, cell in enumerate(picked) if cell.get("scope") == "col"]
    found = []
    for row in _grid(response).select("tbody tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        found.append([text_of(cells[index]) for index in shown if index < len(cells)])
    return found


def _grid(response: TestResponse) -> Tag:
    grid = soup(response).select_one("table.data-grid")
    return grid if grid is not None else BeautifulSoup("<table></table>", "lxml")


# --- forms ------------------------------------------------------------------------------------


def form(response: TestResponse, selector: str = "form[method=post]") -> dict[str, Any]:
    """What the form of the page would send, untouched: every field with what it shows."""
    return fields_of(_main_form(response, selector))


def submit(
    client: Client,
    response: TestResponse,
    selector: str = "form[method=post]",
    *,
    follow_redirects: bool = True,
    **changes: Any,
) -> TestResponse:
    """Send the form of the page with *changes*; ``None`` leaves a field (a tick) out."""
    tag = _main_form(response, selector)
    data = fields_of(tag) | changes
    url = urljoin(response.request.url, str(tag.get("action") or ""))
    given = {name: value for name, value in data.items() if value is not None}
    return client.post(url, data=given, follow_redirects=follow_redirects)


def fields_of(tag: Tag) -> dict[str, Any]:
    """The successful controls of the form *tag* (HTML, section 4.10.21.4), without buttons."""
    data: dict[str, Any] = {}
    for field in tag.select("input[name], select[name], textarea[name]"):
        if field.has_attr("disabled"):
            continue
        for value in _values(field):
            name = str(field["name"])
            if name not in data:
                data[name] = value
            else:
                before = data[name]
                data[name] = [*(before if isinstance(before, list) else [before]), value]
    return data


def _main_form(response: TestResponse, selector: str) -> Tag:
    page = soup(response)
    found = page.select(f"main {selector}") or page.select(selector)
    assert found, f"no {selector} on {heading(response)!r}"
    return found[0]


def _values(field: Tag) -> list[str]:
    kind = str(field.get("type", "text"))
    if field.name == "textarea":
        # The first line break after the tag belongs to the markup.
        return [field.get_text().removeprefix("\r\n").removeprefix("\n")]
    if field.name == "select":
        return _chosen(field)
    if kind in BUTTONS or (kind in {"checkbox", "radio"} and not field.has_attr("checked")):
        return []
    return [str(field.get("value", "on" if kind in {"checkbox", "radio"} else ""))]


def _chosen(select: Tag) -> list[str]:
    options = select.select("option")
    chosen = [option for option in options if option.has_attr("selected")]
    if not chosen and not select.has_attr("multiple"):
        chosen = options[:1]
    return [str(option.get("value", text_of(option))) for option in chosen]
