"""A corpus as its files show it: who met what and when, counted from the files alone."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DAY = 86_400.0
Meeting = tuple[float, str]


def seconds(text: str) -> float:
    """Reads a time stamp as seconds since the epoch."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def stamp(moment: float) -> str:
    """Writes seconds since the epoch as RFC 3339."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def plain(value: dict[str, Any]) -> Any:
    return next(iter(value.values()), None)


def attributes(item: dict[str, Any]) -> dict[str, Any]:
    return {one["key"]: plain(one["value"]) for one in item.get("attributes", [])}


class Corpus:
    """Meetings of people with what is planted: pairs of a time and a person, by the truth's id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self.meetings: dict[str, list[Meeting]] = defaultdict(list)
        self.topics: dict[str, list[str]] = {}
        self._read_errors()
        self._read_events()
        self._read_logs()
        self._read_messages()
        self._read_spans()

    @property
    def paths(self) -> list[Path]:
        """Everything to import, which is all but the truth."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name != "truth.json")

    def visible(self, truth: str, since: float, until: float) -> set[str]:
        """Who has met it within a time, as far as the files tell."""
        return {who for when, who in self.meetings[truth] if since <= when <= until}

    def _meet(self, truth: str, when: float, who: Any) -> None:
        if who:
            self.meetings[truth].append((when, str(who)))

    def _read_errors(self) -> None:
        kinds = {
            (bug["exception_type"], bug["service"]): name
            for name, bug in self.truth["bugs"].items()
            if bug["exception_type"]
        }
        for line in lines(self.folder / "sentry" / "envelopes.jsonl"):
            event = json.loads(line["envelope"].split("\n")[2])
            kind = (event["exception"]["values"][0]["type"], event["tags"]["service"])
            if kind in kinds:
                self._meet(kinds[kind], seconds(event["timestamp"]), (event.get("user") or {}).get("id"))

    def _read_events(self) -> None:
        for batch in lines(self.folder / "posthog" / "batches.jsonl"):
            for event in batch["batch"]:
                if event["event"] in ("$rageclick", "$pageleave"):
                    self._meet("B6", seconds(event["timestamp"]), event["distinct_id"])

    def _read_logs(self) -> None:
        for body in lines(self.folder / "otlp" / "logs.jsonl"):
            for resource in body["resourceLogs"]:
                for scope in resource["scopeLogs"]:
                    for record in scope["logRecords"]:
                        if record["severityNumber"] == 13:
                            self._meet("B3", int(record["timeUnixNano"]) / 1e9, attributes(record).get("user.id"))

    def _read_messages(self) -> None:
        with (self.folder / "messages" / "messages.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                label = self.truth["messages"]["labels"][row["id"]]
                topics = ["injection"] if label.get("injection") else ["spam"] if label.get("spam") else label["topics"]
                self.topics[key(row["body"])] = topics

    def topics_of(self, text: str) -> list[str]:
        """The topics of the message that a shown text is of, which may have its subject in front."""
        shown = key(text)
        found = [body for body in self.topics if len(body) > 8 and body in shown]
        return self.topics[max(found, key=len)] if found else []

    def _read_spans(self) -> None:
        traces: dict[str, list[tuple[str, dict[str, Any], dict[str, Any]]]] = defaultdict(list)
        for body in lines(self.folder / "otlp" / "traces.jsonl"):
            for resource in body["resourceSpans"]:
                service = attributes(resource["resource"])["service.name"]
                for scope in resource["scopeSpans"]:
                    for span in scope["spans"]:
                        traces[span["traceId"]].append((service, span, attributes(span)))
        for spans in traces.values():
            who = next((fields["user.id"] for _, _, fields in spans if "user.id" in fields), None)
            for truth, when in met(spans, self.truth):
                self._meet(truth, when, who)


def met(spans: list[tuple[str, dict[str, Any], dict[str, Any]]], truth: dict[str, Any]) -> set[tuple[str, float]]:
    """Which regressions and agents' faults a trace shows, and when."""
    found = set()
    regressions = {one["id"]: one for one in truth["latency_regressions"]}
    faults = {one["id"]: one for one in truth["agents"]["planted"]}
    agent = next((fields.get("gen_ai.agent.name") or fields.get("agent.name") for _, span, fields in spans
                  if not span.get("parentSpanId")), None)
    lookups = 0

    def within(one: dict[str, Any], when: float) -> bool:
        return seconds(one["from"]) <= when < (seconds(one["to"]) if one["to"] else float("inf"))

    for service, span, fields in spans:
        when = int(span["startTimeUnixNano"]) / 1e9
        took = int(span["endTimeUnixNano"]) / 1e9 - when
        route = fields.get("http.route")
        if service == "inventory" and route == "/stock" and within(regressions["L1"], when):
            found.add(("L1", when))
        if service == "api-gateway" and route == "/search" and took > 2 and within(regressions["L2"], when):
            found.add(("L2", when))
        if service == "checkout-api" and route == "/checkout/quote" and within(regressions["L3"], when):
            shown = [attributes(event) for event in span.get("events", [])]
            if any(one.get("feature_flag.key") == "coupon-engine-v2"
                   and one.get("feature_flag.result.variant") == "treatment" for one in shown):
                found.add(("L3", when))
        lookups += fields.get("gen_ai.tool.name") == "lookup_order"
        tool = fields.get("gen_ai.tool.name") or fields.get("tool.name")
        if tool == "refund_api" and fields.get("error.type") == "PermissionDenied":
            found.add(("A3", when))
        if agent == "checkout-support":
            if "opus" in str(fields.get("gen_ai.request.model")) and within(faults["A2"], when):
                found.add(("A2", when))
            cached = fields.get("gen_ai.usage.cache_read.input_tokens")
            if cached is not None and int(cached) == 0 and within(faults["A4"], when):
                found.add(("A4", when))
    start = min(int(span["startTimeUnixNano"]) / 1e9 for _, span, _ in spans)
    if agent == "checkout-support" and lookups >= 8 and within(faults["A1"], start):
        found.add(("A1", start))
    return found


def key(text: str) -> str:
    """What is left of a text when its figures and signs are masked, so that it is found again after masking."""
    return "".join(sign for sign in text.lower() if sign.isalpha())
