"""JSON: our parser and writer beside Foundation's, in one Swift program, and beside orjson, in the same minutes."""

import json
import subprocess
from pathlib import Path

from .results import Bar, Failure, Row
from .sampling import Contender, interleave, median
from .setup import Setup, program
from .telemetry import benchmark_file

FOUNDATION_X, ORJSON_X, PEAK_RATIO = 15, 2, 3
STREAM_GROWTH = 1.1  # four times the lines may not take a tenth more memory
FULL_MIB, QUARTER_MIB, SMOKE_MIB = 50, 12, 2


def measure(setup: Setup) -> list[Row]:
    bench = program(setup.json_bench)
    data, count = benchmark_file(setup.cache, SMOKE_MIB if setup.smoke else FULL_MIB)
    runs = interleave(1 if setup.smoke else 3, contenders(bench, data, setup), warm_up=False)
    ours = {name: median(values) for name, values in columns(runs["swift"]).items()}
    orjson = median(run["orjson.mb_per_s"] for run in runs["orjson"]) if "orjson" in runs else None
    size = data.stat().st_size / 1e6
    rows = [Row("benchmark file, lines", count, note=f"{size:,.1f} MB, seeded, SHA-256 as expected", exact=True)]
    rows += rate_rows(ours, orjson)
    return rows + memory_rows(ours, None if setup.smoke else quarter_peak(bench, setup.cache), size)


def contenders(bench: str, data: Path, setup: Setup) -> list[Contender]:
    both = [Contender("swift", lambda: [printed([bench, str(data)])])]
    if command := setup.orjson_command(data):
        both.append(Contender("orjson", lambda: [printed(command)]))
    return both


def printed(command: list[str]) -> dict[str, float]:
    """Runs a program that prints one JSON object per row; gives its numbers as `row.field`."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    if done.returncode:
        raise Failure(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    try:
        rows = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError as error:
        raise Failure(f"{Path(command[0]).name} printed no JSON: {error}") from None
    figures = {}
    for row in rows:
        name = row.pop("name")
        figures |= {f"{name}.{key}": value for key, value in row.items() if isinstance(value, (int, float))}
    return figures


def columns(runs: list[dict[str, float]]) -> dict[str, list[float]]:
    return {name: [run[name] for run in runs] for name in runs[0]}


def rate_rows(ours: dict[str, float], orjson: float | None) -> list[Row]:
    tape, foundation = needed(ours, "tape.mb_per_s"), needed(ours, "foundation.mb_per_s")
    times = Row("tape, times JSONSerialization", tape / foundation, "x", Bar(">=", FOUNDATION_X))
    times_orjson = Row("tape, times orjson", unit="x", bar=Bar(">=", ORJSON_X))
    times_orjson.note = "orjson builds Python objects; the tape checks everything and leaves strings where they are"
    if orjson:
        times_orjson.value = tape / orjson
        times_orjson.reference = f"orjson {orjson:,.0f} MB/s"
    return [
        Row("parse line by line (tape)", tape, "MB/s", reference=f"Foundation {foundation:,.0f} MB/s"),
        times,
        times_orjson,
        Row("parse as one array", needed(ours, "tape_whole.mb_per_s"), "MB/s"),
        Row("write", needed(ours, "writer.mb_per_s"), "MB/s"),
    ]


def memory_rows(ours: dict[str, float], quarter: float | None, size: float) -> list[Row]:
    parse = needed(ours, "tape_whole.peak_ratio")
    ratio = Row("peak memory of a full parse / input", parse, "x", Bar("<=", PEAK_RATIO))
    whole = stream_peak(ours)
    stream = Row("peak memory of a stream of lines", whole / 1e6, "MB", note=f"{size:,.1f} MB of input")
    if quarter is None:
        return [ratio, stream]
    stream.reference = f"a quarter: {quarter / 1e6:.3g} MB"
    return [ratio, stream, Row("stream, peak against a quarter's", whole / quarter, "x", Bar("<=", STREAM_GROWTH))]


def quarter_peak(bench: str, cache: Path) -> float:
    quarter, _ = benchmark_file(cache, QUARTER_MIB)
    return stream_peak(printed([bench, str(quarter)]))


def stream_peak(figures: dict[str, float]) -> float:
    """Finds the figure, whether it is a row of its own or a field of another row."""
    for name, value in figures.items():
        if "stream_peak_bytes" in name:
            return value
    raise Failure("JSONBench printed no stream_peak_bytes")


def needed(figures: dict[str, float], name: str) -> float:
    if name not in figures:
        raise Failure(f"JSONBench printed no {name}")
    return figures[name]
