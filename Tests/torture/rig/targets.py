"""What there is to write about in a store: bets that can be claimed, opportunities, and a ship that can be recorded."""

from dataclasses import dataclass
from typing import Any

from speed.results import Failure

from .project import Project
from .session import ID, Answer, Session

LOOKS = ("get_bet", "list_opportunities", "get_status")


@dataclass(frozen=True)
class Targets:
    """Ids and arguments that have worked once."""

    bets: list[str]  # can be claimed
    opportunities: list[str]  # can be deferred and reopened; none of a bet in `bets`, where there are others
    ship: dict[str, Any]  # arguments of record_ship that are taken; a key is added to them


def find(session: Session, project: Project) -> Targets:
    """Looks for all three by trying; fails when one of them cannot be had."""
    ids = known_ids(session)
    bets = [bet for bet in ids if bet[0] == "B" and can_be_claimed(session, bet)]
    if not bets:
        bets = picked(session, [found for found in ids if found[0] == "O"])
    if not bets:
        raise Failure("the store has no bet that can be claimed")
    taken = {opportunity for bet in bets for opportunity in named(session.call("get_bet", id=bet), "O")[:1]}
    all_opportunities = [found for found in ids if found[0] == "O"]
    free = [found for found in all_opportunities if found not in taken] or all_opportunities
    opportunities = [found for found in free if can_be_deferred(session, found)]
    if not opportunities:
        raise Failure("the store has no opportunity that can be deferred and reopened")
    return Targets(bets, opportunities, ship_form(session, project, bets[-1]))


def known_ids(session: Session) -> list[str]:
    """Gives every id that the overviews show, each once."""
    answers = [session.call(tool) for tool in LOOKS]
    answers.append(session.call("get_bet", detail="full", max_tokens=6000))
    return list(dict.fromkeys(found for answer in answers for found in ID.findall(answer.everything)))


def named(answer: Answer, letter: str) -> list[str]:
    return [found for found in ID.findall(answer.everything) if found[0] == letter]


def can_be_claimed(session: Session, bet: str) -> bool:
    answer = session.call("claim_bet", op="acquire", id=bet, worker="probe", minutes=5)
    if answer.refused:
        return False
    session.call("claim_bet", op="release", lease=answer.id("L"), reason="only a probe").needed()
    return True


def picked(session: Session, opportunities: list[str]) -> list[str]:
    """Has a person pick one opportunity after another until a bet can be claimed."""
    for opportunity in opportunities:
        answer = session.call("decide", op="pick", id=opportunity, reason="The torture needs a bet to claim.")
        for bet in [] if answer.refused else named(answer, "B"):
            if can_be_claimed(session, bet):
                return [bet]
    return []


def can_be_deferred(session: Session, opportunity: str) -> bool:
    reason = "The torture looks whether this can be done."
    if session.call("decide", op="defer", id=opportunity, reason=reason).refused:
        return False
    return not session.call("decide", op="reopen", id=opportunity, reason=reason).refused


def ship_form(session: Session, project: Project, bet: str) -> dict[str, Any]:
    """Finds arguments with which a ship is recorded, those first that leave the bets as they are."""
    commit = project.git("rev-parse", "HEAD")
    forms: list[dict[str, Any]] = [
        {"kind": "deploy", "commit": commit, "environment": "torture"},
        {"kind": "config", "environment": "torture"},
        {"kind": "flag", "flag": "torture", "percent": 10, "environment": "torture"},
        {"kind": "config", "environment": "torture", "bet": bet},
    ]
    refusals = []
    for number, form in enumerate(forms):
        answer = session.call("record_ship", **form, key=f"probe-{number}")
        if not answer.refused:
            return form
        refusals.append(answer.text)
    raise Failure(f"no ship can be recorded: {' / '.join(refusals)}")
