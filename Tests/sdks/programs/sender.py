"""What every program here does around its SDK: two halves with a pause, and an account of what happened.

A program is run with the watch's address and a word of its own, which stands in everything that it sends. It writes
lines of JSON: one when its first half is delivered, upon which it waits for a line, and one at its end.
"""

import importlib.metadata
import json
import logging
import os
import re
import select
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

PATIENCE = 60.0
POLL_SECONDS = 0.02


class Sender:
    """One program's account: what it gave to its SDK, what the SDK was answered, and what the SDK complained of."""

    def __init__(self, package: str) -> None:
        """`package` is the SDK's name on PyPI."""
        self.url, self.word, *self.options = sys.argv[1:]
        os.environ["OTEL_SERVICE_NAME"] = self.word
        self.package = package
        self.sent: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.failures: list[str] = []
        self.tolerated = 0
        self._ear = _Ear(self)
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(self._ear)
        logging.getLogger("urllib3").setLevel(logging.DEBUG)

    @property
    def address(self) -> str:
        """The watch's host and port."""
        return self.url.removeprefix("http://")

    def tolerate(self, pattern: str) -> None:
        """Says which of the SDK's complaints are no failures; they are only counted."""
        self._ear.tolerated = re.compile(pattern)

    def count(self, **kinds: int) -> None:
        """Notes what the SDK was given, by the kind of signal that it is."""
        self.sent.update(kinds)

    def fail(self, what: object) -> None:
        """Notes what an SDK has reported to the program instead of to its log."""
        self.failures.append(" ".join(str(what).split())[:300])

    def halves(self) -> Iterator[int]:
        """Gives 0 and, once the watch has been started anew, 1; a half has to end with everything delivered."""
        yield 0
        self._say({"half": True})
        if not sys.stdin.readline():
            sys.exit("nobody said that it goes on")
        yield 1

    def until_told(self) -> Iterator[int]:
        """Gives number after number, through the watch's end and new start, until told to stop."""
        self._say({"half": True})
        deadline, number = time.monotonic() + PATIENCE * 2, 0
        while time.monotonic() < deadline and not select.select([sys.stdin], [], [], 0)[0]:
            yield number
            number += 1

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Waits for something that an SDK does in its own time."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                self.fail(f"waited {PATIENCE:g} s in vain: {what}")
                return
            time.sleep(POLL_SECONDS)

    def finish(self) -> None:
        """Hands the account over."""
        self._say(
            {
                "package": self.package,
                "version": importlib.metadata.version(self.package),
                "sent": self.sent,
                "answers": self.answers,
                "failures": self.failures,
                "tolerated": self.tolerated,
            }
        )

    @staticmethod
    def _say(value: object) -> None:
        sys.__stdout__.write(json.dumps(value) + "\n")
        sys.__stdout__.flush()


class _Ear(logging.Handler):
    """Hears answers in what the HTTP libraries log, and complaints in what anybody logs."""

    def __init__(self, sender: Sender) -> None:
        super().__init__()
        self.sender = sender
        self.tolerated: re.Pattern[str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Takes in one record."""
        text = record.getMessage()
        if self.tolerated and self.tolerated.search(text):
            self.sender.tolerated += 1
        elif record.levelno >= logging.WARNING:
            self.sender.fail(f"{record.name}: {text}")
        elif record.name == "urllib3.connectionpool" and isinstance(record.args, tuple) and len(record.args) == 8:
            scheme, host, port, method, path, _, status, _ = record.args
            self._answered(f"{scheme}://{host}:{port}", str(method), str(path), int(str(status)))
        elif record.name in ("httpx", "httpx2") and isinstance(record.args, tuple) and len(record.args) == 5:
            method, url, _, status, _ = record.args
            base, path = str(url)[: len(self.sender.url)], str(url)[len(self.sender.url) :]
            self._answered(base, str(method), path, int(str(status)))

    def _answered(self, base: str, method: str, path: str, status: int) -> None:
        if base != self.sender.url:
            return
        path = path.partition("?")[0]
        self.sender.answers[f"{method} {path} {status}"] += 1
        if not 200 <= status < 300:
            self.sender.fail(f"{method} {path} was answered {status}")
