"""Langfuse's SDK: traces of a span and a generation, and scores."""

from langfuse import Langfuse
from sender import Sender

TRACES = 6

sender = Sender("langfuse")
client = Langfuse(
    public_key="pk-lf-none",
    secret_key="sk-lf-none",
    base_url=sender.url,
    environment="test",
    release="1.4.0",
)
for half in sender.halves():
    for index in range(TRACES):
        with client.start_as_current_observation(name=f"{sender.word} answer", as_type="span", input={"shelf": index}):
            with client.start_as_current_observation(
                name=f"{sender.word} generation", as_type="generation", model="stand-in-mini", input="Is it full?"
            ) as generation:
                generation.update(output="Yes", usage_details={"input": 11, "output": 7})
            client.score_current_trace(name=f"{sender.word} helpful", value=1.0)
    client.flush()
    sender.count(span=2 * TRACES, event=TRACES)
client.shutdown()
sender.finish()
