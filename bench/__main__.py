"""``python -m bench``: load once, start everybody, ask in turn, report."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from importlib.metadata import version
from typing import Any

from bench import data, figures, inside, measure, report
from bench.contestants import CONTESTANTS, Contestant
from bench.servers import ROOT, Server
from bench.workloads import WORKLOADS, Workload
from console.database import DatabaseURL

RESULTS = ROOT / "instance" / "bench"
PAGE = ROOT / "docs" / "explanation" / "performance.md"


def main() -> None:
    options = parse()
    names = options.scale
    with data.databases() as url:
        for name in names:
            orders = options.orders or data.SCALES[name]
            label = str(orders) if options.orders else name
            run = measured(url(label), orders, options)
            print(f"\n{report.markdown(run)}\n")
            if not options.only:
                keep(run, label)
    runs = [json.loads(path.read_text()) for path in RESULTS.glob("*.json")]
    if len(runs) > 1:
        print(report.growth(runs))
    if options.docs:
        write_page(runs)


def keep(run: dict[str, Any], label: str) -> None:
    """Write *run* down; the next of this name replaces it."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{label}.json").write_text(json.dumps(run, indent=1, ensure_ascii=False))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    known = f"{', '.join(data.SCALES)}, several with commas, or all"
    parser.add_argument("--scale", type=scales, default=["20k"], metavar="SCALE", help=known)
    parser.add_argument("--orders", type=int, help="a number of orders instead of a scale")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--bound", type=float, default=60, help="seconds an answer may take")
    parser.add_argument("--only", nargs="+", choices=[w.key for w in WORKLOADS], metavar="WORKLOAD")
    parser.add_argument("--peers", nargs="*", choices=["best", "stock"], default=["best", "stock"])
    parser.add_argument("--profile", action="store_true", help="profile all, not only what missed")
    parser.add_argument("--docs", action="store_true", help="write the results into the manual")
    return parser.parse_args()


def scales(text: str) -> list[str]:
    """The scales that *text* names: ``1M``, ``100k,1M``, or ``all`` but the smallest."""
    names = list(data.SCALES)[1:] if text == "all" else text.lower().split(",")
    if unknown := [name for name in names if name not in data.SCALES]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(data.SCALES)}")
    return names


def measured(url: str, orders: int, options: argparse.Namespace) -> dict[str, Any]:
    """One run on the database at *url*."""
    data.ensure(url, orders)
    key = inside.key()
    console = inside.Inside(url, key)
    shape, cookies = console.shape(), console.cookies()
    workloads = [w for w in WORKLOADS if not options.only or w.key in options.only]
    with closing(data.connect(url)) as connection:
        facts = data.facts(connection, shape, orders, options.rounds)
        environment = os.environ | shape.environment()
        environment |= {"TAB_DB_URL": DatabaseURL.parse(url).dsn, "CONSOLE_SECRET_KEY": key}
        chosen = [c for c in CONTESTANTS if c.name in {"ours", "floor", *options.peers}]
        with started(chosen, environment, facts, cookies, options.bound) as contestants:
            try:
                results = [ask(w, contestants, connection, options.rounds) for w in workloads]
            finally:
                data.remove_ours(connection)
            profiles = look_inside(console, cookies, contestants[0], results, options.profile)
        meta = about(connection, orders, options.rounds)
    return {"meta": meta, "workloads": results, "profiles": profiles}


def ask(
    workload: Workload, contestants: Sequence[Contestant], connection: Any, rounds: int
) -> dict[str, Any]:
    print(f"{workload.title} …", flush=True)
    result = measure.run(workload, contestants, connection, rounds)
    for name, found in result["apps"].items():
        print(f"    {name:6} {report.time(found, result['apps'].get('floor'))}", flush=True)
    return result


@contextmanager
def started(
    chosen: Sequence[type[Contestant]],
    environment: dict[str, str],
    facts: data.Facts,
    cookies: dict[str, str],
    bound: float,
) -> Iterator[list[Contestant]]:
    """The *chosen* contestants, each on a server that runs."""
    with ExitStack() as stack:
        found = []
        for kind in chosen:
            server = Server(kind.target, environment)
            stack.callback(server.stop)
            server.start()
            found.append(kind(server, facts, cookies, bound))
        yield found


def look_inside(
    console: inside.Inside,
    cookies: dict[str, str],
    ours: Contestant,
    results: list[dict[str, Any]],
    everything: bool,
) -> dict[str, Any]:
    """Add to *results* what pages cost; returns the profiles of those that miss their target."""
    client, profiles = console.client(cookies), {}
    shown = {w.key for w in WORKLOADS if not w.proof and not w.streams}
    for result in results:
        if result["key"] not in shown or "failure" in result["apps"]["ours"]:
            continue
        request = ours.ask(result["key"], 0, ours.facts.ids[0])
        assert request is not None
        result["costs"] = console.costs(client, request)
        if everything or figures.missed(result):
            profiles[result["title"]] = console.profile(client, request)
    return profiles


def about(connection: Any, orders: int, rounds: int) -> dict[str, Any]:
    """When and with what the run was made."""
    (server,) = data.row(connection, "SHOW server_version")
    asked = ["git", "rev-parse", "--short", "HEAD"]
    # What was copied without its history has no commit.
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    versions = {"PostgreSQL": server.split()[0], "Python": platform.python_version()}
    versions |= {name: version(name) for name in ("Flask-Admin", "SQLAlchemy", "Flask")}
    return {
        "date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
        "commit": commit.strip() or "unknown",
        "orders": orders,
        "rounds": rounds,
        "load": round(os.getloadavg()[1], 1),
        "processors": os.cpu_count() or 1,
        "versions": versions,
    }


def write_page(runs: list[dict[str, Any]]) -> None:
    """Put the results into the manual, in place of the last ones."""
    ordered = sorted(runs, key=lambda run: int(run["meta"]["orders"]), reverse=True)
    parts = [report.markdown(run) for run in ordered]
    if len(ordered) > 1:
        parts.append(f"### Growth\n\n{report.growth(ordered)}")
    PAGE.write_text(report.placed(PAGE.read_text(), "\n\n".join(parts)))
    print(f"Written into {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
