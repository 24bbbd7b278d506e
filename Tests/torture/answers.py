#!/usr/bin/env python3
"""Times `get_bet` on the demo store through the pipe, and weighs what a model is given to read.

  python3 Tests/torture/answers.py
  python3 Tests/torture/answers.py --quick

Tokens are counted as bytes / 3.5. The card is the text of `get_bet {}`, the ten cards that of `list_opportunities` with
a limit of ten.
"""

import json
import math
import sys

from rig import run
from rig.project import Project
from rig.session import Session
from speed import messages
from speed.results import Bar, Failure, Row
from speed.sampling import Contender, interleave, percentile, spread
from speed.server import Server
from speed.setup import CAT

P50_MS, P99_MS = 1, 5
LIST_BYTES, INSTRUCTION_BYTES = 12_000, 1_000
CARD_TOKENS, TEN_CARDS_TOKENS, CARDS = 400, 1_200, 10
ANNOTATIONS = {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
BLOCK = 100  # calls in a row before the next contender has its turn


def main() -> int:
    return run.main("answers", run.parser(__doc__).parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    project = Project.demo(bench.program, bench.folder / "store")
    with Session(bench.program, project.root) as session:
        return [*time_rows(bench, session), *text_rows(session), *list_rows(session)]


def time_rows(bench: run.Run, session: Session) -> list[Row]:
    """Times the call in blocks, in turn with an echo through `cat` for the floor."""
    first = session.read("get_bet").needed()
    line = session.request("get_bet", {})
    with Server([CAT]) as cat:
        contenders = [
            Contender("get_bet", lambda: [session.ask(line, "get_bet").needed().seconds * 1e3 for _ in range(BLOCK)]),
            Contender("floor", lambda: [cat.round_trip(line)[0] for _ in range(BLOCK)]),
        ]
        samples = interleave(2 if bench.is_quick else 30, contenders)
    ours = samples["get_bet"]
    return [
        Row("get_bet, first call of a server", first.seconds * 1e3, "ms"),
        Row("get_bet, p50", percentile(ours, 0.5), "ms", Bar("<=", P50_MS)),
        Row("get_bet, p99", percentile(ours, 0.99), "ms", Bar("<=", P99_MS), note=spread(ours, "ms")),
        Row("floor: the line to cat and back, p50", percentile(samples["floor"], 0.5), "ms"),
    ]


def text_rows(session: Session) -> list[Row]:
    """Counts the tokens of the card and of ten opportunity cards."""
    card = session.read("get_bet").needed().text
    cards = session.read("list_opportunities", limit=CARDS).needed()
    ids = {word.strip(",.:;()") for word in cards.text.split() if word.startswith("O-")}
    short = "" if len(ids) >= CARDS else f"only {len(ids)} opportunities are shown: this says less than it should"
    return [
        Row(
            "get_bet card, tokens",
            tokens(card),
            bar=Bar("<=", CARD_TOKENS),
            note=f"{len(card.encode())} bytes",
            exact=True,
        ),
        Row(
            f"{CARDS} opportunity cards, tokens",
            tokens(cards.text),
            bar=Bar("<=", TEN_CARDS_TOKENS),
            note=short or f"{len(cards.text.encode())} bytes",
            exact=True,
        ),
    ]


def list_rows(session: Session) -> list[Row]:
    """Weighs the answer to `tools/list` as it comes over the pipe, and the instructions."""
    _, listed = session.round_trip(messages.modern(1, "tools/list"))
    tools = messages.result(listed, 1)["tools"]
    _, discovered = session.round_trip(messages.modern(2, "server/discover"))
    instructions = messages.result(discovered, 2).get("instructions", "")
    if not tools:
        raise Failure("no tools are listed")
    largest = sorted(((len(compact(tool)), tool["name"]) for tool in tools), reverse=True)
    bare = [tool["name"] for tool in tools if ANNOTATIONS - tool.get("annotations", {}).keys()]
    sizes = ", ".join(f"{name} {size}" for size, name in largest)
    return [
        Row("tools/list, the whole line, bytes", len(listed) + 1, bar=Bar("<=", LIST_BYTES), note=sizes, exact=True),
        Row("tools/list, tokens", tokens(listed.decode()), note=f"{len(tools)} tools"),
        Row("instructions, bytes", len(instructions.encode()), bar=Bar("<=", INSTRUCTION_BYTES), exact=True),
        run.none_of("tools without all four annotations", bare),
    ]


def tokens(text: str) -> int:
    return math.ceil(len(text.encode()) / 3.5)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


if __name__ == "__main__":
    sys.exit(main())
