"""Round trips: one client, one call at a time, through the pipes of a server that is already warm."""

from contextlib import ExitStack

from . import messages
from .results import Bar, Row, against
from .sampling import Contender, interleave, median, percentile, spread
from .server import Server
from .setup import CAT, Setup

P50_MS, P99_MS = 0.3, 2.0
BLOCK = 100  # calls in a row before the next contender has its turn


def measure(setup: Setup) -> list[Row]:
    """Times sequential calls of a trivial tool, and of `ping`, on each server in turn."""
    servers = {
        "reckon": (setup.reckon_command(), "get_status"),
        "ConformanceServer": (setup.conformance_command(), "test_simple_text"),
    }
    if sdk := setup.sdk_command():
        servers["SDK"] = (sdk, "test_simple_text")
    with ExitStack() as stack:
        contenders = []
        for name, (command, tool) in servers.items():
            server = stack.enter_context(Server(command))
            server.shake_hands()
            contenders += calls(name, server, tool)
        cat = stack.enter_context(Server([CAT]))
        contenders.append(Contender("floor", lambda: block(cat, messages.request(1, "ping"), checked=False)))
        samples = interleave(2 if setup.smoke else 30, contenders)
    rows = [row for name in ("reckon", "ConformanceServer") for row in server_rows(name, servers[name][1], samples)]
    floor = samples["floor"]
    return [*rows, Row("floor: a line to cat and back, p50", median(floor), "ms", note=spread(floor, "ms"))]


def calls(name: str, server: Server, tool: str) -> list[Contender]:
    return [
        Contender(f"{name} call", lambda: block(server, messages.call(1, tool))),
        Contender(f"{name} ping", lambda: block(server, messages.request(1, "ping"))),
    ]


def block(server: Server, line: bytes, checked: bool = True) -> list[float]:
    """Makes some round trips in a row; the answers are read with the clock stopped."""
    times = []
    for _ in range(BLOCK):
        elapsed, answer = server.round_trip(line)
        times.append(elapsed)
        if checked:
            messages.result(answer, 1)
    return times


def server_rows(name: str, tool: str, samples: dict[str, list]) -> list[Row]:
    rows = []
    for kind, title in (("call", f"{name} {tool}"), ("ping", f"{name} ping")):
        ours, theirs = samples[f"{name} {kind}"], samples.get(f"SDK {kind}")
        for label, share, limit in (("p50", 0.5, P50_MS), ("p99", 0.99, P99_MS)):
            value = percentile(ours, share)
            beside = against("SDK", percentile(theirs, share) if theirs else None, value, "ms")
            rows.append(Row(f"{title}, {label}", value, "ms", Bar("<=", limit), beside))
        rows[-1].note = spread(ours, "ms")
    return rows
