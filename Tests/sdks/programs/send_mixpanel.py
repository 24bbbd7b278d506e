"""Mixpanel's SDK: events one by one and in batches, imports, and properties of people and groups."""

import time

from mixpanel import BufferedConsumer, Consumer, Mixpanel
from sender import Sender

EVENTS, BATCHED, IMPORTED = 12, 60, 4

sender = Sender("mixpanel")
sender.tolerate("is deprecated and will be removed")
# In this order: events, people, imports, a time limit, groups.
paths = [f"{sender.url}/{name}" for name in ("track", "engage", "import", "groups")]
places = {"events_url": paths[0], "people_url": paths[1], "import_url": paths[2], "groups_url": paths[3]}
single = Mixpanel("0123456789abcdef", Consumer(**places))
buffer = BufferedConsumer(max_size=25, **places)
batched = Mixpanel("0123456789abcdef", buffer)
for half in sender.halves():
    for index in range(EVENTS):
        single.track(f"u{index % 7}", f"{sender.word} paid", {"revenue": index})
    for index in range(BATCHED):
        batched.track(f"u{index % 7}", f"{sender.word} looked", {"shelf": index})
    for index in range(IMPORTED):
        single.import_data(
            "none",
            f"u{index}",
            f"{sender.word} imported",
            int(time.time()) - 3_600 * (index + 1),
            {"$insert_id": f"{half}-{index}"},
            api_secret="none",
        )
    single.people_set("u1", {"plan": "large"})
    single.group_set("company", "acme", {"plan": "large"})
    batched.people_increment("u1", {"visits": 1})
    buffer.flush()
    sender.count(event=EVENTS + BATCHED + IMPORTED)
sender.finish()
