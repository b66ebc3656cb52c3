"""The measuring itself: everybody is asked in turn, so that what disturbs one disturbs all."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from bench import data, figures
from bench.client import Answer, TooSlowError
from bench.contestants import Contestant
from bench.data import OURS
from bench.workloads import Workload

WARM_UP = 3
# Who has spent this long on one workload has shown enough.
ENOUGH = 20.0  # seconds
NUMBER = re.compile(rb"SO-\d{4}-\d{6,}")
MEGABYTE = 2**20


def run(
    workload: Workload, contestants: Sequence[Contestant], connection: Any, rounds: int
) -> dict[str, Any]:
    """What every contestant needs for *workload*, in at most *rounds* rounds."""
    runs = [Run(one, workload, connection, rounds) for one in contestants]
    for number in range(-WARM_UP, rounds):
        turn = number % len(runs)
        for one in [*runs[turn:], *runs[:turn]]:
            one.once(number)
    found = {one.contestant.name: one.result() for one in runs}
    data.remove_ours(connection)
    if workload.lists:
        mark_others(runs, found)
    return {
        "key": workload.key,
        "title": workload.title,
        "target": workload.target,
        "apps": {name: result for name, result in found.items() if result is not None},
    }


class Run:
    """One contestant at one workload."""

    def __init__(self, one: Contestant, workload: Workload, connection: Any, rounds: int) -> None:
        self.contestant, self.workload = one, workload
        self.answers: list[Answer] = []
        self.warm_up: list[Answer] = []
        self.cpu: list[float] = []
        self.failure: str | None = None
        self.memory: int | None = None
        self.offered = True
        self.connection = connection
        self.orders = self._orders(connection, rounds)
        self.asked: list[int] = []

    def once(self, number: int) -> None:
        """Ask once more, unless it failed or had enough."""
        if self.failure or not self.offered or self.spent() > ENOUGH:
            return
        order = next(self.orders)
        try:
            ask = self.contestant.ask(self.workload.key, number, order)
            if ask is None:
                self.offered = False
                return
            if self.workload.streams and self.memory is None:
                self._settle()
            before = self.contestant.server.cpu()
            answer = self.contestant.client.send(ask)
            self.cpu.append(self.contestant.server.cpu() - before)
        except TooSlowError:
            self._fail(f"no answer within {self.contestant.client.bound:.0f} s")
            return
        except (OSError, LookupError) as error:
            self._fail(f"failed: {error}" if isinstance(error, LookupError) else "connection lost")
            return
        if answer.status not in ({302, 303} if self.workload.proof else {200}):
            self._fail(f"answered {answer.status}")
            return
        (self.answers if number >= 0 else self.warm_up).append(answer)
        self.asked.append(order)
        if self.workload.streams:
            self.memory = max(self.memory or 0, self.contestant.server.peak() - self.idle)

    def spent(self) -> float:
        return sum(answer.seconds for answer in [*self.warm_up, *self.answers])

    def result(self) -> dict[str, Any] | None:
        if not self.offered:
            return None
        answers = self.answers or self.warm_up
        if self.workload.proof and self.asked and not self.failure:
            self.failure = self._unproven()
        if self.failure or not answers:
            return {"failure": self.failure}
        found = figures.summary(answers)
        if self.memory is None:
            found["cpu_ms"] = round(statistics.median(self.cpu[-len(answers) :]) * 1000, 2)
        else:
            # Its threads have come and gone, and their time with them.
            found["memory_mb"] = round(self.memory / MEGABYTE, 1)
        return found

    @property
    def numbers(self) -> frozenset[bytes]:
        """The orders on the last page that came."""
        answers = self.answers or self.warm_up
        return frozenset(NUMBER.findall(answers[-1].body)) if answers else frozenset()

    def _unproven(self) -> str | None:
        """Why the posts cannot be believed; a redirect alone says little."""
        values = {"ours": f"{OURS}{self.contestant.series}%", "ids": self.asked}
        (done,) = data.row(self.connection, self.workload.proof, values)
        return None if done == len(self.asked) else f"did it {done} of {len(self.asked)} times"

    def _settle(self) -> None:
        self.contestant.server.forget_peak()
        self.idle = self.contestant.server.memory()

    def _fail(self, why: str) -> None:
        self.failure = why
        # It may still be busy with what nobody waits for any more.
        self.contestant.client.close()
        self.contestant.server.restart()

    def _orders(self, connection: Any, rounds: int) -> Iterator[int]:
        facts, times = self.contestant.facts, rounds + WARM_UP
        if self.workload.about == "old":
            return iter(facts.ids[:times])
        count = {"own": 1, "spent": times}.get(self.workload.about, 0)
        if not count:
            return iter([0] * times)
        keys = data.add_ours(connection, facts.company, count)
        return iter(keys * times)


def mark_others(runs: Sequence[Run], found: dict[str, Any]) -> None:
    """Say so where a contestant lists other orders than the floor: then times say nothing."""
    floor = next((one.numbers for one in runs if one.contestant.name == "floor"), frozenset())
    for one in runs:
        result = found[one.contestant.name]
        if result is not None and "failure" not in result and one.numbers != floor:
            result["other_rows"] = len(floor - one.numbers)
