"""Codex as a client: config.toml in its home, the Responses API."""

import json
import re
from pathlib import Path
from typing import Any

from agent import PROMPT, SERVER_KEY, TOOL, Sandbox, Sighting, json_lines
from model_stand_in import Call, OpenAIResponses, Request, Say, Turn

# What Codex puts before a result.
TIMING = re.compile(r"\AWall time: [\d.]+ seconds\nOutput:\n?")
NAMESPACE = f"mcp__{SERVER_KEY}"

CONFIG = """\
model = "stand-in"
model_provider = "stand-in"
approval_policy = "never"

[analytics]
enabled = false

[model_providers.stand-in]
name = "stand-in"
base_url = {base_url}
wire_api = "responses"

[mcp_servers.{server_key}]
command = {command}
args = ["serve"]
"""


class Codex:
    """Codex, which shows the tools of one MCP server as a namespace."""

    name = "Codex"

    def __init__(self, binary: Path) -> None:
        self.binary = binary
        self.dialect = OpenAIResponses()

    def configure(self, sandbox: Sandbox, model_url: str) -> None:
        config = sandbox.home / ".codex" / "config.toml"
        config.parent.mkdir()
        # A JSON string is also a TOML string.
        base_url, command = json.dumps(f"{model_url}/v1"), json.dumps(str(sandbox.server))
        config.write_text(CONFIG.format(base_url=base_url, command=command, server_key=SERVER_KEY))

    def arguments(self) -> list[str]:
        return ["exec", "--json", "--strict-config", "--skip-git-repo-check", PROMPT]

    def variables(self, sandbox: Sandbox, model_url: str) -> dict[str, str]:
        return {"CODEX_HOME": str(sandbox.home / ".codex")}

    def server_variables(self, sandbox: Sandbox) -> dict[str, str]:
        return {}

    def turn(self, request: Request) -> Turn:
        """Calls the tool once if it is offered."""
        offered = TOOL in (_namespace(request) or [])
        return Call(TOOL, namespace=NAMESPACE) if offered and not _call(request) else Say("Done.")

    def sighting(self, requests: list[Request], output: str) -> Sighting:
        seen = Sighting()
        if not requests:
            return seen
        tools = _namespace(requests[0])
        seen.connected = "" if tools is None else f"namespace {NAMESPACE}"
        seen.listed = "in the first tool list" if TOOL in (tools or []) else ""
        if call := _call(requests[-1]):
            seen.called = f"{NAMESPACE} {TOOL}"
            seen.result = _result(requests[-1], call)
        seen.is_error = any(_failed(event) for event in json_lines(output))
        return seen


def _namespace(request: Request) -> list[str] | None:
    for tool in request.get("tools", []):
        if tool["type"] == "namespace" and tool["name"] == NAMESPACE:
            return [function["name"] for function in tool["tools"]]
    return None


def _call(request: Request) -> str:
    for item in request["input"]:
        if item["type"] == "function_call" and (item.get("namespace"), item["name"]) == (NAMESPACE, TOOL):
            return str(item["call_id"])
    return ""


def _result(request: Request, call: str) -> list[str]:
    for item in request["input"]:
        if item["type"] == "function_call_output" and item["call_id"] == call:
            output = item["output"]
            parts = [output] if isinstance(output, str) else [part.get("text", "") for part in output]
            return [text for part in parts if (text := TIMING.sub("", part))]
    return []


def _failed(event: dict[str, Any]) -> bool:
    """The Responses API has no error mark on a tool result; the client's own events do."""
    item: dict[str, Any] = event.get("item", {})
    return (item.get("type"), item.get("status")) == ("mcp_tool_call", "failed")
