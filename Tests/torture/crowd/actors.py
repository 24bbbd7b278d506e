"""The members of a crowd: importers, claimers, deciders, shippers and readers, each a process or a row of processes."""

import random
import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rig.program import FORBIDDEN, Program, excerpt
from rig.session import ID, Answer, Session
from rig.targets import Targets
from speed.results import Failure

from .batches import Batch, shared
from .journal import Journal

DIGITS = re.compile(r"[0-9a-f]{7,}|\d+")


@dataclass(frozen=True)
class Plan:
    """What all members know."""

    program: Program
    root: Path
    targets: Targets
    minute: datetime  # the time of all signals
    seed: int
    began: float  # on the monotonic clock, which all processes share
    until: float

    def random(self, actor: int) -> random.Random:
        return random.Random(f"{self.seed} {actor}")


class Actor:
    """One member; `step` does one thing and writes down what came of it."""

    def __init__(self, plan: Plan, number: int, journal: Journal) -> None:
        self.plan = plan
        self.number = number
        self.journal = journal
        self.chance = plan.random(number)
        self.turn = 0

    def run(self) -> None:
        """Steps until the time is over; a failure is written down, and the member begins anew."""
        while time.monotonic() < self.plan.until:
            try:
                self.live()
            except Failure as reason:
                self.note("broken", said=str(reason))
                time.sleep(0.2)

    def live(self) -> None:
        while time.monotonic() < self.plan.until:
            self.turn += 1
            self.step()

    def step(self) -> None:
        raise NotImplementedError

    def note(self, what: str, **facts: Any) -> None:
        self.journal.note(what, self.number, **facts)


class Importer(Actor):
    """Imports small batches by a fresh process each: new ones, ones that others import too, ones known already."""

    def step(self) -> None:
        if self.turn % 5 == 0:
            self.take_in(shared(int((time.monotonic() - self.plan.began) * 2)))
        elif self.turn % 7 == 0:
            self.take_in(self.batch(self.turn - 1))
        elif self.turn % 11 == 0:
            self.note("start", seconds=self.plan.program.run("--version").seconds)
        else:
            self.take_in(self.batch(self.turn))

    def batch(self, number: int) -> Batch:
        """The same for the same number."""
        chance = random.Random(f"{self.plan.seed} {self.number} {number}")
        if number % 6 == 0:
            return Batch(f"crowd-{self.number:03d}-service", number, chance.randrange(1, 5), "spans")
        return Batch(f"crowd-{self.number:03d}-event", number, chance.randrange(1, 40), "events")

    def take_in(self, batch: Batch) -> None:
        done = self.plan.program.take_in(batch.lines(self.plan.minute), self.plan.root)
        if done.code != 0 or FORBIDDEN.search(done.output + done.errors):
            raise Failure(str(done))
        facts = {key: done.json.get(key) for key in ("accepted", "duplicate", "rejected")}
        whole = [batch.name, batch.number, batch.size, batch.kind]
        self.note("import", batch=whole, seconds=done.seconds, started=done.started, **facts)


class Client(Actor):
    """A member with one server for as long as it lives."""

    session: Session

    def live(self) -> None:
        with Session(self.plan.program, self.plan.root) as self.session:
            super().live()
            code = self.session.end()
            complaints = self.session.complaints()
            if code != 0 or FORBIDDEN.search(complaints):
                raise Failure(f"a server ended with {code} and said {excerpt(complaints.decode(errors='replace'))}")

    def write(self, tool: str, **arguments: Any) -> Answer | None:
        """Calls a writing tool; nothing when it refuses, which is written down with the numbers taken out."""
        answer = self.session.call(tool, **arguments)
        self.note("wait", tool=tool, seconds=answer.seconds)
        if not answer.refused:
            return answer
        self.note("refused", tool=tool, op=arguments.get("op"), said=anonymous(answer.text))
        return None


