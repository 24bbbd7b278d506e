"""Imports OTLP spans the way a straightforward Python program would, and prints what it has counted as JSON.

  ingest_python.py json FILE DATABASE        requests as lines, with orjson
  ingest_python.py protobuf FILE DATABASE    requests behind their lengths, with opentelemetry-proto

It keeps every span once and makes the same roll-ups: by service, name and five minutes the spans, failures, durations and
a sketch of the durations to one percent; by five minutes all spans; by day each person with how often, since when and of
which account. All of it goes in one transaction of SQLite. It masks nothing and groups no errors.
"""

import json
import math
import sqlite3
import sys
from collections.abc import Iterator

SCHEMA = """
PRAGMA cache_size = -262144;
CREATE TABLE IF NOT EXISTS spans (
  id INTEGER PRIMARY KEY, trace BLOB, parent INTEGER, start INTEGER, duration INTEGER,
  service TEXT, name TEXT, failed INTEGER, subject TEXT
);
CREATE TABLE IF NOT EXISTS buckets (
  service TEXT, name TEXT, start INTEGER, spans INTEGER, errors INTEGER, duration INTEGER, sketch TEXT,
  PRIMARY KEY (service, name, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS active (start INTEGER PRIMARY KEY, spans INTEGER, errors INTEGER);
CREATE TABLE IF NOT EXISTS subject_days (
  day INTEGER, subject TEXT, spans INTEGER, first INTEGER, account TEXT, PRIMARY KEY (day, subject)
) WITHOUT ROWID;
"""
FIVE_MINUTES, DAY = 300 * 10**9, 86_400 * 10**9
BINS_PER_E = 1 / math.log(1.02)  # bins of two percent: one either way
HALF, WHOLE = 1 << 63, 1 << 64


def main() -> None:
    form, path, database = sys.argv[1:]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(SCHEMA)
    known = {row[0] for row in connection.execute("SELECT id FROM spans")}
    before = len(known)
    buckets: dict[tuple, list] = {}
    active: dict[int, list[int]] = {}
    people: dict[tuple, list] = {}
    connection.execute("BEGIN")
    rows = counted({"json": json_spans, "protobuf": proto_spans}[form](path), known, buckets, active, people)
    connection.executemany("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO buckets VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((*key, *counts, json.dumps(sketch)) for key, (*counts, sketch) in buckets.items()),
    )
    connection.executemany("INSERT INTO active VALUES (?, ?, ?)", ((key, *counts) for key, counts in active.items()))
    connection.executemany(
        "INSERT INTO subject_days VALUES (?, ?, ?, ?, ?)", ((*key, *counts) for key, counts in people.items())
    )
    connection.execute("COMMIT")
    connection.close()
    errors = sum(counts[1] for counts in buckets.values())
    print(json.dumps({"spans": len(known) - before, "errors": errors, "subject_days": len(people)}))


def counted(spans: Iterator[tuple], known: set[int], buckets: dict, active: dict, people: dict) -> Iterator[tuple]:
    """Passes on the spans that are new, and counts them."""
    log = math.log
    for span, account in spans:
        identifier, _, _, start, duration, service, name, failed, subject = span
        if identifier in known:
            continue
        known.add(identifier)
        window = start // FIVE_MINUTES
        everything = active.get(window)
        if everything is None:
            active[window] = [1, failed]
        else:
            everything[0] += 1
            everything[1] += failed
        sketch_bin = int(log(duration) * BINS_PER_E) if duration > 0 else 0
        key = service, name, window
        counts = buckets.get(key)
        if counts is None:
            buckets[key] = [1, failed, duration, {sketch_bin: 1}]
        else:
            counts[0] += 1
            counts[1] += failed
            counts[2] += duration
            sketch = counts[3]
            sketch[sketch_bin] = sketch.get(sketch_bin, 0) + 1
        if subject:
            person = start // DAY, subject
            days = people.get(person)
            if days is None:
                people[person] = [1, start, account]
            else:
                days[0] += 1
                if start < days[1]:
                    days[1] = start
        yield span


def signed(number: int) -> int:
    """Gives a number of 64 bits as SQLite has it."""
    return number - WHOLE if number >= HALF else number


def json_spans(path: str) -> Iterator[tuple]:
    import orjson

    with open(path, "rb") as file:
        for line in file:
            for resource in orjson.loads(line)["resourceSpans"]:
                service = text(resource["resource"]["attributes"], "service.name")
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        start = int(span["startTimeUnixNano"])
                        attributes = span["attributes"]
                        row = (
                            signed(int(span["spanId"], 16)),
                            bytes.fromhex(span["traceId"]),
                            signed(int(span.get("parentSpanId") or "0", 16)),
                            start,
                            int(span["endTimeUnixNano"]) - start,
                            service,
                            span["name"],
                            int(span["status"].get("code") == 2),
                            text(attributes, "user.id"),
                        )
                        yield row, text(attributes, "account.id")


def text(attributes: list[dict], key: str) -> str:
    for attribute in attributes:
        if attribute["key"] == key:
            return attribute["value"].get("stringValue", "")
    return ""


def proto_spans(path: str) -> Iterator[tuple]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    with open(path, "rb") as file:
        while head := file.read(4):
            request = ExportTraceServiceRequest.FromString(file.read(int.from_bytes(head, "big")))
            for resource in request.resource_spans:
                service = proto_text(resource.resource.attributes, "service.name")
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        start = span.start_time_unix_nano
                        attributes = span.attributes
                        row = (
                            int.from_bytes(span.span_id, "big", signed=True),
                            span.trace_id,
                            int.from_bytes(span.parent_span_id, "big", signed=True),
                            start,
                            span.end_time_unix_nano - start,
                            service,
                            span.name,
                            int(span.status.code == 2),
                            proto_text(attributes, "user.id"),
                        )
                        yield row, proto_text(attributes, "account.id")


def proto_text(attributes, key: str) -> str:
    for attribute in attributes:
        if attribute.key == key:
            return attribute.value.string_value
    return ""


main()
