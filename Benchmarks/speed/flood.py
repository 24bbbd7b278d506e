"""Floods: ten thousand requests in one write, one endless line, and nesting no honest client sends."""

import threading
import time

from . import messages
from .process import memory_mb
from .results import Bar, Failure, Row, against
from .sampling import Contender, interleave, median
from .server import Server
from .setup import Setup

REQUESTS, DEPTH = 10_000, 20_000
LONG_LINE, SHORT_LINE = 10**9, 64 * 10**6
PEAK_MB = 64  # room for one line at its cap and for queued answers, far from a gigabyte
TOO_LONG = (-32600, -32700)  # invalid request, parse error: what JSON-RPC has for a line that is no message
CHUNK = b"x" * (1 << 20)


def measure(setup: Setup) -> list[Row]:
    reckon = setup.reckon_command()
    rows = many_rows(reckon, setup.sdk_command(), 1 if setup.smoke else 3)
    rows += long_rows(reckon, SHORT_LINE if setup.smoke else LONG_LINE)
    return [*rows, deep_row(reckon)]


def many_rows(reckon: list[str], sdk: list[str] | None, rounds: int) -> list[Row]:
    contenders = [Contender("reckon", lambda: [many(reckon, "get_status")])]
    if sdk:
        contenders.append(Contender("SDK", lambda: [many(sdk, "test_simple_text")]))
    samples = interleave(rounds, contenders, warm_up=False)
    seconds, peak, answered = zip(*samples["reckon"])
    their_seconds, their_peak, _ = zip(*samples["SDK"]) if sdk else ([None], [None], None)
    times = against("SDK", median(their_seconds), median(seconds), "s")
    peaks = against("SDK", max(their_peak), max(peak), "MB")
    title = f"{REQUESTS:,} requests in one write"
    return [
        Row(title, median(seconds), "s", reference=times, note="half calls, half pings"),
        Row("flood: answered exactly once", min(answered), bar=Bar("==", REQUESTS), exact=True),
        Row("flood: peak memory, VmHWM", max(peak), "MB", Bar("<=", PEAK_MB), peaks),
    ]


def many(command: list[str], tool: str) -> tuple[float, float, int]:
    """Gives seconds until the last answer, peak memory, and how many requests were answered well, and only once."""
    lines = [
        messages.call(identifier, tool) if identifier % 2 else messages.request(identifier, "ping")
        for identifier in range(REQUESTS)
    ]
    with Server(command) as server:
        server.shake_hands()
        writer = threading.Thread(target=server.send, args=(b"".join(lines),), daemon=True)
        start = time.perf_counter()
        writer.start()
        answers = [server.receive() for _ in range(REQUESTS)]
        seconds = time.perf_counter() - start
        writer.join()
        peak = memory_mb(server.pid)[1]
        if not server.silent(0.1):
            raise Failure(f"more answers than requests: {server.receive()[:200]!r}")
    good = {message["id"] for message in map(messages.parse, answers) if "result" in message}
    return seconds, peak, len(good & set(range(REQUESTS)))


def long_rows(command: list[str], size: int) -> list[Row]:
    """Streams one line of that many bytes, its newline only at the very end, then asks for something ordinary."""
    head, tail = b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{"pad":"', b'"}}\n'
    with Server(command) as server:
        server.shake_hands()
        start = time.perf_counter()
        server.send(head)
        left = size - len(head) - len(tail)
        while left > 0:
            server.send(CHUNK[:left])
            left -= len(CHUNK)
        server.send(tail)
        answer = server.receive()
        seconds = time.perf_counter() - start
        refused = is_refusal(answer)
        served = next_is_served(server)
        peak = memory_mb(server.pid)[1]
    title = f"a line of {size / 1e6:,.0f} MB"
    return [
        Row(f"{title}, time to the refusal", seconds, "s", note=answer[:240].decode(errors="replace")),
        Row("long line: refused, next one served", refused + served, bar=Bar("==", 2), exact=True),
        Row("long line: peak memory, VmHWM", peak, "MB", Bar("<=", PEAK_MB)),
    ]


def is_refusal(answer: bytes) -> bool:
    message = messages.parse(answer)
    error = message.get("error") or {}
    return message.get("id", 7) == 7 and error.get("code") in TOO_LONG


def next_is_served(server: Server) -> bool:
    """Tells whether the very next line out is the good answer to one more ping."""
    _, answer = server.round_trip(messages.request(8, "ping"))
    return messages.parse(answer).get("id") == 8 and "result" in messages.parse(answer)


def deep_row(command: list[str]) -> Row:
    line = b'{"jsonrpc":"2.0","id":7,"method":"ping","params":{"x":' + b"[" * DEPTH + b"]" * DEPTH + b"}}\n"
    with Server(command) as server:
        server.shake_hands()
        elapsed, answer = server.round_trip(line)
        answered = messages.parse(answer).get("id", 7) == 7
        good = answered + next_is_served(server)
    note = f"{elapsed:.3g} ms; {answer[:200].decode(errors='replace')}"
    return Row(f"{DEPTH:,} deep: answered, next one served", good, bar=Bar("==", 2), exact=True, note=note)
