"""Packages that tests and benchmarks need, installed once outside the repository and used again."""

import fcntl
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


def environment(requirement: str, *, dependencies: bool = True) -> Path:
    """Returns a virtual environment holding `requirement`, made on first use.

    The environment counts only once its `.complete` file is there, so an interrupted installation starts again.
    """
    name = re.sub(r"[^A-Za-z0-9.]+", "-", requirement)
    root = directory() / f"{name}-python{sys.version_info.major}.{sys.version_info.minor}"
    complete = root / ".complete"
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with open(root.with_name(root.name + ".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two make targets may want it at the same moment
            if not (complete.exists() and python_in(root).exists()):
                _install(requirement, root, dependencies)
                complete.touch()
    except OSError as error:
        raise Unavailable(requirement, str(error)) from error
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


def explain(missing: Unavailable) -> int:
    """Says on stderr, unmissably, that nothing was tested and why; returns the exit code for it."""
    bar = "!" * 100
    print(
        f"\n{bar}\n!! NOT TESTED: {missing.requirement} could not be had.\n!! Nothing was checked; "
        f"this is not a pass.\n!! Cache: {directory()} (RECKON_TEST_CACHE chooses another)\n{bar}\n{missing.reason}\n",
        file=sys.stderr,
        flush=True,
    )
    return EXIT_UNAVAILABLE


def _install(requirement: str, root: Path, dependencies: bool) -> None:
    print(f"installing {requirement} into {root}", file=sys.stderr, flush=True)
    shutil.rmtree(root, ignore_errors=True)
    command = [str(python_in(root)), "-m", "pip", "install", "--quiet", "--no-input", "--retries", "2"]
    command += [] if dependencies else ["--no-deps"]
    try:
        venv.create(root, with_pip=True)
        done = subprocess.run(
            [*command, requirement], capture_output=True, text=True, timeout=INSTALL_LIMIT_SECONDS, check=False
        )
    except subprocess.SubprocessError as error:
        raise Unavailable(requirement, str(error)) from error
    if done.returncode != 0:
        raise Unavailable(requirement, done.stderr.strip() or f"pip ended with code {done.returncode}")
