#!/usr/bin/env python3
"""Flips single bytes inside live rows of a demo store: `audit` has to find every one, and name it.

  python3 Tests/torture/flips.py                       1,000 flips in ledger, texts, records and cited snapshots
  python3 Tests/torture/flips.py --quick               24
  python3 Tests/torture/flips.py --flips 5000 --seed 7 --list misses.txt

Rows are found by walking the b-trees from their roots, overflow pages included. Each flip exclusive-ors one byte with
a random value other than zero, runs `reckon audit --json`, and puts the byte back. Found means: not clean, and exit
code 1. Named means: a fault names the row by its table and its id or number, as they were or as the flip has made
them; where SQLite itself cannot read the table any more, the file's name is enough. Flips in signal files are counted
beside, without a bar.
"""

import queue
import shutil
import sys
import threading
from collections import Counter
from pathlib import Path

from flip.judge import CLEAN, GOOD, NAMED, Judge, Outcome
from flip.places import KINDS, Flip, row_flips, signal_flips
from rig import run
from rig.program import excerpt
from rig.project import Project
from speed.results import Failure, Row


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--flips", type=int, metavar="N", help="in rows (1000)")
    parser.add_argument("--signal-flips", type=int, metavar="N", help="in signal files (100)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="copies of the store worked on at once (2)")
    parser.add_argument("--store", type=Path, metavar="DIR", help="a project to copy, instead of a fresh demo")
    parser.add_argument("--list", type=Path, metavar="FILE", help="write every flip and what came of it here")
    return run.main("flips", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    """Chooses all flips first, so that the seed alone decides them, and then tries them on copies of the store."""
    options = bench.options
    if options.store:
        project = Project(options.store.resolve()).copy(bench.folder / "store")
    else:
        project = Project.demo(bench.program, bench.folder / "store")
    project.settle()
    flips, missing = row_flips(project, bench.random("rows"), int(bench.choose(options.flips, 1000, 24)))
    signals = signal_flips(project, bench.random("signals"), int(bench.choose(options.signal_flips, 100, 6)))
    outcomes = try_all(bench, project, flips + signals)
    if options.list:
        options.list.write_text("".join(f"{outcome}\n" for outcome in outcomes))
    in_rows, in_signals = outcomes[: len(flips)], outcomes[len(flips) :]
    for outcome in in_rows:
        if outcome.verdict not in GOOD:
            print(outcome)
    return [*table_rows(in_rows, missing), *signal_rows(in_signals)]


def try_all(bench: run.Run, project: Project, flips: list[Flip]) -> list[Outcome]:
    """Spreads the flips over a few copies of the store; gives the outcomes in the flips' order."""
    waiting: queue.SimpleQueue[tuple[int, Flip]] = queue.SimpleQueue()
    for item in enumerate(flips):
        waiting.put(item)
    outcomes: dict[int, Outcome] = {}
    broken: list[str] = []

    def work(judge: Judge) -> None:
        try:
            while not broken:
                number, flip = waiting.get_nowait()
                outcomes[number] = judge.outcome(flip)
                if (done := len(outcomes)) % 100 == 0:
                    run.say(f"{done} of {len(flips)} flips")
        except queue.Empty:
            judge.finish()
        except (Failure, OSError) as reason:
            broken.append(str(reason))

    copies = [project.copy(bench.folder / f"copy-{number}") for number in range(max(1, bench.options.jobs))]
    threads = [threading.Thread(target=work, args=[Judge(bench.program, copy)]) for copy in copies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for copy in copies:
        shutil.rmtree(copy.root)
    if broken:
        raise Failure(broken[0])
    return [outcomes[number] for number in range(len(flips))]


def table_rows(outcomes: list[Outcome], missing: list[str]) -> list[Row]:
    """One line for each kind of row, and the bars over all."""
    rows = []
    for kind in KINDS:
        of_kind = [outcome for outcome in outcomes if outcome.flip.kind == kind]
        if of_kind:
            verdicts = Counter(outcome.verdict for outcome in of_kind)
            roles = Counter(outcome.flip.role for outcome in of_kind)
            good = sum(verdicts[verdict] for verdict in GOOD)
            note = f"{listed(verdicts)}; bytes: {listed(roles)}"
            rows.append(run.all_of(f"{kind}: found and named", good, len(of_kind), note))
    rows += [Row(f"{kind}: found and named", note="the store has no such row") for kind in missing]
    found = sum(outcome.verdict != CLEAN for outcome in outcomes)
    rows.append(run.all_of("flips found", found, len(outcomes)))
    good = sum(outcome.verdict in GOOD for outcome in outcomes)
    rows.append(run.all_of("flips found and named", good, len(outcomes)))
    odd = [str(outcome) for outcome in outcomes if outcome.code != 1 and outcome.verdict != CLEAN]
    rows.append(run.none_of("found, but exit code not 1", odd))
    rows.append(run.none_of("audits that changed the store", [str(o.flip) for o in outcomes if o.wrote]))
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    rows.append(Row("longest audit", slowest.seconds, "s"))
    return rows


def listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


def signal_rows(outcomes: list[Outcome]) -> list[Row]:
    """What became of flips in signal files: figures without a bar."""
    found = [outcome for outcome in outcomes if outcome.verdict != CLEAN]
    named = [outcome for outcome in found if outcome.verdict == NAMED]
    misses = [f"{o.flip}: {excerpt(o.said, 80)}" for o in outcomes if o.verdict == CLEAN]
    note = f"{len(found)} found, {len(named)} named by file, of {len(outcomes)}"
    return [Row("signal files: flips not found", len(misses), note="; ".join([note, *misses[:5]]))]


if __name__ == "__main__":
    sys.exit(main())
