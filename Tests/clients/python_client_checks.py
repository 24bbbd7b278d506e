"""What the Python MCP client must find; runs inside the environment that holds the client.

Arguments: a directory for the server's stderr ("" for none), then the server's command line.
"""

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.exceptions import MCPError
from mcp_types import DiscoverResult, TextContent

from report import Report

TOOL = "get_status"
MODERN = "2026-07-28"
MODES = ("auto", "legacy", MODERN)
INVALID_PARAMS = -32602

REQUEST_LIMIT_SECONDS = 10
MODE_LIMIT_SECONDS = 60
# Codex 0.163.0 starts its first turn without a server that is not ready after about a second.
CONNECT_LIMIT_SECONDS = 1.0
# The client signals a server that is still there 2 s after its stdin closed.
SHUTDOWN_LIMIT_SECONDS = 1.9
# A server that blocks in read(2) takes well under 1 ms here, one that polls every 10 ms takes 10.
LATENCY_LIMIT_MILLISECONDS = 8
LATENCY_CALLS = 21


class Refuted(Exception):
    """The server answered, but not what was asked for."""


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refuted(otherwise)


class ModeChecks:
    """The checks of one connection; each returns the detail of a PASS or raises the reason of a FAIL."""

    def __init__(self, mode: str, client: Client) -> None:
        self.mode = mode
        self.client = client

    async def version(self) -> str:
        """A pinned client trusts the pin until asked, so ask; the others have negotiated already."""
        if self.mode == MODERN:
            raw = await self.client.session.send_discover(MODERN)
            self.client.session.adopt(DiscoverResult.model_validate(raw))
        version = self.client.protocol_version
        expected = {"legacy": version < MODERN, MODERN: version == MODERN}
        require(expected.get(self.mode, True), f"got {version}")
        return version

    async def identity(self) -> str:
        server = self.client.server_info
        require(server is not None and bool(server.name and server.version), f"got {server}")
        return f"{server.name} {server.version}" if server else ""

    async def tools(self) -> str:
        names = [tool.name for tool in (await self.client.list_tools(cache_mode="bypass")).tools]
        require(TOOL in names, f"{TOOL} is not among {names}")
        return ", ".join(names)

    async def call(self) -> str:
        result = await self.client.call_tool(TOOL, {})
        text = "\n".join(block.text for block in result.content if isinstance(block, TextContent))
        require(not result.is_error, f"answered with an error: {text!r}")
        require(bool(text.strip()), "answered without text")
        return f"{len(text)} characters"

    async def unknown_tool(self) -> str:
        try:
            result = await self.client.call_tool("no_such_tool", {})
        except MCPError as error:
            require(error.error.code == INVALID_PARAMS, f"got {error.error.code} {error.error.message}")
            return error.error.message
        raise Refuted(f"got a result, is_error={result.is_error}")

    async def ping(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the client warns that ping is gone from 2026 on: we know
            await self.client.send_ping()
        return ""

    async def latency(self) -> str:
        times = []
        for _ in range(LATENCY_CALLS):
            start = time.perf_counter()
            await self.client.call_tool(TOOL, {})
            times.append((time.perf_counter() - start) * 1000)
        p50 = statistics.median(times)
        require(p50 < LATENCY_LIMIT_MILLISECONDS, f"p50 {p50:.1f} ms, limit {LATENCY_LIMIT_MILLISECONDS} ms")
        return f"p50 {p50:.1f} ms, longest {max(times):.1f} ms of {LATENCY_CALLS}"

    def all(self) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
        """Lists the checks in order; ping exists only before 2026."""
        return [
            ("agrees on a protocol version", self.version),
            ("names itself", self.identity),
            (f"lists {TOOL}", self.tools),
            (f"answers {TOOL}", self.call),
            (f"refuses an unknown tool with {INVALID_PARAMS}", self.unknown_tool),
            *([("answers ping", self.ping)] if self.mode == "legacy" else []),
            ("answers quickly", self.latency),
        ]


async def check_mode(mode: str, server: StdioServerParameters, stderr_path: Path, report: Report) -> None:
    """Connects in one mode, runs its checks, disconnects."""
    with open(stderr_path, "w") as stderr, anyio.fail_after(MODE_LIMIT_SECONDS):
        strays: list[Exception] = []

        async def notice(message: object) -> None:
            if isinstance(message, Exception):  # a line that is not a message
                strays.append(message)

        start = time.perf_counter()
        transport = stdio_client(server, errlog=stderr)
        async with Client(
            transport, mode=mode, read_timeout_seconds=REQUEST_LIMIT_SECONDS, message_handler=notice
        ) as client:
            seconds = time.perf_counter() - start
            report.check(f"{mode}: connects in time", seconds < CONNECT_LIMIT_SECONDS, f"{seconds * 1000:.0f} ms")
            for name, check in ModeChecks(mode, client).all():
                try:
                    detail = await check()
                except Exception as error:  # a client error of any kind is this check's failure, not the run's end
                    report.check(f"{mode}: {name}", False, f"{type(error).__name__}: {error}")
                else:
                    report.check(f"{mode}: {name}", True, detail)
            start = time.perf_counter()
        seconds = time.perf_counter() - start
        report.check(f"{mode}: writes only messages to stdout", not strays, "; ".join(map(str, strays)))
        report.check(
            f"{mode}: ends when its stdin closes",
            seconds < SHUTDOWN_LIMIT_SECONDS,
            f"{seconds:.2f} s, limit {SHUTDOWN_LIMIT_SECONDS} s",
        )


def innermost(error: BaseException) -> BaseException:
    """Unwraps the task groups of the client down to the error that started it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def check_all(command: list[str], logs: Path, report: Report) -> None:
    """Runs every mode, each with a server process, a home and a working directory of its own."""
    for mode in MODES:
        with tempfile.TemporaryDirectory(prefix="reckon-client-") as home:
            server = StdioServerParameters(command=command[0], args=command[1:], env={"HOME": home}, cwd=home)
            stderr_path = logs / f"{mode}.stderr"
            try:
                anyio.run(check_mode, mode, server, stderr_path, report)
            except Exception as error:
                cause = innermost(error)
                report.check(f"{mode}: connects and stays connected", False, f"{type(cause).__name__}: {cause}")
                sys.stderr.write(stderr_path.read_text(errors="replace"))


def main() -> int:
    keep, *command = sys.argv[1:]
    report = Report()
    with tempfile.TemporaryDirectory(prefix="reckon-client-logs-") as scratch:
        logs = Path(keep or scratch)
        logs.mkdir(parents=True, exist_ok=True)
        check_all(command, logs, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
