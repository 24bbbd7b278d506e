"""An import of a prepared file, killed on the way."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rig.lines import events, stamp
from rig.program import Program, needed, parsed
from rig.project import Project
from rig.session import Session
from speed.results import Failure

# A store takes at most 16,384 rows in one transaction: the larger ones need several.
SIZES = (3_000, 20_000, 50_000)
SMALL_SIZES = (200, 1_000)


@dataclass
class PreparedFile:
    """Events of one minute of its own, under a name of its own."""

    path: Path
    name: str
    minute: datetime
    size: int
    present: int = 0  # in the store, as counted last
    acknowledged: bool = False

    @staticmethod
    def write(folder: Path, number: int, first: datetime, size: int) -> "PreparedFile":
        name = f"kill-{number:04d}-event"
        file = PreparedFile(folder / f"{name}.jsonl", name, first + timedelta(minutes=2 * number), size)
        file.path.write_bytes(events(name, name, file.minute, size))
        return file

    def count(self, session: Session) -> int:
        """Counts what of it the store has."""
        window = {"since": stamp(self.minute), "until": stamp(self.minute + timedelta(minutes=2))}
        answer = session.call("search_signals", query=self.name, kind="event", limit=0, **window).needed()
        if answer.value.get("complete") is False:
            raise Failure(f"the search for {self.name} is not complete")
        return answer.value["matches"]

    def usual(self, program: Program, project: Project, *words: str) -> float:
        """Imports it undisturbed; gives the seconds from the start of the process to its end."""
        done = needed(program.run("import", str(self.path), "--json", *words, root=project.root))
        if done.json.get("accepted") != self.size:
            raise Failure(f"{self.size} lines were to be accepted: {done}")
        self.acknowledged = True
        return done.seconds - done.started

    def kill(self, program: Program, project: Project, delay: float, *words: str) -> str:
        """Imports it and kills the process after a while; says what came of it."""
        process = program.start("import", str(self.path), "--json", *words, root=project.root)
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        answer = parsed(output) if output.endswith(b"\n") else None
        if process.returncode not in (0, -signal.SIGKILL):
            raise Failure(f"the import ended with {process.returncode}: {errors.decode(errors='replace')}")
        if answer and answer.get("accepted") == self.size:
            self.acknowledged = True
            return "acknowledged"
        if answer or process.returncode == 0:
            raise Failure(f"the import of {self.size} lines says {output!r}")
        return "killed"

    def problem(self, session: Session) -> str:
        """Counts it, and says what is wrong with the count; empty when nothing is."""
        before, self.present = self.present, self.count(session)
        if self.acknowledged and self.present != self.size:
            return f"{self.name}: {self.size} acknowledged, {self.present} there"
        if not before <= self.present <= self.size:
            return f"{self.name}: {before} of {self.size} were there, now {self.present}"
        return ""
