"""After the crowd has gone: everything that was acknowledged is there, and nothing is there twice."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from rig import run
from rig.lines import stamp
from rig.program import excerpt, is_clean, needed
from rig.project import Project
from rig.session import Session
from speed.results import Bar, Row

from .actors import Plan
from .batches import Batch

Entry = dict[str, Any]


def rows(plan: Plan, project: Project, journal: list[Entry]) -> list[Row]:
    """Everything that has to be so, whatever the machine."""
    by: dict[str, list[Entry]] = defaultdict(list)
    for entry in journal:
        by[entry["what"]].append(entry)
    return [
        *acknowledged_rows(by),
        *import_rows(plan, by["import"]),
        *record_rows(plan, by),
        *order_rows(by),
        run.none_of("failures and forbidden outputs", [entry["said"] for entry in by["broken"]]),
        run.none_of("unclean audits by readers", [entry["said"] for entry in by["unclean"]]),
        *audit_rows(plan, project),
    ]


def acknowledged_rows(by: dict[str, list[Entry]]) -> list[Row]:
    """How many writes of each kind there were: each kind has to have had some."""
    found = []
    for what, title in (("import", "imports"), ("claim", "lease calls"), ("decision", "decisions"), ("ship", "ships")):
        said = Counter(f"{entry['tool']} {entry['op'] or ''}: {entry['said']}" for entry in by["refused"])
        note = "; ".join(f"{count} x {text}" for text, count in said.most_common(6)) if what == "claim" else ""
        note = f"refused: {note}" if note else ""
        found.append(Row(f"{title} acknowledged", len(by[what]), bar=Bar(">=", 1), note=note, exact=True))
    return found


def import_rows(plan: Plan, imports: list[Entry]) -> list[Row]:
    """Holds the sums of what was accepted against each other, against a search, and against a second import."""
    accepted: Counter[Batch] = Counter()
    wrong = []
    for entry in imports:
        batch = Batch(*entry["batch"])
        accepted[batch] += entry["accepted"]
        if entry["rejected"] or (batch.kind == "events" and entry["accepted"] + entry["duplicate"] != batch.size):
            wrong.append(f"{batch}: {entry}")
    wrong += [
        f"{batch}: {count} accepted in all"
        for batch, count in accepted.items()
        if batch.kind == "events" and count != batch.size or count < batch.size
    ]
    again = Counter[str]()
    for part in chunks(list(accepted), 400):
        lines = b"".join(batch.lines(plan.minute) for batch in part)
        answer = needed(plan.program.take_in(lines, plan.root)).json
        again.update({key: answer.get(key, 0) for key in ("accepted", "duplicate", "rejected")})
    total = sum(accepted.values())
    return [
        run.none_of("batches not accepted exactly once", wrong),
        run.none_of("events missing or twice, by search", miscounted(plan, accepted)),
        run.all_of("second import: accepted", again["accepted"], 0),
        run.all_of("second import: duplicates", again["duplicate"], total),
    ]


def miscounted(plan: Plan, accepted: Counter[Batch]) -> list[str]:
    """Counts the events of each name in the store, and tells where it is not what was acknowledged."""
    wanted: Counter[str] = Counter()
    for batch, count in accepted.items():
        if batch.kind == "events":
            wanted[batch.name] += count
    since, until = stamp(plan.minute), stamp(plan.minute + timedelta(minutes=2))
    wrong = []
    with Session(plan.program, plan.root) as session:
        for name, count in wanted.items():
            window = {"since": since, "until": until, "kind": "event", "limit": 0}
            found = session.call("search_signals", query=name, **window).needed().value
            if found.get("matches") != count or found.get("complete") is False:
                wrong.append(f"{name}: {count} acknowledged, {found.get('matches')} found")
    return wrong


def record_rows(plan: Plan, by: dict[str, list[Entry]]) -> list[Row]:
    """Asks the history of every decision, ship and lease that was acknowledged."""
    missing = []
    calls = Counter(entry["lease"] for entry in by["claim"])
    wanted = Counter(entry["id"] for entry in [*by["decision"], *by["ship"]]) + calls
    with Session(plan.program, plan.root) as session:
        for identifier in wanted:
            answer = session.call("audit", id=identifier, check="history", max_tokens=6000)
            if answer.refused or answer.ledger_entries() < calls.get(identifier, 1):
                missing.append(f"{identifier}: {wanted[identifier]} acknowledged, {excerpt(answer.text, 100)}")
    repeated = [name for name, count in Counter(entry["id"] for entry in by["ship"]).items() if count > 1]
    return [
        run.none_of("decisions, ships, leases missing", missing, f"{len(wanted)} records looked up"),
        run.none_of("ships of two keys in one", repeated),
        run.none_of("ships recorded twice for one key", [entry["said"] for entry in by["twice"]]),
    ]


def order_rows(by: dict[str, list[Entry]]) -> list[Row]:
    """Looks for signs that two writes did not happen one after the other."""
    seqs = Counter(entry["seq"] for entry in by["decision"] if entry["seq"] is not None)
    fences = Counter((e["bet"], e["fencing"]) for e in by["claim"] if e["op"] == "acquire" and e["fencing"] is not None)
    overlaps = []
    for bet in {entry["bet"] for entry in by["free"]}:
        spans = sorted((e["held"], e["released"], e["lease"]) for e in by["free"] if e["bet"] == bet)
        overlaps += [f"{bet}: {one[2]} and {other[2]}" for one, other in pairwise(spans) if other[0] < one[1]]
    return [
        run.none_of("ledger entries of two decisions", [str(seq) for seq, count in seqs.items() if count > 1]),
        run.none_of("fencing numbers given twice", [str(fence) for fence, count in fences.items() if count > 1]),
        run.none_of("bets held by two at once", overlaps),
        run.none_of("leases lost by who held them", [f"{e['lease']} {e['op']}" for e in by["lost"]]),
    ]


def audit_rows(plan: Plan, project: Project) -> list[Row]:
    done = plan.program.audit(plan.root)
    return [
        run.none_of("faults found by audit", [] if is_clean(done) else [str(done)], excerpt(done.said, 200)),
        run.none_of("faults by SQLite's integrity check", project.integrity()),
    ]


def chunks(values: list[Any], size: int) -> Iterable[list[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
