"""A store whose database is not what it should be."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from rig.lines import events
from rig.program import Done
from rig.project import Project, closed

from .bench import BAD_INPUT, DONE, ENVIRONMENT, NEGATIVE, NOBODY, Bench
from .times import MINUTE

Harm = Callable[[Project], None]


def cases(bench: Bench) -> None:
    refused(bench, "a text file as store.db", lambda p: replace(p, b"These are notes, not a database.\n" * 200))
    refused(bench, "another program's database", lambda p: foreign_database(p.database))
    refused(bench, "an image as store.db", lambda p: replace(p, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64))
    refused(bench, "schema 9999", newer_schema, "9999")
    a_folder_instead(bench)
    a_file_as_state_folder(bench)
    cut_in_half(bench)
    foreign_log(bench)
    not_ours_to_read(bench)


def commands(bench: Bench, project: Project, user: int | None = None) -> dict[str, Done]:
    """Runs a reading command, a writing one and an import, as each meets the same harm."""
    lines = events("mishap", "mishap-event", MINUTE, 5)
    run = bench.program.run
    return {
        "bet": run("bet", root=project.root, user=user),
        "audit": run("audit", "--json", root=project.root, user=user),
        "claim": run("call", "claim_bet", '{"op":"acquire"}', root=project.root, user=user),
        "import": run("import", "-", root=project.root, lines=lines, user=user),
    }


def refused(bench: Bench, what: str, harm: Harm, *names: str, codes: set[int] | None = None) -> None:
    """Every command refuses, names the file, and leaves it as it is; put right, the store has lost nothing."""
    with bench.project() as project:
        project.settle()
        good = project.database.read_bytes()
        harm(project)
        before = project.database.read_bytes()
        ends = commands(bench, project)
        changed = "" if project.database.read_bytes() == before else "the file was changed"
        for name, done in ends.items():
            allowed = (codes or {ENVIRONMENT}) | ({NEGATIVE} if name == "audit" else set())
            named = names if codes else (project.database.name, *names)
            bench.check(f"{what}: {name}", done, allowed, *named, also=changed)
        for log in project.logs():
            log.unlink()
        project.database.write_bytes(good)
        problem = bench.intact(project)
        bench.hold(f"{what}: put right, all is there", not problem, problem)


def replace(project: Project, data: bytes) -> None:
    project.database.write_bytes(data)


def foreign_database(path: Path) -> None:
    path.unlink()
    with closed(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE recipes(name TEXT); INSERT INTO recipes VALUES ('bread');")


def newer_schema(project: Project) -> None:
    with closed(sqlite3.connect(project.database)) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def a_folder_instead(bench: Bench) -> None:
    with bench.project() as project:
        project.settle()
        aside = project.database.rename(project.root / "aside.db")
        project.database.mkdir()
        for name, done in commands(bench, project).items():
            allowed = {ENVIRONMENT} | ({NEGATIVE} if name == "audit" else set())
            bench.check(f"a folder as store.db: {name}", done, allowed, project.database.name)
        project.database.rmdir()
        aside.rename(project.database)
        problem = bench.intact(project)
        bench.hold("a folder as store.db: put right, all is there", not problem, problem)


def a_file_as_state_folder(bench: Bench) -> None:
    project = Project.empty(bench.folder() / "project")
    project.state.write_text("not a folder\n")
    for name, done in commands(bench, project).items():
        bench.check(f"a file as .reckon: {name}", done, {BAD_INPUT, ENVIRONMENT}, project.state.name)
    bench.hold("a file as .reckon: it is still there", project.state.read_text() == "not a folder\n")


def cut_in_half(bench: Bench) -> None:
    with bench.project() as project:
        project.settle()
        data = project.database.read_bytes()
        half = data[: len(data) // 2 // 4096 * 4096 + 1000]
        replace(project, half)
        done = bench.program.audit(project.root)
        bench.check("half a store.db: audit", done, {NEGATIVE, ENVIRONMENT}, project.database.name)
        lines = events("mishap", "mishap-event", MINUTE, 5)
        done = bench.program.take_in(lines, project.root)
        changed = "" if project.database.read_bytes()[: len(half)] == half else "the file was changed"
        bench.check("half a store.db: import", done, ENVIRONMENT, project.database.name, also=changed)


def foreign_log(bench: Bench) -> None:
    """A log that is not the database's own is passed over, as SQLite does."""
    with bench.project() as project:
        project.settle()
        Path(f"{project.database}-wal").write_bytes(b"not a log " * 1000)
        done = bench.program.run("bet", root=project.root)
        lost = bench.intact(project)
        bench.check("a foreign store.db-wal: bet", done, {DONE, NEGATIVE, ENVIRONMENT}, also=lost)


def not_ours_to_read(bench: Bench) -> None:
    with bench.project() as project:
        if not bench.run.may_change_user:
            bench.skip("a store.db of mode 000", "only root can run a command as somebody else")
            return
        project.settle()
        for path in (project.root, project.state, project.signals):
            if path.exists():
                path.chmod(0o777)
        project.database.chmod(0o000)
        for name, done in commands(bench, project, user=NOBODY).items():
            allowed = {ENVIRONMENT} | ({NEGATIVE} if name == "audit" else set())
            bench.check(f"a store.db of mode 000: {name}", done, allowed, project.database.name)
        project.database.chmod(0o600)
        problem = bench.intact(project)
        bench.hold("a store.db of mode 000: put right, all is there", not problem, problem)
