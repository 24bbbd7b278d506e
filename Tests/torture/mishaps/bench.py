"""The table of mishaps: what was done, how it ended, what was said, and whether that will do."""

import contextlib
import ctypes
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rig.program import FORBIDDEN, Done, Program, excerpt, is_clean, parsed
from rig.project import Project
from rig.run import Run
from speed.results import Failure

PASS, FAIL, SKIPPED = "PASS", "FAIL", "SKIPPED"
SAID_LIMIT = 1500
DONE, NEGATIVE, USAGE, BAD_INPUT, ENVIRONMENT = 0, 1, 2, 3, 4
NOBODY = 65534
# Words by which a sentence says what to do next.
NEXT_STEP = re.compile(
    r"reckon |Next|[Nn]ame |[Mm]ove |[Uu]se |[Cc]heck |[Ff]ree |[Tt]ry |Those that exist|The current one|did you mean"
    r"|[Ss]tart |[Tt]ake |[Ww]ait|one of|expected|A call that works|tells more|install|[Aa]dd |[Gg]ive |lists "
)
# What shows that a programmer's value was printed instead of a sentence.
RAW = re.compile(r"Optional\(|StoreError|LoopError|JSONError|0x[0-9a-f]{8}|\bnil\b|Swift|/Sources/|errno")


@dataclass
class Bench:
    """Makes projects to harm, and keeps the table."""

    run: Run
    demo: Project
    wanted: "Holding"
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    passed: int = 0
    made: int = 0

    @property
    def program(self) -> Program:
        return self.run.program

    @contextlib.contextmanager
    def project(self) -> Iterator[Project]:
        """Lends a copy of the demo's project."""
        self.made += 1
        copy = self.demo.copy(self.run.folder / f"case-{self.made}")
        try:
            yield copy
        finally:
            shutil.rmtree(copy.root, ignore_errors=True)

    def folder(self) -> Path:
        """Makes an empty folder that everybody may enter."""
        self.made += 1
        path = self.run.folder / f"case-{self.made}"
        path.mkdir(mode=0o755)
        return path

    # Checks

    def check(
        self,
        case: str,
        done: Done,
        codes: int | Collection[int],
        *names: str,
        also: str = "",
    ) -> bool:
        """Adds a line: the exit code is one of these, the words name each value; `also` is what else is wrong."""
        allowed = {codes} if isinstance(codes, int) else set(codes)
        wrong = [] if done.code in allowed else [f"exit code {done.code}, not {' or '.join(map(str, sorted(allowed)))}"]
        wrong += sentence_faults(done, names)
        wrong += [also] if also else []
        self.line(case, f"code {done.code}", done.said, wrong)
        return not wrong

    def hold(self, case: str, holds: bool, detail: str = "") -> None:
        """Adds a line for something that is simply so or not."""
        self.line(case, "holds" if holds else "does not hold", detail, [] if holds else [detail or "it does not hold"])

    def line(self, case: str, end: str, said: str, wrong: list[str]) -> None:
        verdict = FAIL if wrong else PASS
        self.passed += not wrong
        print(f"{verdict:<5} {case:<58} {end:<8} {excerpt(said, 240)}", flush=True)
        for problem in wrong:
            print(f"      *** {problem}", flush=True)
        if wrong:
            self.failed.append(f"{case}: {'; '.join(wrong)}")

    def skip(self, case: str, reason: str) -> None:
        self.skipped.append(f"{case}: {reason}")
        print(f"{SKIPPED} *** {case}: {reason} ***", flush=True)

    def intact(self, project: Project) -> str:
        """Says what of the demo's store is lost; empty when nothing is."""
        done = self.program.audit(project.root)
        if not is_clean(done):
            return f"afterwards the audit is not clean: {done}"
        return self.wanted.difference(Holding.of(self.program, project.root))


@dataclass(frozen=True)
class Holding:
    """What a store holds, as its answers show it."""

    signals: dict[str, int]
    opportunities: list[str]
    bet: str

    @staticmethod
    def of(program: Program, root: Path) -> "Holding":
        window = {"since": "2000-01-01", "limit": 0, "group_by": "kind"}
        search = program.call("search_signals", root, **window)
        ids: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            shown = program.call("list_opportunities", root, limit=20, max_tokens=6000, **cursor)
            if shown.code:
                break
            ids += [str(found["id"]) for found in shown.json["opportunities"]]
            if not shown.json["next_cursor"]:
                break
            cursor = {"cursor": str(shown.json["next_cursor"])}
        bet = program.call("get_bet", root)
        if search.code or shown.code or bet.code not in (0, 1):
            raise Failure(f"the store gives no answers: {search}; {shown}; {bet}")
        counts = {str(part["value"]): int(part["count"]) for part in search.json["counts"]}
        return Holding(counts, ids, str(parsed(bet.output)))

    def difference(self, other: "Holding") -> str:
        """Says what the other has less; more signals are no loss."""
        fewer = {kind: other.signals.get(kind, 0) for kind, n in self.signals.items() if other.signals.get(kind, 0) < n}
        gone = sorted(set(self.opportunities) - set(other.opportunities))
        return (f"signals lost: {fewer} of {self.signals}; " if fewer else "") + (f"gone: {gone}" if gone else "")


def sentence_faults(done: Done, names: Collection[str]) -> list[str]:
    """Looks at what was said: every name is there, a refusal has a next step, and no machine's words."""
    wrong = [f"does not name {name!r}" for name in names if not is_named(name, done.said)]
    if found := FORBIDDEN.search(done.output + done.errors):
        wrong.append(f"says {found[0].decode()!r}")
    if done.code < 0:
        wrong.append(f"was ended by signal {-done.code}")
    if done.code in (USAGE, BAD_INPUT, ENVIRONMENT):
        if not NEXT_STEP.search(done.said):
            wrong.append("names no next step")
        if not done.said:
            wrong.append("says nothing")
    if raw := RAW.search(done.said):
        wrong.append(f"shows {raw[0]!r}")
    if done.code and len(done.said) > SAID_LIMIT:
        wrong.append(f"says {len(done.said)} characters")
    return wrong


def lines_missing(done: Done, count: int) -> str:
    """Says how many of the imported lines are neither new nor known; empty when none is."""
    answer = parsed(done.output) or {}
    found = answer.get("accepted", 0) + answer.get("duplicate", 0)
    return "" if found == count else f"{count - found} of {count} lines are missing"


def is_named(name: str, said: str) -> bool:
    """Finds a value in a sentence: as a whole word where it ends in letters, in either case."""
    before, after = (r"(?<!\w)" if name[:1].isalnum() else "", r"(?!\w)" if name[-1:].isalnum() else "")
    return re.search(before + re.escape(name) + after, said, re.IGNORECASE) is not None


@contextlib.contextmanager
def mounted(source: str, target: Path, kind: str, flags: int, options: str = "") -> Iterator[None]:
    """Mounts for the time of a block; raises PermissionError where that is not allowed."""
    mount(source, target, kind, flags, options)
    try:
        yield
    finally:
        libc().umount2(str(target).encode(), 2)  # MNT_DETACH


MS_RDONLY, MS_REMOUNT, MS_BIND = 1, 32, 4096


def mount(source: str, target: Path, kind: str, flags: int, options: str = "") -> None:
    words: list[Any] = [text.encode() for text in (source, str(target), kind)]
    if libc().mount(*words, ctypes.c_ulong(flags), options.encode()):
        code = ctypes.get_errno()
        raise PermissionError(code, f"{os.strerror(code)}: mount {target}")


def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
