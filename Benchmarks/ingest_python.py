"""Imports OTLP spans the way a straightforward Python program would, and prints what it has counted as JSON.

  ingest_python.py json FILE DATABASE        requests as lines, with orjson
  ingest_python.py protobuf FILE DATABASE    requests behind their lengths, with opentelemetry-proto

It keeps every span once, counts spans, failures and durations by service, name and five minutes, and people by day, all
in one transaction of SQLite. It masks nothing and groups no errors.
"""

import json
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
  service TEXT, name TEXT, start INTEGER, spans INTEGER, errors INTEGER, duration INTEGER,
  PRIMARY KEY (service, name, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subject_days (day INTEGER, subject TEXT, PRIMARY KEY (day, subject)) WITHOUT ROWID;
"""
ADD_BUCKET = """
INSERT INTO buckets VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  spans = spans + excluded.spans, errors = errors + excluded.errors, duration = duration + excluded.duration
"""
FIVE_MINUTES, DAY = 300 * 10**9, 86_400 * 10**9
HALF, WHOLE = 1 << 63, 1 << 64


def main() -> None:
    form, path, database = sys.argv[1:]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.executescript(SCHEMA)
    known = {row[0] for row in connection.execute("SELECT id FROM spans")}
    before = len(known)
    buckets: dict[tuple, list[int]] = {}
    subject_days: set[tuple] = set()
    connection.execute("BEGIN")
    rows = counted({"json": json_spans, "protobuf": proto_spans}[form](path), known, buckets, subject_days)
    connection.executemany("INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(ADD_BUCKET, ((*key, *counts) for key, counts in buckets.items()))
    connection.executemany("INSERT OR IGNORE INTO subject_days VALUES (?, ?)", subject_days)
    connection.execute("COMMIT")
    connection.close()
    errors = sum(counts[1] for counts in buckets.values())
    print(json.dumps({"spans": len(known) - before, "errors": errors, "subject_days": len(subject_days)}))


def counted(spans: Iterator[tuple], known: set[int], buckets: dict, subject_days: set) -> Iterator[tuple]:
    """Passes on the spans that are new, and counts them."""
    for span in spans:
        identifier, _, _, start, duration, service, name, failed, subject = span
        if identifier in known:
            continue
        known.add(identifier)
        key = service, name, start // FIVE_MINUTES
        counts = buckets.get(key)
        if counts is None:
            buckets[key] = [1, failed, duration]
        else:
            counts[0] += 1
            counts[1] += failed
            counts[2] += duration
        if subject:
            subject_days.add((start // DAY, subject))
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
                        yield (
                            signed(int(span["spanId"], 16)),
                            bytes.fromhex(span["traceId"]),
                            signed(int(span.get("parentSpanId") or "0", 16)),
                            start,
                            int(span["endTimeUnixNano"]) - start,
                            service,
                            span["name"],
                            int(span["status"].get("code") == 2),
                            text(span["attributes"], "user.id"),
                        )


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
                        yield (
                            int.from_bytes(span.span_id, "big", signed=True),
                            span.trace_id,
                            int.from_bytes(span.parent_span_id, "big", signed=True),
                            start,
                            span.end_time_unix_nano - start,
                            service,
                            span.name,
                            int(span.status.code == 2),
                            proto_text(span.attributes, "user.id"),
                        )


def proto_text(attributes, key: str) -> str:
    for attribute in attributes:
        if attribute.key == key:
            return attribute.value.string_value
    return ""


main()
