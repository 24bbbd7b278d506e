#!/usr/bin/env python3
"""Scores how well problems are found, room by room, on labelled data.

A folder of scoring scripts exports neutral files, `lab` runs the rooms that find problems over them, and the scripts
score what it wrote. One table is printed: our figure, the bar, and the best known baseline beside it.

  make quality CHECKS=FOLDER            FOLDER holds loghub_score.py, cluster_score.py, nab_score.py, tcpd_score.py,
                                        traces_score.py and rca_score.py; where they read data from is theirs to say
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from speed.results import NO_BAR, Bar, Failure, Row, machine, table
from speed.setup import say

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
import package_cache

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 1_800.0  # seconds after which a program counts as hung
SEEDS = range(1, 21)  # of planted faults
SHUFFLES = 50  # of the names of nodes
DRAIN = "drain3==0.9.11"


@dataclass(frozen=True)
class Bench:
    """What the rows need: the folder of scoring scripts, the program, and a place for files."""

    checks: Path
    lab: Path
    folder: Path

    def score(self, script: str, *arguments: str | Path, python: str = sys.executable) -> str:
        """Runs a scoring script and returns what it prints."""
        return run([python, str(self.checks / script), *map(str, arguments)])

    def predict(self, name: str, source: Path, target: Path) -> str:
        """Runs a lab and returns what it says of itself."""
        return run([str(self.lab), name, "--in", str(source), "--out", str(target)], errors=True)


def run(command: list[str], errors: bool = False) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        raise Failure(f"{Path(command[0]).name} {' '.join(command[1:3])}: {done.stderr.strip()[-400:]}")
    return done.stderr if errors else done.stdout


def markdown(text: str) -> list[dict[str, str]]:
    """Reads the first table in a text."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in lines]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def said_rate(said: str, of: str) -> float:
    """Finds the rate that a lab has measured of a part of its work, without reading and writing files."""
    found = re.search(rf"{of}: .*?([\d.]+) a second", said)
    if not found:
        raise Failure(f"no rate of {of} in: {said.strip()[-200:]}")
    return float(found.group(1))


# ---------------------------------------------------------------------------------------------------- logs


def logs(bench: Bench) -> list[Row]:
    rows = []
    for mode, bars, reference in (
        ("content", (("GA", 0.90), ("FGA", 0.92)), {"GA": "Brain 0.902, drain3 0.808", "FGA": "Brain 0.935, drain3 0.820"}),
        ("raw", (("GA", 0.75),), {"GA": "exact words but numbers 0.420 on sixteen systems"}),
    ):
        lines, groups = bench.folder / f"{mode}.jsonl", bench.folder / f"{mode}.pred"
        bench.score("loghub_score.py", "export", "--mode", mode, "--out", lines)
        said = bench.predict("logs", lines, groups)
        mean = json.loads(bench.score("loghub_score.py", "score", "--mode", mode, "--pred", groups, "--json"))["mean"]
        for name, limit in bars:
            rows.append(Row(f"logs, {mode}: {name}", mean[name], bar=Bar(">=", limit), reference=reference[name]))
        if mode == "content":
            rate = said_rate(said, "logs")
            rows.append(Row("logs: speed", rate, "lines/s", Bar(">=", 200_000)))
            rows.append(drain_row(bench, lines, rate))
    return rows


def drain_row(bench: Bench, lines: Path, rate: float) -> Row:
    """Has the well-known Python miner read the same lines in the same run."""
    row = Row("logs: times drain3", unit="x", bar=Bar(">=", 20))
    try:
        python = package_cache.python_in(package_cache.environment(DRAIN))
    except package_cache.Unavailable as missing:
        row.note = str(missing)
        return row
    program = (
        "import json, sys, time; sys.path.insert(0, sys.argv[1]); import loghub_score as s\n"
        "texts = {}\n"
        "for line in open(sys.argv[2], encoding='utf-8'):\n"
        "    line = json.loads(line); texts.setdefault(line['dataset'], []).append(line['message'])\n"
        "begun = time.perf_counter(); [s.drain3(lines, False) for lines in texts.values()]\n"
        "print(sum(map(len, texts.values())) / (time.perf_counter() - begun))"
    )
    theirs = float(run([str(python), "-c", program, str(bench.checks), str(lines)]))
    row.value, row.reference = rate / theirs, f"drain3 {theirs:,.0f} lines/s"
    return row


# ---------------------------------------------------------------------------------------------------- messages

MESSAGES = {
    "banking77-test": ((0.61, 0.28), "best that is not told the number: 0.61, 0.28"),
    "banking77-train": ((None, None), ""),
    "stackoverflow-5k": ((0.34, 0.11), "best that is not told the number: 0.34, 0.11"),
}


