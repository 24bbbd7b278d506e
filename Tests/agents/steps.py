#!/usr/bin/env python3
"""Imports files into a store of its own and says what steps of agents it has kept: tokens, cost, errors, models.

Run by hand: Tests/agents/steps.py PATH-OF-RECKON FILE...   Prints one line of JSON.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

OPERATIONS = ["other", "model_call", "embedding", "rerank", "tool_call", "tool_part", "agent_run", "workflow",
              "retrieval", "memory", "guardrail", "evaluation"]
FIELDS = {2: "provider", 3: "model", 4: "tool", 5: "agent", 6: "prompt", 7: "prompt_version", 8: "error", 9: "call",
          10: "turn", 11: "arguments", 12: "result", 14: "micro_dollars", 15: "table", 16: "finish", 17: "first_token",
          18: "took", 19: "says_error"}
INFERENCES = ("model_call", "embedding", "rerank")


def varint(data, offset):
    value = shift = 0
    while True:
        byte = data[offset]
        offset += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, offset


def step(data):
    """Unpacks what Domain's AgentStep+Extra packs."""
    if not data or data[0] != 1:
        return None
    found, offset = {}, 1
    while offset < len(data):
        tag, offset = varint(data, offset)
        value, offset = varint(data, offset)
        number = tag >> 1
        if tag & 1:
            value, offset = data[offset:offset + value], offset + value
        if number == 1:
            found["operation"] = OPERATIONS[value]
        elif number == 13:
            counts, at = [], 0
            while at < len(value):
                count, at = varint(value, at)
                counts.append(count)
            found["tokens"] = counts
        elif 9 <= number <= 12:
            found[FIELDS[number]] = value.hex()
        elif number in FIELDS:
            found[FIELDS[number]] = value.decode() if isinstance(value, bytes) else value
    return found


def main(reckon, paths):
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *words: subprocess.run([reckon, *words], cwd=folder, check=True, capture_output=True, text=True)
        subprocess.run(["git", "init", "-q", folder], check=True)
        report = run("import", *map(os.path.abspath, paths)).stdout
        run("export", os.path.join(folder, "out"))
        rows = []
        for base, _, names in os.walk(os.path.join(folder, "out")):
            for name in names:
                with open(os.path.join(base, name), errors="replace") as lines:
                    rows += [json.loads(line) for line in lines if line.startswith('{"key":"') and '"kind":' in line]
    print(json.dumps(summary(rows), indent=1))
    print(report, file=sys.stderr)


def summary(rows):
    total = collections.Counter()
    models, providers, agents, tools, finishes, errors = (collections.Counter() for _ in range(6))
    for row in rows:
        total["rows." + row["kind"]] += 1
        found = step(bytes.fromhex(row.get("extra", "")))
        if not found:
            continue
        total["steps"] += 1
        total["steps." + found["operation"]] += 1
        total["sessions"] += "session" in row
        failed = row.get("status") == "error" or "says_error" in found
        total["failed." + found["operation"]] += failed
        for name, counter in (("agent", agents), ("tool", tools), ("error", errors), ("provider", providers)):
            if name in found:
                counter[found[name]] += 1
        for name in ("call", "turn", "arguments", "result", "prompt", "prompt_version", "first_token", "took"):
            total["with." + name] += name in found
        if found["operation"] not in INFERENCES:
            continue
        models[found.get("model", "?")] += 1
        finishes[found.get("finish", 0)] += 1
        for name, count in zip(("in", "out", "cache_read", "cache_write", "reasoning"), found.get("tokens", [])):
            total["tokens." + name] += count
        if "micro_dollars" in found:
            source = "priced" if "table" in found else "reported"
            total["micro_dollars." + source] += found["micro_dollars"]
            total["calls." + source] += 1
        elif "tokens" in found:
            total["calls.unpriced"] += 1
    names = {"models": models, "providers": providers, "agents": agents, "tools": tools, "finishes": finishes,
             "errors": errors}
    return {**{name: dict(counter) for name, counter in names.items()}, **dict(sorted(total.items()))}


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2:])
