#!/usr/bin/env python3
"""Hammers one store with 64 processes for 30 seconds: nothing lost, nothing twice, nobody locked out.

  python3 Tests/torture/hammer.py                      64 processes, 30 s
  python3 Tests/torture/hammer.py --quick              16 processes, 3 s
  python3 Tests/torture/hammer.py --processes 128 --seconds 60

Half of the processes write without a pause: importers start a fresh `reckon import -` for each small batch; claimers,
deciders and shippers each keep a `reckon serve` and call its tools. The others read through servers of their own, and
audit now and then. Everything acknowledged is written down as it happens and looked for afterwards. A wait is the whole
time of a call from its sending to its answer; that of an import includes the start of its process, which is also shown
by itself (`reckon --version` among the crowd).
"""

import multiprocessing
import sys
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crowd import journal, proof
from crowd.actors import ROLES, Plan
from rig import run, targets
from rig.lines import whole_minute
from rig.project import Project
from rig.session import Session
from speed.results import Bar, Failure, Row
from speed.sampling import percentile

LONGEST_WRITE = 2.0  # seconds
PER_DRIVER = 8  # members that one of our own processes looks after


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--processes", type=int, metavar="N", help="at once (64)")
    parser.add_argument("--seconds", type=float, metavar="T", help="for so long (30)")
    return run.main("hammer", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    count = int(bench.choose(bench.options.processes, 64, 16))
    seconds = bench.choose(bench.options.seconds, 30, 3)
    project = Project.demo(bench.program, bench.folder / "store")
    with Session(bench.program, project.root) as session:
        found = targets.find(session, project)
    run.say(f"{len(found.bets)} bets, {len(found.opportunities)} opportunities; ships as {found.ship}")
    notes = bench.folder / "journals"
    notes.mkdir()
    began = time.monotonic()
    minute = whole_minute(datetime.now(UTC) - timedelta(hours=2))
    plan = Plan(bench.program, project.root, found, minute, bench.options.seed, began, began + seconds)
    hammer(plan, count, notes)
    took = time.monotonic() - began
    entries = journal.entries(notes)
    run.say(f"{len(entries)} things written down; looking for them …")
    return [*wait_rows(entries, count, took), *proof.rows(plan, project, entries)]


def hammer(plan: Plan, count: int, notes: Path) -> None:
    """Starts all members and waits for their end; a few processes of ours look after all of theirs."""
    groups = [range(first, min(count, first + PER_DRIVER)) for first in range(0, count, PER_DRIVER)]
    context = multiprocessing.get_context("fork")
    drivers = [context.Process(target=drive, args=(plan, group, notes)) for group in groups]
    for driver in drivers:
        driver.start()
    for driver in drivers:
        driver.join()
    if failed := [driver.exitcode for driver in drivers if driver.exitcode]:
        raise Failure(f"{len(failed)} of our own processes failed: {failed}")


def drive(plan: Plan, group: range, notes: Path) -> None:
    """Runs some members side by side, each on a thread with a journal of its own."""
    members = [ROLES[n % len(ROLES)](plan, n, journal.Journal(notes / f"{n:04d}.jsonl")) for n in group]
    threads = [threading.Thread(target=member.run) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def wait_rows(entries: list[dict[str, Any]], count: int, took: float) -> list[Row]:
    """The distribution of waits, each kind by itself, and the bar on the longest write."""
    waits: dict[str, list[float]] = defaultdict(list)
    for entry in entries:
        match entry["what"]:
            case "import":
                waits["write: import, fresh process"].append(entry["seconds"])
                waits["start: fork and exec"].append(entry["started"])
            case "start":
                waits["start: reckon --version"].append(entry["seconds"])
            case "wait":
                waits[f"write: {entry['tool']}"].append(entry["seconds"])
            case "read":
                waits[f"read: {entry['tool']}"].append(entry["seconds"])
    rows = [Row("processes", count, note=f"{took:.1f} s")]
    for name in sorted(waits):
        values = waits[name]
        p50, p90, p99 = (percentile(values, share) * 1e3 for share in (0.5, 0.9, 0.99))
        note = f"n {len(values)}, p50 {p50:.1f}, p90 {p90:.1f}, p99 {p99:.1f}, max {max(values) * 1e3:.1f} ms"
        rows.append(Row(name, max(values), "s", note=note))
    writes = [value for name, values in waits.items() if name.startswith("write") for value in values]
    rows.append(Row("longest single write", max(writes, default=None), "s", Bar("<=", LONGEST_WRITE)))
    return rows


if __name__ == "__main__":
    sys.exit(main())
