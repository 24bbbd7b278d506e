"""Tool calls whose server is killed before, while or after it answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rig.program import excerpt
from rig.session import Answer, Session, answer
from rig.targets import Targets
from speed.results import Failure


@dataclass
class Written:
    """Everything that has been acknowledged so far, and how each can be seen."""

    decisions: list[str] = field(default_factory=list)
    ships: dict[str, str] = field(default_factory=dict)  # by key
    leases: dict[str, int] = field(default_factory=dict)  # calls of each
    keys: list[str] = field(default_factory=list)  # of every ship that was tried


@dataclass
class Blow:
    """One call: how to prepare it, its arguments, and what an answer to it promises."""

    tool: str
    arguments: dict[str, Any]
    keep: Callable[[Answer], None]
    see: Callable[[Session], str]  # after an acknowledgement: what is wrong

    def usual(self, session: Session) -> float:
        """Calls undisturbed; gives the seconds."""
        made = session.call(self.tool, **self.arguments).needed()
        self.keep(made)
        return made.seconds

    def kill(self, session: Session, delay: float) -> str:
        """Sends the call, kills the server after a while, and takes note of an answer that was written in time."""
        session.send(session.request(self.tool, {**self.arguments, "format": "json"}))
        time.sleep(delay)
        session.kill()
        try:
            line = session.receive()
        except Failure:
            return "killed"
        made = answer(self.tool, line, delay)
        if made.refused:
            return f"refused: {excerpt(made.text, 100)}"
        self.keep(made)
        return "acknowledged"


class Calls:
    """Makes the calls of all kinds that write."""

    KINDS = ("defer", "reopen", "acquire", "renew", "release", "ship")

    def __init__(self, targets: Targets) -> None:
        self.targets = targets
        self.written = Written()
        self.count = 0

    def make(self, kind: str, session: Session) -> Blow:
        """Prepares one; what it stands on is called in the session, undisturbed."""
        self.count += 1
        match kind:
            case "defer" | "reopen":
                return self.decision(kind, session)
            case "ship":
                return self.ship()
            case _:
                return self.lease(kind, session)

    def decision(self, op: str, session: Session) -> Blow:
        opportunity = self.targets.opportunities[self.count % len(self.targets.opportunities)]
        # From whatever a killed call has left: a state in which this one is possible.
        other = "reopen" if op == "defer" else "defer"
        reason = f"Blow {self.count} says so."
        before = session.call("decide", op=other, id=opportunity, reason=reason)
        if not before.refused:
            self.written.decisions.append(before.id("D"))

        def keep(made: Answer) -> None:
            self.written.decisions.append(made.id("D"))

        def see(after: Session) -> str:
            return unseen(after, self.written.decisions[-1])

        return Blow("decide", {"op": op, "id": opportunity, "reason": reason}, keep, see)

    def ship(self) -> Blow:
        key = f"blow-{self.count}"
        self.written.keys.append(key)

        def keep(made: Answer) -> None:
            self.written.ships[key] = made.id("S")

        def see(after: Session) -> str:
            return unseen(after, self.written.ships[key])

        return Blow("record_ship", {**self.targets.ship, "key": key}, keep, see)

    def lease(self, op: str, session: Session) -> Blow:
        bet = self.targets.bets[self.count % len(self.targets.bets)]
        acquire = {"op": "acquire", "id": bet, "worker": f"blow-{self.count}", "minutes": 5}

        def keep(made: Answer) -> None:
            lease = made.id("L")
            self.written.leases[lease] = self.written.leases.get(lease, 0) + 1

        def see(after: Session) -> str:
            return unseen(after, list(self.written.leases)[-1])

        if op == "acquire":
            return Blow("claim_bet", acquire, keep, see)
        taken = session.call("claim_bet", **acquire)
        if taken.refused:
            # A killed call has taken it, and nobody knows its lease: putting the bet off sets it free.
            for step in ("defer", "reopen"):
                made = session.call("decide", op=step, id=bet, reason=f"Blow {self.count} frees it.").needed()
                self.written.decisions.append(made.id("D"))
            taken = session.call("claim_bet", **acquire).needed()
        keep(taken)
        return Blow("claim_bet", {"op": op, "lease": taken.id("L"), "reason": "The blow says so."}, keep, see)


def unseen(session: Session, identifier: str, calls: int = 1) -> str:
    """Says what is missing of a record that was acknowledged; empty when nothing is."""
    made = session.call("audit", id=identifier, check="history", max_tokens=6000)
    if made.refused:
        return f"{identifier} was acknowledged; now: {excerpt(made.text, 150)}"
    count = made.ledger_entries()
    return "" if count >= calls else f"{identifier}: {calls} calls were acknowledged, {count} are in the ledger"
