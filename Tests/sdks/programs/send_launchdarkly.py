"""LaunchDarkly's SDK with rules from a file: evaluations that are tracked, custom events, identities, diagnostics."""

import json
import tempfile

import ldclient
from ldclient import Context
from ldclient.integrations import Files
from sender import Sender

EVALUATIONS, CUSTOM, SAME = 10, 6, 5

sender = Sender("launchdarkly-server-sdk")
# Its pool has room for one connection, and it sends what it diagnoses beside its events.
sender.tolerate("Connection pool is full")
flag = f"{sender.word}-till"
rules = {
    "flags": {
        flag: {
            "key": flag,
            "version": 1,
            "on": True,
            "variations": [True, False],
            "fallthrough": {"variation": 0},
            "offVariation": 1,
            "trackEvents": True,
        }
    }
}


def delivered() -> int:
    """How many requests with events were answered."""
    return sum(count for what, count in sender.answers.items() if "/bulk" in what)


with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
    json.dump(rules, file)
    file.flush()
    client = ldclient.LDClient(
        ldclient.Config(
            "sdk-none",
            events_uri=sender.url,
            update_processor_class=Files.new_data_source(paths=[file.name]),
            flush_interval=600,
            enable_event_compression="gzip" in sender.options,
        )
    )
    for _ in sender.halves():
        before = delivered()
        for index in range(EVALUATIONS):
            client.variation(flag, Context.create(f"u{index}"), False)
        for index in range(CUSTOM):
            client.track(f"{sender.word} paid", Context.create(f"u{index}"), metric_value=index)
        # What one person does twice within a millisecond has happened twice.
        for _ in range(SAME):
            client.track(f"{sender.word} paid", Context.create("u1"), metric_value=7)
            client.variation(flag, Context.create("u1"), False)
        client.identify(Context.create("u1"))
        client.flush()
        sender.wait(lambda: delivered() > before, "an answer to events")
        sender.count(exposure=EVALUATIONS + SAME, event=CUSTOM + SAME)
    client.close()
sender.finish()
