#!/usr/bin/env python3
"""Asks for the opportunities of a generated corpus at moments inside the time of each planted truth.

  python3 Tests/torture/findings.py --corpus DIR                     middle and nine tenths of each truth's time
  python3 Tests/torture/findings.py --corpus DIR --at 0.5 --show     one moment each, with the lists

The corpus is imported into a new store, all but its truth.json. An opportunity is about a truth by its evidence: service,
type, route, and the words it shows. Reach is held against the people that the files show within the window of reach,
counted here from the files. It measures, and nothing is to be tuned on it.
"""

import sys
from pathlib import Path
from typing import Any

from planted.answers import about, at_sight, shown
from planted.corpus import DAY, Corpus, seconds, stamp
from rig import run
from rig.program import needed
from rig.project import Project
from speed.results import Row

LIMIT = 15
WEEKS = 28  # whole days before the day of the moment over which reach is counted
STRANGERS = 5
REACH = 0.02


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--corpus", type=Path, required=True, metavar="DIR", help="what the generator has written")
    parser.add_argument("--at", type=float, nargs="+", default=[0.5, 0.9], help="which part of a truth's time is over")
    parser.add_argument("--show", action="store_true", help="print the lists too")
    parser.add_argument("--only", nargs="+", metavar="ID", help="these truths alone")
    return run.main("findings", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    corpus = Corpus(bench.options.corpus)
    project = Project.empty(bench.folder / "shop")
    done = needed(bench.program.run("import", *map(str, corpus.paths), root=project.root, patience=3_600))
    run.say(f"imported in {done.seconds:.1f} s")
    asked = Asked(bench, project, corpus)
    spans = truths(corpus)
    wanted = bench.options.only or sorted(spans)
    print(f"{'':4} {'asked at':20} {'rank':>4} {'reach':>6} {'files':>6} {'onset':>7} suspect  strangers  what", flush=True)
    for part in bench.options.at:
        for name in wanted:
            first, last = spans[name]
            asked.about(name, first, min(last, first + (last - first) * part))
    return asked.rows()


def truths(corpus: Corpus) -> dict[str, tuple[float, float]]:
    """The time of everything planted that is a problem to be found."""
    truth, end = corpus.truth, seconds(corpus.truth["window"]["to"])
    spans = {name: (seconds(bug["first_seen"]), end) for name, bug in truth["bugs"].items() if name != "B2"}
    for one in [*truth["latency_regressions"], *truth["agents"]["planted"]]:
        spans[one["id"]] = (seconds(one["from"]), seconds(one["to"]) if one["to"] else end)
    return spans


class Asked:
    """What was answered so far."""

    def __init__(self, bench: run.Run, project: Project, corpus: Corpus) -> None:
        self.bench, self.project, self.corpus = bench, project, corpus
        self.lists: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        self.count = self.found = self.reached = self.dated = 0
        self.worst = 0
        self.below: list[str] = []
        self.blamed = self.blamable = 0

    def about(self, name: str, first: float, moment: float) -> None:
        cards = self.cards(stamp(moment))
        kinds = [kind for kind, _ in cards]
        strangers = sum(not kind for kind in kinds)
        self.worst = max(self.worst, strangers)
        self.count += 1
        self.order(name, moment, kinds)
        day = int(moment // DAY) * DAY - WEEKS * DAY
        visible = len(self.corpus.visible(name, max(day, first - 1), moment))
        if name not in kinds:
            print(f"{name:4} {stamp(moment):20}    - {'':6} {visible:6} {'':7} {'':8} {strangers:9}", flush=True)
            return
        self.found += 1
        rank = kinds.index(name)
        # Of several cards about one truth the one that reaches most speaks for it.
        best = max((card for kind, card in cards if kind == name), key=reach)
        off = (seconds(began(best)) - first) / DAY
        blame = self.blame(name, best["id"], stamp(moment))
        self.reached += abs(reach(best) - visible) <= max(REACH * visible, 0.5)
        self.dated += abs(off) <= 1 or first < seconds(self.corpus.truth["window"]["from"]) + DAY
        print(
            f"{name:4} {stamp(moment):20} {rank + 1:4} {reach(best):6} {visible:6} {off:+7.1f} {blame:8} {strangers:9}  "
            f"{shown(best)}",
            flush=True,
        )

    def order(self, name: str, moment: float, kinds: list[str]) -> None:
        """Notes what stands above the truth and should not."""
        place = kinds.index(name) if name in kinds else len(kinds)
        for bad in ("B2", "spam", "injection"):
            if bad in kinds[:place]:
                self.below.append(f"{bad} above {name} at {stamp(moment)}")

    def blame(self, name: str, opportunity: str, moment: str) -> str:
        cause = self.corpus.truth["bugs"].get(name, {}).get("cause")
        for one in self.corpus.truth["latency_regressions"]:
            if one["id"] == name:
                cause = one.get("cause_sha")
        if not cause:
            return "-"
        self.blamable += 1
        view = self.call("opportunity", opportunity, "--include", "suspects", moment=moment)
        versions = {r["version"] for all in self.corpus.truth["releases"].values() for r in all if r["sha"] == cause}
        named = str(view["suspects"])
        hit = cause[:7] in named or any(version in named for version in versions)
        self.blamed += hit
        return "named" if hit else "missed"

    def cards(self, moment: str) -> list[tuple[str, dict[str, Any]]]:
        """The first page at a moment, each card with what it is about."""
        if moment not in self.lists:
            page = self.call("opportunities", "--limit", str(LIMIT), moment=moment)
            self.lists[moment] = [(self.kind(card, moment), card) for card in page["opportunities"]]
            if self.bench.options.show:
                print(f"--- {moment}: {len(page['opportunities'])} of {page['total']}")
                for kind, card in self.lists[moment]:
                    print(f"     {kind or '?':12} {reach(card):6} {shown(card)}", flush=True)
        return self.lists[moment]

    def kind(self, card: dict[str, Any], moment: str) -> str:
        """Looks at the whole of those whose title does not tell."""
        return at_sight(card, self.corpus) or about(
            self.call("opportunity", card["id"], moment=moment),
            self.corpus,
        )

    def call(self, *words: str, moment: str) -> dict[str, Any]:
        return needed(
            self.bench.program.run(*words, "--json", "--as-of", moment, root=self.project.root)
        ).json

    def rows(self) -> list[Row]:
        return [
            run.all_of(f"planted truths among the first {LIMIT}", self.found, self.count),
            run.all_of("of these, reach within 2 % of the files", self.reached, self.count),
            run.all_of("of these, onset within a day", self.dated, self.count),
            run.all_of("of those with a cause, suspect release named", self.blamed, self.blamable),
            run.none_of("harmless or hostile ones above a truth", self.below),
            Row("strangers in the worst list", self.worst, note=f"at most {STRANGERS} wanted", exact=True),
        ]


def began(card: dict[str, Any]) -> str:
    """Since when it is what it is: its rise, where it had been there before, else its first signal."""
    return str((card.get("onset") or {"at": card["first"]})["at"])


def reach(card: dict[str, Any]) -> int:
    return int(card["reach"]["subjects"])


if __name__ == "__main__":
    sys.exit(main())
