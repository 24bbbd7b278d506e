"""Amplitude's SDK: events over the HTTP API and the batch API, an identity, revenue."""

from amplitude import Amplitude, BaseEvent, Config, EventOptions, Identify, Revenue
from sender import Sender

EVENTS = 25

sender = Sender("amplitude-analytics")
answered: list[int] = []


def heard(event: BaseEvent, code: int, message: str | None = None) -> None:
    """Hears what became of an event."""
    answered.append(code)
    if code != 200:
        sender.fail(f"{event.event_type}: {code} {message}")


def client(path: str) -> Amplitude:
    """Makes a client for one of the paths."""
    settings = Config(server_url=sender.url + path, callback=heard, flush_interval_millis=200)
    return Amplitude("0123456789abcdef", settings)


clients = [client("/2/httpapi"), client("/batch"), client("/in/amplitude/batch")]
for half in sender.halves():
    for number, one in enumerate(clients):
        for index in range(EVENTS):
            one.track(BaseEvent(f"{sender.word} paid", user_id=f"u{index % 7}", event_properties={"at": number}))
        identify = Identify()
        identify.set("plan", "large")
        one.identify(identify, EventOptions(user_id="u1"))
        one.flush()
    sender.wait(lambda: len(answered) >= (half + 1) * len(clients) * (EVENTS + 1), "answers to events")
    sender.count(event=len(clients) * EVENTS)
for one in clients:
    one.shutdown()
sender.finish()