def themes(bench: Bench) -> list[Row]:
    rows = []
    for name, ((ami, topics), reference) in MESSAGES.items():
        texts, found = bench.folder / f"{name}.jsonl", bench.folder / f"{name}.pred"
        bench.score("cluster_score.py", "export", "--dataset", name, "--out", texts)
        said = bench.predict("themes", texts, found)
        done = json.loads(bench.score("cluster_score.py", "score", "--dataset", name, "--pred", found, "--json"))
        for key, limit in (("AMI", ami), ("topicF1", topics), ("purity", None)):
            bar = Bar(">=", limit) if limit else None
            rows.append(Row(f"themes, {name}: {key}", done[key], bar=bar, reference=reference if bar else ""))
        online = bench.folder / f"{name}.online"
        lines = (json.loads(line) for line in found.read_text(encoding="utf-8").splitlines())
        online.write_text("".join(json.dumps({"id": x["id"], "cluster": x["online"]}) + "\n" for x in lines))
        ami_online = json.loads(
            bench.score("cluster_score.py", "score", "--dataset", name, "--pred", online, "--json")
        )["AMI"]
        rows.append(Row(f"themes, {name}: batch less online", done["AMI"] - ami_online, "AMI", Bar("<=", 0.05)))
        rows.append(Row(f"themes, {name}: speed", said_rate(said, "as they arrive"), "messages/s", Bar(">=", 5_000)))
    return rows


# ---------------------------------------------------------------------------------------------------- series


def series(bench: Bench) -> list[Row]:
    source, alarms = bench.folder / "series.jsonl", bench.folder / "series.pred"
    bench.score("nab_score.py", "export", "--out", source)
    bench.predict("series", source, alarms)
    found = markdown(bench.score("nab_score.py", "score", "--pred", alarms))[0]
    return [
        Row("series: NAB standard", float(found["std"]), bar=Bar(">=", 65), reference="CAD OSE 74.1, HTM 71.2"),
        Row("series: episode F1", float(found["ep_F1"]), bar=Bar(">=", 0.60), reference="CAD OSE 0.70, HTM 0.61"),
        Row("series: false alarms", float(found["FA/1k"]), "/1k", Bar("<=", 0.30), reference="CAD OSE 0.17, HTM 0.31"),
    ]


def changes(bench: Bench) -> list[Row]:
    source, points = bench.folder / "changes.jsonl", bench.folder / "changes.pred"
    bench.score("tcpd_score.py", "export", "--out", source)
    bench.predict("changes", source, points)
    found = markdown(bench.score("tcpd_score.py", "score", "--pred", points))[0]
    return [
        Row("changes: F1", float(found["F1"]), bar=Bar(">=", 0.75), reference="PELT 0.749, never 0.696"),
        Row("changes: covering", float(found["cover"]), bar=Bar(">=", 0.73), reference="PELT 0.731, never 0.608"),
    ]


# ---------------------------------------------------------------------------------------------------- agents


def agents(bench: Bench) -> list[Row]:
    rows = planted(bench)
    for name, bars in (
        ("tau-airline", (("AUC", 0.72, "length alone 0.683"), ("AP", None, "fixed-weight sum 0.75"))),
        (
            "ww-auto",
            (("agent", 0.54, "busiest agent 0.540"), ("step@1", 0.27, "always step 1: 0.270"), ("step@3", None, "")),
        ),
    ):
        source, found = bench.folder / f"{name}.jsonl", bench.folder / f"{name}.pred"
        bench.score("traces_score.py", "export", "--set", name, "--out", source)
        bench.predict("agents", source, found)
        done = json.loads(bench.score("traces_score.py", "score", "--set", name, "--pred", found))
        for key, limit, reference in bars:
            bar = Bar(">=", limit) if limit else None
            rows.append(Row(f"agents, {name} ({done['n']}): {key}", done[key], bar=bar, reference=reference))
    return rows


def planted(bench: Bench) -> list[Row]:
    """Pools the planted faults of all seeds; each seed's traces are one corpus to the program."""
    truths, found = bench.folder / "planted.truth", bench.folder / "planted.pred"
    with open(truths, "w", encoding="utf-8") as all_truth, open(found, "w", encoding="utf-8") as all_found:
        for seed in SEEDS:
            source, truth, one = (bench.folder / f"planted.{part}.one" for part in ("traces", "truth", "pred"))
            bench.score("traces_score.py", "inject", "--seed", str(seed), "--out", source, "--truth", truth)
            bench.predict("agents", source, one)
            for kept, path in ((all_truth, truth), (all_found, one)):
                for line in path.read_text(encoding="utf-8").splitlines():
                    row = json.loads(line)
                    kept.write(json.dumps({**row, "id": f"{seed}/{row['id']}"}) + "\n")
    said = bench.score("traces_score.py", "score-inject", "--truth", truths, "--pred", found)
    rates = re.search(r"mean recall ([\d.]+), clean traces with any alarm ([\d.]+)", said)
    if not rates:
        raise Failure(f"no rates in: {said[-200:]}")
    worst = min(markdown(said), key=lambda row: float(row["recall"]))
    return [
        Row("agents, planted: recall", float(rates[1]), bar=Bar(">=", 0.95), reference="rules 0.88",
            note=f"{sum(int(row['n']) for row in markdown(said))} faults in {len(SEEDS)} seeds; lowest: {worst['fault']} {worst['recall']}"),
        Row("agents, planted: clean ones alarmed", float(rates[2]), bar=Bar("<=", 0.05), reference="rules 0.24"),
    ]


