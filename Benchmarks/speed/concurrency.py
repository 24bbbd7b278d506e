"""Calls beside a slow call: nobody waits for it, and a cancelled one leaves neither an answer nor work behind."""

import time

from . import messages
from .process import processor_ms
from .results import Bar, Failure, Row
from .sampling import spread
from .server import Server
from .setup import Setup

SLOW, CROWD, PINGS = 1000, range(1, 20), 10
ANSWERS = len(CROWD) + PINGS + 1
CROWD_MS, PING_MS, IDLE_MS = 20, 5, 10
IDLE_WINDOW = 0.5  # seconds


def measure(setup: Setup) -> list[Row]:
    """Every round starts a fresh server, so that no round inherits warm threads from another."""
    rounds, seconds = (1, 0.5) if setup.smoke else (5, 2.0)
    crowd, pings, counts = [], [], []
    after, idle, stray = [], [], 0
    for _ in range(rounds):
        with slow_server(setup) as server:
            times, round_trips, count = beside_slow_call(server, seconds)
            crowd, pings, counts = crowd + times, pings + round_trips, counts + [count]
        with slow_server(setup) as server:
            times, spent, replies = after_cancel(server, seconds / 2)
            after, idle, stray = after + times, idle + [spent], stray + replies
    return [
        worst(f"worst of {len(CROWD)} calls beside a slow one", crowd, CROWD_MS),
        worst("worst ping beside a slow call", pings, PING_MS),
        Row("answers, the slow one last and in time", min(counts), bar=Bar("==", ANSWERS), exact=True),
        worst("worst ping after a cancel", after, PING_MS),
        Row(f"processor in {IDLE_WINDOW:g} s after a cancel", max(idle), "ms", Bar("<=", IDLE_MS)),
        Row("answers to the cancelled call", stray, bar=Bar("==", 0), exact=True),
    ]


def worst(title: str, times: list[float], limit: float) -> Row:
    return Row(title, max(times), "ms", Bar("<=", limit), note=spread(times, "ms"))


def slow_server(setup: Setup) -> Server:
    return Server(setup.conformance_command())


def start_slow_call(server: Server, seconds: float) -> float:
    """Opens the session, starts the slow call, and gives it a moment to be running."""
    server.shake_hands()
    started = time.perf_counter()
    server.send(messages.call(SLOW, "slow", seconds=seconds))
    if not server.silent(0.05):
        raise Failure(f"the slow call was answered at once: {server.receive()[:200]!r}")
    return started


def beside_slow_call(server: Server, seconds: float) -> tuple[list[float], list[float], int]:
    """Gives the waiting times of a crowd of calls sent in one write, those of pings, and the count of answers."""
    started = start_slow_call(server, seconds)
    burst = b"".join(messages.call(identifier, "test_simple_text") for identifier in CROWD)
    sent = time.perf_counter()
    server.send(burst)
    times, unanswered = [], set(CROWD)
    while unanswered:
        answer = server.receive()
        times.append((time.perf_counter() - sent) * 1e3)
        identifier = messages.parse(answer).get("id")
        if identifier not in unanswered:
            raise Failure(f"the slow call held the others up, or an answer came twice: {answer[:200]!r}")
        messages.result(answer, identifier)
        unanswered.remove(identifier)
    pings = []
    for _ in range(PINGS):
        elapsed, answer = server.round_trip(messages.request(0, "ping"))
        messages.result(answer, 0)
        pings.append(elapsed)
    messages.result(server.receive(), SLOW)
    if time.perf_counter() - started < seconds:
        raise Failure("the slow call was answered early")
    return times, pings, len(times) + len(pings) + 1


def after_cancel(server: Server, seconds: float) -> tuple[list[float], float, int]:
    """Gives pings around a cancellation, processor time of the quiet spell after it, and answers that must not be."""
    start_slow_call(server, seconds)
    server.send(messages.cancelled(SLOW))
    pings, stray = [ping_past_strays(server)[0]], 0
    spent = processor_ms(server.pid)
    server.silent(IDLE_WINDOW)
    spent = processor_ms(server.pid) - spent
    over = time.perf_counter() + seconds
    while time.perf_counter() < over:
        elapsed, strays = ping_past_strays(server)
        pings, stray = pings + [elapsed], stray + strays
        server.silent(0.05)
    return pings, spent, stray


def ping_past_strays(server: Server) -> tuple[float, int]:
    """Times a ping, and counts what came in before its answer."""
    elapsed, answer = server.round_trip(messages.request(1, "ping"))
    strays = 0
    while messages.parse(answer).get("id") != 1:
        strays, answer = strays + 1, server.receive()
    return elapsed, strays
