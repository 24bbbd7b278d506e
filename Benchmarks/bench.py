#!/usr/bin/env python3
"""Measures the built server against its bars: start-up, round trips, concurrency, floods, JSON, imports.

  python3 Benchmarks/bench.py                     all subjects, within ten minutes
  python3 Benchmarks/bench.py startup flood       only these
  python3 Benchmarks/bench.py ingest --spans 20000000
                                                  imports of so many spans (1 million)
  python3 Benchmarks/bench.py find --signals 10000000
                                                  a store of so many signals (1 million)
  python3 Benchmarks/bench.py --smoke             a short form that needs no network, for every change

Every figure is taken from outside, through pipes and files. References (a minimal server on the Python SDK, orjson,
opentelemetry-proto, ClickHouse as chdb) come from PyPI into venvs in the cache directory and run in turn with ours. A
smoke run holds only counts and sizes to their bars, for times mean little in a short run. Exit codes: 0 all bars met,
1 a bar missed or something broken, 2 usage, 4 something could not be measured here.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from speed import concurrency, find, flood, ingest, json_rates, roundtrip, startup
from speed.results import MISS, NOT_MEASURED, Failure, Row, Unavailable, document, machine, table
from speed.setup import Setup, cache_directory, find_references, say

SUBJECTS = {
    "startup": startup.measure,
    "roundtrip": roundtrip.measure,
    "concurrent": concurrency.measure,
    "flood": flood.measure,
    "json": json_rates.measure,
    "ingest": ingest.measure,
    "find": find.measure,
}
NEEDS = {
    "startup": ["mcp"],
    "roundtrip": ["mcp"],
    "flood": ["mcp"],
    "json": ["orjson"],
    "ingest": ["orjson", "opentelemetry-proto", "chdb"],
}
BROKEN = "BROKEN"
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    options = arguments()
    chosen = options.subjects or list(SUBJECTS)
    cache = cache_directory()
    wanted = set() if options.smoke else {name for subject in chosen for name in NEEDS.get(subject, [])}
    setup = Setup(
        reckon=options.reckon.resolve(),
        conformance=options.conformance.resolve(),
        json_bench=options.json_bench.resolve(),
        span_load=options.span_load.resolve(),
        smoke=options.smoke,
        spans=options.spans,
        signals=options.signals,
        cache=cache,
        references=find_references(wanted),
    )
    if not options.json:
        print(machine())
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # away from any project, so that servers find no state
        os.environ["HOME"] = scratch
        for subject in chosen:
            say(f"measuring {subject} …")
            results[subject] = measured(subject, setup)
            if not options.json:
                print("\n" + table(subject, results[subject]), flush=True)
        os.chdir(ROOT)
    if options.json:
        print(document(results))
    verdicts = {row.verdict for rows in results.values() for row in rows}
    if verdicts & {MISS, BROKEN}:
        return 1
    return 4 if NOT_MEASURED in verdicts or wanted - setup.references.keys() else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--smoke", action="store_true", help="short form: no PyPI, no bars on times")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--spans", type=int, metavar="N", help="how many spans are imported")
    parser.add_argument("--signals", type=int, metavar="N", help="how many signals the store has that is looked at")
    release = ROOT / ".build-release" / "release"
    for flag, path in (
        ("--reckon", ROOT / "build" / "reckon"),
        ("--conformance", release / "ConformanceServer"),
        ("--json-bench", release / "JSONBench"),
        ("--span-load", release / "SpanLoad"),
    ):
        parser.add_argument(flag, type=Path, default=path, metavar="PATH", help=f"default {path.relative_to(ROOT)}")
    options = parser.parse_args()
    for subject in options.subjects:
        if subject not in SUBJECTS:
            parser.error(f"no subject {subject!r}; there are {', '.join(SUBJECTS)}")
    return options


def measured(subject: str, setup: Setup) -> list[Row]:
    """Runs one subject and judges its rows; what goes wrong becomes a row too."""
    try:
        rows = SUBJECTS[subject](setup)
    except Unavailable as reason:
        rows = [Row(subject, note=str(reason))]
    except (Failure, OSError, subprocess.SubprocessError) as reason:
        rows = [Row(subject, note=str(reason), verdict=BROKEN)]
    if setup.smoke:
        rows = [row for row in rows if row.value is not None or row.bar is None]  # no references, no ratios
    for row in rows:
        row.judge(timed=not setup.smoke)
        if row.verdict in (BROKEN, NOT_MEASURED):
            say(f"*** {subject}: {row.name.strip()}: {row.verdict.upper()} {row.note}".rstrip())
    return rows


if __name__ == "__main__":
    sys.exit(main())
