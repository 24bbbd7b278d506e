"""What a run needs: the programs under test, the references from PyPI in a private venv, the cache, the lengths."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from .results import Unavailable

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import package_cache

CAT = "/bin/cat"
HERE = Path(__file__).resolve().parent.parent
REFERENCES = {
    "mcp": "mcp==2.3.0",
    "orjson": "orjson==3.13.0",
    "opentelemetry-proto": "opentelemetry-proto==1.45.2",
    "chdb": "chdb==4.4.0",
}


@dataclass
class Setup:
    """All choices of one run. `smoke` shortens every subject and leaves the references from PyPI out."""

    reckon: Path
    conformance: Path
    json_bench: Path
    span_load: Path
    smoke: bool
    spans: int | None
    signals: int | None
    cache: Path
    references: dict[str, list[str]]

    def reckon_command(self) -> list[str]:
        return [program(self.reckon), "serve"]

    def conformance_command(self) -> list[str]:
        return [program(self.conformance), "--slow-tool"]

    def sdk_command(self) -> list[str] | None:
        """The minimal server on the Python SDK, or nothing where the SDK is missing."""
        python = self.references.get("mcp")
        return python and [*python, str(HERE / "minimal_sdk_server.py")]

    def orjson_command(self, data: Path) -> list[str] | None:
        python = self.references.get("orjson")
        return python and [*python, str(HERE / "orjson_lines.py"), str(data)]


def program(path: Path) -> str:
    if not os.access(path, os.X_OK):
        raise Unavailable(f"{path} is not there; build it first, or name another with a flag")
    return str(path)


def cache_directory() -> Path:
    path = package_cache.directory()
    path.mkdir(parents=True, exist_ok=True)
    return path


def find_references(wanted: set[str]) -> dict[str, list[str]]:
    """Gives, per wanted package that can be had, the interpreter that imports it; complains of the others."""
    found = {}
    for name in sorted(wanted):
        try:
            found[name] = [str(package_cache.python_in(package_cache.environment(REFERENCES[name])))]
        except package_cache.Unavailable as missing:
            say(f"*** {missing}\n*** the rows that compare with {REFERENCES[name]} are NOT MEASURED ***")
    return found


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
