"""The signals of a shop as a month of production gives them: spans by `SpanLoad`, and what its people run into beside.

Errors of many types, most of them rare; product events, some of them clicks in vain; messages about a few dozen things.
People are named as `SpanLoad` names them, so that they are the same ones. Only `Random.random()` is drawn from, so that
a seed gives the same bytes everywhere; what is written comes in the order of time, and the last signals of all are kept
apart, for an import of their own.
"""

import datetime
import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 5
DAYS = 30
START = datetime.datetime(2026, 10, 5, tzinfo=datetime.timezone.utc)  # where SpanLoad begins
EVENTS, ERRORS, MESSAGES = 0.08, 0.04, 0.005  # shares of all signals; the others are spans
SPANS_A_LINE, RECORDS_A_LINE = 100, 50
COLUMNS = "id,source,created_at,customer_id,body\n"

PLACES = ["cart", "checkout", "search", "product", "orders", "account", "login", "coupon", "invoice", "export", "support"]
SERVICES = ["web", "cart", "payments", "search", "exports", "accounts"]
FAILURES = ["TypeError", "TimeoutError", "ValidationError", "KeyError", "ConflictError", "QuotaError", "StateError"]
NOUNS = (
    "price stock basket address voucher receipt parcel card session filter image label review wishlist refund gift "
    "plan seat report invoice mandate tariff batch ledger token bundle slot depot courier locker"
).split()
VERBS = "load save merge apply check render parse settle reserve release confirm cancel sort split".split()
COMPLAINTS = [
    "the {noun} page never finishes loading when i {verb} it",
    "I cannot {verb} my {noun}, it says something went wrong",
    "please add a way to {verb} the {noun} from the overview",
    "every time we {verb} a {noun} the total is wrong",
    "how do I {verb} a {noun}? I could not find it anywhere",
]


