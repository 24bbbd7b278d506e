"""Lines to import: events in Reckon's own form, and failed spans as OTLP/JSON."""

import json
from datetime import UTC, datetime, timedelta


def stamp(time: datetime) -> str:
    """Writes a time as RFC 3339, in UTC and to the millisecond."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_minute(time: datetime) -> datetime:
    return time.replace(second=0, microsecond=0)


def event(identifier: str, name: str, time: datetime, person: int) -> bytes:
    """One product event of one of many people."""
    fields = {
        "kind": "event",
        "id": identifier,
        "time": stamp(time),
        "name": name,
        "subject": f"u{person}",
        "account": f"a{person // 5}",
        "value": 1.5,
    }
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


def events(prefix: str, name: str, start: datetime, count: int) -> bytes:
    """Some events with ids `prefix-0` and on, spread over one minute from `start`."""
    step = timedelta(minutes=1) / max(1, count)
    return b"".join(event(f"{prefix}-{n}", name, start + n * step, n % 40) for n in range(count))


def failed_span(trace: int, service: str, kind: str, time: datetime, person: int) -> bytes:
    """One span with an exception, which makes an error group by its type."""
    start = int(time.timestamp() * 1e9)
    span = {
        "traceId": f"{trace:032x}",
        "spanId": f"{trace & 0xFFFF_FFFF_FFFF_FFFF | 1:016x}",
        "name": "POST /torture",
        "kind": 2,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + 12_000_000),
        "attributes": attributes({"user.id": f"u{person}", "http.route": "/torture"}),
        "events": [
            {
                "timeUnixNano": str(start + 9_000_000),
                "name": "exception",
                "attributes": attributes({"exception.type": kind, "exception.message": f"{kind} under torture"}),
            }
        ],
        "status": {"code": 2},
    }
    resource = {"attributes": attributes({"service.name": service})}
    request = {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {}, "spans": [span]}]}]}
    return json.dumps(request, separators=(",", ":")).encode() + b"\n"


def attributes(values: dict[str, str]) -> list[dict]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]
