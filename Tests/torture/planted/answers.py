"""What an answer is about, told by its evidence: service, type, route, and the words of what it shows."""

from collections import Counter
from typing import Any

from .corpus import Corpus

MESSAGES = 0.5  # the share of shown messages that have to be about one thing


def about(view: dict[str, Any], corpus: Corpus) -> str:
    """Names the truth that an opportunity in full shows, or the topic of its messages; empty for a stranger."""
    head = view["opportunity"]
    labels = " ".join([head["title"], *(member["label"] for member in view["members"])])
    return by_labels(labels, head, corpus) or by_messages(view, corpus)


def at_sight(card: dict[str, Any], corpus: Corpus) -> str:
    """Names the truth that the title alone shows; empty where one has to look at the whole."""
    return by_labels(card["title"], card, corpus)


def by_labels(labels: str, head: dict[str, Any], corpus: Corpus) -> str:
    service, kind, words = head["service"], head["kind"], labels.lower()
    for name, bug in corpus.truth["bugs"].items():
        if bug["exception_type"] and bug["exception_type"] in labels and bug["service"] == service:
            if bug["exception_type"] != "TypeError" or "coupons" in labels or service == "checkout-api":
                return name
    if "rage" in words or "$rageclick" in words:
        return "B6"
    if "idempotency" in words:
        return "B3"
    place = labels + " " + head["surface"]
    for regression in corpus.truth["latency_regressions"]:
        if kind == "latency" and regression["route"] in place and regression["service"] == service:
            return str(regression["id"])
    return by_agent(words, corpus)


def by_agent(words: str, corpus: Corpus) -> str:
    if "refund_api" in words or "permissiondenied" in words:
        return "A3"
    if "checkout-support" in words or "support-agent" in words:
        if "lookup_order" in words or "same call" in words or "repeat" in words:
            return "A1"
        if "cache" in words:
            return "A4"
        if "cost" in words or "opus" in words:
            return "A2"
    return ""


def by_messages(view: dict[str, Any], corpus: Corpus) -> str:
    topics: Counter[str] = Counter()
    texts = [shown["text"] for shown in view["exemplars"]]
    for text in texts:
        topics.update(corpus.topics_of(text)[:1])
    if not topics:
        return ""
    topic, count = topics.most_common(1)[0]
    return topic if count >= MESSAGES * len(texts) else ""


def shown(card: dict[str, Any]) -> str:
    """One line of it."""
    return f"{card['title']} [{card['kind']}, {card['service'] or '-'}, {card['surface'] or '-'}]"
