"""Who takes part, and how each is asked for the same thing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

from bench.client import Ask, Client
from bench.data import OURS, Facts
from bench.servers import Server
from bench.shape import PAGE

INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FORM = re.compile(
    r'<form[^>]*method="post"[^>]*action="([^"]*/sales_order/[^"]*)".*?</form>', re.DOTALL
)
LIST = "/admin/sales_order/"


class Contestant:
    """An application and the requests that stand for the workloads; ``None``: it has no such."""

    name: str
    title: str
    target: str
    series: int  # the first digit of the orders it creates

    def __init__(self, server: Server, facts: Facts, cookies: Mapping[str, str], bound: float):
        self.server, self.facts = server, facts
        self.client = Client(server.port, dict(cookies), bound)

    def ask(self, key: str, number: int, order: int) -> Ask | None:
        """The request of workload *key*, for the *number*-th time, about *order* if about one."""
        method: Callable[[int, int], Ask | None] = getattr(self, key)
        return method(number, order)

    def _number(self, number: int) -> str:
        """The number of an order that this contestant creates."""
        return f"{OURS}{self.series}{number + 10:05}"


class Floor(Contestant):
    name, title, target, series = "floor", "the floor", "bench.floor:app", 1

    def first(self, number: int, order: int) -> Ask:
        return self._list("first")

    def deep(self, number: int, order: int) -> Ask:
        return self._list("number", skip=(self.facts.deep - 1) * PAGE)

    def walked(self, number: int, order: int) -> Ask:
        return self._list("after", moment=self.facts.moment, id=self.facts.id)

    def last(self, number: int, order: int) -> Ask:
        return self._list("last")

    def status(self, number: int, order: int) -> Ask:
        return self._list("status", status=self.facts.status)

    def company(self, number: int, order: int) -> Ask:
        return self._list("company", company=self.facts.company)

    def search(self, number: int, order: int) -> Ask:
        return self._list("search", search=self.facts.search)

    def sorted(self, number: int, order: int) -> Ask:
        return self._list("sorted")

    def sorted_deep(self, number: int, order: int) -> Ask:
        return self._list("sorted_deep", skip=(self.facts.deep - 1) * PAGE)

    def sorted_far(self, number: int, order: int) -> Ask:
        return self._list("sorted_far", skip=(self.facts.far - 1) * PAGE)

    def form(self, number: int, order: int) -> Ask:
        return Ask(f"/order?id={order}")

    def save(self, number: int, order: int) -> Ask:
        return Ask(f"/order?id={order}", {"notes": f"round {number}"})

    def create(self, number: int, order: int) -> Ask:
        new = {"number": self._number(number), "company_id": str(self.facts.company)}
        return Ask("/orders/new", new | {"notes": "new"})

    def delete(self, number: int, order: int) -> Ask:
        return Ask("/orders/delete", {"id": str(order)})

    def look_up(self, number: int, order: int) -> Ask:
        return Ask(f"/companies?{urlencode({'query': self.facts.words})}")

    def home(self, number: int, order: int) -> Ask:
        return Ask("/")

    def export(self, number: int, order: int) -> Ask:
        return Ask("/export")

    def _list(self, kind: str, **values: object) -> Ask:
        return Ask(f"/orders/{kind}?{urlencode(values)}")


class Ours(Contestant):
    name, title, target, series = "ours", "this console", "wsgi:app", 2

    def first(self, number: int, order: int) -> Ask:
        return Ask(LIST)

    def deep(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?page={self.facts.deep}")

    def walked(self, number: int, order: int) -> Ask:
        before = self.client.send(Ask(f"{LIST}?page={self.facts.deep - 1}")).text
        links = re.findall(r'href="([^"]*[?&;]after=[^"]*)"', before)
        return Ask(html.unescape(links[0]))

    def last(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?page=last")

    def status(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?status={self.facts.status}")

    def company(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?company={self.facts.company}")

    def search(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?search={self.facts.search}")

    def sorted(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?sort=company")

    def sorted_deep(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?sort=company&page={self.facts.deep}")

    def sorted_far(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}?sort=company&page={self.facts.far}")

    def form(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}edit/?id={order}")

    def save(self, number: int, order: int) -> Ask:
        return self._filled(f"{LIST}edit/?id={order}", notes=f"round {number}")

    def create(self, number: int, order: int) -> Ask:
        new = {"number": self._number(number), "company": str(self.facts.company)}
        return self._filled(f"{LIST}new/", **new, notes="new")

    def delete(self, number: int, order: int) -> Ask:
        return self._filled(f"{LIST}delete/?id={order}", id=str(order))

    def look_up(self, number: int, order: int) -> Ask:
        query = urlencode({"name": "company", "query": self.facts.words})
        return Ask(f"{LIST}ajax/lookup/?{query}")

    def home(self, number: int, order: int) -> Ask:
        return Ask("/admin/")

    def export(self, number: int, order: int) -> Ask:
        return Ask(f"{LIST}export/csv/")

    def _filled(self, path: str, **values: str) -> Ask:
        """The form at *path* as a browser sends it, with *values* typed in."""
        page = self.client.send(Ask(path)).text
        form = FORM.search(page)
        if form is None:
            raise LookupError(f"{path} shows no form to send")
        return Ask(html.unescape(form[1]), typed(fields(form[0]), values))


class AtItsBest(Contestant):
    name, title, series = "best", "Flask-Admin, best settings", 3
    target = "bench.peers:at_its_best()"

    def first(self, number: int, order: int) -> Ask | None:
        return Ask(LIST)

    def deep(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?page={self.facts.deep - 1}")

    walked = deep

    def last(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?page={self.facts.last - 1}")

    def status(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?flt0_status_equals={self.facts.status.upper()}")

    def company(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?flt0_company_id_equals={self.facts.company}")

    def search(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?search={self.facts.search}")

    def sorted(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?sort=1")

    def sorted_deep(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?sort=1&page={self.facts.deep - 1}")

    def sorted_far(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}?sort=1&page={self.facts.far - 1}")

    def form(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}edit/?id={order}")

    def save(self, number: int, order: int) -> Ask | None:
        values = self._values(number) | {"notes": f"round {number}"}
        return Ask(f"{LIST}edit/?id={order}", values)

    def create(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}new/", self._values(number))

    def delete(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}delete/", {"id": str(order)})

    def look_up(self, number: int, order: int) -> Ask | None:
        query = {"name": "company", "query": self.facts.words, "limit": 20}
        return Ask(f"{LIST}ajax/lookup/?{urlencode(query)}")

    def home(self, number: int, order: int) -> Ask | None:
        return None  # a page that says nothing

    def export(self, number: int, order: int) -> Ask | None:
        return Ask(f"{LIST}export/csv/")

    def _values(self, number: int) -> dict[str, str]:
        return {
            "number": self._number(number),
            "company": str(self.facts.company),
            "contact": "__None",
            "status": "draft",
            "channel": "web",
            "ordered_at": "2026-01-01 12:00:00",
            "currency": "EUR",
            "warehouse": "__None",
            "seller": "__None",
            "notes": "new",
        }


class AsItComes(AtItsBest):
    name, title, series = "stock", "Flask-Admin, as it comes", 4
    target = "bench.peers:as_it_comes()"

    def look_up(self, number: int, order: int) -> Ask | None:
        return None  # select boxes instead


CONTESTANTS: tuple[type[Contestant], ...] = (Ours, Floor, AtItsBest, AsItComes)


def typed(sent: Iterable[tuple[str, str]], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is *sent* after *values* were typed into fields that may have been marked empty."""
    kept = [(n, v) for n, v in sent if n not in values and not (n == "_null" and v in values)]
    return [*kept, *values.items()]


def fields(form: str) -> list[tuple[str, str]]:
    """The names and values that a browser would send for *form*, but for its buttons."""
    found: list[tuple[str, str]] = []
    for match in INPUT.finditer(form):
        attributes = {name: html.unescape(v) for name, v in ATTRIBUTE.findall(match[0])}
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if not name or kind == "submit":
            continue
        if kind in {"checkbox", "radio"} and not re.search(r"\bchecked\b", match[0]):
            continue
        rest = form[match.end() :]
        if match[0].startswith("<textarea"):
            text = html.unescape(rest[: rest.index("</textarea>")])
            found.append((name, text.removeprefix("\n")))
        elif match[0].startswith("<select"):
            options = rest[: rest.index("</select>")]
            chosen = re.search(r'<option[^>]*value="([^"]*)"[^>]*\bselected\b', options)
            first = chosen or re.search(r'<option[^>]*value="([^"]*)"', options)
            found.append((name, html.unescape(first[1]) if first else ""))
        else:
            found.append((name, attributes.get("value", "")))
    return found
