"""No repository, no git, no store, a clock that jumps back, a process that was killed."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta

from rig.lines import events, stamp
from rig.project import Project
from rig.session import Session
from speed.results import Failure

from .bench import BAD_INPUT, DONE, ENVIRONMENT, NEGATIVE, USAGE, Bench, Holding, lines_missing
from .times import MINUTE


def cases(bench: Bench) -> None:
    no_repository(bench)
    no_git(bench)
    no_store(bench)
    clock_jumps_back(bench)
    killed_and_started_again(bench)


def no_repository(bench: Bench) -> None:
    """All but the verification of ships works without git."""
    root = bench.folder()
    project = Project(root)
    done = bench.program.take_in(events("plain", "plain-event", MINUTE, 10), root)
    bench.check("no repository: import", done, DONE, '"accepted":10')
    bench.check("no repository: bet", bench.program.run("bet", root=root), {DONE, NEGATIVE})
    done = bench.program.call("record_ship", root, kind="merge", commit="3f2a9c1")
    bench.check("no repository: ship a commit", done, {DONE, NEGATIVE, BAD_INPUT, ENVIRONMENT}, "git")
    bench.check("no repository: audit", bench.program.audit(root), DONE)
    bench.hold("no repository: none was made", not (project.root / ".git").exists())


def no_git(bench: Bench) -> None:
    """The same where the program itself is missing."""
    with bench.project() as project:
        commit = project.git("rev-parse", "HEAD")
        nowhere = {"PATH": str(bench.folder())}
        done = bench.program.run("bet", root=project.root, environment=nowhere)
        bench.check("no git on PATH: bet", done, {DONE, NEGATIVE})
        words = f'{{"kind":"merge","commit":"{commit}"}}'
        done = bench.program.run("call", "record_ship", words, root=project.root, environment=nowhere)
        lost = bench.intact(project)
        bench.check("no git on PATH: ship a commit", done, {DONE, NEGATIVE, ENVIRONMENT}, "git", also=lost)


def no_store(bench: Bench) -> None:
    """Reading says where nothing is, and makes nothing."""
    project = Project.empty(bench.folder() / "project")
    for command in ("bet", "opportunities", "search", "audit"):
        done = bench.program.run(command, root=project.root)
        bench.check(f"no store: {command}", done, {BAD_INPUT, NEGATIVE}, str(project.root), "reckon import")
    bench.check("no store: status", bench.program.run("status", root=project.root), {DONE, NEGATIVE}, "reckon import")
    bench.hold("no store: none was made", not project.state.exists())
    missing = project.root / "missing"
    done = bench.program.run("bet", "--root", str(missing))
    bench.check("a root that does not exist: bet", done, {USAGE, BAD_INPUT}, str(missing))
    done = bench.program.run("import", "-", "--root", str(missing), lines=events("m", "m-event", MINUTE, 2))
    made = "it was made" if missing.exists() else ""
    bench.check("a root that does not exist: import", done, {USAGE, BAD_INPUT}, str(missing), also=made)


def clock_jumps_back(bench: Bench) -> None:
    """Writes at a later time, then would write into the past: that is refused in words, and nothing is lost."""
    now = datetime.now(UTC)
    later, earlier = (["--as-of", stamp(now + timedelta(days=days))] for days in (2, -10))
    with bench.project() as project:
        opportunity = bench.wanted.opportunities[-1]
        for name, clock, op in (("two days on", later, "defer"), ("ten days back", earlier, "reopen")):
            done = bench.program.take_in(events(f"jump-{op}", f"jump-{op}-event", MINUTE, 10), project.root, *clock)
            if op == "reopen":
                bench.check(f"clock {name}: import", done, BAD_INPUT, "--as-of")
            else:
                bench.check(f"clock {name}: import", done, DONE, '"accepted":10')
            reason = f"The clock is {name}."
            done = bench.program.call("decide", project.root, *clock, op=op, id=opportunity, reason=reason)
            # A reopening may be refused for its state; the clock is no reason.
            bench.check(f"clock {name}: decide {op}", done, {DONE, BAD_INPUT} if op == "reopen" else DONE)
            bench.check(f"clock {name}: bet", bench.program.run("bet", *clock, root=project.root), {DONE, NEGATIVE})
            done = bench.program.run("status", *clock, root=project.root)
            bench.check(f"clock {name}: status", done, {DONE, NEGATIVE})
        problem = bench.intact(project)
        bench.hold("clock back: all is there", not problem, problem)
        found = Holding.of(bench.program, project.root).signals.get("event", 0)
        wanted = bench.wanted.signals.get("event", 0) + 10
        bench.hold("clock back: what was imported is there", found == wanted, f"{found} of {wanted} events")


def killed_and_started_again(bench: Bench) -> None:
    """An import that is killed three times and then let run; a server that is killed while it works."""
    size = 20_000 if bench.run.is_quick else 60_000
    with bench.project() as project:
        path = bench.folder() / "killed.jsonl"
        path.write_bytes(events("killed", "killed-event", MINUTE, size))
        for delay in (0.01, 0.04, 0.1):
            process = bench.program.start("import", str(path), "--json", root=project.root)
            time.sleep(delay)
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        done = bench.program.run("import", str(path), "--json", root=project.root)
        bench.check("killed three times: the fourth import", done, DONE, also=lines_missing(done, size))
        done = bench.program.run("import", str(path), "--json", root=project.root)
        bench.check("killed three times: the fifth import", done, DONE, f'"duplicate":{size}', '"accepted":0')
        with Session(bench.program, project.root) as session:
            session.send(session.request("audit", {}) + session.request("claim_bet", {"op": "acquire"}))
            time.sleep(0.01)
            session.kill()
        try:
            with Session(bench.program, project.root) as session:
                session.read("get_bet").needed()
            bench.hold("a killed server: the next one answers", True)
        except Failure as reason:
            bench.hold("a killed server: the next one answers", False, str(reason))
        problem = bench.intact(project)
        bench.hold("killed and started again: all is there", not problem, problem)
