"""Python source, laid out as ``ruff format`` lays it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 100
_ANNOTATED = re.compile(r"(\w+: \w+)\[(.+)\] = ")


@dataclass(frozen=True)
class Call:
    """``head(part, part)``, or with other *brackets* a tuple, a list or a dictionary."""

    head: str
    parts: tuple[Part, ...]
    brackets: str = "()"

    @property
    def is_call(self) -> bool:
        """Whether something is called, and not put together."""
        return self.brackets == "()" and bool(self.head) and not self.head.endswith("=")

    def __str__(self) -> str:
        comma = "," if self.brackets == "()" and not self.head and len(self.parts) == 1 else ""
        inner = ", ".join(map(str, self.parts))
        return f"{self.head}{self.brackets[0]}{inner}{comma}{self.brackets[1]}"


Part = str | Call


def call(head: str, *parts: Part, **named: Part | None) -> Call:
    """A call; of *named* arguments those that have a value."""
    given = [keyword(name, value) for name, value in named.items() if value is not None]
    return Call(head, (*parts, *given))


def keyword(name: str, value: Part) -> Part:
    """``name=value``."""
    if isinstance(value, Call):
        return Call(f"{name}={value.head}", value.parts, value.brackets)
    return f"{name}={value}"


def listed(parts: Sequence[Part], brackets: str = "[]") -> Call:
    return Call("", tuple(parts), brackets)


def text(value: str) -> str:
    """*value* as a literal, in double quotes where that takes no more escapes."""
    literal = repr(value)
    if literal.startswith("'") and '"' not in value:
        return f'"{literal[1:-1]}"'
    if literal.startswith("'") and value.count("'") >= value.count('"'):
        return '"' + literal[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    return literal


def statement(start: str, value: Part, indent: int = 4) -> list[str]:
    """``start`` and *value* on one line where they fit, else on several."""
    margin, within = " " * indent, " " * (indent + 4)
    if isinstance(value, Call) and len(f"{margin}{start}{value.head}(") > WIDTH:
        if len(f"{margin}{start}(") <= WIDTH:
            inner = _laid_out(within, value, indent + 4, "")
            return [f"{margin}{start}(", *inner, f"{margin})"]
        if found := _ANNOTATED.fullmatch(start):
            rest = _laid_out(f"{margin}] = ", value, indent, "")
            return [f"{margin}{found[1]}[", f"{within}{found[2]}", *rest]
    return _laid_out(f"{margin}{start}", value, indent, "")


def _laid_out(start: str, value: Part, indent: int, end: str) -> list[str]:
    flat = f"{start}{value}{end}"
    if len(flat) <= WIDTH or isinstance(value, str) or not value.parts:
        return [flat]
    head = f"{start}{value.head}{value.brackets[0]}"
    tail = f"{' ' * indent}{value.brackets[1]}{end}"
    within = " " * (indent + 4)
    inner = ", ".join(map(str, value.parts))
    # What is called takes its arguments on one line if they fit; a collection does not.
    if len(within + inner) <= WIDTH and value.is_call:
        return [head, within + inner, tail]
    lines = [head]
    for part in value.parts:
        lines += _laid_out(within, part, indent + 4, ",")
    return [*lines, tail]
