"""One small program with an SDK, in a process of its own."""

import contextlib
import json
import queue
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("programs")
ERRORS_SHOWN = 600


@dataclass
class Program:
    """A program, the word that stands in all it sends, and what it has said so far."""

    word: str
    script: str
    options: tuple[str, ...] = ()
    # What it was told by its SDK, once it has ended well.
    account: dict[str, Any] = field(default_factory=dict)
    fault: str = ""

    def start(self, python: Path, url: str, home: Path) -> None:
        """Starts it; `home` is where SDKs may leave files."""
        home.mkdir()
        self._errors = open(home / "stderr", "w+", errors="replace")
        self._process = subprocess.Popen(
            [str(python), str(FOLDER / f"send_{self.script}.py"), url, self.word, *self.options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=home,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def wait_for_half(self, deadline: float) -> None:
        """Waits until its first half is delivered."""
        if "half" not in self._next(deadline):
            self._stop("no word of its first half")

    def go_on(self) -> None:
        """Lets it send its second half."""
        assert self._process.stdin
        with contextlib.suppress(OSError):
            self._process.stdin.write(b"go\n")
            self._process.stdin.flush()

    def wait_for_end(self, deadline: float) -> None:
        """Waits for its account and its end."""
        if self.fault:
            return
        self.account = self._next(deadline)
        try:
            code = self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return self._stop("it did not end")
        if code != 0 or "sent" not in self.account:
            self._stop(f"it ended with {code}")

    def stop(self) -> None:
        """Ends what is left of it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._errors.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(b"{"):
                self._lines.put(line)
        self._lines.put(b"{}")

    def _next(self, deadline: float) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads(self._lines.get(timeout=max(0.1, deadline - time.monotonic())))
        except queue.Empty:
            return {}
        return said

    def _stop(self, why: str) -> None:
        self._process.kill()
        self._errors.flush()
        self._errors.seek(0)
        self.account = {}
        self.fault = f"{why}: {self._errors.read()[-ERRORS_SHOWN:]}"
