"""OpenFeature's SDK with its hook for OpenTelemetry: evaluations of flags as events of spans."""

from openfeature import api
from openfeature.contrib.hook.opentelemetry import TracingHook
from openfeature.evaluation_context import EvaluationContext
from openfeature.provider.in_memory_provider import InMemoryFlag, InMemoryProvider
from opentelemetry import trace
from sender import Sender
from telemetry import Telemetry

ROUNDS = 12

sender = Sender("openfeature-hooks-opentelemetry")
telemetry = Telemetry(sender)
trace.set_tracer_provider(telemetry.traces)
api.set_provider(InMemoryProvider({"new-till": InMemoryFlag("on", {"on": True, "off": False})}))
api.add_hooks([TracingHook()])
client = api.get_client()
tracer = telemetry.traces.get_tracer("shop")
for _ in sender.halves():
    for index in range(ROUNDS):
        with tracer.start_as_current_span("pay"):
            client.get_boolean_value("new-till", False, EvaluationContext(f"u{index}"))
    telemetry.flush()
    sender.count(span=ROUNDS, exposure=ROUNDS)
telemetry.shutdown()
sender.finish()
