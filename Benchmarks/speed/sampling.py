"""Samples taken in turn, A B A B, because a busy machine drifts; and the few order statistics the rows show."""

from collections.abc import Callable
from statistics import median
from typing import NamedTuple

__all__ = ["Contender", "interleave", "median", "percentile", "spread"]


class Contender(NamedTuple):
    """One side of a comparison: `sample` is called `times` times in each round and returns a list of figures."""

    name: str
    sample: Callable[[], list]
    times: int = 1


def interleave(rounds: int, contenders: list[Contender], warm_up: bool = True) -> dict[str, list]:
    """Runs all contenders in turn for a number of rounds, after one discarded round, and collects their figures."""
    figures: dict[str, list] = {contender.name: [] for contender in contenders}
    if warm_up:
        for contender in contenders:
            contender.sample()
    for _ in range(rounds):
        for contender in contenders:
            for _ in range(contender.times):
                figures[contender.name] += contender.sample()
    return figures


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def spread(values: list[float], unit: str) -> str:
    """Says how many samples there were and how they scatter."""
    low, high = min(values), percentile(values, 0.9)
    return f"n {len(values)}, min {low:.3g}, median {median(values):.3g}, p90 {high:.3g}, max {max(values):.3g} {unit}"