# ---------------------------------------------------------------------------------------------------- causes


def causes(bench: Bench) -> list[Row]:
    """Ranks under many names of the same nodes, so that nothing can hang on a name."""
    source = bench.folder / "causes"
    bench.score("rca_score.py", "export", "--out", source)
    sums, counted = {"top1": 0.0, "top3": 0.0, "MRR": 0.0}, 0
    for shuffle in range(SHUFFLES):
        renamed, back = shuffled(source, bench.folder / "causes.renamed", random.Random(shuffle))
        ranked = bench.folder / "causes.pred"
        bench.predict("causes", renamed, ranked)
        lines = [json.loads(line) for line in ranked.read_text(encoding="utf-8").splitlines()]
        for line in lines:
            line["ranked"] = [back[node] for node in line["ranked"]]
        ranked.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        rows = markdown(bench.score("rca_score.py", "score", "--pred", ranked))
        whole = next(row for row in rows if row["group"] == "all")
        counted = int(whole["n"])
        for key in sums:
            sums[key] += float(whole[key]) / SHUFFLES
    note = f"{counted} issues, {SHUFFLES} shuffles of the names"
    return [
        Row("causes: top-1", sums["top1"], bar=Bar(">=", 0.55), reference="walk of the call graph 0.48", note=note),
        Row("causes: top-3", sums["top3"], bar=Bar(">=", 0.85), reference="walk of the call graph 0.85"),
        Row("causes: MRR", sums["MRR"], reference="walk of the call graph 0.67"),
    ]


def shuffled(source: Path, target: Path, chance: random.Random) -> tuple[Path, dict[str, str]]:
    """Writes the same graph and figures under other names, in another order, and gives the way back."""
    target.mkdir(exist_ok=True)
    documents = {path.name: json.loads(path.read_text()) for path in sorted(source.glob("*.json"))}
    issues = [json.loads(line) for line in (source / "issues.jsonl").read_text().splitlines()]
    names = {name for document in documents.values() for edge in document["edges"] for name in edge}
    for holder in [*documents.values(), *issues]:
        names |= {row["node"] for row in holder["series"]}
    names |= {issue["target"]["node"] for issue in issues}
    ordered = sorted(names)
    numbers = list(range(len(ordered)))
    chance.shuffle(numbers)
    new = {name: f"n{number:04}" for name, number in zip(ordered, numbers)}
    for name, document in documents.items():
        document["edges"] = [[new[a], new[b]] for a, b in document["edges"]]
        chance.shuffle(document["edges"])
        rename(document["series"], new, chance)
        (target / name).write_text(json.dumps(document))
    for issue in issues:
        issue["target"]["node"] = new[issue["target"]["node"]]
        rename(issue["series"], new, chance)
    (target / "issues.jsonl").write_text("".join(json.dumps(issue) + "\n" for issue in issues))
    return target, {number: name for name, number in new.items()}


def rename(series_of_nodes: list[dict], new: dict[str, str], chance: random.Random) -> None:
    for row in series_of_nodes:
        row["node"] = new[row["node"]]
    chance.shuffle(series_of_nodes)


# ---------------------------------------------------------------------------------------------------- all

ROOMS: dict[str, Callable[[Bench], list[Row]]] = {
    "logs": logs,
    "themes": themes,
    "series": series,
    "changes": changes,
    "agents": agents,
    "causes": causes,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--checks", type=Path, required=True, metavar="FOLDER", help="the scoring scripts")
    lab = ROOT / ".build" / "release" / "lab"
    parser.add_argument("--lab", type=Path, default=lab, metavar="PATH", help=f"default {lab.relative_to(ROOT)}")
    options = parser.parse_args()
    if unknown := [room for room in options.rooms if room not in ROOMS]:
        parser.error(f"no room {unknown[0]!r}; there are {', '.join(ROOMS)}")
    print(machine())
    failed = False
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.checks.resolve(), options.lab.resolve(), Path(folder))
        for name in options.rooms or ROOMS:
            begun = time.perf_counter()
            try:
                rows += ROOMS[name](bench)
            except (Failure, OSError, subprocess.SubprocessError) as reason:
                rows.append(Row(name, note=str(reason)))
                failed = True
            say(f"{name}: {time.perf_counter() - begun:.0f} s")
    for row in rows:
        row.judge(timed=True)
    print(table("quality", rows))
    return 1 if failed or any(row.verdict not in (NO_BAR, "PASS") for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
