"""One run of a torture test: its options, its scratch folder, its table of figures, its exit code."""

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from speed.results import MISS, NOT_MEASURED, Bar, Failure, Row, Unavailable, machine, table

from .program import Program, may_run

ROOT = Path(__file__).resolve().parents[3]
BROKEN = "BROKEN"


@dataclass
class Run:
    """What every torture test starts from."""

    program: Program
    folder: Path
    options: argparse.Namespace

    @property
    def is_quick(self) -> bool:
        return bool(self.options.quick)

    @property
    def may_change_user(self) -> bool:
        return os.geteuid() == 0

    def random(self, purpose: str) -> random.Random:
        """Gives the random numbers of one part of the run: the same for the same seed, whatever other parts draw."""
        return random.Random(f"{self.options.seed} {purpose}")

    def choose(self, typed: int | float | None, usual: float, quick: float) -> int | float:
        """What was asked for, else the usual figure of a full or a quick run."""
        return typed if typed is not None else quick if self.is_quick else usual


def parser(description: str | None) -> argparse.ArgumentParser:
    """Makes a parser with the options that all torture tests have."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--reckon", type=Path, default=ROOT / "build" / "reckon", metavar="PATH", help="the binary")
    made.add_argument("--quick", action="store_true", help="a short form: seconds, and no bars on times")
    made.add_argument("--seed", type=int, default=1, help="of all random choices (1)")
    made.add_argument("--keep", type=Path, metavar="DIR", help="work in this new folder and leave it there")
    return made


def main(subject: str, options: argparse.Namespace, measure: Callable[[Run], list[Row]]) -> int:
    """Runs a test and prints its table; 0 all bars met, 1 a bar missed or something broken, 4 not measurable here."""
    print(f"{subject}: seed {options.seed}, {machine()}", flush=True)
    with scratch(options.keep) as folder:
        try:
            rows = measure(Run(prepared(options, folder), folder, options))
        except Unavailable as reason:
            rows = [Row(subject, note=str(reason))]
        except Failure as reason:
            rows = [Row(subject, note=str(reason), verdict=BROKEN)]
    for row in rows:
        row.judge(timed=not options.quick)
    print(table(subject, rows), flush=True)
    verdicts = {row.verdict for row in rows}
    return 1 if verdicts & {MISS, BROKEN} else 4 if NOT_MEASURED in verdicts else 0


def prepared(options: argparse.Namespace, folder: Path) -> Program:
    """Copies the binary, so that a build in the meantime changes nothing and another user may run it."""
    if not may_run(options.reckon):
        raise Unavailable(f"{options.reckon} is not there; build it first, or name another with --reckon")
    folder.chmod(0o755)
    path = folder / "bin" / "reckon"
    path.parent.mkdir()
    shutil.copy(options.reckon.resolve(), path)
    path.chmod(0o755)
    home = folder / "home"
    home.mkdir()
    os.environ["HOME"] = str(home)  # sessions inherit it
    return Program(path, home)


@contextlib.contextmanager
def scratch(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="reckon-torture-", ignore_cleanup_errors=True) as folder:
        yield Path(folder).resolve()


def none_of(name: str, found: list[str], note: str = "") -> Row:
    """A count that has to be zero; the first cases are shown."""
    shown = "; ".join(found[:5]) + (f"; and {len(found) - 5} more" if len(found) > 5 else "")
    return Row(name, len(found), bar=Bar("==", 0), note=shown or note, exact=True)


def all_of(name: str, value: int, wanted: int, note: str = "") -> Row:
    """A count that has to be complete."""
    return Row(name, value, bar=Bar("==", wanted), note=note, exact=True)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
