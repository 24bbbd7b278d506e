"""Segment's SDK: track, page, screen, identify, group and alias; `gzip`, or `through` a kill."""

import logging
import time

from segment.analytics import Client
from sender import Sender

EVENTS, PAGES = 40, 3

sender = Sender("segment-analytics-python")
is_through = "through" in sender.options
if is_through:
    # This is how its log tells of another try.
    logging.getLogger("segment").setLevel(logging.DEBUG)
    sender.tolerate(r"\(total attempts: \d+\) after")
client = Client(
    "0123456789abcdef",
    host=sender.url,
    gzip="gzip" in sender.options,
    upload_interval=0.2,
    on_error=lambda error, batch: sender.fail(f"on_error: {len(batch)} events: {error}"),
)
if is_through:
    for number in sender.until_told():
        client.track(f"u{number % 7}", f"{sender.word} paid", {"revenue": number})
        sender.count(event=1)
        time.sleep(0.02)
else:
    for half in sender.halves():
        for index in range(EVENTS):
            client.track(f"u{index % 7}", f"{sender.word} paid", {"revenue": index})
        for index in range(PAGES):
            client.page("u1", "shop", f"{sender.word} shelf {index}")
            client.screen("u1", "shop", f"{sender.word} shelf {index}")
        client.identify("u1", {"plan": "large"})
        client.group("u1", "acme", {"plan": "large"})
        client.alias("a1", "u1")
        client.flush()
        sender.count(event=EVENTS + 2 * PAGES)
client.shutdown()
sender.finish()
