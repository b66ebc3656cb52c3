"""The figures as tables: for the terminal, for a file, for the page of the manual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bench.contestants import CONTESTANTS
from bench.figures import missed, ratio

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
Table = list[list[str]]


def markdown(run: dict[str, Any]) -> str:
    """Everything about one *run*."""
    parts = [heading(run), drawn(times(run)), drawn(costs(run))]
    parts += [memory(run)] if memory(run) else []
    parts += [notes(run)] if notes(run) else []
    parts += [profiles(run)] if run.get("profiles") else []
    return "\n\n".join(parts)


def heading(run: dict[str, Any]) -> str:
    meta = run["meta"]
    versions = ", ".join(f"{name} {version}" for name, version in meta["versions"].items())
    return (
        f"### {meta['orders']:,} orders\n\n{meta['date']}, commit {meta['commit']}; {versions}; "
        f"{meta['rounds']} rounds. {busy(meta['load'], meta['processors'])}".rstrip()
    )


def busy(load: float, processors: int) -> str:
    """A warning where others had the processors: it hits long answers more than short ones."""
    if load <= processors:
        return ""
    return (
        f"The machine was busy with other work (load {number(load)} on {processors} processors), "
        "which makes long answers longer and leaves short ones alone: see the column “at best”."
    )


def times(run: dict[str, Any]) -> Table:
    """Milliseconds of each, and how many times the floor's that is."""
    shown = [one for one in CONTESTANTS if one.name != "floor"]
    head = ["workload", "floor ms", *(f"{one.title} ms" for one in shown)]
    head += ["at best", "target", "reached"]
    body = []
    for result in run["workloads"]:
        apps = result["apps"]
        cells = [time(apps.get(one.name), apps["floor"]) for one in shown]
        target = result["target"]
        at_best = ratio(apps.get("ours"), apps["floor"], "best_ms")
        reached = "" if target is None else ("no" if missed(result) else "yes")
        body.append(
            [
                result["title"],
                time(apps["floor"], None),
                *cells,
                "" if at_best is None else f"{number(at_best)}×",
                "" if target is None else f"≤ {target:g}×",
                reached,
            ]
        )
    return [head, *body]


def time(found: dict[str, Any] | None, floor: dict[str, Any] | None) -> str:
    """One cell: ``12.3 (4.1×)``, why there is no figure, or a dash."""
    if found is None:
        return "—"
    if "median_ms" not in found:
        return str(found["failure"])
    times_floor = ratio(found, floor) if floor else None
    text = number(found["median_ms"])
    text += "*" if found.get("other_rows") else ""
    return text if times_floor is None else f"{text} ({number(times_floor)}×)"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def costs(run: dict[str, Any]) -> Table:
    """What each of our pages costs the worker, what it asks of the database, what it weighs."""
    head = ["our page", "CPU ms", "the floor's", "statements", "SQL ms", "kB", "kB gzip"]
    body = []
    for result in run["workloads"]:
        spent = [result["apps"].get(name, {}).get("cpu_ms", "") for name in ("ours", "floor")]
        asked = result.get("costs", {})
        known = (asked.get(name, "") for name in ("statements", "sql_ms", "page_kb", "gzip_kb"))
        body.append([result["title"], *map(str, [*spent, *known])])
    return [head, *body]


def memory(run: dict[str, Any]) -> str:
    """First byte and memory of what is streamed."""
    head = ["export", "first byte ms", "total ms", "MB", "memory above idle, MB"]
    titles = {one.name: one.title for one in CONTESTANTS}
    body = []
    for result in run["workloads"]:
        for name, found in result["apps"].items():
            if "memory_mb" in found:
                figures = (found["first_byte_ms"], found["median_ms"], found["bytes"] / 1e6)
                cells = [*map(number, figures), number(found["memory_mb"])]
                body.append([titles[name], *cells])
    return drawn([head, *body]) if body else ""


def notes(run: dict[str, Any]) -> str:
    """What keeps figures from being compared."""
    titles = {one.name: one.title for one in CONTESTANTS}
    lines = [
        f"\\* {result['title']}: {found['other_rows']} of the floor's orders are not on the page "
        f"of {titles[name]}."
        for result in run["workloads"]
        for name, found in result["apps"].items()
        if found.get("other_rows")
    ]
    return "\n".join(lines)


def profiles(run: dict[str, Any]) -> str:
    """Where the time goes in pages that miss their target."""
    lines = ["Where pages that miss their target spend time, in milliseconds under a profiler:"]
    for title, rooms in run["profiles"].items():
        lines.append(f"- {title}: " + ", ".join(f"{name} {ms}" for name, ms in rooms) + ".")
    return "\n".join([lines[0], "", *lines[1:]])


def growth(runs: Sequence[dict[str, Any]]) -> str:
    """Our milliseconds at each number of orders, side by side."""
    ordered = sorted(runs, key=lambda run: int(run["meta"]["orders"]))
    head = ["ours, ms (times the floor)", *(f"{run['meta']['orders']:,}" for run in ordered)]
    body = []
    for result in ordered[-1]["workloads"]:
        cells = [cell(run, result["key"]) for run in ordered]
        body.append([result["title"], *cells])
    return drawn([head, *body])


def cell(run: dict[str, Any], key: str) -> str:
    found: dict[str, Any] = next((r["apps"] for r in run["workloads"] if r["key"] == key), {})
    return time(found.get("ours"), found.get("floor"))


def drawn(table: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, its columns aligned so that a terminal shows it well, too."""
    rows = [list(row) for row in table]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in each) + " |"
        for each in (list(enumerate(zip(row, widths, strict=True))) for row in rows)
    ]
    rule = "|".join("-" * (w + 1) + ("-" if i == 0 else ":") for i, w in enumerate(widths))
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def placed(page: str, text: str) -> str:
    """*page* with *text* between the marks."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"The page lacks {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"
