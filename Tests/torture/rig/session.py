"""One `reckon serve` over its pipes, asked with the self-contained requests of revision 2026-07-28."""

import itertools
import json
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speed import messages
from speed.results import Failure
from speed.server import Server

from .program import FORBIDDEN, Program, excerpt

ID = re.compile(r"\b[OBPSRDCGL]-[0-9A-HJKMNP-TV-Z]{6,52}\b")


@dataclass(frozen=True)
class Answer:
    """A tool result. `refused` marks one that says why it did not do what was asked."""

    tool: str
    text: str
    value: dict[str, Any]
    refused: bool
    seconds: float
    size: int  # bytes of the line it came on

    @property
    def everything(self) -> str:
        """The text and the structured answer as one text, to look for ids in."""
        return self.text + "\n" + json.dumps(self.value)

    def id(self, letter: str) -> str:
        """Gives the first id of a kind; fails when there is none."""
        for found in ID.findall(self.everything):
            if found[0] == letter:
                return found
        raise Failure(f"{self.tool} names no id that begins with {letter}-: {excerpt(self.text)}")

    def ledger_entries(self) -> int:
        """Counts the entries in a history that `audit` tells: notes that begin with a number."""
        firsts = (str(note).split(maxsplit=1)[:1] for note in self.value.get("notes", []))
        return sum(first[0].isdigit() for first in firsts if first)

    def needed(self) -> "Answer":
        """Passes on an answer that did what was asked; fails for a refusal."""
        if self.refused:
            raise Failure(f"{self.tool} refuses: {excerpt(self.text)}")
        return self


class Session(Server):
    """A server of one project; calls go one after another."""

    def __init__(self, program: Program, root: Path, *words: str) -> None:
        super().__init__(program.command("serve", *words, root=root))
        self.code: int | None = None  # how it ended
        self._ids = itertools.count(1)

    def call(self, tool: str, **arguments: Any) -> Answer:
        """Calls a tool and waits for its answer, asked for as JSON with a line of text."""
        return self.ask(self.request(tool, {**arguments, "format": "json"}), tool)

    def read(self, tool: str, **arguments: Any) -> Answer:
        """The same for its text, as a model gets it."""
        return self.ask(self.request(tool, arguments), tool)

    def request(self, tool: str, arguments: dict[str, Any]) -> bytes:
        params = {"name": tool, "arguments": arguments, "_meta": messages.META}
        return messages.request(next(self._ids), "tools/call", params)

    def ask(self, line: bytes, tool: str) -> Answer:
        """Sends a line and reads the answer to it; fails for anything that is no tool result."""
        milliseconds, reply = self.round_trip(line)
        return answer(tool, reply, milliseconds / 1e3)

    def complaints(self) -> bytes:
        """What it has written to stderr so far."""
        return os.pread(self.errors, os.fstat(self.errors).st_size, 0)

    def end(self, patience: float = 10.0) -> int:
        """Closes its input and waits for it to leave as it should; gives the exit code."""
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, self.input)
        os.close(null)
        over = time.monotonic() + patience
        while time.monotonic() < over:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                return self.code
            time.sleep(0.005)
        raise Failure(f"the server still runs {patience:g} s after its input has ended")

    def kill(self) -> None:
        """Ends it with SIGKILL; what it had written before can still be received."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def __exit__(self, *_: object) -> None:
        self.kill()
        for descriptor in (self.input, self.output, self.errors):
            os.close(descriptor)


def answer(tool: str, line: bytes, seconds: float) -> Answer:
    """Reads a line as the result of a tool call."""
    if found := FORBIDDEN.search(line):
        raise Failure(f"{tool} says {found[0].decode()!r}: {excerpt(line.decode(errors='replace'))}")
    body = messages.parse(line).get("result")
    if not isinstance(body, dict) or "content" not in body:
        raise Failure(f"{tool} was not answered: {excerpt(line.decode(errors='replace'))}")
    text = "\n".join(block["text"] for block in body["content"] if block.get("type") == "text")
    value = body.get("structuredContent") or {}
    return Answer(tool, text, value, bool(body.get("isError")), seconds, len(line) + 1)
