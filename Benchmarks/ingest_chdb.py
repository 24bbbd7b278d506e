"""Loads OTLP/JSON spans into ClickHouse's embedded engine and aggregates them, and prints what was counted as JSON.

  ingest_chdb.py FILE FOLDER

The same counts as in `ingest_python.py`, of a table on disk that keeps what it is given: nothing is looked for twice.
"""

import json
import sys

from chdb import session

ATTRIBUTES = "Array(Tuple(key String, value Tuple(stringValue String)))"
SPAN = f"""Tuple(traceId String, spanId String, parentSpanId String, name String, startTimeUnixNano UInt64,
  endTimeUnixNano UInt64, attributes {ATTRIBUTES}, status Tuple(code UInt8))"""
REQUEST = f"""resourceSpans Array(Tuple(resource Tuple(attributes {ATTRIBUTES}),
  scopeSpans Array(Tuple(spans Array({SPAN})))))"""
TABLES = [
    """CREATE TABLE spans (trace FixedString(16), id UInt64, parent UInt64, start UInt64, duration UInt64,
         service LowCardinality(String), name LowCardinality(String), failed UInt8, subject String)
       ENGINE = MergeTree ORDER BY (service, name, start)""",
    """CREATE TABLE buckets (service LowCardinality(String), name LowCardinality(String), start UInt64, spans UInt64,
         errors UInt64, duration UInt64) ENGINE = MergeTree ORDER BY (service, name, start)""",
    "CREATE TABLE subject_days (day UInt64, subject String) ENGINE = MergeTree ORDER BY (day, subject)",
]
LOAD = f"""
INSERT INTO spans
SELECT
  unhex(span.traceId), reinterpretAsUInt64(reverse(unhex(span.spanId))),
  reinterpretAsUInt64(reverse(unhex(span.parentSpanId))), span.startTimeUnixNano,
  span.endTimeUnixNano - span.startTimeUnixNano,
  arrayFirst(a -> a.key = 'service.name', resource.resource.attributes).value.stringValue,
  span.name, span.status.code = 2, arrayFirst(a -> a.key = 'user.id', span.attributes).value.stringValue
FROM (
  SELECT resource, arrayJoin(arrayFlatten(arrayMap(scope -> scope.spans, resource.scopeSpans))) AS span
  FROM (SELECT arrayJoin(resourceSpans) AS resource FROM file('%s', 'JSONEachRow', '{REQUEST}'))
)
SETTINGS input_format_json_ignore_unknown_keys_in_named_tuple = 1, input_format_skip_unknown_fields = 1
"""
COUNT = [
    """INSERT INTO buckets
       SELECT service, name, intDiv(start, 300000000000) AS bucket, count(), sum(failed), sum(duration)
       FROM spans GROUP BY service, name, bucket""",
    """INSERT INTO subject_days
       SELECT DISTINCT intDiv(start, 86400000000000), subject FROM spans WHERE subject != ''""",
]


def main() -> None:
    path, folder = sys.argv[1:]
    with session.Session(folder) as engine:
        for statement in [*TABLES, LOAD % path, *COUNT]:
            engine.query(statement)
        counted = engine.query("SELECT sum(spans), sum(errors), (SELECT count() FROM subject_days) FROM buckets", "CSV")
        spans, errors, subject_days = (int(part) for part in str(counted).strip().split(","))
    print(json.dumps({"spans": spans, "errors": errors, "subject_days": subject_days}))


main()
