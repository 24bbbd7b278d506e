#!/usr/bin/env python3
"""Imports one corpus by one importer and by eight at once: both must leave the same signals, groups and counts.

  python3 Tests/torture/importers.py                   a corpus that SpanLoad makes
  python3 Tests/torture/importers.py FOLDER            the files of a folder
  python3 Tests/torture/importers.py --importers 16

Both stores begin as copies of one, so that keys and people are hashed alike. Each of the eight imports all of the
corpus; what they say they have brought must add up to what the one has brought. Then both are exported and compared:
series by what they are of, for their numbers are given in the order in which they come.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

from rig import run
from rig.program import Done, is_clean, needed, parsed
from rig.project import Project
from speed.results import Failure, Row, Unavailable

SPANS, FEW_SPANS = 200_000, 20_000
PATIENCE = 3_600.0  # seconds after which an importer counts as hung
OF_SERIES = ("fine_buckets", "coarse_buckets", "subject_days")
# What a file is compared without: when something came, and by which number.
UNCOMPARED = {"sources": ["received"]}
COMPARED = ("signals", "groups", "sources", "releases", *OF_SERIES)


def main() -> int:
    parser = run.parser(__doc__)
    load = run.ROOT / ".build-release" / "release" / "SpanLoad"
    parser.add_argument("corpus", type=Path, nargs="?", metavar="FOLDER", help="what is imported")
    parser.add_argument("--importers", type=int, default=8, metavar="N", help="at once (8)")
    parser.add_argument("--span-load", type=Path, default=load, metavar="PATH", help="what makes the spans")
    return run.main("importers", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    corpus = bench.options.corpus.resolve() if bench.options.corpus else made(bench)
    alone = Project.empty(bench.folder / "alone")
    # A store of its own secret, and nothing in it yet but an event before all others.
    needed(bench.program.take_in(FIRST, alone.root))
    together = alone.copy(bench.folder / "together")
    run.say("importing by one …")
    first = import_all(bench, alone, corpus, 1)
    run.say(f"importing by {bench.options.importers} …")
    eight = import_all(bench, together, corpus, bench.options.importers)
    brought = [added(answers) for answers in (first[0], eight[0])]
    stores = [exported(bench, project) for project in (alone, together)]
    audits = [patient(bench, project, "audit", "--json") for project in (alone, together)]
    differences = [
        f"{name}: {difference(stores[0][name], stores[1][name])}"
        for name in COMPARED
        if stores[0][name] != stores[1][name]
    ]
    shown = ", ".join(f"{count:,} {name}" for name, count in sorted(brought[0].items()))
    return [
        Row("one importer", first[1], "s", note=shown),
        Row(f"{bench.options.importers} importers at once, each of all", eight[1], "s"),
        run.none_of("kinds of records brought otherwise", unequal(*brought)),
        run.none_of("tables that differ", differences, f"of {len(COMPARED)}: {sizes(stores[0])}"),
        run.none_of("audits not clean", [str(done) for done in audits if not is_clean(done)]),
    ]


FIRST = b'{"kind":"event","time":"2020-01-01T00:00:00Z","name":"begin","subject":"nobody"}\n'


def made(bench: run.Run) -> Path:
    load = bench.options.span_load
    if not load.is_file():
        raise Unavailable(f"{load} is not there; build it first, or name another with --span-load")
    corpus = bench.folder / "corpus"
    corpus.mkdir()
    with open(corpus / "spans.jsonl", "wb") as file:
        spans = str(bench.choose(None, SPANS, FEW_SPANS))
        subprocess.run([load.resolve(), "--spans", spans], stdout=file, stderr=subprocess.DEVNULL, check=True)
    return corpus


def import_all(bench: run.Run, project: Project, corpus: Path, importers: int) -> tuple[list[dict], float]:
    """Lets so many importers begin at once; gives what they answered, and the seconds that all took."""
    before = time.perf_counter()
    started = [bench.program.start("import", str(corpus), "--json", root=project.root) for _ in range(importers)]
    answers = []
    for process in started:
        output, errors = process.communicate(timeout=PATIENCE)
        answer = parsed(output)
        # 1 where some records could not be read: the same ones for everybody.
        if process.returncode not in (0, 1) or answer is None:
            said = (output + errors).decode(errors="replace")[-300:]
            raise Failure(f"an importer ended with {process.returncode} and said {said!r}")
        answers.append(answer)
    return answers, time.perf_counter() - before


def added(answers: list[dict]) -> Counter[str]:
    """Adds up what importers say was new."""
    total: Counter[str] = Counter()
    for answer in answers:
        total.update(answer["unique"])
    return total


def unequal(one: Counter[str], other: Counter[str]) -> list[str]:
    return [f"{name}: {one[name]} and {other[name]}" for name in sorted({*one, *other}) if one[name] != other[name]]


def exported(bench: run.Run, project: Project) -> dict[str, Counter[bytes]]:
    """Exports a store; gives each compared file as its lines, however often each is there."""
    folder = bench.folder / f"{project.root.name}-export"
    needed(patient(bench, project, "export", str(folder), "--json"))
    series = {row["ordinal"]: row["text"] for row in rows(folder, "series")}
    tables = {}
    for name in COMPARED:
        table: Counter[bytes] = Counter()
        for row in rows(folder, name):
            if name in OF_SERIES:
                row["series"] = series[row["series"]]
            for column in UNCOMPARED.get(name, []):
                del row[column]
            table[sha256(json.dumps(row, sort_keys=True).encode()).digest()] += 1
        tables[name] = table
    return tables


def patient(bench: run.Run, project: Project, *words: str) -> Done:
    """Runs a command that may take long over a large store."""
    process = bench.program.start(*words, root=project.root)
    output, errors = process.communicate(timeout=PATIENCE)
    return Done([*words], process.returncode, output, errors, 0, 0)


def rows(folder: Path, name: str):
    path = folder / f"{name}.jsonl"
    if path.exists():
        with open(path, "rb") as file:
            yield from map(json.loads, file)


def difference(one: Counter[bytes], other: Counter[bytes]) -> str:
    return f"{(one - other).total()} rows of {one.total()} alone, {(other - one).total()} of {other.total()} together"


def sizes(store: dict[str, Counter[bytes]]) -> str:
    return ", ".join(f"{name} {table.total():,}" for name, table in store.items())


if __name__ == "__main__":
    sys.exit(main())
