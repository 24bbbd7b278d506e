"""Imports of spans, beside a straightforward Python program and ClickHouse's embedded engine on the same records.

`SpanLoad` writes one corpus as OTLP/JSON and as OTLP/protobuf. Each program starts anew for every run and ends with all
of it on disk; what they have counted must agree.
"""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .results import Bar, Failure, Row
from .sampling import Contender, interleave, median
from .setup import HERE, Setup, program

SPANS_A_SECOND, PYTHON_X, CLICKHOUSE_X = 250_000, 5, 0.5
BYTES_A_SPAN, MEMORY_MB, TENFOLD_X = 100, 150, 11
SPANS, SMOKE_SPANS, ROUNDS = 1_000_000, 20_000, 3
DAYS = 30
PATIENCE = 7_200.0  # seconds after which a program counts as hung
FORMS = ("json", "protobuf")


@dataclass(frozen=True)
class Imported:
    """One import: what it took, and what it left."""

    seconds: float
    processor: float
    memory: float  # at its peak, in units of 10^6 bytes
    answer: dict
    size: int  # bytes of all files


def measure(setup: Setup) -> list[Row]:
    """Measures both forms; the references run in turn with ours."""
    spans = setup.spans or (SMOKE_SPANS if setup.smoke else SPANS)
    rounds = 1 if setup.smoke else ROUNDS
    rows = []
    for form in FORMS:
        corpus = Path(f"corpus.{form}").resolve()
        make(setup, form, spans, corpus)
        runs = interleave(rounds, contenders(setup, form, corpus), warm_up=False)
        rows += form_rows(form, spans, corpus, runs)
        if not setup.smoke:
            rows.append(tenfold_row(setup, form, spans, corpus, runs["reckon"]))
        corpus.unlink()
    return rows


def make(setup: Setup, form: str, spans: int, path: Path) -> None:
    command = [program(setup.span_load), "--spans", str(spans), "--days", str(DAYS), "--form", form]
    with open(path, "wb") as file:
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True, timeout=PATIENCE)


def contenders(setup: Setup, form: str, corpus: Path) -> list[Contender]:
    """Lists who imports a corpus in turn: ours, and the references that are there."""
    found = [Contender("reckon", lambda: [ours(setup, corpus)])]
    if python := setup.references.get("orjson" if form == "json" else "opentelemetry-proto"):
        command = [*python, str(HERE / "ingest_python.py"), form, str(corpus)]
        found.append(Contender("Python", lambda: [theirs(command, "spans.db")]))
    if form == "json" and (python := setup.references.get("chdb")):
        engine = [*python, str(HERE / "ingest_chdb.py"), str(corpus)]
        found.append(Contender("ClickHouse", lambda: [theirs(engine, "engine")]))
    return found


def ours(setup: Setup, corpus: Path) -> Imported:
    """Imports into a new store."""
    root = Path("project")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    try:
        return run([program(setup.reckon), "import", str(corpus), "--json", "--root", str(root)], root / ".reckon")
    finally:
        shutil.rmtree(root)


def theirs(command: list[str], name: str) -> Imported:
    """Has a reference keep what it makes under a name."""
    place = Path("reference")
    place.mkdir()
    try:
        return run([*command, str(place.resolve() / name)], place)
    finally:
        shutil.rmtree(place)


def run(command: list[str], kept: Path) -> Imported:
    before = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert process.stdout
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failure(f"{Path(command[0]).name} {command[1]} ended with {process.returncode}")
    size = sum(file.stat().st_size for file in kept.rglob("*") if file.is_file())
    processor = usage.ru_utime + usage.ru_stime
    return Imported(seconds, processor, usage.ru_maxrss * 1024 / 1e6, json.loads(output), size)


def form_rows(form: str, spans: int, corpus: Path, runs: dict[str, list[Imported]]) -> list[Row]:
    mine = runs["reckon"]
    seconds = median(done.seconds for done in mine)
    rate = Row(f"{form}, import", spans / seconds, "spans/s", Bar(">=", SPANS_A_SECOND))
    rate.reference = f"{corpus.stat().st_size / 1e6 / seconds:,.0f} MB/s"
    rate.note = f"{spans:,} spans of {corpus.stat().st_size / spans:,.0f} bytes; " + "; ".join(
        f"{name} {', '.join(f'{done.seconds:.1f}' for done in all_of)} s, "
        f"processor {median(done.processor for done in all_of):.1f} s, {max(done.memory for done in all_of):,.0f} MB"
        for name, all_of in runs.items()
    )
    missed = [done for done in mine if done.answer.get("unique", {}).get("spans") != spans]
    rows = [
        rate,
        Row(f"{form}, imports that missed a span", len(missed), bar=Bar("==", 0), exact=True),
        times_row(form, "Python", PYTHON_X, spans, seconds, runs),
    ]
    if form == "json":
        rows.append(times_row(form, "ClickHouse", CLICKHOUSE_X, spans, seconds, runs))
    size = max(done.size for done in mine) / spans
    # A small store is mostly its fixed parts.
    bar = Bar("<=", BYTES_A_SPAN) if spans >= SPANS else None
    rows.append(Row(f"{form}, bytes a span in all files", size, bar=bar, exact=True))
    memory = max(done.memory for done in mine)
    rows.append(Row(f"{form}, peak memory", memory, "MB", Bar("<", MEMORY_MB), exact=True))
    return rows


def times_row(
    form: str, name: str, limit: float, spans: int, seconds: float, runs: dict[str, list[Imported]]
) -> Row:
    """Compares with a reference, which must have counted what there is."""
    row = Row(f"{form}, times {name}", unit="x", bar=Bar(">=", limit))
    if name in runs:
        wrong = [done.answer for done in runs[name] if done.answer["spans"] != spans]
        if wrong:
            raise Failure(f"{name} has counted {wrong[0]} of {spans} spans")
        other = median(done.seconds for done in runs[name])
        row.value = other / seconds
        row.reference = f"{name} {spans / other:,.0f} spans/s"
    return row


def tenfold_row(setup: Setup, form: str, spans: int, corpus: Path, whole: list[Imported]) -> Row:
    """Sets the whole beside a tenth of it, made anew over as many days."""
    make(setup, form, spans // 10, corpus)
    tenth = median(ours(setup, corpus).seconds for _ in range(ROUNDS))
    times = median(done.seconds for done in whole) / tenth
    return Row(f"{form}, ten times the spans, time", times, "x", Bar("<=", TENFOLD_X), note=f"a tenth: {tenth:.2f} s")
