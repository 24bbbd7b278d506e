"""Batches of signals that can be made again from a few words, so that a journal need not keep their bytes."""

import random
from dataclasses import dataclass
from datetime import datetime

from rig import lines


@dataclass(frozen=True)
class Batch:
    """Some events, or some failed spans, all within the minute that the whole crowd writes to."""

    name: str  # of the events, or the service of the spans
    number: int
    size: int
    kind: str  # events or spans

    def lines(self, start: datetime) -> bytes:
        if self.kind == "events":
            return lines.events(f"{self.name}-{self.number}", self.name, start, self.size)
        chance = random.Random(f"{self.name} {self.number}")
        spans = []
        for person in range(self.size):
            trace = chance.getrandbits(128)
            spans.append(lines.failed_span(trace, self.name, f"TortureError{self.number % 3}", start, person))
        return b"".join(spans)


def shared(number: int) -> Batch:
    """A batch that several processes import at the same moment."""
    return Batch("crowd-shared-event", number, 25, "events")
