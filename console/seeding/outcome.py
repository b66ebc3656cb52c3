"""What became of one declaration, in numbers and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.seeding.rows import Row, Rows, words

NAMED = 5  # keys spelled out; the rest is counted


@dataclass
class Outcome:
    """How many rows were written, and the keys of those left alone."""

    declared: Rows
    added: int = 0
    changed: int = 0
    removed: int = 0
    # People had changed or made them before: theirs stays.
    kept: list[Row] = field(default_factory=list)
    # To be removed, but other rows refer to them.
    in_use: list[Row] = field(default_factory=list)
    # To be added, but another row has a value that may occur only once.
    clashing: list[Row] = field(default_factory=list)
    # To be changed, but people had removed them.
    missing: list[Row] = field(default_factory=list)

    @property
    def written(self) -> int:
        return self.added + self.changed + self.removed

    @property
    def sentence(self) -> str:
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        done = ", ".join(f"{number} {verb}" for verb, number in counts.items() if number)
        parts = [f"{self.declared.name}: {done or 'nothing to write'}"]
        reasons = {
            "left as people made them": self.kept,
            "left because other rows refer to them": self.in_use,
            "not added because other rows have the same values": self.clashing,
            "not changed because people removed them": self.missing,
        }
        parts += [f"{len(keys)} {why} ({_some(keys)})" for why, keys in reasons.items() if keys]
        return "; ".join(parts)


def _some(keys: list[Row]) -> str:
    named = "; ".join(words(key) for key in keys[:NAMED])
    return named + ("; …" if len(keys) > NAMED else "")
