"""Running a client for a bounded time, and looking for what it left behind."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Ended:
    """How a client ended; no code means that it ran out of time."""

    code: int | None
    seconds: float


@contextlib.contextmanager
def bounded_run(
    command: list[str], environment: dict[str, str], directory: Path, logs: Path, limit: float
) -> Iterator[Ended]:
    """Runs a command in a process group of its own; the group is killed after the `with` block, not before.

    So the block can look at what the command itself leaves running.
    """
    start = time.monotonic()
    with open(logs / "stdout", "wb") as stdout, open(logs / "stderr", "wb") as stderr:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(limit)
        yield Ended(process.poll(), time.monotonic() - start)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def running(program: Path) -> list[int]:
    """Lists the processes that have `program` on their command line. Zombies have none and do not count."""
    listing = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
    lines = (line.split(maxsplit=1) for line in listing.stdout.splitlines())
    return [int(words[0]) for words in lines if len(words) == 2 and str(program) in words[1].split()]


def wait_until_gone(program: Path, limit: float) -> tuple[list[int], float]:
    """Waits for the last process of `program` to end; returns those still there, killed, and the time it took."""
    start = time.monotonic()
    while (left := running(program)) and time.monotonic() - start < limit:
        time.sleep(POLL_SECONDS)
    seconds = time.monotonic() - start
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return left, seconds
