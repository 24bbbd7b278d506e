#!/usr/bin/env python3
"""Kills imports and tool calls at 200 random moments: what was acknowledged is there, and nothing comes twice.

  python3 Tests/torture/kills.py                       200 rounds
  python3 Tests/torture/kills.py --quick               12
  python3 Tests/torture/kills.py --rounds 1000 --seed 7

Each round starts an import of a file of its own, or sends a tool call to a server of its own, and kills the process
with SIGKILL after a delay drawn from zero to what that operation usually takes. Then a fresh process audits, what was
acknowledged is looked for, and a server that has lived through all rounds answers as ever. In the end everything is
imported again, twice: the first time fills in exactly what was missing, the second finds duplicates only. Every round
has a later clock than the one before (--as-of), so that leases of killed callers run out.
"""

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median

from blows.calls import Blow, Calls, unseen
from blows.imports import SIZES, SMALL_SIZES, PreparedFile
from rig import run, targets
from rig.lines import stamp, whole_minute
from rig.program import Done, is_clean, needed
from rig.project import Project
from rig.session import Session
from speed.results import Bar, Row

UNDISTURBED = 3  # runs of each operation, to know what it usually takes
STEP = timedelta(minutes=10)  # longer than any lease


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--rounds", type=int, metavar="R", help="kills (200)")
    parser.add_argument("--audit-every", type=int, default=1, metavar="N", help="audit after every Nth kill (1)")
    return run.main("kills", parser.parse_args(), lambda bench: Killer(bench).measure())


