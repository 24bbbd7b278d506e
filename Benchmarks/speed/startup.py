"""Start-up: from the spawn of the process to the answer of its first `tools/list`; memory then; the binary itself."""

import os
import time

from . import messages
from .process import dynamic_parts, memory_mb
from .results import Bar, Failure, Row, against
from .sampling import Contender, interleave, median, spread
from .server import Server
from .setup import CAT, Setup

# SQLite, Zstandard and the whole loop are in the one file.
SLOWEST, TIMES_FASTER, MEMORY_MB, BINARY_MB = 10, 40, 12, 22
MODERN, LEGACY = "2026-07-28", "initialize first"


def measure(setup: Setup) -> list[Row]:
    """Times cold processes; the first line already waits in the pipe when the process is spawned."""
    reckon = setup.reckon_command()
    rounds, times = (2, 2) if setup.smoke else (20, 10)
    samples = interleave(rounds, contenders(reckon, setup.sdk_command(), times))
    rows = [row for era in (MODERN, LEGACY) for row in era_rows(era, samples)]
    floor = [sample[0] for sample in samples["floor"]]
    rows.append(Row("floor: cat spawned, one line echoed", median(floor), "ms", note=spread(floor, "ms")))
    return rows + memory_rows(samples) + binary_rows(reckon[0])


def contenders(reckon: list[str], sdk: list[str] | None, times: int) -> list[Contender]:
    """Lists who is started in turn; the SDK server, the slow one, once per round."""
    both = [
        Contender(f"reckon {MODERN}", lambda: [first_modern(reckon)], times),
        Contender(f"reckon {LEGACY}", lambda: [first_legacy(reckon)], times),
        Contender("floor", lambda: [echo()], times),
    ]
    if sdk:
        both.insert(1, Contender(f"SDK {MODERN}", lambda: [first_modern(sdk)]))
        both.append(Contender(f"SDK {LEGACY}", lambda: [first_legacy(sdk)]))
    return both


def first_modern(command: list[str]) -> tuple[float, float, float]:
    """Gives milliseconds, resident and peak memory for a self-contained `tools/list` as the very first line."""
    with Server(command, first=messages.modern(1, "tools/list")) as server:
        answer = server.receive()
        return finish(server, answer)


def first_legacy(command: list[str]) -> tuple[float, float, float]:
    """The same for a client that shakes hands first, and waits for that answer as clients do."""
    with Server(command, first=messages.initialize(0)) as server:
        opened = server.receive()
        server.send(messages.initialized() + messages.request(1, "tools/list"))
        answer = server.receive()
        timed = finish(server, answer)
        messages.result(opened, 0)
        return timed


def finish(server: Server, answer: bytes) -> tuple[float, float, float]:
    """Stops the clock first, then reads the memory, then checks the answer."""
    elapsed = (time.perf_counter() - server.spawned) * 1e3
    memory = memory_mb(server.pid)
    if not messages.result(answer, 1).get("tools"):
        raise Failure(f"no tools listed: {answer[:200]!r}")
    return elapsed, *memory


def echo() -> tuple[float, float, float]:
    with Server([CAT], first=messages.modern(1, "tools/list")) as server:
        server.receive()
        return (time.perf_counter() - server.spawned) * 1e3, *memory_mb(server.pid)


def era_rows(era: str, samples: dict[str, list]) -> list[Row]:
    ours = [sample[0] for sample in samples[f"reckon {era}"]]
    time_row = Row(f"first tools/list, {era}", median(ours), "ms", Bar("<=", SLOWEST), note=spread(ours, "ms"))
    ratio_row = Row(f"times faster than SDK, {era}", unit="x", bar=Bar(">=", TIMES_FASTER))
    theirs = [sample[0] for sample in samples.get(f"SDK {era}", [])]
    time_row.reference = against("SDK", median(theirs) if theirs else None, median(ours), "ms")
    if theirs:
        ratio_row.value = median(theirs) / median(ours)
        ratio_row.note = "SDK server: " + spread(theirs, "ms")
    return [time_row, ratio_row]


def memory_rows(samples: dict[str, list]) -> list[Row]:
    """Shows the largest figure of all starts: a bar on memory is no matter of averages."""
    rows = []
    for name, column in (("VmRSS", 1), ("VmHWM", 2)):
        value = max(sample[column] for era in (MODERN, LEGACY) for sample in samples[f"reckon {era}"])
        theirs = [sample[column] for sample in samples.get(f"SDK {MODERN}", [])]
        beside = against("SDK", median(theirs) if theirs else None, value, "MB")
        rows.append(Row(f"memory after first tools/list, {name}", value, "MB", Bar("<=", MEMORY_MB), beside))
    return rows


def binary_rows(path: str) -> list[Row]:
    parts = dynamic_parts(path)
    return [
        Row("binary size", os.path.getsize(path) / 1e6, "MB", Bar("<", BINARY_MB), exact=True),
        Row("dynamic parts in the ELF file", len(parts), bar=Bar("==", 0), note=", ".join(parts), exact=True),
    ]
