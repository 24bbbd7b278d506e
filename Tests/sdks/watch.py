"""A project of its own with a running `reckon watch`, and questions to what it has kept."""

import json
import signal
import subprocess
import threading
from pathlib import Path
from typing import Any

PATIENCE = 120.0
IDENTITY = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")


class Fault(Exception):
    """Reckon itself did not do what it must, so that nothing can be said of the SDKs."""


class Watch:
    """`reckon watch` on one port, through its ends and starts."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.root = folder / "project"
        self.environment = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        self.port = 0
        self.root.mkdir()
        for words in (["init", "--quiet"], [*IDENTITY, "commit", "--quiet", "--allow-empty", "--message", "Begin"]):
            subprocess.run(["git", "-C", str(self.root), *words], env=self.environment, check=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *words: str) -> None:
        """Starts it, on the port that it has had before."""
        self.process = self._start("watch", "--listen", str(self.port), "--json", *words)
        assert self.process.stdout and self.process.stderr
        line = self.process.stdout.readline()
        if not line:
            raise Fault(f"watch did not start: {self.process.stderr.read().decode(errors='replace')}")
        self.port = int(json.loads(line)["listening"].rsplit(":", 1)[1])
        # Somebody has to read what it says, or it waits for that.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def kill(self) -> None:
        """Ends it without a chance to do anything."""
        self.process.kill()
        self.process.wait()

    def end(self) -> dict[str, Any]:
        """Ends it as a person does; returns its report."""
        assert self.process.stdout
        self.process.send_signal(signal.SIGINT)
        output = self.process.stdout.read()
        code = self.process.wait(PATIENCE)
        if code != 0:
            raise Fault(f"watch ended with {code}: {output.decode(errors='replace')[-500:]}")
        report: dict[str, Any] = json.loads(output.splitlines()[-1])
        return report

    def fetched(self) -> dict[str, dict[str, Any]]:
        """What it remembers of what it fetches, by name."""
        path = self.root / ".reckon" / "pulls.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def ask(self, *words: str) -> dict[str, Any]:
        """Runs another command and returns its answer."""
        process = self._start(*words, "--json")
        output, errors = process.communicate(timeout=PATIENCE)
        if process.returncode != 0:
            said = (output + errors).decode(errors="replace")[-500:]
            raise Fault(f"reckon {' '.join(words)} ended with {process.returncode}: {said}")
        answer: dict[str, Any] = json.loads(output)
        return answer

    def kept(self, word: str, by: str = "kind") -> dict[str, int]:
        """Counts the signals with a word in them."""
        found = self.ask("search", word, "--group-by", by, "--limit", "0")
        if not found["complete"]:
            raise Fault(f"the search for {word} did not look at everything")
        return {entry["value"]: entry["count"] for entry in found["counts"]}

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [str(self.binary), *words, "--root", str(self.root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.root,
            env=self.environment,
        )
