"""PostHog's SDK: events, exposures of flags, exceptions, identities and a question for flags; wire `v0` or `v1`."""

from posthog import Posthog
from sender import Sender

EVENTS, EXPOSURES, ERRORS = 30, 4, 3

sender = Sender("posthog")
client = Posthog(
    "phc_0123456789abcdef",
    host=sender.url,
    capture_mode=sender.options[0],
    gzip="gzip" in sender.options,
    flush_interval=0.2,
    on_error=lambda error, _: sender.fail(f"on_error: {error}"),
)
for half in sender.halves():
    for index in range(EVENTS):
        client.capture(f"{sender.word} paid", distinct_id=f"u{index % 7}", properties={"revenue": index})
    for index in range(EXPOSURES):
        client.capture(
            "$feature_flag_called",
            distinct_id=f"u{index}",
            properties={"$feature_flag": f"{sender.word}-till", "$feature_flag_response": "on"},
        )
    for index in range(ERRORS):
        try:
            raise LookupError(f"{sender.word}: no shelf {index} in half {half}")
        except LookupError as error:
            client.capture_exception(error, distinct_id=f"u{index}")
    client.set(distinct_id="u1", properties={"plan": "large"})
    client.flush()
    sender.count(event=EVENTS, exposure=EXPOSURES, error=ERRORS)
client.shutdown()
sender.finish()
