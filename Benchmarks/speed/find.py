"""A store of a month of a shop: how long its opportunities take to be listed and shown, and a look at what is new.

Answers are taken through one server, first by one that has just started (cold: its first call of each tool), then warm.
The turn is what `reckon import` does once all new signals are stored; its time is that of an import of nothing but one
signal, which has nothing else to do, and of the whole import of the new ones.
"""

import json
import shutil
import subprocess
import time
from pathlib import Path

from . import messages, shop
from .results import Bar, Failure, Row
from .sampling import median, percentile, spread
from .server import Server
from .setup import Setup, program, say

SIGNALS, SMOKE_SIGNALS = 1_000_000, 20_000
LATE, SMOKE_LATE = 10_000, 200
CALLS, SMOKE_CALLS, STARTS = 300, 20, 5
P50_MS, P99_MS, TURN_S = 10, 50, 1
PATIENCE = 7_200.0


def measure(setup: Setup) -> list[Row]:
    wanted = setup.signals or (SMOKE_SIGNALS if setup.smoke else SIGNALS)
    month = shop.Shop(wanted, SMOKE_LATE if setup.smoke else LATE)
    root = Path("shop").resolve()
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    try:
        return measured(setup, month, root)
    finally:
        shutil.rmtree(root)


def measured(setup: Setup, month: shop.Shop, root: Path) -> list[Row]:
    corpus = shop.write(month, root)
    late_spans = root / "late-spans.jsonl"
    say(f"importing {month.signals:,} signals …")
    before = time.perf_counter()
    load_spans(setup, month, corpus, root, late_spans)
    imported(setup, root, *corpus.early)
    seconds = time.perf_counter() - before
    known = stored(setup, root)
    rows = [Row(f"{known / 1e6:g} M signals, import of all", known / seconds, "signals/s", note=size_note(root, seconds))]
    rows += answer_rows(setup, root)
    rows += turn_rows(setup, root, [*corpus.late, late_spans])
    return rows


def load_spans(setup: Setup, month: shop.Shop, corpus: shop.Corpus, root: Path, late: Path) -> None:
    """Imports the early spans through a pipe, and writes the late ones to a file."""
    command = [program(setup.reckon), "import", "-", "--json", "--root", str(root)]
    count = 0
    with shop.spans(month, [program(setup.span_load)]) as load, open(late, "wb") as rest:
        importer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for line in load.stdout:
            (importer.stdin if count < corpus.early_spans else rest).write(line)
            count += line.count(b'"spanId"')
        importer.stdin.close()
        if importer.wait(PATIENCE):
            raise Failure(f"the import of spans ended with {importer.returncode}")


def imported(setup: Setup, root: Path, *paths: Path) -> tuple[float, dict]:
    """Imports files; gives the seconds and what was said."""
    before = time.perf_counter()
    done = subprocess.run(
        [program(setup.reckon), "import", *map(str, paths), "--json", "--root", str(root)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise Failure(f"the import of {len(paths)} files ended with {done.returncode}")
    return time.perf_counter() - before, json.loads(done.stdout)


def stored(setup: Setup, root: Path) -> int:
    """Counts what the sources have sent."""
    command = [program(setup.reckon), "status", "--json", "--root", str(root)]
    answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return sum(source["signals"] for source in answer["sources"])


def size_note(root: Path, seconds: float) -> str:
    files = [file for file in (root / ".reckon").rglob("*") if file.is_file()]
    return f"{seconds:.0f} s; {sum(file.stat().st_size for file in files) / 1e6:,.0f} MB in all files"


# Answers.


def answer_rows(setup: Setup, root: Path) -> list[Row]:
    """Times both tools, cold and warm."""
    calls = SMOKE_CALLS if setup.smoke else CALLS
    ids = opportunities(setup, root)
    first = {"list_opportunities": [], "get_opportunity": []}
    for number in range(1 if setup.smoke else STARTS):
        for tool, times in first.items():
            with server(setup, root) as running:
                times.append(asked(running, tool, ids, number))
    warm = {tool: [] for tool in first}
    with server(setup, root) as running:
        for number in range(calls):
            for tool, times in warm.items():
                times.append(asked(running, tool, ids, number))
    rows = []
    for tool, times in warm.items():
        rows.append(Row(f"{tool}, p50", median(times), "ms", Bar("<=", P50_MS)))
        rows.append(Row(f"{tool}, p99", percentile(times, 0.99), "ms", Bar("<=", P99_MS), note=spread(times, "ms")))
        rows.append(Row(f"{tool}, first of a server", max(first[tool]), "ms", Bar("<=", P99_MS)))
    rows[0].note = f"{len(ids):,} opportunities"
    return rows


def server(setup: Setup, root: Path) -> Server:
    running = Server([program(setup.reckon), "serve", "--root", str(root)])
    running.shake_hands()
    return running


def asked(running: Server, tool: str, ids: list[str], number: int) -> float:
    """Asks one question, another one each time, and gives its milliseconds."""
    if tool == "get_opportunity":
        line = messages.call(number, tool, id=ids[number * 7919 % len(ids)])
    else:
        orders = ("score", "reach", "trend", "new")
        line = messages.call(number, tool, sort=orders[number % 4], limit=10 + number % 11)
    elapsed, answer = running.round_trip(line)
    messages.result(answer, number)
    return elapsed


def opportunities(setup: Setup, root: Path) -> list[str]:
    """Reads the ids of all that are listed, page by page."""
    found: list[str] = []
    with server(setup, root) as running:
        while True:
            more = {"cursor": str(len(found))} if found else {}
            running.send(messages.call(1, "list_opportunities", limit=20, format="json", **more))
            page = messages.result(running.receive(), 1)["structuredContent"]
            found += [one["id"] for one in page["opportunities"]]
            if not page["next_cursor"] or not page["opportunities"]:
                break
    if not found:
        raise Failure("no opportunities were found")
    return found


# What is new.


def turn_rows(setup: Setup, root: Path, late: list[Path]) -> list[Row]:
    """Imports what came last, then one signal more and more."""
    before = stored(setup, root)
    seconds, _ = imported(setup, root, *late)
    count = stored(setup, root) - before
    once = root / "once.jsonl"
    turns = []
    for number in range(1 if setup.smoke else STARTS):
        once.write_text(json.dumps({"api_key": "phc_bench", "batch": [one_more(number)]}) + "\n", encoding="utf-8")
        turns.append(imported(setup, root, once)[0])
    return [
        Row(f"import of {count:,} new signals", seconds, "s"),
        Row("import of one more signal", median(turns), "s", Bar("<=", TURN_S), note=spread(turns, "s")),
    ]


def one_more(number: int) -> dict:
    return {
        "uuid": f"00000000-0000-4000-9000-{number:012d}",
        "event": "$rageclick",
        "distinct_id": "user-00000007",
        "timestamp": shop.stamp(shop.DAYS * 86_400 - 60 + number),
        "properties": {"$current_url": "https://www.shop.example.invalid/checkout", "$lib": "web"},
    }
