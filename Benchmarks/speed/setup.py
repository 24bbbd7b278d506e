"""What a run needs: the programs under test, the references from PyPI in a private venv, the cache, the lengths."""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .results import Unavailable

CAT = "/bin/cat"
HERE = Path(__file__).resolve().parent.parent
REFERENCES = {"mcp": "mcp==2.3.0", "orjson": "orjson"}


@dataclass
class Setup:
    """All choices of one run. `smoke` shortens every subject and leaves the references from PyPI out."""

    reckon: Path
    conformance: Path
    json_bench: Path
    smoke: bool
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
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = Path(os.environ.get("RECKON_TEST_CACHE") or f"{home}/reckon-tests")
    path.mkdir(parents=True, exist_ok=True)
    return path.resolve()


def find_references(cache: Path, wanted: set[str]) -> dict[str, list[str]]:
    """Gives, per wanted package that can be had, the interpreter that imports it; complains of the others."""
    venv = cache / "bench-venv"
    python = [str(venv / "bin" / "python")]
    with open(cache / "bench-venv.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = sorted(name for name in wanted if not imports(python, name))
        if missing:
            install(venv, missing)
    found = {name: python for name in wanted if imports(python, name)}
    for name in sorted(wanted - found.keys()):
        say(f"*** {REFERENCES[name]} cannot be had: the rows that compare with it are NOT MEASURED ***")
    return found


def imports(python: list[str], name: str) -> bool:
    """Tells whether the interpreter has the package, in the very version if one is pinned."""
    wanted = REFERENCES[name].partition("==")[2]
    code = f"import {name}; from importlib.metadata import version; print(version('{name}'))"
    try:
        done = subprocess.run([*python, "-c", code], capture_output=True, text=True, timeout=60)
    except OSError:
        return False
    return done.returncode == 0 and (not wanted or done.stdout.strip() == wanted)


def install(venv: Path, names: list[str]) -> None:
    say(f"installing {', '.join(names)} into {venv} (once)")
    steps = [[sys.executable, "-m", "venv", str(venv)]]
    steps += [[str(venv / "bin" / "python"), "-m", "pip", "install", "-q", REFERENCES[name]] for name in names]
    for step in steps:
        try:
            done = subprocess.run(step, capture_output=True, text=True, timeout=300)
        except (OSError, subprocess.TimeoutExpired) as error:
            say(f"{' '.join(step)}: {error}")
            continue
        if done.returncode:
            say(f"{' '.join(step)} failed:\n{done.stderr.strip()[-600:]}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
