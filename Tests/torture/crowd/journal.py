"""What a process writes down: every write that was acknowledged, every refusal, every wait."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """A file of JSON lines; one process writes it, in whole lines, as things happen."""

    def __init__(self, path: Path) -> None:
        self.file = open(path, "a", buffering=1, encoding="utf-8")

    def note(self, what: str, actor: int, **facts: Any) -> None:
        self.file.write(json.dumps({"what": what, "actor": actor, **facts}) + "\n")


def entries(folder: Path) -> list[dict[str, Any]]:
    """Reads the journals of all processes."""
    return [entry for path in sorted(folder.glob("*.jsonl")) for entry in lines_of(path)]


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)
