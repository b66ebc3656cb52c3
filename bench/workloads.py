"""What is measured, in the order of the report, and what each must reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """*target*: the most that ours may cost, as a multiple of the floor."""

    key: str
    title: str
    target: float | None = None
    about: str = ""  # "old": an order that is there; "own": one of ours; "spent": gone afterwards
    proof: str = ""  # how often it was done, of a POST
    lists: bool = False
    streams: bool = False


# Each counts the posts whose work is in the database; a save shows only its last.
SAVED = """SELECT CASE WHEN notes LIKE 'round %%' THEN cardinality(%(ids)s) ELSE 0 END
    FROM sales_order WHERE id = (%(ids)s)[1]"""
CREATED = "SELECT count(*) FROM sales_order WHERE number LIKE %(ours)s"
DELETED = """SELECT cardinality(%(ids)s) - count(*) FROM sales_order WHERE id = ANY(%(ids)s)"""

WORKLOADS = (
    Workload("first", "list, first page", 3, lists=True),
    Workload("deep", "list, deep page by number", 3, lists=True),
    Workload("walked", "list, deep page by link", 3, lists=True),
    Workload("last", "list, last page", 3, lists=True),
    Workload("status", "filter, 92 % match", 3, lists=True),
    Workload("company", "filter, one company", 3, lists=True),
    Workload("search", "search in two columns", 3, lists=True),
    Workload("sorted", "sort by related column", 3, lists=True),
    Workload("sorted_deep", "the same, deep page by number", 3, lists=True),
    Workload("sorted_far", "the same, page at two thirds", 3, lists=True),
    Workload("form", "edit form", 4, about="old"),
    Workload("save", "save", 4, about="own", proof=SAVED),
    Workload("create", "create", 4, proof=CREATED),
    Workload("delete", "delete", 4, about="spent", proof=DELETED),
    Workload("look_up", "look-up of a company", 2),
    Workload("home", "home"),
    Workload("export", "export of all rows, CSV", 3, streams=True),
)
