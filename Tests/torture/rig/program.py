"""The program under torture, run once for a command: what it wrote, how it ended, how long that took."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed.results import Failure

PATIENCE = 120.0  # seconds after which a command counts as hung
# What may never reach anybody, whatever happens beneath.
FORBIDDEN = re.compile(
    rb"database (?:table )?is locked|SQLITE_|SQLite error|Fatal error|Something failed that should not"
)


@dataclass(frozen=True)
class Done:
    """A command that has ended. `code` is negative for a signal, as the subprocess module has it."""

    words: list[str]
    code: int
    output: bytes
    errors: bytes
    started: float  # seconds that the system took to start it
    seconds: float  # from before the start to after the end

    @property
    def said(self) -> str:
        """Everything it wrote, as one text."""
        return (self.output + self.errors).decode(errors="replace").strip()

    @property
    def json(self) -> dict[str, Any]:
        """Its answer; fails when the output is no JSON object."""
        value = parsed(self.output)
        if value is None:
            raise Failure(f"{self}: no JSON object came")
        return value

    def __str__(self) -> str:
        words = " ".join(word if len(word) < 60 else word[:57] + "…" for word in self.words)
        return f"`reckon {words}` ended with {self.code} and said {excerpt(self.said)!r}"


class Program:
    """The built binary with a private environment; commands name their project with --root."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self.home = home
        self.environment = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}

    def run(
        self,
        *words: str,
        root: Path | None = None,
        lines: bytes = b"",
        environment: dict[str, str] | None = None,
        user: int | None = None,
        patience: float = PATIENCE,
    ) -> Done:
        """Runs a command to its end; `lines` is its stdin; `user` is whom it runs as, where we may choose."""
        before = time.perf_counter()
        process = self.start(*words, root=root, environment=environment, user=user)
        started = time.perf_counter() - before
        try:
            output, errors = process.communicate(lines, timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failure(f"`reckon {' '.join(words)[:200]}` has not ended after {patience:g} s") from None
        seconds = time.perf_counter() - before
        return Done([*words], process.returncode, output, errors, started, seconds)

    def start(
        self,
        *words: str,
        root: Path | None = None,
        environment: dict[str, str] | None = None,
        user: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Starts a command and leaves it running."""
        return subprocess.Popen(
            self.command(*words, root=root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root if root and root.is_dir() else self.home,
            env=self.environment | (environment or {}),
            user=user,
        )

    def command(self, *words: str, root: Path | None = None) -> list[str]:
        return [str(self.path), *words, *(["--root", str(root)] if root else [])]

    def take_in(self, lines: bytes, root: Path, *words: str) -> Done:
        """Imports lines through stdin by a process of its own."""
        return self.run("import", "-", "--json", *words, root=root, lines=lines)

    def call(self, tool: str, root: Path, *words: str, **arguments: Any) -> Done:
        """Calls a tool once, as JSON."""
        return self.run("call", tool, json.dumps(arguments), "--json", *words, root=root)

    def audit(self, root: Path, *words: str) -> Done:
        return self.run("audit", "--json", *words, root=root)


def needed(done: Done, *codes: int) -> Done:
    """Passes on a command that ended as it must; fails for another."""
    if done.code not in (codes or (0,)) or FORBIDDEN.search(done.output + done.errors):
        raise Failure(str(done))
    return done


def is_clean(done: Done) -> bool:
    """Tells whether an audit found nothing, by its answer and its exit code alike."""
    answer = parsed(done.output) or {}
    return done.code == 0 and answer.get("clean") is True and not answer.get("faults")


def parsed(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def excerpt(text: str, limit: int = 300) -> str:
    """Puts a text on one line and cuts it."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def may_run(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
