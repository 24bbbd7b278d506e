"""One flip tried on a copy of the store: what an audit says while the byte is wrong."""

import os
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from rig.program import Done, Program, excerpt, is_clean, parsed
from rig.project import Project
from speed.results import Failure

from .places import KINDS, SIGNALS, Flip

CLEAN, VAGUE, UNNAMED = "not found", "file only", "not named"
# The three ways to name a row well: by its name, by the name that the flip has given it, by a file that is unreadable.
NAMED, RENAMED, PAGE = "named", "named as it stands", "named by file"
GOOD = {NAMED, RENAMED, PAGE}


@dataclass(frozen=True)
class Outcome:
    """What came of one flip."""

    flip: Flip
    verdict: str
    code: int
    said: str
    seconds: float
    wrote: bool

    def __str__(self) -> str:
        return f"{self.verdict}: {self.flip}: code {self.code}: {excerpt(self.said, 200)}"


class Judge:
    """Flips bytes of one copy of a store, one after another."""

    def __init__(self, program: Program, project: Project) -> None:
        self.program = program
        self.project = project
        self.pristine = project.database.read_bytes()
        self.demand_clean("before any flip")

    def demand_clean(self, when: str) -> None:
        done = self.program.audit(self.project.root)
        if not is_clean(done):
            raise Failure(f"the store is not clean {when}: {done}")

    def outcome(self, flip: Flip) -> Outcome:
        """Flips the byte, audits, puts the byte back."""
        path = self.project.state / flip.file
        self.toggle(path, flip)
        try:
            before = path.stat()
            done = self.program.audit(self.project.root)
            after = path.stat()
            verdict = self.verdict(flip, done)
        finally:
            self.toggle(path, flip)
        wrote = (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size)
        self.tidy(wrote)
        return Outcome(flip, verdict, done.code, done.said, done.seconds, wrote)

    def verdict(self, flip: Flip, done: Done) -> str:
        """Judges what an audit has said of a flip."""
        if is_clean(done):
            return CLEAN
        answer = parsed(done.output)
        said = "\n".join(map(str, answer.get("faults", []))) if answer else done.said
        if flip.kind == SIGNALS:
            return NAMED if flip.row in said else UNNAMED
        if names_row(flip.kind, flip.names, said):
            return NAMED
        if names_row(flip.kind, flip.new_names, said):
            return RENAMED
        if flip.file.name not in said:
            return UNNAMED
        return VAGUE if is_readable(self.project.database, flip.table) else PAGE

    def tidy(self, wrote: bool) -> None:
        """Takes away what an audit may have left, so that the next flip meets the store as it was."""
        for file in self.project.logs():
            file.unlink()
        if wrote:
            self.project.database.write_bytes(self.pristine)

    def finish(self) -> None:
        """Makes sure that every byte was put back."""
        if self.project.database.read_bytes() != self.pristine:
            raise Failure(f"{self.project.database} is not what it was")
        self.demand_clean("after all flips")

    @staticmethod
    def toggle(path: Path, flip: Flip) -> None:
        descriptor = os.open(path, os.O_RDWR)
        try:
            byte = os.pread(descriptor, 1, flip.offset)[0]
            os.pwrite(descriptor, bytes([byte ^ flip.mask]), flip.offset)
        finally:
            os.close(descriptor)


def names_row(kind: str, names: tuple[str, ...], said: str) -> bool:
    """Tells whether a line has both a word for the table and one of the row's names."""
    for line in said.lower().splitlines():
        if any(word in line for word in KINDS[kind]) and any(named(name, line) for name in names):
            return True
    return False


def named(name: str, line: str) -> bool:
    """Finds a name as a whole word; of a long digest the first twelve digits are enough."""
    name = name.lower()
    if len(name) >= 32:
        return name[:12] in line
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w])", line) is not None


def is_readable(database: Path, table: str) -> bool:
    """Tells whether SQLite can still read every row of a table."""
    connection = sqlite3.connect(f"file:{database}?immutable=1", uri=True)
    connection.text_factory = bytes
    try:
        connection.execute("PRAGMA cell_size_check = ON")
        for _ in connection.execute(f'SELECT * FROM "{table}"'):
            pass
        return True
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
