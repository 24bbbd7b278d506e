"""Packages that tests and benchmarks need, installed once outside the repository and used again."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

EXIT_UNAVAILABLE = 4
INSTALL_LIMIT_SECONDS = 900


class Unavailable(Exception):
    """A package could not be installed."""

    def __init__(self, requirement: str, reason: str) -> None:
        super().__init__(f"{requirement}: {reason}")
        self.requirement = requirement
        self.reason = reason


def directory() -> Path:
    """Names the cache: RECKON_TEST_CACHE, else reckon-tests in the user's cache directory."""
    if chosen := os.environ.get("RECKON_TEST_CACHE"):
        return Path(chosen).resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "reckon-tests").resolve()


def environment(*requirements: str, name: str = "", dependencies: bool = True) -> Path:
    """Returns a virtual environment holding `requirements`, made on first use; several of them go by a `name`.

    The environment counts only once its `.complete` file is there, so an interrupted installation starts again.
    """
    if name:
        name += "-" + hashlib.sha256("\n".join(requirements).encode()).hexdigest()[:12]
    else:
        name = re.sub(r"[^A-Za-z0-9.]+", "-", " ".join(requirements))
    root = directory() / f"{name}-python{sys.version_info.major}.{sys.version_info.minor}"
    complete = root / ".complete"
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with open(root.with_name(root.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two make targets may want it at the same moment
            if not (complete.exists() and python_in(root).exists()):
                _install(requirements, root, dependencies)
                complete.touch()
    except OSError as error:
        raise Unavailable(" ".join(requirements), str(error)) from error
    return root


def python_in(root: Path) -> Path:
    """Names the interpreter of an environment."""
    return root / "bin" / "python"


def file_in(root: Path, package_path: str) -> Path:
    """Finds a file that an installed package brought along."""
    found = next(root.glob(f"lib/python*/site-packages/{package_path}"), None)
    if found is None:
        raise Unavailable(package_path, f"not among the files installed in {root}")
    return found


def explain(missing: Unavailable, untested: str = "Nothing was checked") -> int:
    """Says on stderr, unmissably, what was not tested and why; returns the exit code for it."""
    bar = "!" * 100
    print(
        f"\n{bar}\n!! NOT TESTED: {missing.requirement} could not be had.\n!! {untested}; "
        f"this is not a pass.\n!! Cache: {directory()} (RECKON_TEST_CACHE chooses another)\n{bar}\n{missing.reason}\n",
        file=sys.stderr,
        flush=True,
    )
    return EXIT_UNAVAILABLE


def _install(requirements: tuple[str, ...], root: Path, dependencies: bool) -> None:
    wanted = " ".join(requirements)
    print(f"installing {wanted} into {root}", file=sys.stderr, flush=True)
    shutil.rmtree(root, ignore_errors=True)
    command = [str(python_in(root)), "-m", "pip", "install", "--quiet", "--no-input", "--retries", "2"]
    command += [] if dependencies else ["--no-deps"]
    try:
        venv.create(root, with_pip=True)
        done = subprocess.run(
            [*command, *requirements], capture_output=True, text=True, timeout=INSTALL_LIMIT_SECONDS, check=False
        )
    except subprocess.SubprocessError as error:
        raise Unavailable(wanted, str(error)) from error
    if done.returncode != 0:
        raise Unavailable(wanted, done.stderr.strip() or f"pip ended with code {done.returncode}")
