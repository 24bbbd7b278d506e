"""OpenTelemetry's SDK over http/protobuf: spans, points of five instruments, logs; `gzip`, or `through` a kill."""

import time

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.trace import SpanKind
from sender import Sender
from telemetry import Telemetry

SPANS, FAILED, LOGS, ALARMS = 1_200, 20, 600, 10

sender = Sender("opentelemetry-sdk")
is_through = "through" in sender.options
if is_through:
    # Exporters complain of every try while there is no watch; only what they give up is a failure then.
    sender.tolerate("Transient error|Failed to export .* retry|Connection")
telemetry = Telemetry(sender, Compression.Gzip if "gzip" in sender.options else Compression.NoCompression)
tracer = telemetry.traces.get_tracer("shop")
meter = telemetry.metrics.get_meter("shop")
logger = telemetry.records.get_logger("shop")
orders = meter.create_counter("orders")
carts = meter.create_up_down_counter("carts")
waits = meter.create_histogram("wait", unit="s")
sizes = meter.create_histogram("cart.size")


def stock(_: CallbackOptions) -> list[Observation]:
    """What a gauge observes."""
    return [Observation(40 + shelf, {"shelf": shelf}) for shelf in range(3)]


meter.create_observable_gauge("stock", [stock])


def spans(count: int, failed: int, label: str) -> None:
    """Makes traces of two spans each, some with an exception."""
    for index in range(count // 2):
        attributes = {"http.route": "/items/{id}", "user.id": f"u{index % 40}"}
        with tracer.start_as_current_span("GET /items/{id}", kind=SpanKind.SERVER, attributes=attributes):
            try:
                with tracer.start_as_current_span("look up"):
                    if index < failed:
                        raise LookupError(f"no shelf for {label} {index}")
            except LookupError:
                pass


def measure(count: int) -> None:
    """Uses each instrument under three label sets."""
    for index in range(count):
        labels = {"shelf": str(index % 3)}
        orders.add(1, labels)
        carts.add(1 if index % 4 else -1, labels)
        waits.record(0.01 * index, labels)
        sizes.record(index + 1, labels)


def write(count: int, severity: SeverityNumber, label: str) -> None:
    """Writes log records."""
    for index in range(count):
        logger.emit(
            LogRecord(
                timestamp=time.time_ns(),
                severity_number=severity,
                severity_text=severity.name,
                body=f"the till said {label} at {index}",
                attributes={"till": index % 5},
            )
        )


if is_through:
    for number in sender.until_told():
        spans(20, 0, "through")
        measure(3)
        write(10, SeverityNumber.INFO, "go on")
        sender.count(span=20, log=10)
        if number % 5 == 0:
            telemetry.metrics.force_flush()
        time.sleep(0.05)
else:
    for half in sender.halves():
        spans(SPANS, FAILED, f"half {half}")
        write(LOGS, SeverityNumber.INFO, f"half {half}")
        write(ALARMS, SeverityNumber.ERROR, f"alarm {half}")
        for _ in range(3):
            measure(30)
            telemetry.metrics.force_flush()
        telemetry.flush()
        sender.count(span=SPANS, error=FAILED + ALARMS, log=LOGS)
telemetry.shutdown()
sender.count(metric=telemetry.points)
if telemetry.spans != sender.sent["span"]:
    sender.fail(f"the SDK exported {telemetry.spans} of {sender.sent['span']} spans")
sender.finish()
