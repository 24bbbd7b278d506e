"""A disk that is full, and folders that cannot be written."""

import shutil
from pathlib import Path

from rig.lines import events
from rig.project import Project

from .bench import (
    BAD_INPUT,
    DONE,
    ENVIRONMENT,
    MS_BIND,
    MS_RDONLY,
    MS_REMOUNT,
    NEGATIVE,
    NOBODY,
    Bench,
    Holding,
    lines_missing,
    mount,
    mounted,
)
from .times import MINUTE

ROOM = 300_000  # bytes left beside the store: less than the large import takes
LINES = 150_000


def cases(bench: Bench) -> None:
    for case in (full_disk, no_room_for_a_store, read_only_mount, read_only_folder):
        try:
            case(bench)
        except PermissionError as reason:
            bench.skip(case.__name__.replace("_", " "), str(reason))


def full_disk(bench: Bench) -> None:
    """Imports more than there is room for; afterwards there is room again, and the same import goes through."""
    target = bench.folder()
    size = sum(file.stat().st_size for file in bench.demo.root.rglob("*") if file.is_file() and not file.is_symlink())
    with mounted("tmpfs", target, "tmpfs", 0, f"size={size + size // 4 + (8 << 20)}"):
        project = bench.demo.copy(target / "project")
        lines = events("full", "full-event", MINUTE, LINES)
        small = events("small", "small-event", MINUTE, 20)
        bench.check("room left: import", bench.program.take_in(small, project.root), DONE)
        fill(target / "ballast", leaving=ROOM)
        done = bench.program.take_in(lines, project.root)
        bench.check("full disk: import", done, ENVIRONMENT, "space")
        fill(target / "more-ballast", leaving=0)
        bench.check("full disk: bet", bench.program.run("bet", root=project.root), {DONE, NEGATIVE})
        done = bench.program.call("decide", project.root, op="defer", id=opportunity(bench), reason="The disk is full.")
        # The log may have room inside for a small write.
        bench.check("full disk: decide", done, {DONE, ENVIRONMENT}, *(["space"] if done.code else []))
        done = bench.program.run("export", str(target / "exported"), root=project.root)
        bench.check("full disk: export", done, ENVIRONMENT, str(target / "exported"))
        (target / "ballast").unlink()
        (target / "more-ballast").unlink()
        shutil.rmtree(target / "exported", ignore_errors=True)
        problem = bench.intact(project)
        bench.hold("full disk: with room again, all is there", not problem, problem)
        known = bench.program.take_in(small, project.root)
        bench.check("full disk: what was taken in before is known", known, DONE, '"duplicate":20')
        mount("tmpfs", target, "tmpfs", MS_REMOUNT, "size=400m")
        done = bench.program.take_in(lines, project.root)
        bench.check("full disk: with room again, import", done, DONE, also=lines_missing(done, LINES))
        found = Holding.of(bench.program, project.root).signals.get("event", 0) - bench.wanted.signals.get("event", 0)
        bench.hold("full disk: every event once", found == LINES + 20, f"{found} of {LINES + 20}")


def no_room_for_a_store(bench: Bench) -> None:
    target = bench.folder()
    with mounted("tmpfs", target, "tmpfs", 0, "size=512k"):
        project = Project.empty(target / "project")
        fill(target / "ballast", leaving=0)
        lines = events("none", "none-event", MINUTE, 10)
        bench.check("no room for a new store: import", bench.program.take_in(lines, project.root), ENVIRONMENT, "space")
        (target / "ballast").unlink()
        mount("tmpfs", target, "tmpfs", MS_REMOUNT, "size=64m")
        done = bench.program.take_in(lines, project.root)
        bench.check("no room for a new store: with room, import", done, DONE, '"accepted":10')


def read_only_mount(bench: Bench) -> None:
    """Reading goes on, or says why not; writing says what cannot be written; nothing changes."""
    with bench.project() as project:
        project.settle()
        target = bench.folder()
        with mounted(str(project.root), target, "", MS_BIND):
            mount(str(project.root), target, "", MS_REMOUNT | MS_BIND | MS_RDONLY)
            bench.check("read-only mount: bet", bench.program.run("bet", root=target), {DONE, NEGATIVE})
            done = bench.program.run("search", "checkout", root=target)
            bench.check("read-only mount: search", done, DONE)
            bench.check("read-only mount: audit", bench.program.audit(target), DONE)
            writes(bench, "read-only mount", target)
        problem = bench.intact(project)
        bench.hold("read-only mount: all is there", not problem, problem)
        empty = Project.empty(bench.folder() / "project")
        with mounted(str(empty.root), target, "", MS_BIND):
            mount(str(empty.root), target, "", MS_REMOUNT | MS_BIND | MS_RDONLY)
            done = bench.program.take_in(events("ro", "ro-event", MINUTE, 5), target)
            bench.check("read-only mount, no store yet: import", done, ENVIRONMENT, ".reckon")
            done = bench.program.run("bet", root=target)
            bench.check("read-only mount, no store yet: bet", done, {BAD_INPUT, ENVIRONMENT}, str(target))


def read_only_folder(bench: Bench) -> None:
    """The same for somebody who may read the files and no more."""
    if not bench.run.may_change_user:
        bench.skip("read-only folder", "only root can run a command as somebody else")
        return
    with bench.project() as project:
        project.settle()
        for path in [project.root, *project.root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() else 0o644)
        done = bench.program.run("bet", root=project.root, user=NOBODY)
        # SQLite needs to write beside a log that another may be writing.
        bench.check("read-only folder: bet", done, {DONE, NEGATIVE, ENVIRONMENT})
        writes(bench, "read-only folder", project.root, NOBODY)
        problem = bench.intact(project)
        bench.hold("read-only folder: all is there", not problem, problem)


def writes(bench: Bench, name: str, root: Path, user: int | None = None) -> None:
    lines = events("ro", "ro-event", MINUTE, 5)
    done = bench.program.run("import", "-", "--json", root=root, lines=lines, user=user)
    bench.check(f"{name}: import", done, ENVIRONMENT, ".reckon")
    words = f'{{"op":"defer","id":"{opportunity(bench)}","reason":"It cannot be written."}}'
    done = bench.program.run("call", "decide", words, root=root, user=user)
    bench.check(f"{name}: decide", done, ENVIRONMENT, ".reckon")


def opportunity(bench: Bench) -> str:
    return bench.wanted.opportunities[-1]


def fill(path: Path, leaving: int) -> None:
    """Writes a file until only so many bytes are left on its disk."""
    with open(path, "wb", buffering=0) as file:
        try:
            while (left := shutil.disk_usage(path.parent).free - leaving) > 0:
                file.write(bytes(min(left, 1 << 20)))
        except OSError:
            return
