"""The JSON benchmark's input: telemetry records, one per line, the same bytes on every machine.

Only `Random.random()` is drawn from, the one generator whose sequence Python promises to keep for a seed.
"""

import hashlib
import json
import os
import random
from pathlib import Path

from .results import Failure
from .setup import say

SEED = 7
MIB = 1 << 20
# What the seed gives, by the size asked for in MiB: lines and SHA-256.
EXPECTED = {
    2: (2887, "6675a6e26b02eddea2c15daec6a7736b1e0e39ac581c53b3a71c1bbd12a17827"),
    12: (17322, "d6fcd2f7840348a30145f5f47356cfff28700feb7ea89659cbebd693381d7d1e"),
    50: (72108, "c511566b1560bb48ed989c8c0cac6a02e2de9b259c7bb075dc2ef77ab9e5f72a"),
}

TOOLS = ["Bash", "Edit", "Read", "Write", "Grep", "Glob", "WebFetch", "Task", "mcp__github__create_issue"]
WORDS = (
    "the agent tool call failed then it retried and parsed an error in the file after edit read write grep timeout "
    "permission denied while waiting for input naïve café 日本語 emoji 🚀"
).split()


class Draw:
    """A seeded source of the kinds of values the records hold."""

    def __init__(self, seed: int) -> None:
        self.share = random.Random(seed).random

    def below(self, limit: int) -> int:
        return int(self.share() * limit)

    def one_of(self, values: list) -> object:
        return values[self.below(len(values))]

    def hexadecimal(self, digits: int) -> str:
        return "".join(f"{self.below(1 << 32):08x}" for _ in range((digits + 7) // 8))[:digits]


def message(draw: Draw) -> str:
    text = " ".join(draw.one_of(WORDS) for _ in range(5 + draw.below(26)))
    if draw.share() < 0.3:
        text += f'\n"quoted" path\\to\\file\t{draw.share()}'
    return text


def attributes(draw: Draw) -> list[dict]:
    session = "-".join(draw.hexadecimal(digits) for digits in (8, 4, 4, 4, 12))
    values = [
        ("gen_ai.request.model", {"stringValue": "claude-x"}),
        ("session.id", {"stringValue": session}),
        ("tool.result_size", {"intValue": str(draw.below(100_000))}),
        ("success", {"boolValue": True}),
    ]
    return [{"key": key, "value": value} for key, value in values]


def record(draw: Draw, nanoseconds: int) -> dict:
    clock = f"{draw.below(24):02d}:{draw.below(60):02d}:{draw.below(60):02d}.{draw.below(1000):03d}"
    return {
        "timestamp": f"2026-11-{1 + draw.below(28):02d}T{clock}Z",
        "timeUnixNano": str(nanoseconds),
        "traceId": draw.hexadecimal(32),
        "spanId": draw.hexadecimal(16),
        "name": draw.one_of(TOOLS),
        "severityNumber": draw.one_of([9, 13, 17]),
        "ok": draw.share() < 0.9,
        "parent": None if draw.share() < 0.2 else draw.hexadecimal(16),
        "durationMs": round(draw.share() * 900, 3),
        "cost": draw.share() * 0.01,
        "usage": {"input": draw.below(200_000), "output": draw.below(8_000), "cache": draw.below(1_000_000)},
        "attributes": attributes(draw),
        "body": message(draw),
    }


def lines(size: int):
    """Yields whole lines until they come to at least `size` bytes; four in five escape what is not ASCII."""
    draw, written, now = Draw(SEED), 0, 1_760_000_000_000_000_000
    while written < size:
        now += draw.below(1_000_000_000)
        text = json.dumps(record(draw, now), ensure_ascii=draw.share() >= 0.2, separators=(",", ":"))
        line = text.encode() + b"\n"
        written += len(line)
        yield line


def benchmark_file(cache: Path, mebibytes: int) -> tuple[Path, int]:
    """Gives the file of about that size, and its count of lines, from the cache directory or newly written."""
    path = cache / f"telemetry-{mebibytes}mib.ndjson"
    if not path.exists() or fingerprint(path) != EXPECTED[mebibytes]:
        say(f"writing {path}")
        part = path.with_suffix(f".{os.getpid()}")
        with open(part, "wb") as file:
            file.writelines(lines(mebibytes * MIB))
        part.rename(path)
    found = fingerprint(path)
    if found != EXPECTED[mebibytes]:
        raise Failure(f"{path} is not what its seed should give: {found[0]} lines, SHA-256 {found[1]}")
    return path, found[0]


def fingerprint(path: Path) -> tuple[int, str]:
    data = path.read_bytes()
    return data.count(b"\n"), hashlib.sha256(data).hexdigest()
