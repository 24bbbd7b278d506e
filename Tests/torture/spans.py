#!/usr/bin/env python3
"""Imports 1 million and 20 million spans: rates and their ratio, memory, bytes of a span, and the time to find one.

  python3 Tests/torture/spans.py                       1 M and 20 M spans over 30 days
  python3 Tests/torture/spans.py --quick               20 k and 100 k
  python3 Tests/torture/spans.py --spans 1000000 5000000 --days 10 --form protobuf
  python3 Tests/torture/spans.py --lookup search_signals:trace

`SpanLoad` makes the spans and writes straight into the pipe that `reckon import -` reads; its own rate into nothing is
shown beside, because on few cores the two share them. The traces that are looked up are drawn from a second run of
`SpanLoad`, which makes the same spans again. Times count from the start of both to the end of the import.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rig import run
from rig.program import FORBIDDEN, excerpt, may_run, parsed
from rig.project import Project
from rig.session import Session
from speed.results import Bar, Failure, Row, Unavailable
from speed.sampling import median, percentile

BYTES_A_SPAN, MEMORY_MB, FOUND_WITHIN_MS, SLOWER_AT_MOST = 100, 150, 20, 0.2
CHUNK = 1 << 22
TRACE = re.compile(rb'"traceId":\s*"([0-9A-Fa-f]{32})"')


def main() -> int:
    parser = run.parser(__doc__)
    load = run.ROOT / ".build-release" / "release" / "SpanLoad"
    parser.add_argument("--span-load", type=Path, default=load, metavar="PATH", help="what makes the spans")
    parser.add_argument("--spans", type=int, nargs="+", metavar="N", help="sizes, in rising order (1000000 20000000)")
    parser.add_argument("--days", type=int, default=30, metavar="D", help="over which they are spread (30)")
    parser.add_argument("--form", choices=["json", "protobuf"], default="json", help="how they are written (json)")
    parser.add_argument("--lookups", type=int, metavar="N", help="traces looked up (200)")
    parser.add_argument("--lookup", default="search_signals:query", metavar="TOOL:ARGUMENT", help="how, by trace id")
    return run.main("spans", parser.parse_args(), measure)


@dataclass(frozen=True)
class Filled:
    """A store full of spans, and how it came to be."""

    project: Project
    spans: int
    rate: float  # spans a second, of the import
    processor: float  # seconds the import was on processors
    memory: float  # of the import at its peak, in units of 10^6 bytes
    generator_rate: float
    size: int  # bytes of all files


def measure(bench: run.Run) -> list[Row]:
    if not may_run(bench.options.span_load):
        raise Unavailable(f"{bench.options.span_load} is not there; build it first, or name another with --span-load")
    sizes = bench.options.spans or ([20_000, 100_000] if bench.is_quick else [1_000_000, 20_000_000])
    stores = [fill(bench, spans) for spans in sizes]
    rows = [row for store in stores for row in store_rows(store)]
    if len(stores) > 1:
        ratio = stores[-1].rate / stores[0].rate
        rows.append(Row("last rate over first rate", ratio, "x", Bar(">=", 1 - SLOWER_AT_MOST)))
    return rows + lookup_rows(bench, stores[-1])


def fill(bench: run.Run, spans: int) -> Filled:
    """Imports so many spans into a new store."""
    project = Project.empty(bench.folder / f"spans-{spans}")
    run.say(f"{spans:,} spans: making them for nothing …")
    generator_rate = spans / timed_generator(bench, spans)
    run.say(f"{spans:,} spans: importing …")
    before = time.perf_counter()
    with subprocess.Popen(span_load(bench, spans, bench.options.form), stdout=subprocess.PIPE) as load:
        command = bench.program.command("import", "-", "--json", root=project.root)
        importer = subprocess.Popen(
            command,
            stdin=load.stdout,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=bench.program.environment,
            cwd=project.root,
        )
        assert load.stdout and importer.stdout and importer.stderr
        load.stdout.close()  # the importer alone holds it now
        output, errors = importer.stdout.read(), importer.stderr.read()
        _, status, usage = os.wait4(importer.pid, 0)
        importer.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - before
    answer = parsed(output) or {}
    if importer.returncode or load.returncode or answer.get("accepted", 0) < spans or FORBIDDEN.search(output + errors):
        said = excerpt((output + errors).decode(errors="replace"))
        ends = f"SpanLoad ended with {load.returncode}, import with {importer.returncode}"
        raise Failure(f"{spans} spans: {ends}: {said}")
    processor = usage.ru_utime + usage.ru_stime
    memory = usage.ru_maxrss * 1024 / 1e6
    return Filled(project, spans, spans / seconds, processor, memory, generator_rate, project.size())


def span_load(bench: run.Run, spans: int, form: str = "json") -> list[str]:
    load = str(bench.options.span_load.resolve())
    return [load, "--spans", str(spans), "--days", str(bench.options.days), "--form", form]


def timed_generator(bench: run.Run, spans: int) -> float:
    """Lets `SpanLoad` write into nothing; gives the seconds."""
    before = time.perf_counter()
    subprocess.run(span_load(bench, spans, bench.options.form), stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - before


def store_rows(store: Filled) -> list[Row]:
    name = f"{store.spans / 1e6:g} M"
    files = sorted(store.project.files(), key=lambda file: -file.stat().st_size)
    largest = ", ".join(f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in files[:4])
    note = f"processor {store.processor:.1f} s; SpanLoad alone makes {store.generator_rate:,.0f} a second"
    if store.generator_rate < 1.3 * store.rate:
        note += "; it is hardly faster than the import, so that this is a rate of both"
    return [
        Row(f"{name} spans, import", store.rate, "spans/s", note=note),
        Row(f"{name} spans, peak memory", store.memory, "MB", Bar("<", MEMORY_MB), exact=True),
        Row(
            f"{name} spans, bytes a span",
            store.size / store.spans,
            bar=Bar("<=", BYTES_A_SPAN),
            note=f"{store.size / 1e6:,.1f} MB in {len(files)} files: {largest}",
        ),
    ]


def lookup_rows(bench: run.Run, store: Filled) -> list[Row]:
    """Looks traces up one after another, through one server."""
    wanted = int(bench.choose(bench.options.lookups, 200, 20))
    run.say(f"drawing {wanted} of the traces …")
    traces = drawn_traces(bench, store.spans, wanted)
    tool, _, argument = bench.options.lookup.partition(":")
    seconds, missing = [], []
    with Session(bench.program, store.project.root) as session:
        first = session.call("get_status")
        for trace, spans in traces.items():
            answer = session.call(tool, **{argument: trace}).needed()
            seconds.append(answer.seconds)
            if answer.value.get("matches", 0) < spans or trace not in answer.everything.lower():
                missing.append(f"{trace}: {excerpt(answer.text, 80)}")
    p99 = percentile(seconds, 0.99) * 1e3
    note = f"{bench.options.lookup}, n {len(seconds)}, p99 {p99:.2f} ms"
    return [
        Row("first call of a server (get_status)", first.seconds * 1e3, "ms"),
        Row("a trace found, p50", median(seconds) * 1e3, "ms"),
        Row("a trace found, slowest", max(seconds) * 1e3, "ms", Bar("<=", FOUND_WITHIN_MS), note=note),
        run.none_of("traces not found whole", missing, f"of {len(traces)}"),
    ]


def drawn_traces(bench: run.Run, spans: int, wanted: int) -> Counter[str]:
    """Makes the spans twice more: draws traces evenly from all spans, and counts how many spans each has."""
    places = sorted(bench.random("traces").sample(range(spans), min(wanted, spans)), reverse=True)
    drawn: set[bytes] = set()
    seen = 0
    for traces in trace_ids(bench, spans):
        while places and places[-1] < seen + len(traces):
            drawn.add(traces[places.pop() - seen])
        seen += len(traces)
    if seen < spans:
        raise Failure(f"SpanLoad was to make {spans} spans; its output has {seen} trace ids")
    # The spans of a trace may lie anywhere.
    counts: Counter[str] = Counter()
    for traces in trace_ids(bench, spans):
        counts.update(trace.decode().lower() for trace in traces if trace in drawn)
    return counts


def trace_ids(bench: run.Run, spans: int) -> Iterator[list[bytes]]:
    """Reads the trace ids of all spans, some lines at a time."""
    rest = b""
    with subprocess.Popen(span_load(bench, spans), stdout=subprocess.PIPE) as load:
        assert load.stdout
        while chunk := load.stdout.read(CHUNK):
            data = rest + chunk
            end = data.rfind(b"\n") + 1
            yield TRACE.findall(data, 0, end)
            rest = data[end:]


if __name__ == "__main__":
    sys.exit(main())
