"""Statsig's SDK, its rules from a stand-in: checks of a gate and events."""

import stand_in
from sender import Sender
from statsig import StatsigEvent, StatsigOptions, StatsigUser, statsig

CHECKS, EVENTS, SAME = 8, 12, 5

sender = Sender("statsig")
# Lists of people are asked for until the very end, of the stand-in, which may be gone by then.
sender.tolerate("get_id_lists failed")
GATE = f"{sender.word}-till"
RULES = {
    "has_updates": True,
    "time": 1,
    "dynamic_configs": [],
    "layer_configs": [],
    "feature_gates": [
        {
            "name": GATE,
            "type": "feature_gate",
            "salt": "salt",
            "enabled": True,
            "defaultValue": False,
            "entity": "feature_gate",
            "idType": "userID",
            "rules": [
                {
                    "name": "all",
                    "id": "all",
                    "groupName": "all",
                    "salt": "salt",
                    "passPercentage": 100,
                    "returnValue": True,
                    "idType": "userID",
                    "conditions": [{"type": "public", "targetValue": None, "operator": None, "field": None}],
                }
            ],
        }
    ],
}


def rules(path: str, _: object) -> stand_in.Answer:
    """Answers with the rules of the gate, and with no lists of people."""
    return 200, RULES if "download_config_specs" in path else {}


with stand_in.StandIn(rules) as vendor:
    statsig.initialize(
        "secret-none",
        StatsigOptions(
            api_for_download_config_specs=f"{vendor.url}/v2/",
            api_for_get_id_lists=f"{vendor.url}/v1/",
            api_for_log_event=f"{sender.url}/v1/",
            events_flushed_callback=lambda good, _, status, error: good or sender.fail(f"flush: {status} {error}"),
            sdk_error_callback=lambda tag, error: sender.fail(f"{tag}: {error!r}"),
        ),
    )
    for half in sender.halves():
        # Of each person the SDK tells once a minute which side of a gate they saw.
        for index in range(CHECKS):
            if not statsig.check_gate(StatsigUser(f"u{half}-{index}"), GATE):
                sender.fail("the gate is closed")
        for index in range(EVENTS):
            statsig.log_event(StatsigEvent(StatsigUser(f"u{index}"), f"{sender.word} paid", index))
        # What one person does twice within a millisecond has happened twice.
        for _ in range(SAME):
            statsig.log_event(StatsigEvent(StatsigUser("u1"), f"{sender.word} paid", 7))
        statsig.flush()
        sender.count(exposure=CHECKS, event=EVENTS + SAME)
    statsig.shutdown()
sender.finish()
