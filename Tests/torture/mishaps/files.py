"""Files that are no food for an import, or only in part; exports and archives that cannot be."""

import os
from pathlib import Path

from rig.lines import event, events
from rig.project import Project

from .bench import BAD_INPUT, DONE, ENVIRONMENT, NOBODY, USAGE, Bench
from .times import MINUTE

GOOD = events("good", "good-event", MINUTE, 3).splitlines(keepends=True)


def cases(bench: Bench) -> None:
    folder = bench.folder()
    project = Project.empty(folder / "project")
    no_food(bench, project, folder)
    partly_food(bench, project, folder)
    not_readable(bench, project, folder)
    archives(bench, project, folder)


def no_food(bench: Bench, project: Project, folder: Path) -> None:
    """Refused as a whole; no store has to come of it."""
    for name, data in {
        "random.jsonl": os.urandom(65536),
        "picture.png": b"\x89PNG\r\n\x1a\n" + os.urandom(4000),
        "broken.jsonl": b'{"kind":"event","id":\n' * 5,
        "deep.jsonl": b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"\n",
        "strings.jsonl": b'"a"\n"b"\n',
        "nul.jsonl": b"\0" * 4096,
        "long.jsonl": b'{"kind":"event","id":"' + b"x" * (80 << 20) + b'"}\n',
    }.items():
        path = folder / name
        path.write_bytes(data)
        done = bench.program.run("import", str(path), root=project.root)
        bench.check(f"import {name}", done, BAD_INPUT, name)
        path.unlink()
    empty = folder / "empty.jsonl"
    empty.write_bytes(b"")
    bench.check("import an empty file", bench.program.run("import", str(empty), root=project.root), {DONE, BAD_INPUT})
    done = bench.program.run("import", str(folder / "missing.jsonl"), root=project.root)
    bench.check("import a missing file", done, BAD_INPUT, "missing.jsonl")


def partly_food(bench: Bench, project: Project, folder: Path) -> None:
    """Good lines are kept; each bad one is named by file and line."""
    path = folder / "mixed.jsonl"
    bad = [b"this is no JSON\n", b'{"kind":"event","id":"x","time":"never","name":"n"}\n', b'{"kind":"event"}\n']
    path.write_bytes(GOOD[0] + bad[0] + GOOD[1] + bad[1] + bad[2] + GOOD[2])
    done = bench.program.run("import", str(path), "--json", root=project.root)
    places = [f'"line":{line}' for line in (2, 4, 5)]
    bench.check("3 good lines, 3 bad: import", done, DONE, '"accepted":3', '"rejected":3', "mixed.jsonl", *places)
    done = bench.program.run("import", str(path), root=project.root)
    bench.check("the same for people", done, DONE, *(f"mixed.jsonl:{line}" for line in (2, 4, 5)))
    path.write_bytes(GOOD[0] + event("cut", "good-event", MINUTE, 1)[:-20])
    done = bench.program.run("import", str(path), "--json", root=project.root)
    bench.check("a file that ends within a line", done, DONE, '"rejected":1', '"duplicate":1')


def not_readable(bench: Bench, project: Project, folder: Path) -> None:
    if not bench.run.may_change_user:
        bench.skip("import a file of mode 000", "only root can run a command as somebody else")
        return
    for path in (folder, project.root):
        path.chmod(0o777)
    path = folder / "secret.jsonl"
    path.write_bytes(GOOD[0])
    path.chmod(0o000)
    other = Project.empty(folder / "theirs")
    for inside in [other.root, *other.root.rglob("*")]:
        os.chown(inside, NOBODY, NOBODY)
    done = bench.program.run("import", str(path), root=other.root, user=NOBODY)
    bench.check("import a file of mode 000", done, BAD_INPUT, "secret.jsonl")


def archives(bench: Bench, project: Project, folder: Path) -> None:
    """Export and rebuild refuse what would overwrite or make no sense."""
    kept = folder / "kept"
    kept.mkdir()
    (kept / "note.txt").write_text("mine\n")
    done = bench.program.run("export", str(kept), root=project.root)
    changed = "" if (kept / "note.txt").read_text() == "mine\n" else "the file in the way was changed"
    bench.check("export into a folder with files", done, {BAD_INPUT, ENVIRONMENT}, "kept", also=changed)
    done = bench.program.run("rebuild", str(kept), root=folder)
    bench.check("rebuild from no export", done, {BAD_INPUT, ENVIRONMENT}, "kept")
    done = bench.program.run("rebuild", str(folder / "missing"), root=folder)
    bench.check("rebuild from a missing folder", done, {BAD_INPUT, ENVIRONMENT}, "missing")
    exported = folder / "exported"
    done = bench.program.run("export", str(exported), root=project.root)
    if not bench.check("export", done, DONE):
        return
    done = bench.program.run("rebuild", str(exported), root=project.root)
    bench.check("rebuild over a store, without --replace", done, {USAGE, BAD_INPUT, ENVIRONMENT}, "--replace")
    largest = max((file for file in exported.rglob("*") if file.is_file()), key=lambda file: file.stat().st_size)
    data = largest.read_bytes()
    largest.write_bytes(data[: len(data) // 2])
    again = Project.empty(folder / "again")
    done = bench.program.run("rebuild", str(exported), root=again.root)
    bench.check("rebuild from a cut export", done, {BAD_INPUT, ENVIRONMENT, 1}, largest.name)
    largest.write_bytes(data)
    bench.check("rebuild", bench.program.run("rebuild", str(exported), root=again.root), DONE)
    bench.check("rebuild: audit", bench.program.audit(again.root), DONE)
