#!/usr/bin/env python3
"""Asks for the pick of products in which nothing is wrong, and of products with planted problems.

  python3 Tests/torture/decisions.py --checks DIR                 200 quiet products, 20 planted ones at scale 1
  python3 Tests/torture/decisions.py --checks DIR --quiet 30 --planted 4 --scale 0.5

DIR holds the generators, null_products.py and gen_signals.py. A quiet product is imported as a whole and asked at the end
of the week in which most of its requests failed, the moment at which chance looks worst. A planted one is asked at its
end: the pick should be the planted bug, not yet fixed, that most people met in its last week, or TOO_CLOSE naming it where
the next one has nearly as many. It measures, and nothing is to be tuned on it.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from planted.answers import about, at_sight
from planted.corpus import DAY, Corpus, lines, seconds, stamp
from rig import run
from rig.program import needed
from rig.project import Project
from speed.results import Bar, Failure, Row

WEEK = 7 * DAY
HARMLESS = "B2"
CLOSE = 0.85  # the share of the largest from which on the next one is as good
PATIENCE = 3_600


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--checks", type=Path, required=True, metavar="DIR", help="the folder of the generators")
    parser.add_argument("--quiet", type=int, metavar="N", help="products in which nothing is wrong (200)")
    parser.add_argument("--planted", type=int, metavar="N", help="products with planted problems (20)")
    parser.add_argument("--scale", type=float, default=1.0, help="of the planted ones (1)")
    return run.main("decisions", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    quiet = int(bench.choose(bench.options.quiet, 200, 5))
    planted = int(bench.choose(bench.options.planted, 20, 1))
    return (quiet_rows(bench, quiet) if quiet else []) + ([planted_row(bench, planted)] if planted else [])


def quiet_rows(bench: run.Run, count: int) -> list[Row]:
    picked = []
    close = 0
    for seed in range(bench.options.seed, bench.options.seed + count):
        corpus = generated(bench, "null_products.py", "gen", "--seed", str(seed))
        project = imported(bench, corpus)
        answer = asked(bench, project, worst_week(corpus))
        close += answer.get("verdict") == "TOO_CLOSE"
        if "bet" in answer:
            picked.append(f"{seed}: {answer['bet']['title']}")
            run.say(f"quiet product {picked[-1]}")
        shutil.rmtree(project.root)
    share = len(picked) / count
    return [
        Row("quiet products in which a bet is picked", share, "", Bar("<=", 0.05), note=f"{len(picked)} of {count}"),
        Row("quiet products in which two are too close to call", close / count, "", note=f"{close} of {count}"),
    ]


def worst_week(corpus: Path) -> str:
    """The end of the week, counted from the first day, in which most errors were logged."""
    truth = json.loads((corpus / "truth.json").read_text(encoding="utf-8"))
    start = seconds(truth["window"]["from"])
    weeks: Counter[int] = Counter()
    for body in lines(corpus / "otlp" / "logs.jsonl"):
        for resource in body["resourceLogs"]:
            for scope in resource["scopeLogs"]:
                for record in scope["logRecords"]:
                    if record["severityNumber"] >= 17:
                        weeks[int((int(record["timeUnixNano"]) / 1e9 - start) // WEEK)] += 1
    return stamp(start + (weeks.most_common(1)[0][0] + 1) * WEEK)


def planted_row(bench: run.Run, count: int) -> Row:
    right = 0
    for seed in range(bench.options.seed, bench.options.seed + count):
        scale = str(bench.options.scale)
        folder = generated(bench, "gen_signals.py", "--seed", str(seed), "--scale", scale)
        corpus = Corpus(folder)
        project = imported(bench, folder)
        right += is_right(bench, project, corpus, seed)
        shutil.rmtree(project.root)
    return Row("planted products whose pick is the largest bug", right / count, "", Bar(">=", 0.9), note=f"{right} of {count}")


def is_right(bench: run.Run, project: Project, corpus: Corpus, seed: int) -> bool:
    end = seconds(corpus.truth["window"]["to"])
    met = {name: len(corpus.visible(name, end - WEEK, end)) for name in corpus.truth["bugs"] if name != HARMLESS}
    best = max(met, key=lambda name: met[name])
    answer = asked(bench, project)
    named = [name_of(bench, project, corpus, one) for one in first_two(answer)]
    close = [name for name, people in met.items() if people >= CLOSE * met[best]]
    good = named[:1] == [best] if "bet" in answer else len(close) > 1 and best in named
    run.say(f"planted product {seed}: {named or 'nothing'}; people in the last week: {met}; {'right' if good else 'wrong'}")
    return good


def first_two(answer: dict[str, Any]) -> list[str]:
    """The opportunity that is picked, or the two that are too close to call."""
    if "bet" in answer:
        return [answer["bet"]["opportunity"]]
    considered = answer["decision"]["considered"][:2] if answer.get("verdict") == "TOO_CLOSE" else []
    return [one["opportunity"] for one in considered]


def name_of(bench: run.Run, project: Project, corpus: Corpus, opportunity: str) -> str:
    view = needed(bench.program.run("opportunity", opportunity, "--json", root=project.root)).json
    return at_sight(view["opportunity"], corpus) or about(view, corpus)


def generated(bench: run.Run, script: str, *words: str) -> Path:
    folder = bench.folder / "corpus"
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, str(bench.options.checks / script), *words, "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failure(f"{script} ended with {done.returncode}: {done.stderr[-500:]}")
    return folder


def imported(bench: run.Run, corpus: Path) -> Project:
    project = Project.empty(bench.folder / "product")
    paths = sorted(str(path) for path in corpus.rglob("*") if path.is_file() and path.name != "truth.json")
    needed(bench.program.run("import", *paths, root=project.root, patience=PATIENCE))
    return project


def asked(bench: run.Run, project: Project, moment: str | None = None) -> dict[str, Any]:
    when = ["--as-of", moment] if moment else ["--detail", "full"]
    # It ends with 1 where there is no bet.
    return needed(bench.program.run("bet", "--json", *when, root=project.root, patience=PATIENCE), 0, 1).json


if __name__ == "__main__":
    sys.exit(main())
