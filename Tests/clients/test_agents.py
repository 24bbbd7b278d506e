#!/usr/bin/env python3
"""Checks the server with the real Claude Code and the real Codex, their models replaced by a stand-in on loopback.

  python3 Tests/clients/test_agents.py BINARY [--keep DIR]      for example .build/release/reckon

Each client runs headless in a private home, is told about `BINARY serve`, and its model calls `get_status`. What
the model was sent is the evidence. Exit code: 0 all passed, 1 something failed, 4 a client could not be installed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import package_cache as cache
import plain_call
import processes
from agent import SERVER_KEY, TOOL, Agent, Sandbox, Sighting
from claude_code import ClaudeCode
from codex import Codex
from model_stand_in import ModelStandIn
from report import Report

# Both wheels carry the client's own binary; nothing else of them is used.
CLAUDE_CODE_WHEEL = "claude-agent-sdk==0.2.184"
CODEX_WHEEL = "openai-codex-cli-bin==0.163.0"

CLIENT_LIMIT_SECONDS = 90
SERVER_EXIT_LIMIT_SECONDS = 5
STDERR_SHOWN = 2000


def installed_agents() -> list[Agent]:
    """Installs the clients that are missing from the cache and lists the configurations to test."""
    claude_package = cache.environment(CLAUDE_CODE_WHEEL, dependencies=False)
    codex_package = cache.environment(CODEX_WHEEL, dependencies=False)
    claude = cache.file_in(claude_package, "claude_agent_sdk/_bundled/claude")
    codex = cache.file_in(codex_package, "codex_cli_bin/bin/codex")
    return [ClaudeCode(claude, tool_search=True), ClaudeCode(claude, tool_search=False), Codex(codex)]


def test_agent(agent: Agent, server: Path, logs: Path, report: Report) -> None:
    """Runs one client against the server and checks what came of it."""
    with tempfile.TemporaryDirectory(prefix="reckon-agent-", ignore_cleanup_errors=True) as root:
        sandbox = Sandbox.create(Path(root), server)
        with ModelStandIn(agent.dialect, agent.turn) as model:
            agent.configure(sandbox, model.url)
            environment = sandbox.variables(model.url) | agent.variables(sandbox, model.url)
            answer = plain_answer(sandbox, environment | agent.server_variables(sandbox))
            print(f"-- {agent.name}: {version(agent, sandbox, environment)}", flush=True)
            command = [str(agent.binary), *agent.arguments()]
            with processes.bounded_run(command, environment, sandbox.project, logs, CLIENT_LIMIT_SECONDS) as ended:
                left, seconds = processes.wait_until_gone(sandbox.server, SERVER_EXIT_LIMIT_SECONDS)
            model.save(logs)
        how = "ran out of time" if ended.code is None else f"code {ended.code}"
        report.check(f"{agent.name}: runs to its end", ended.code == 0, f"{how}, {ended.seconds:.1f} s")
        if ended.code != 0:
            sys.stderr.write((logs / "stderr").read_text(errors="replace")[-STDERR_SHOWN:])
        output = (logs / "stdout").read_text(errors="replace")
        check_sighting(agent.name, agent.sighting(model.requests, output), answer, report)
        gone = f"still running: {left}" if left else f"{seconds:.1f} s after the client"
        report.check(f"{agent.name}: leaves no server process", not left, gone)
        if model.strangers or model.errors:
            print(f"-- {agent.name}: refused {sorted(model.strangers)}, stand-in errors {model.errors}", flush=True)


def check_sighting(name: str, seen: Sighting, answer: plain_call.Answer | str, report: Report) -> None:
    """Checks the way of one tool call from the list to the result."""
    report.check(f"{name}: connects to {SERVER_KEY}", bool(seen.connected), seen.connected)
    report.check(f"{name}: shows its model {TOOL}", bool(seen.listed), seen.listed)
    report.check(f"{name}: calls {TOOL}", bool(seen.called), seen.called)
    report.check(f"{name}: the call is not an error", bool(seen.result) and not seen.is_error)
    same = not isinstance(answer, str) and answer.came_back_in(seen.result)
    detail = f"model got {seen.result}" + ("" if same else f", a plain call gave {answer}")
    report.check(f"{name}: gives its model the tool's own answer", same, detail)


def plain_answer(sandbox: Sandbox, environment: dict[str, str]) -> plain_call.Answer | str:
    """What the tool says in this sandbox, or why it cannot be known."""
    try:
        return plain_call.call([str(sandbox.server), "serve"], TOOL, sandbox.project, environment)
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def version(agent: Agent, sandbox: Sandbox, environment: dict[str, str]) -> str:
    """What the client calls itself."""
    command = [str(agent.binary), "--version"]
    try:
        done = subprocess.run(
            command, env=environment, cwd=sandbox.project, capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"version unknown ({error})"
    return done.stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the clients' output and the model requests here")
    parser.add_argument("binary", type=Path, help="the server, started as `BINARY serve`")
    options = parser.parse_args()
    server = options.binary.resolve()
    if not os.access(server, os.X_OK):
        parser.error(f"no such program: {server}")
    try:
        agents = installed_agents()
    except cache.Unavailable as missing:
        return cache.explain(missing)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="reckon-agent-logs-") as scratch:
        for agent in agents:
            logs = (options.keep or Path(scratch)) / agent.name.lower().replace(" ", "-")
            logs.mkdir(parents=True, exist_ok=True)
            test_agent(agent, server, logs, report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
