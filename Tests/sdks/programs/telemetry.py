"""OpenTelemetry's SDK with exporters that count what they are handed and what came of it."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExportResult
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from sender import Sender

# Longer than any program lives: points are exported when the program asks for it, and so can be counted.
NEVER_MS = 3_600_000


class Telemetry:
    """Providers of traces, metrics and logs that send to the watch; spans, points and logs handed over are counted."""

    def __init__(self, sender: Sender, compression: Compression = Compression.NoCompression) -> None:
        self.spans = self.points = self.logs = 0
        resource = Resource.create({"service.version": "1.4.0", "deployment.environment.name": "test"})
        self.traces = TracerProvider(resource=resource)
        self.traces.add_span_processor(
            BatchSpanProcessor(_Spans(self, sender, f"{sender.url}/v1/traces", compression), max_queue_size=100_000)
        )
        reader = PeriodicExportingMetricReader(
            _Points(self, sender, f"{sender.url}/v1/metrics", compression), export_interval_millis=NEVER_MS
        )
        views = [
            View(
                instrument_type=Histogram,
                instrument_name="*.size",
                aggregation=ExponentialBucketHistogramAggregation(),
            )
        ]
        self.metrics = MeterProvider([reader], resource, views=views)
        self.records = LoggerProvider(resource)
        self.records.add_log_record_processor(
            BatchLogRecordProcessor(_Logs(self, sender, f"{sender.url}/v1/logs", compression), max_queue_size=100_000)
        )

    def flush(self) -> None:
        """Returns once everything was answered or given up."""
        for provider in (self.traces, self.metrics, self.records):
            provider.force_flush(60_000)

    def shutdown(self) -> None:
        """Ends the providers, which exports the metrics a last time."""
        for provider in (self.traces, self.metrics, self.records):
            provider.shutdown()


class _Spans(OTLPSpanExporter):
    def __init__(self, telemetry: Telemetry, sender: Sender, endpoint: str, compression: Compression) -> None:
        super().__init__(endpoint, compression=compression)
        self.telemetry, self.sender = telemetry, sender

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Counts spans on their way out."""
        self.telemetry.spans += len(spans)
        result = super().export(spans)
        if result is not SpanExportResult.SUCCESS:
            self.sender.fail(f"{len(spans)} spans were given up")
        return result


class _Points(OTLPMetricExporter):
    def __init__(self, telemetry: Telemetry, sender: Sender, endpoint: str, compression: Compression) -> None:
        super().__init__(endpoint, compression=compression)
        self.telemetry, self.sender = telemetry, sender

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **others: Any) -> MetricExportResult:
        """Counts points on their way out."""
        metrics = [
            metric
            for resource in metrics_data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        ]
        count = sum(len(metric.data.data_points) for metric in metrics)
        self.telemetry.points += count
        result = super().export(metrics_data, timeout_millis, **others)
        if result is not MetricExportResult.SUCCESS:
            self.sender.fail(f"{count} points were given up")
        return result


class _Logs(OTLPLogExporter):
    def __init__(self, telemetry: Telemetry, sender: Sender, endpoint: str, compression: Compression) -> None:
        super().__init__(endpoint, compression=compression)
        self.telemetry, self.sender = telemetry, sender

    def export(self, batch: Sequence[Any]) -> LogRecordExportResult:
        """Counts log records on their way out."""
        self.telemetry.logs += len(batch)
        result = super().export(batch)
        if result is not LogRecordExportResult.SUCCESS:
            self.sender.fail(f"{len(batch)} log records were given up")
        return result
