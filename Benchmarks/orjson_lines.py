"""Parses each line of a file with orjson and prints the best rate of three passes, in JSONBench's row format."""

import json
import sys
import time

import orjson

PASSES = 3


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    lines = data.splitlines()
    best = min(one_pass(lines) for _ in range(PASSES))
    print(json.dumps({"name": "orjson", "mb_per_s": len(data) / 1e6 / best, "version": orjson.__version__}))


def one_pass(lines: list[bytes]) -> float:
    start = time.perf_counter()
    for line in lines:
        orjson.loads(line)
    return time.perf_counter() - start


main()