@dataclass(frozen=True)
class Shop:
    """How many signals there are, of which the last ones are imported later, and how many sorts of each."""

    signals: int
    late: int

    @property
    def users(self) -> int:
        return max(500, min(200_000, self.signals // 50))

    @property
    def errors(self) -> int:
        """Sorts of errors: their number grows slower than they do."""
        return int(max(40, min(2_000, (self.signals * ERRORS) ** 0.6)))

    @property
    def spans(self) -> int:
        return int(self.signals * (1 - EVENTS - ERRORS - MESSAGES)) // SPANS_A_LINE * SPANS_A_LINE


@dataclass(frozen=True)
class Corpus:
    """What has been written: files of all but the last signals, and of those; and the lines of spans that belong to them."""

    early: list[Path]
    late: list[Path]
    early_spans: int


def write(shop: Shop, folder: Path) -> Corpus:
    """Writes everything but the early spans, which go through a pipe: they are gigabytes."""
    share = 1 - shop.late / shop.signals
    makers = {"errors.jsonl": errors, "events.jsonl": events, "messages.csv": messages}
    early, late = [], []
    for name, make in makers.items():
        for part, paths in (("early", early), ("late", late)):
            paths.append(folder / f"{part}-{name}")
            with open(paths[-1], "w", encoding="utf-8") as file:
                file.writelines(make(shop, 0.0 if part == "early" else share, share if part == "early" else 1.0))
    return Corpus(early, late, int(shop.spans * share) // SPANS_A_LINE * SPANS_A_LINE)


def spans(shop: Shop, command: list[str]) -> subprocess.Popen:
    """Starts SpanLoad; it writes a line for about a hundred spans."""
    sizes = ["--spans", str(shop.spans), "--days", str(DAYS), "--users", str(shop.users)]
    return subprocess.Popen([*command, *sizes], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


class Draw:
    """A seeded source of moments, people and sorts of things."""

    def __init__(self, seed: int, shop: Shop) -> None:
        self.share = random.Random(seed).random
        self.shop = shop

    def below(self, limit: int) -> int:
        return int(self.share() * limit)

    def one_of(self, values: list) -> str:
        return values[self.below(len(values))]

    def user(self) -> int:
        """A few come often, as those of SpanLoad do."""
        return int(self.shop.users * self.share() ** 2)

    def sort(self, count: int) -> int:
        """One of so many sorts; the first ones are the most frequent by far."""
        return int(count * self.share() ** 4)


def moments(shop: Shop, seed: int, part: float, begin: float, end: float) -> Iterator[tuple[Draw, int, float]]:
    """Yields the signals of one kind within a share of the time, each with its number and second since the start."""
    count = int(shop.signals * part)
    for number in range(int(count * begin), int(count * end)):
        # A generator for each signal, so that a part of the time is the same whatever else is written.
        yield Draw(seed * 1_000_003 + number, shop), number, (number + 0.5) / count * DAYS * 86_400


def stamp(seconds: float) -> str:
    return (START + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def packed(records: Iterator[dict], wrap) -> Iterator[str]:
    """Puts some records on each line."""
    waiting = []
    for record in records:
        waiting.append(record)
        if len(waiting) == RECORDS_A_LINE:
            yield json.dumps(wrap(waiting), separators=(",", ":")) + "\n"
            waiting = []
    if waiting:
        yield json.dumps(wrap(waiting), separators=(",", ":")) + "\n"


# What each kind looks like.


def errors(shop: Shop, begin: float, end: float) -> Iterator[str]:
    """OTLP logs with exceptions."""
    for service, _ in enumerate(SERVICES):
        yield from packed(
            (error(draw, number, at) for draw, number, at in moments(shop, SEED, ERRORS, begin, end) if number % 6 == service),
            lambda records, service=service: {
                "resourceLogs": [
                    {
                        "resource": {"attributes": [attribute("service.name", SERVICES[service])]},
                        "scopeLogs": [{"logRecords": records}],
                    }
                ]
            },
        )


def error(draw: Draw, number: int, at: float) -> dict:
    sort, user = draw.sort(draw.shop.errors), draw.user()
    noun, verb, kind = NOUNS[sort % len(NOUNS)], VERBS[sort // 7 % len(VERBS)], FAILURES[sort % len(FAILURES)]
    message = f"could not {verb} {noun} {draw.below(100_000)}"
    calls = "".join(
        f"\n    at {call}{noun.capitalize()}{sort} (/srv/app/src/{noun}/{verb}{sort}.js:{20 + sort % 300 + place}:11)"
        for place, call in enumerate(("inner", verb, "handle"))
    )
    values = {
        "exception.type": kind,
        "exception.message": message,
        "exception.stacktrace": f"{kind}: {message}{calls}",
        "user.id": f"user-{user:08d}",
        "account.id": f"acct-{user // 25:08d}",
        "http.route": f"/{noun}/:id/{verb}",
    }
    return {
        "timeUnixNano": str(int((START.timestamp() + at) * 1e6) * 1_000),
        "severityNumber": 17,
        "severityText": "ERROR",
        "body": {"stringValue": message},
        "attributes": [attribute(key, value) for key, value in values.items()]
        + [{"key": "record.number", "value": {"intValue": str(number)}}],
    }


def attribute(key: str, value: str) -> dict:
    return {"key": key, "value": {"stringValue": value}}


def events(shop: Shop, begin: float, end: float) -> Iterator[str]:
    """Product events as PostHog's clients send them; one in a hundred is a click in vain."""
    return packed(
        (event(draw, number, at) for draw, number, at in moments(shop, SEED + 1, EVENTS, begin, end)),
        lambda records: {"api_key": "phc_bench", "batch": records},
    )


def event(draw: Draw, number: int, at: float) -> dict:
    place = draw.one_of(PLACES)
    name = "$rageclick" if draw.share() < 0.01 else f"{place} {draw.one_of(['viewed', 'left', 'finished'])}"
    user = draw.user()
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "event": name,
        "distinct_id": f"user-{user:08d}",
        "timestamp": stamp(at),
        "properties": {"$current_url": f"https://www.shop.example.invalid/{place}", "$lib": "web"},
    }


def messages(shop: Shop, begin: float, end: float) -> Iterator[str]:
    """Messages of customers, as a table."""
    yield COLUMNS
    for draw, number, at in moments(shop, SEED + 2, MESSAGES, begin, end):
        sort = draw.sort(60)
        noun, verb = NOUNS[sort % len(NOUNS)], VERBS[sort % len(VERBS)]
        body = COMPLAINTS[sort % len(COMPLAINTS)].format(noun=noun, verb=verb)
        yield f'm{number},help desk,{stamp(at)},user-{draw.user():08d},"{body} (order {draw.below(100_000)})"\n'
