"""LangSmith's SDK: runs of a chain with a model in it, one of them failed, and feedback."""

import contextlib
import time
import uuid

from langsmith import Client, traceable
from sender import Sender

RUNS, SLOW_RUNS, SLOW_SECONDS = 5, 2, 1.5

sender = Sender("langsmith")
client = Client(api_url=sender.url, api_key="lsv2_none")


@traceable(run_type="llm", name=f"{sender.word} model", client=client, enabled=True)
def model(question: str) -> dict[str, object]:
    """Stands for a call of a model; a slow one ends long after the library has sent that it began."""
    if "slow" in question:
        time.sleep(SLOW_SECONDS)
    if "fail" in question:
        raise RuntimeError(f"{sender.word}: the model is overloaded")
    return {"content": "Yes", "usage_metadata": {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}}


@traceable(run_type="chain", name=f"{sender.word} answer", client=client, enabled=True)
def answer(question: str) -> object:
    """Stands for an agent's run."""
    return model(question)


for half in sender.halves():
    for index in range(RUNS):
        with contextlib.suppress(RuntimeError):
            answer("fail" if index == 0 else f"Is shelf {index} full?")
    for _ in range(SLOW_RUNS):
        answer("slow")
    client.create_feedback(trace_id=uuid.uuid4(), run_id=uuid.uuid4(), key=f"{sender.word} helpful", score=1)
    client.flush()
    # The failure of a model, which its chain fails with, is one.
    sender.count(span=2 * (RUNS + SLOW_RUNS), event=1, error=1)
if client.compressed_traces is None:
    sender.fail("it was not told that it may pack with zstd")
sender.finish()
