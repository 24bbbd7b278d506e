"""Projects to torture: a folder with a git repository and, below it, the store."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from speed.results import Failure

from .program import Program, needed

IDENTITY = ("-c", "user.name=torture", "-c", "user.email=torture@example.invalid", "-c", "commit.gpgsign=false")


class Project:
    """A project's folder and the places in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = root / ".reckon"
        self.database = self.state / "store.db"
        self.signals = self.state / "signals"

    @staticmethod
    def empty(root: Path) -> "Project":
        """Makes a repository of one commit, without a store."""
        root.mkdir(parents=True)
        project = Project(root)
        project.git("init", "--quiet", "--initial-branch=main")
        project.commit("Begin")
        return project

    @staticmethod
    def demo(program: Program, root: Path) -> "Project":
        """Makes the demo's project: thirty days of a shop, and a loop that has turned."""
        needed(program.run("demo", str(root)))
        project = Project(root)
        if not project.database.is_file():
            raise Failure(f"the demo has left no {project.database}")
        return project

    def git(self, *words: str) -> str:
        """Runs git in the project; gives what it printed."""
        command = ["git", "-C", str(self.root), *IDENTITY, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"git {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        """Adds an empty commit; gives its hash."""
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def copy(self, root: Path) -> "Project":
        """Copies the whole project while nobody writes to it."""
        shutil.copytree(self.root, root, symlinks=True)
        return Project(root)

    def settle(self) -> None:
        """Moves everything from the write-ahead log into the database and removes the log; nobody may use the store."""
        with closed(sqlite3.connect(self.database)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        for file in self.logs():
            file.unlink()
        if busy:
            raise Failure(f"{self.database} is in use")

    def logs(self) -> list[Path]:
        """The files SQLite keeps beside the database."""
        beside = [Path(f"{self.database}{end}") for end in ("-wal", "-shm")]
        return [file for file in beside if file.exists()]

    def files(self) -> Iterator[Path]:
        """All files of the store."""
        for folder, _, names in os.walk(self.state):
            yield from (Path(folder) / name for name in names)

    def size(self) -> int:
        """The apparent size of all files of the store, in bytes."""
        return sum(file.stat().st_size for file in self.files())

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong with a copy of the database, log included."""
        aside = self.root.parent / f"{self.root.name}-integrity"
        shutil.copytree(self.state, aside, ignore=shutil.ignore_patterns("signals"))
        try:
            with closed(sqlite3.connect(aside / self.database.name)) as connection:
                found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        finally:
            shutil.rmtree(aside)
        return [] if found == ["ok"] else found


class closed:
    """Closes a connection at the end of a block, which sqlite3's own `with` does not do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
