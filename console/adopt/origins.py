"""Where the columns of a view come from, which tells what its rows can be called by."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[int, int]  # a relation's oid, a column's number

# A query as PostgreSQL keeps it: nodes in braces, whatever is in names behind backslashes.
_TOKEN = re.compile(r"\\.|\{(\w*)|\}|:resno (\d+)|:resorigtbl (\d+) :resorigcol (\d+)", re.DOTALL)
_COLUMN = 2  # how deep the query's own columns stand; those of queries inside it stand deeper


def of_columns(tree: str) -> dict[int, Place]:
    """From a view's column number to what it shows as it is; *tree* is the rule's ``ev_action``.

    Columns that the view computes, or takes from a union, are not in it.
    """
    found: dict[int, Place] = {}
    open_nodes: list[str] = []
    number = 0
    for token in _TOKEN.finditer(tree):
        text = token[0]
        if text[0] == "{":
            open_nodes.append(token[1])
        elif text == "}":
            open_nodes.pop()
        elif text[0] == ":" and len(open_nodes) == _COLUMN and open_nodes[-1] == "TARGETENTRY":
            if token[2]:
                number = int(token[2])
            elif token[3] != "0":
                found[number] = (int(token[3]), int(token[4]))
    return found


class Role(enum.Enum):
    """What a column of a view says about the rows behind it. One without a role is computed."""

    KEY = "key"  # which row of its table it is, together with others
    FOLLOWS = "follows"  # what the key of its table has said already
    COPIED = "copied"  # something of a table whose key is not shown


@dataclass
class Origins:
    """The origins of the columns of all views, by oid, and the keys of the tables behind them."""

    views: Mapping[int, Mapping[int, Place]]
    keys: Mapping[int, tuple[int, ...]]
    _traced: dict[int, dict[int, Place]] = field(default_factory=dict)

    def roles(self, view: int) -> dict[int, Role]:
        """What the columns of *view* say, by their numbers."""
        shown: dict[int, set[int]] = defaultdict(set)
        traced = self._of(view)
        for table, column in traced.values():
            shown[table].add(column)
        roles = {}
        for number, (table, column) in traced.items():
            key = set(self.keys.get(table, ()))
            if not key or not key <= shown[table]:
                roles[number] = Role.COPIED
            else:
                roles[number] = Role.KEY if column in key else Role.FOLLOWS
        return roles

    def _of(self, view: int) -> dict[int, Place]:
        """The columns of *view* back to tables, through views that it is made of."""
        if view not in self._traced:
            found = {}
            for number, (relation, column) in self.views.get(view, {}).items():
                inner = relation in self.views
                place = self._of(relation).get(column) if inner else (relation, column)
                if place is not None:
                    found[number] = place
            self._traced[view] = found
        return self._traced[view]