class Claimer(Client):
    """Takes a bet, keeps it for a moment, gives it back: never two at once."""

    def step(self) -> None:
        bet = self.chance.choice(self.plan.targets.bets)
        taken = self.write("claim_bet", op="acquire", id=bet, worker=f"crowd-{self.number}", minutes=30)
        if not taken:
            return
        held = time.monotonic()
        lease = taken.id("L")
        self.note("claim", bet=bet, lease=lease, op="acquire", fencing=fencing(taken), held=held)
        for _ in range(self.chance.randrange(3)):
            self.keep(lease, "renew", minutes=30)
        if self.chance.random() < 0.2:
            self.keep(lease, "wait", reason="The torture waits for a person.")
            self.keep(lease, "renew", minutes=30)
        given_back = time.monotonic()
        self.keep(lease, "release", reason="The torture is done with it.")
        self.note("free", bet=bet, lease=lease, held=held, released=given_back)

    def keep(self, lease: str, op: str, **arguments: Any) -> None:
        if self.write("claim_bet", op=op, lease=lease, **arguments):
            self.note("claim", lease=lease, op=op)
        else:
            self.note("lost", lease=lease, op=op)


class Decider(Client):
    """Defers opportunities and brings them back."""

    def step(self) -> None:
        opportunity = self.chance.choice(self.plan.targets.opportunities)
        op = self.chance.choice(["defer", "reopen"])
        reason = f"Member {self.number} says so for the {self.turn}th time."
        if made := self.write("decide", op=op, id=opportunity, reason=reason):
            self.note("decision", id=made.id("D"), seq=made.value.get("seq"))


class Shipper(Client):
    """Records ships under keys of its own, every third one twice."""

    def step(self) -> None:
        key = f"crowd-{self.number}-{self.turn}"
        first = self.write("record_ship", **self.plan.targets.ship, key=key)
        if not first:
            return
        self.note("ship", id=first.id("S"), key=key)
        again = self.write("record_ship", **self.plan.targets.ship, key=key) if self.turn % 3 == 0 else None
        if again and again.id("S") != first.id("S"):
            self.note("twice", said=f"key {key} gave {first.id('S')} and {again.id('S')}")


class Reader(Client):
    """Asks everything that can be asked, and audits now and then."""

    def step(self) -> None:
        choice = self.chance.random()
        if choice < 0.002:
            answer = self.session.call("audit")
            if answer.value.get("clean") is not True:
                self.note("unclean", said=excerpt(answer.text))
        elif choice < 0.4:
            answer = self.session.read("get_bet")
        elif choice < 0.6:
            answer = self.session.read("list_opportunities", limit=10)
        elif choice < 0.8:
            answer = self.session.read("get_status")
        else:
            answer = self.session.read("search_signals", query="crowd-", kind="event", limit=3)
        if answer.refused and answer.tool != "audit":
            self.note("broken", said=f"{answer.tool} refuses: {excerpt(answer.text)}")
        self.note("read", tool=answer.tool, seconds=answer.seconds)


# Half of the crowd writes: of sixteen, four import, two claim, one decides, one records ships.
ROLES: tuple[type[Actor], ...] = (
    *(Importer, Reader, Claimer, Reader, Importer, Reader, Decider, Reader),
    *(Importer, Reader, Claimer, Reader, Importer, Reader, Shipper, Reader),
)


def anonymous(text: str) -> str:
    """Takes ids and numbers out of a sentence, so that the same refusals can be counted."""
    return excerpt(DIGITS.sub("#", ID.sub(lambda found: found[0][:2] + "#", text)), 120)


def fencing(answer: Answer) -> int | None:
    """Finds the fencing number of a lease in the answer, wherever it stands."""
    lease = answer.value.get("lease")
    number = lease.get("fencing") if isinstance(lease, dict) else None
    if number is None and (found := re.search(r"fencing number (\d+)", answer.text)):
        return int(found[1])
    return number
