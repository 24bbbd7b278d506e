"""Calls of a model, recorded by OpenTelemetry's own instrumentation of OpenAI's library or by OpenInference's."""

import contextlib
import os

import openai
import stand_in
from sender import Sender
from telemetry import Telemetry

CALLS, STREAMS, EMBEDDINGS, FAILURES = 6, 2, 2, 2
MODEL = "stand-in-mini"

sender = Sender("opentelemetry-instrumentation-openai-v2")
is_openinference = "openinference" in sender.options
if is_openinference:
    sender.package = "openinference-instrumentation-openai"
sender.tolerate("Invalid type .* for attribute value")  # which the instrumentation gives
telemetry = Telemetry(sender)
os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "SPAN_AND_EVENT"
os.environ["OTEL_INSTRUMENTATION_GENAI_EMIT_EVENT"] = "true"
if is_openinference:
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=telemetry.traces)
else:
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(
        tracer_provider=telemetry.traces, logger_provider=telemetry.records, meter_provider=telemetry.metrics
    )


def ask(client: openai.OpenAI, half: int) -> None:
    """Makes each sort of call."""
    for index in range(CALLS):
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": f"Is shelf {index} full? {half}"}]
        )
    for _ in range(STREAMS):
        pieces = client.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": "Is it?"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        for _ in pieces:
            pass
    for _ in range(EMBEDDINGS):
        client.embeddings.create(model=MODEL, input="a shelf")
    for _ in range(FAILURES):
        with contextlib.suppress(openai.InternalServerError):
            client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "fail"}])


with stand_in.StandIn(stand_in.model) as model:
    client = openai.OpenAI(api_key="none", base_url=f"{model.url}/v1", max_retries=0)
    for half in sender.halves():
        ask(client, half)
        telemetry.flush()
        # One instrumentation tells of an exception, the other only that a call failed: an error either way.
        sender.count(span=CALLS + STREAMS + EMBEDDINGS + FAILURES, error=FAILURES)
telemetry.shutdown()
# What it logs has a name each: an event of a model, its messages, its choice.
sender.count(metric=telemetry.points, event=telemetry.logs)
if telemetry.spans != sender.sent["span"]:
    sender.fail(f"the SDK exported {telemetry.spans} of {sender.sent['span']} spans")
sender.finish()
