"""LangSmith's SDK: runs of a chain with a model in it, one of them failed, and feedback."""

import contextlib

from langsmith import Client, traceable
from sender import Sender

RUNS = 5

sender = Sender("langsmith")
client = Client(api_url=sender.url, api_key="lsv2_none")


@traceable(run_type="llm", name=f"{sender.word} model", client=client, enabled=True)
def model(question: str) -> dict[str, object]:
    """Stands for a call of a model."""
    if "fail" in question:
        raise RuntimeError("the model is overloaded")
    return {"content": "Yes", "usage_metadata": {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}}


@traceable(run_type="chain", name=f"{sender.word} answer", client=client, enabled=True)
def answer(question: str) -> object:
    """Stands for an agent's run."""
    return model(question)


for half in sender.halves():
    for index in range(RUNS):
        with contextlib.suppress(RuntimeError):
            answer("fail" if index == 0 else f"Is shelf {index} full?")
    client.flush()
    sender.count(span=2 * RUNS)
sender.finish()
