"""Where the columns of a view come from, which tells what its rows can be called by."""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[int, int]  # a relation's oid, a column's number


class Role(enum.Enum):
    """What a column of a view says about the rows behind it. One without a role is computed."""

    KEY = "key"  # which row of its table it is, together with others
    FOLLOWS = "follows"  # what the key of its table has said already
    COPIED = "copied"  # something of a table whose key is not shown
    GROUPED = "grouped"  # computed of what the rows are grouped by
    GATHERED = "gathered"  # computed of all the rows of a group, in any order


@dataclass(frozen=True)
class Shown:
    """A column of a view: the column that it shows as it is, or how it is computed."""

    place: Place | None
    computed: Role | None


# A query as PostgreSQL keeps it: nodes in braces, whatever is in names behind backslashes.
_TOKEN = re.compile(
    r"\\.|\{(\w*)|\}|:hasAggs (true)|:resno (\d+)|:ressortgroupref (\d+)"
    r"|:resorigtbl (\d+) :resorigcol (\d+)",
    re.DOTALL,
)
_QUERY, _COLUMN = 1, 2  # how deep the query stands, and its columns; queries inside it are deeper


def of_columns(tree: str) -> dict[int, Shown]:
    """The columns of a view by their numbers; *tree* is the ``ev_action`` of its rule."""
    found: dict[int, Shown] = {}
    nodes: list[str] = []
    number = ordered = 0
    grouping = gathering = False
    for token in _TOKEN.finditer(tree):
        text = token[0]
        if text[0] == "{":
            nodes.append(token[1])
            gathering = gathering or token[1] in {"AGGREF", "WINDOWFUNC"}
            if len(nodes) == _COLUMN:
                gathering = False
        elif text == "}":
            nodes.pop()
        elif token[2] and len(nodes) == _QUERY:
            grouping = True
        elif len(nodes) == _COLUMN and nodes[-1] == "TARGETENTRY":
            if token[3]:
                number = int(token[3])
            elif token[4]:
                ordered = int(token[4])
            elif token[5] and token[5] != "0":
                found[number] = Shown((int(token[5]), int(token[6])), None)
            elif token[5]:
                grouped = Role.GROUPED if grouping and not ordered else None
                found[number] = Shown(None, Role.GATHERED if gathering else grouped)
    return found


@dataclass
class Origins:
    """The columns of all views, by oid, and the keys of the tables behind them."""

    views: Mapping[int, Mapping[int, Shown]]
    keys: Mapping[int, tuple[int, ...]]
    _traced: dict[int, dict[int, Shown]] = field(default_factory=dict)

    def roles(self, view: int) -> dict[int, Role]:
        """What the columns of *view* say, by their numbers."""
        traced = self._of(view)
        shown: dict[int, set[int]] = defaultdict(set)
        for one in traced.values():
            if one.place:
                shown[one.place[0]].add(one.place[1])
        roles = {}
        for number, one in traced.items():
            if one.place is None:
                role = one.computed
            else:
                table, column = one.place
                key = set(self.keys.get(table, ()))
                is_told = bool(key) and key <= shown[table]
                whole = Role.KEY if column in key else Role.FOLLOWS
                role = whole if is_told else Role.COPIED
            if role is not None:
                roles[number] = role
        return roles

    def _of(self, view: int) -> dict[int, Shown]:
        """The columns of *view* back to tables, through views that it is made of."""
        if view not in self._traced:
            shown = self.views.get(view, {})
            found = {number: self._behind(one) for number, one in shown.items()}
            self._traced[view] = found
        return self._traced[view]

    def _behind(self, one: Shown) -> Shown:
        """What *one* shows in the end, where it shows a column of another view."""
        if one.place is None or one.place[0] not in self.views:
            return one
        relation, number = one.place
        return self._of(relation).get(number, Shown(None, None))