class Killer:
    """One run: the store, what was acknowledged, and what was found wrong."""

    def __init__(self, bench: run.Run) -> None:
        self.bench = bench
        self.program = bench.program
        self.chance = bench.random("kills")
        self.rounds = int(bench.choose(bench.options.rounds, 200, 12))
        self.now = whole_minute(datetime.now(UTC))
        self.first = self.now - timedelta(days=3)  # of the minutes that the files tell of
        self.project = Project.demo(self.program, bench.folder / "store")
        self.prepared = bench.folder / "prepared"
        self.prepared.mkdir()
        self.files: list[PreparedFile] = []
        self.usual: dict[str, float] = {}
        self.ends: Counter[str] = Counter()
        self.lost: list[str] = []
        self.faults: list[str] = []
        with self.session() as session:
            self.calls = Calls(targets.find(session, self.project))

    def measure(self) -> list[Row]:
        self.learn_usual()
        end = self.now + STEP * (self.rounds + 1)
        # The witness looks back from after the last round.
        with Session(self.program, self.project.root, "--as-of", stamp(end)) as witness:
            for number in range(self.rounds):
                self.one_round(number, witness)
                if (number + 1) % 20 == 0:
                    run.say(f"{number + 1} of {self.rounds} rounds: {dict(self.ends)}")
            self.now = end
            self.check_all(witness)
            again = self.import_again(witness)
        return [*self.rows(), *again]

    # Rounds

    def learn_usual(self) -> None:
        """Runs every operation a few times undisturbed."""
        for size in self.sizes:
            seconds = [self.file(size).usual(self.program, self.project, *self.as_of) for _ in range(UNDISTURBED)]
            self.usual[f"import {size}"] = median(seconds)
        for kind in Calls.KINDS:
            seconds = []
            for _ in range(UNDISTURBED):
                self.now += STEP
                with self.session() as session:
                    seconds.append(self.calls.make(kind, session).usual(session))
            self.usual[kind] = median(seconds)
        run.say("usual, in ms: " + ", ".join(f"{name} {seconds * 1e3:.1f}" for name, seconds in self.usual.items()))

    def one_round(self, number: int, witness: Session) -> None:
        """Kills one operation and looks at the store."""
        self.now += STEP
        if self.chance.random() < 0.5:
            file = self.file(self.chance.choice(self.sizes))
            name = f"import {file.size}"
            end = file.kill(self.program, self.project, self.delay(name), *self.as_of)
            wrong = file.problem(witness)
            kind = "import"
        else:
            kind = name = self.chance.choice(Calls.KINDS)
            with self.session() as session:
                blow: Blow = self.calls.make(kind, session)
                end = blow.kill(session, self.delay(name))
            wrong = blow.see(witness) if end == "acknowledged" else ""
        self.ends[f"{kind} {end}"] += 1
        if wrong:
            self.lost.append(f"round {number}, {name}: {wrong}")
        if (number + 1) % self.bench.options.audit_every == 0:
            self.audit(f"round {number}, {name} {end}")
        witness.read("get_bet").needed()

    def delay(self, name: str) -> float:
        return self.chance.uniform(0, self.usual[name])

    def audit(self, when: str) -> None:
        done = self.program.audit(self.project.root, *self.as_of)
        if not is_clean(done):
            self.faults.append(f"{when}: {done}")

    # The end

    def check_all(self, session: Session) -> None:
        """Looks once more for everything that was acknowledged in all rounds."""
        written = self.calls.written
        problems = [file.problem(session) for file in self.files]
        problems += [unseen(session, identifier) for identifier in (*written.decisions, *written.ships.values())]
        problems += [unseen(session, lease, calls) for lease, calls in written.leases.items()]
        for key in written.keys:
            problems.append(self.reported_again(session, key))
        self.lost += [f"at the end: {problem}" for problem in problems if problem]

    def reported_again(self, session: Session, key: str) -> str:
        """Reports a ship under its old key: the ship that was acknowledged comes back, and is not recorded again."""
        made = [session.call("record_ship", **self.calls.targets.ship, key=key).needed() for _ in range(2)]
        ids = {answer.id("S") for answer in made} | {self.calls.written.ships.get(key, made[0].id("S"))}
        return f"key {key} stands for {sorted(ids)}" if len(ids) > 1 else ""

    def import_again(self, session: Session) -> list[Row]:
        """Imports all files twice more and holds the counts against each other."""
        missing = sum(file.size - file.present for file in self.files)
        first, second = self.import_all(), self.import_all()
        total = sum(file.size for file in self.files)
        wrong = [f"{f.name}: {n} of {f.size}" for f in self.files if (n := f.count(session)) != f.size]
        self.audit("after the last import")
        return [
            run.all_of("second import: missing ones taken in", first.json["accepted"], missing),
            run.all_of("second import: duplicates", first.json["duplicate"], total - missing),
            run.all_of("third import: taken in", second.json["accepted"], 0),
            run.all_of("third import: duplicates", second.json["duplicate"], total),
            run.none_of("files not there exactly once", wrong),
            run.none_of("audits that found a fault", self.faults),
            run.none_of("faults by SQLite's integrity check", self.project.integrity()),
        ]

    def import_all(self) -> Done:
        return needed(self.program.run("import", str(self.prepared), "--json", *self.as_of, root=self.project.root))

    def rows(self) -> list[Row]:
        counts = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        cut = sum(0 < file.present < file.size for file in self.files)
        acknowledged = sum(count for end, count in self.ends.items() if end.endswith("acknowledged"))
        killed = sum(count for end, count in self.ends.items() if end.endswith("killed"))
        return [
            run.all_of("rounds", sum(self.ends.values()), self.rounds, counts),
            Row("killed before they answered", killed, bar=Bar(">=", 1), exact=True),
            Row("acknowledged in time", acknowledged),
            Row("files taken in in part", cut),
            run.none_of("acknowledged writes missing", self.lost),
        ]

    # Small things

    @property
    def as_of(self) -> tuple[str, str]:
        return "--as-of", stamp(self.now)

    @property
    def sizes(self) -> tuple[int, ...]:
        return SMALL_SIZES if self.bench.is_quick else SIZES

    def session(self) -> Session:
        return Session(self.program, self.project.root, *self.as_of)

    def file(self, size: int) -> PreparedFile:
        made = PreparedFile.write(self.prepared, len(self.files), self.first, size)
        self.files.append(made)
        return made


if __name__ == "__main__":
    sys.exit(main())
