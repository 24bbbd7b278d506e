"""Unknown ids, arguments and words, typed by a person and sent by an agent."""

import json
from pathlib import Path
from typing import Any

from rig.program import excerpt
from rig.session import Session
from speed import messages

from .bench import BAD_INPUT, NEXT_STEP, RAW, USAGE, Bench, is_named

# Tool, arguments, and the value that the sentence must name.
CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("get_bet", {"id": "B-ZZZZZZ"}, "B-ZZZZZZ"),
    ("get_bet", {"id": "B-"}, "B-"),
    ("get_bet", {"id": "nonsense"}, "nonsense"),
    ("get_bet", {"id": "O-ZZZZZZ"}, "O-ZZZZZZ"),
    ("get_bet", {"id": 7}, "id"),
    ("get_bet", {"detail": "huge"}, "huge"),
    ("get_bet", {"details": "full"}, "details"),
    ("get_bet", {"max_tokens": 5}, "max_tokens"),
    ("get_bet", {"max_tokens": "many"}, "many"),
    ("get_bet", {"format": "xml"}, "xml"),
    ("get_opportunity", {}, "id"),
    ("get_opportunity", {"id": "O-ZZZZZZ"}, "O-ZZZZZZ"),
    ("get_opportunity", {"id": "O-ZZZZZZ", "include": ["everything"]}, "everything"),
    ("list_opportunities", {"state": "asleep"}, "asleep"),
    ("list_opportunities", {"sort": "mood"}, "mood"),
    ("list_opportunities", {"limit": 21}, "limit"),
    ("list_opportunities", {"cursor": "garbage"}, "garbage"),
    ("list_opportunities", {"since": "the day before"}, "the day before"),
    ("cite_sources", {"id": "C-ZZZZZZ"}, "C-ZZZZZZ"),
    ("cite_sources", {"id": "L-ZZZZZZ"}, "L-ZZZZZZ"),
    ("cite_sources", {"id": "C-ZZZZZZ", "what": "gossip"}, "gossip"),
    ("search_signals", {"kind": "rumour"}, "rumour"),
    ("search_signals", {"group_by": "colour"}, "colour"),
    ("search_signals", {"since": "2026-13-45"}, "2026-13-45"),
    ("search_signals", {"until": "2026-02-30T25:61:00Z"}, "2026-02-30T25:61:00Z"),
    ("audit", {"id": "R-ZZZZZZ"}, "R-ZZZZZZ"),
    ("audit", {"check": "vibes"}, "vibes"),
    ("claim_bet", {}, "op"),
    ("claim_bet", {"op": "steal"}, "steal"),
    ("claim_bet", {"op": "acquire", "id": "B-ZZZZZZ"}, "B-ZZZZZZ"),
    ("claim_bet", {"op": "renew", "lease": "L-ZZZZZZ"}, "L-ZZZZZZ"),
    ("claim_bet", {"op": "release"}, "lease"),
    ("claim_bet", {"op": "acquire", "minutes": 100000}, "minutes"),
    ("record_ship", {"kind": "rocket"}, "rocket"),
    ("record_ship", {"kind": "merge", "bet": "B-ZZZZZZ"}, "B-ZZZZZZ"),
    ("record_ship", {"kind": "merge", "commit": "not-a-commit"}, "not-a-commit"),
    ("record_ship", {"kind": "rollout", "percent": 400}, "percent"),
    ("record_ship", {"kind": "merge", "at": "teatime"}, "teatime"),
    ("measure_impact", {}, "id"),
    ("measure_impact", {"id": "S-ZZZZZZ"}, "S-ZZZZZZ"),
    ("decide", {"op": "defer"}, "id"),
    ("decide", {"op": "ponder", "id": "B-ZZZZZZ", "reason": "x"}, "ponder"),
    ("decide", {"op": "defer", "id": "B-ZZZZZZ", "reason": "x"}, "B-ZZZZZZ"),
]
# A refusal by rule, not by form: "no such lease" may also be the negative answer 1.
MAY_BE_NEGATIVE = {"L-ZZZZZZ"}

# Typed words, the exit codes allowed, and the value that must be named.
TYPED: list[tuple[list[str], set[int], str]] = [
    (["frobnicate"], {USAGE}, "frobnicate"),
    (["bett"], {USAGE}, "bet"),
    (["bet", "--colour", "red"], {USAGE}, "--colour"),
    (["bet", "B-ZZZZZZ", "B-YYYYYY"], {USAGE}, "B-YYYYYY"),
    (["opportunity"], {USAGE}, "ID"),
    (["opportunity", "O-ZZZZZZ"], {BAD_INPUT}, "O-ZZZZZZ"),
    (["bet", "--detail", "huge"], {USAGE, BAD_INPUT}, "huge"),
    (["bet", "--as-of", "yesteryear"], {USAGE, BAD_INPUT}, "yesteryear"),
    (["call"], {USAGE}, "TOOL"),
    (["call", "get_bets", "{}"], {USAGE, BAD_INPUT}, "get_bet"),
    (["call", "get_bet", "{"], {USAGE, BAD_INPUT}, "{"),
    (["call", "get_bet", "[1]"], {USAGE, BAD_INPUT}, "object"),
    (["import"], {USAGE}, "PATH"),
    (["forget"], {USAGE}, "SUBJECT"),
    (["serve", "--tools", "hammer"], {USAGE}, "hammer"),
]


def cases(bench: Bench) -> None:
    with bench.project() as project:
        for tool, arguments, value in CALLS:
            codes = {BAD_INPUT, 1} if value in MAY_BE_NEGATIVE else {BAD_INPUT}
            done = bench.program.call(tool, project.root, **arguments)
            bench.check(f"call {tool} {compact(arguments)}", done, codes, value)
        for words, codes, value in TYPED:
            root = None if words == ["call"] else project.root
            done = bench.program.run(*words, root=root, lines=b"")
            bench.check(f"reckon {' '.join(words)}", done, codes, value)
        by_agent(bench, project.root)
        problem = bench.intact(project)
        bench.hold("after all wrong arguments, all is there", not problem, problem)


def by_agent(bench: Bench, root: Path) -> None:
    """The same calls through a server: a refusal a model can read, and the next call is answered as ever."""
    with Session(bench.program, root) as session:
        for tool, arguments, value in CALLS:
            _, line = session.round_trip(session.request(tool, arguments))
            text, is_error = refusal(line)
            wrong = [] if is_error else ["it is no error"]
            wrong += [] if is_named(value, text) else [f"does not name {value!r}"]
            wrong += [] if NEXT_STEP.search(text) else ["names no next step"]
            wrong += [f"shows {found[0]!r}"] if (found := RAW.search(text)) else []
            if wrong:
                bench.line(f"agent: {tool} {compact(arguments)}", "", excerpt(text), wrong)
        status = session.read("get_status")
        bench.hold(f"agent: {len(CALLS)} wrong calls, then get_status", not status.refused, excerpt(status.text, 100))


def refusal(line: bytes) -> tuple[str, bool]:
    """Reads what a model would see of a reply, and whether it is marked as an error, by the tool or by the protocol."""
    reply = messages.parse(line)
    if "error" in reply:
        return str(reply["error"].get("message", "")), True
    result = reply.get("result", {})
    text = "\n".join(block.get("text", "") for block in result.get("content", []))
    return text, bool(result.get("isError"))


def compact(arguments: dict[str, Any]) -> str:
    return json.dumps(arguments, separators=(",", ":"))
