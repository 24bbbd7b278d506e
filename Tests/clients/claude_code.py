"""Claude Code as a client: user settings, a project's .mcp.json, the Messages API."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent import PROMPT, SERVER_KEY, TOOL, Sandbox, Sighting, json_lines
from model_stand_in import AnthropicMessages, Call, Request, Say, Turn

MODEL_TOOL = f"mcp__{SERVER_KEY}__{TOOL}"
TOOL_SEARCH = "ToolSearch"


class ClaudeCode:
    """Claude Code, with MCP tools behind its tool search (its default) or all listed at once."""

    def __init__(self, binary: Path, *, tool_search: bool) -> None:
        self.name = "Claude Code" if tool_search else "Claude Code without tool search"
        self.binary = binary
        self.dialect = AnthropicMessages()
        self.tool_search = tool_search

    def configure(self, sandbox: Sandbox, model_url: str) -> None:
        server = {"type": "stdio", "command": str(sandbox.server), "args": ["serve"]}
        (sandbox.project / ".mcp.json").write_text(json.dumps({"mcpServers": {SERVER_KEY: server}}))
        settings = sandbox.home / ".claude" / "settings.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps({"permissions": {"allow": [f"mcp__{SERVER_KEY}__*"]}}))

    def arguments(self) -> list[str]:
        return ["-p", PROMPT, "--output-format", "stream-json", "--verbose"]

    def variables(self, sandbox: Sandbox, model_url: str) -> dict[str, str]:
        quiet = ("DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING", "DISABLE_AUTOUPDATER")
        variables = {"ANTHROPIC_BASE_URL": model_url, "ANTHROPIC_API_KEY": "none"}
        variables |= {name: "1" for name in (*quiet, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC")}
        return variables if self.tool_search else variables | {"ENABLE_TOOL_SEARCH": "false"}

    def server_variables(self, sandbox: Sandbox) -> dict[str, str]:
        return {"CLAUDE_PROJECT_DIR": str(sandbox.project)}

    def turn(self, request: Request) -> Turn:
        """Calls the tool as soon as it is offered, after a search if that is what it takes, and then stops.

        Requests without tools are side errands, such as naming the conversation.
        """
        offered = _tools(request)
        used = [block["name"] for block in _blocks(request, "tool_use")]
        if MODEL_TOOL in used:
            return Say("Done.")
        if MODEL_TOOL in offered:
            return Call(MODEL_TOOL)
        if TOOL_SEARCH in offered and TOOL_SEARCH not in used:
            return Call(TOOL_SEARCH, {"query": f"select:{MODEL_TOOL}", "max_results": 1})
        return Say("There is no such tool.")

    def sighting(self, requests: list[Request], output: str) -> Sighting:
        seen = Sighting(connected=_connected(output), listed=self._listed(requests))
        for block in _blocks(requests[-1], "tool_use") if requests else ():
            if block["name"] == MODEL_TOOL:
                seen.called = MODEL_TOOL
                _read_result(requests[-1], block["id"], seen)
        return seen

    def _listed(self, requests: list[Request]) -> str:
        conversation = [request for request in requests if _tools(request)]
        if not conversation:
            return ""
        first, last = conversation[0], conversation[-1]
        if MODEL_TOOL in _tools(first):
            return "in the first tool list"
        if self.tool_search and MODEL_TOOL in json.dumps(first["messages"]) and MODEL_TOOL in _tools(last):
            return "by name at first, then loaded by tool search"
        return ""


def _tools(request: Request) -> set[str]:
    return {tool["name"] for tool in request.get("tools", [])}


def _blocks(request: Request, kind: str) -> Iterator[dict[str, Any]]:
    for message in request["messages"]:
        if isinstance(message["content"], list):
            yield from (block for block in message["content"] if block["type"] == kind)


def _read_result(request: Request, call: str, seen: Sighting) -> None:
    for block in _blocks(request, "tool_result"):
        if block["tool_use_id"] == call:
            content = block.get("content", [])
            seen.result = [content] if isinstance(content, str) else [part.get("text", "") for part in content]
            seen.is_error = bool(block.get("is_error"))


def _connected(output: str) -> str:
    for event in json_lines(output):
        if event.get("subtype") == "init":
            status = {server["name"]: server["status"] for server in event["mcp_servers"]}
            return status[SERVER_KEY] if status.get(SERVER_KEY) == "connected" else ""
    return ""
