"""PostHog's SDK: events, exposures of flags, exceptions, calls of a model, identities, a question for
flags; wire `v0` or `v1`, calls of a model in `full`."""

import stand_in
from posthog import Posthog
from posthog.ai.openai import OpenAI
from sender import Sender

EVENTS, EXPOSURES, ERRORS, ANSWERS = 30, 4, 3, 2

sender = Sender("posthog")
client = Posthog(
    "phc_0123456789abcdef",
    host=sender.url,
    capture_mode=sender.options[0],
    gzip="gzip" in sender.options,
    enable_full_ai_capture="full" in sender.options,
    flush_interval=0.2,
    on_error=lambda error, _: sender.fail(f"on_error: {error}"),
)
with stand_in.StandIn(stand_in.model) as vendor:
    model = OpenAI(api_key="none", base_url=f"{vendor.url}/v1", max_retries=0, posthog_client=client)
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
        for index in range(ANSWERS):
            model.chat.completions.create(
                model="stand-in-mini",
                messages=[{"role": "user", "content": f"Is shelf {index} full?"}],
                posthog_distinct_id=f"u{index}",
                posthog_properties={"$ai_span_name": f"{sender.word} answer"},
            )
        if client.get_feature_flag("till", "u1", send_feature_flag_events=False) is not None:
            sender.fail("a flag has a value that nobody gave it")
        client.set(distinct_id="u1", properties={"plan": "large"})
        client.flush()
        sender.count(event=EVENTS, exposure=EXPOSURES, error=ERRORS, span=ANSWERS)
client.shutdown()
sender.finish()
